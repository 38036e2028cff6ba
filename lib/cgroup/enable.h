/* SPDX-License-Identifier: MIT */
/* The first steps: controllers are enabled for the children of the parent cgroup. */
#ifndef XNS_CGROUP_ENABLE_H
#define XNS_CGROUP_ENABLE_H

#include <stdbool.h>

#include "base/step.h"
#include "cgroup/hint_cgroup.h"
#include "cgroup/limits.h"
#include "cgroup/opt_cgroup.h"

/*
 * Enables the controllers that the limits require for the children of why->tree, and
 * those that a report requires: a failure of the latter is a warning. With how->evacuate,
 * and where there is something to enable, moves the processes of why->tree to a child
 * first. Prints each step in a dry run; ends the program with a message when one fails.
 */
void enable_controllers(const struct limits *limits, const struct opt_cgroup *how,
			struct steps *steps, struct hint_group *why);

#endif

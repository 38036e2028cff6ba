/* SPDX-License-Identifier: MIT */
/* Starts a child in a cgroup: its command executes no instruction outside of it. */
#ifndef XNS_CGROUP_START_H
#define XNS_CGROUP_START_H

#include <sys/types.h>

#include "cli/launch.h"
#include "cgroup/hint_cgroup.h"
#include "cgroup/leaf.h"

/*
 * Creates the child in the cgroup by clone3(2) with CLONE_INTO_CGROUP (Linux 5.7). Where
 * that is not available, moves it there while it waits. The child calls run, which does
 * not return. Returns the PID of the child; ends the program with a message when a step
 * fails. why is evidence for its hint.
 */
pid_t start_in_leaf(struct launch *launch, const struct leaf *leaf,
		    const struct hint_group *why, launch_run_fn *run, void *context);

#endif

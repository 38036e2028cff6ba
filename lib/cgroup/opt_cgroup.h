/* SPDX-License-Identifier: MIT */
/* Options about the cgroup of the command: where, how it ends, what is reported. */
#ifndef XNS_CGROUP_OPT_CGROUP_H
#define XNS_CGROUP_OPT_CGROUP_H

#include <stdbool.h>
#include <time.h>

#include "cli/opt.h"

struct opt_cgroup {
	const char *parent; /* or NULL: the cgroup of the caller */
	const char *report; /* FILE or fd:N, or NULL */
	bool evacuate, cgroup_ns, keep, verbose, no_forward;
	bool graceful; /* SIGTERM first, grace_ms before SIGKILL */
	int grace_ms;
};

extern const struct opt_set opt_cgroup_options;

#endif

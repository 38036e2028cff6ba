/* SPDX-License-Identifier: MIT */
/* Options about the process that enters, and what it takes from its target. */
#ifndef XNS_ENTER_OPT_PROCESS_H
#define XNS_ENTER_OPT_PROCESS_H

#include <stdbool.h>

#include "cli/opt.h"

struct opt_process {
	bool no_fork, join_cgroup, target_env, follow_context, new_session;
	bool trusted; /* nothing inside is hostile: see cloned_binary.h */
};

extern const struct opt_set opt_process_options;

#endif

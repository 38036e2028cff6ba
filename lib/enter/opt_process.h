/* SPDX-License-Identifier: MIT */
/* Options about the process that enters, and what it takes from its target. */
#ifndef XNS_ENTER_OPT_PROCESS_H
#define XNS_ENTER_OPT_PROCESS_H

#include <stdbool.h>

#include "run/lifetime.h"
#include "cli/opt.h"

struct opt_process {
	bool no_fork, join_cgroup, target_env, follow_context, new_session;
	bool trusted;	 /* nothing inside is hostile: see cloned_binary.h */
	int kill_signal; /* --kill-child: sent to the child when we end; 0 for none */
	struct lifetime lifetime; /* with --kill-child */
};

#define OPT_PROCESS_NONE                                                                 \
	{                                                                                \
		.lifetime = LIFETIME_NONE                                                \
	}

extern const struct opt_set opt_process_options;

/*
 * In the caller, with --kill-child: starts the watcher that signals the child when the
 * caller ends. Before any namespace is entered.
 */
void opt_process_watch(struct opt_process *process);

/* In the child, with --kill-child, the last step before the exec. */
void opt_process_live(const struct opt_process *process);

#endif

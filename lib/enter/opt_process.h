/* SPDX-License-Identifier: MIT */
/* Options about the process that enters, and what it takes from its target. */
#ifndef XNS_ENTER_OPT_PROCESS_H
#define XNS_ENTER_OPT_PROCESS_H

#include <stdbool.h>

#include "ns/process.h"
#include "run/lifetime.h"
#include "cli/opt.h"

struct opt_process {
	bool no_fork, join_cgroup, target_env, follow_context, new_session;
	bool trusted;	 /* nothing inside is hostile: see cloned_binary.h */
	int cgroup;	 /* with --join-cgroup: cgroup.procs of the target, or -1 */
	int kill_signal; /* --kill-child: sent to the child when xnsenter ends; 0 for none
			  */
	struct lifetime lifetime; /* with --kill-child */
};

#define OPT_PROCESS_NONE                                                                 \
	{                                                                                \
		.cgroup = -1, .lifetime = LIFETIME_NONE                                  \
	}

extern const struct opt_set opt_process_options;

/*
 * Before anything is entered: opens the cgroup of the process and takes its SELinux
 * context for the exec, as the options ask. self: proc_self(). Ends the program with a
 * message when that fails.
 */
void opt_process_open(struct opt_process *options, const struct process *process,
		      int self);

/* True if the command has to be a child; pid: a PID namespace is entered. */
bool opt_process_forks(const struct opt_process *options, bool pid);

/*
 * In the caller, with --kill-child: starts the watcher that signals the child when the
 * caller ends. Before any namespace is entered.
 */
void opt_process_watch(struct opt_process *process);

/*
 * In the process that becomes the command, directly before the exec: its session, its
 * cgroup, and with --kill-child the end with its parent.
 */
void opt_process_become(const struct opt_process *options);

#endif

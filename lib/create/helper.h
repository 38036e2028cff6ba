/* SPDX-License-Identifier: MIT */
/*
 * A process that stays where the caller leaves: it keeps the old rights and the old
 * mounts, and does there what the caller no longer can, one turn after the other.
 */
#ifndef XNS_CREATE_HELPER_H
#define XNS_CREATE_HELPER_H

#include <sys/types.h>

#include "run/child.h"

struct helper {
	pid_t pid;     /* 0 when there is none */
	int sync_pipe; /* to the other of both, in each */
};

/*
 * Does turn 0, 1, ... It ends the process with a message when it cannot. Last it is
 * called with HELPER_END: the caller has ended, or executed the command.
 */
enum { HELPER_END = -1 };
typedef void helper_task_fn(void *context, int turn);

/*
 * Starts the process, with the signals as the caller of the program had them. It ends by
 * itself when its parent does. Ends the program when that is impossible.
 */
void helper_start(struct helper *helper, const struct child_signals *signals,
		  helper_task_fn *work, void *context);

/*
 * Lets it take its next turn and waits for the end of that. Ends the program when the
 * work has failed; then the message has been said there, unless a signal killed it.
 */
void helper_run_task(struct helper *helper);

/* Ends it and waits for its end: the command must not have it as a child. */
void helper_stop(struct helper *helper);

/*
 * In the task: goes on in a process that is no child of the caller and has nothing of it,
 * except the descriptors in keep (count of them, below HELPER_KEEP_MAX): no terminal, no
 * other descriptor. Ends the process with a message when it cannot.
 */
enum { HELPER_KEEP_MAX = 32 };
void helper_leave_caller(const struct helper *helper, const int *keep, int count);

/*
 * In the caller: runs a task that calls helper_leave_caller(). Afterwards sync_pipe is
 * open, pid is 0, and the process ends when the last copy of sync_pipe is closed: by an
 * exec also.
 */
void helper_run_task_and_leave(struct helper *helper);

#endif

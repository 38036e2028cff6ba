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
	pid_t pid; /* 0 when there is none */
	int sync_pipe;
};

/* Does turn 0, 1, ... It ends the process with a message when it cannot. */
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

/* Sends it home and waits for its end: the command must not find it as a child. */
void helper_stop(struct helper *helper);

#endif

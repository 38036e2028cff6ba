/* SPDX-License-Identifier: MIT */
/*
 * Starts a command and knows when it has become one: the caller rests until the exec, in
 * the same memory, so a failure is known to the caller, nothing half-made is seen by
 * anyone, and nothing is copied.
 */
#ifndef XNS_INIT_SPAWN_H
#define XNS_INIT_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "run/lifetime.h"
#include "init/signals.h"

struct spawn {
	const char *file; /* looked for in PATH */
	char *const *argv;
	/* execvpe(3) that returns -errno: cmd_become() */
	int (*run)(const char *file, char *const *argv, char *const *environment);
	const struct signals *signals;	 /* what the command gets back */
	bool group, session;		 /* it leads a process group, or a session */
	int terminal;			 /* put it into the foreground there; or -1 */
	const struct lifetime *lifetime; /* it ends when the caller ends; or NULL */
};

/*
 * Starts it in the current environment, in which LISTEN_PID (see sd_listen_fds(3))
 * becomes the child's when it was that of this process. Returns the PID, with a pidfd (or
 * -1) in *ret_pidfd. -errno when no process could be made; 0 when the process could not
 * become the command, the reason, a negative errno, then in *ret_pidfd and the failed
 * step, as a verb phrase, in *ret_step (NULL for the exec).
 */
pid_t spawn_command(const struct spawn *how, int *ret_pidfd, const char **ret_step)
	__attribute__((warn_unused_result));

#endif

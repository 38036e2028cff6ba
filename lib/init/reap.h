/* SPDX-License-Identifier: MIT */
/*
 * Children that have ended. There are two ways: one wait for each or, from Linux 6.15 on,
 * the kernel reaps them all by itself and a pidfd still tells how one of them ended.
 */
#ifndef XNS_INIT_REAP_H
#define XNS_INIT_REAP_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

struct reaped {
	pid_t pid;
	int status;	     /* see wait(2); stopped children are told too */
	struct rusage usage; /* its own and that of the children it has waited for */
};

/*
 * The PID of a child that has terminated and was not waited for yet: it is a zombie
 * still, so its directory in /proc is there. 0 when there is none, or -errno; -ECHILD
 * says that there are no children at all.
 */
pid_t reap_peek(void) __attribute__((warn_unused_result));

/*
 * Waits for this child (-1 for any) without blocking. Returns its PID, 0 when none has
 * anything to report, or -errno as above. A zombie is gone after that.
 */
pid_t reap_one(pid_t pid, struct reaped *ret_child) __attribute__((warn_unused_result));

/*
 * The wait status of a process that was reaped, by any process, from its pidfd. Returns
 * 0 or -errno: -EAGAIN while it was not reaped, or where the kernel does not tell.
 */
int reap_status(int pidfd, int *ret_status) __attribute__((warn_unused_result));

/*
 * Reaps this zombie and finds out, by trying it on that one, whether the kernel can tell
 * how a process has ended that it has reaped itself.
 */
bool reap_finds_status(pid_t pid, struct reaped *ret_child);

#endif

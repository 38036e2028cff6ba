/* SPDX-License-Identifier: MIT */
/*
 * A child that does not outlive its supervisor, the process that waits for it.
 *
 * The parent-death signal (PR_SET_PDEATHSIG in prctl(2)) alone does not achieve that: the
 * kernel clears it when the command changes its credentials or executes a set-user-ID
 * program. So a third process, the watcher, holds a pidfd of the child and signals it
 * when the supervisor ends. It is a child of the supervisor in a session of its own, with
 * exit signal 0 (see __WCLONE in wait(2)), no terminal, and no descriptor of the caller.
 *
 * Order of events: the supervisor starts the watcher before it creates namespaces, then
 * the child. The child sets its death signal and registers with the watcher, the last
 * thing before the exec. The watcher accepts it only while the supervisor is alive;
 * otherwise the child ends without an exec.
 */
#ifndef XNS_RUN_LIFETIME_H
#define XNS_RUN_LIFETIME_H

#include <sys/types.h>

struct lifetime {
	int supervisor; /* socket to the watcher; its end is the supervisor's end; or -1
			 */
	int child;	/* socket on which the child registers, or -1 */
	pid_t watcher;	/* or 0 */
};

#define LIFETIME_NONE                                                                    \
	{                                                                                \
		-1, -1, 0                                                                \
	}

/* The process that shall end when its parent does: see lifetime_find_parent(). */
struct lifetime_parent {
	int pidfd;  /* of the parent, or -1 for none */
	int self;   /* pidfd of the supervisor */
	int signal; /* sent to the supervisor when the parent has ended */
};

#define LIFETIME_NO_PARENT                                                               \
	{                                                                                \
		-1, -1, 0                                                                \
	}

/*
 * Opens the pidfds of this process and of its parent, whatever thread of it called
 * fork(2). Returns 0, with pidfd -1 where the parent has no PID here or pidfd_open(2) is
 * not available; -FAULT_EXITED when the parent ended during the call.
 */
int lifetime_find_parent(int signal, struct lifetime_parent *ret_parent)
	__attribute__((warn_unused_result));

/*
 * In the supervisor: starts the watcher, which will send signal to the child, and
 * parent->signal to the supervisor. Returns when it watches: 0 or -errno.
 */
int lifetime_start(struct lifetime *lifetime, int signal,
		   const struct lifetime_parent *parent)
	__attribute__((warn_unused_result));

/*
 * In the child, after the last change of its credentials: sets signal as its death signal
 * and registers with the watcher. Returns 0, -FAULT_PEER_GONE when the supervisor or the
 * watcher is gone, or -errno: the caller then exits. It ends the process by itself when a
 * message could block. Changes no memory: the child may share it.
 */
int lifetime_join(const struct lifetime *lifetime, int signal)
	__attribute__((warn_unused_result));

/* In the supervisor, once the child has ended: ends the watcher and reaps it. */
void lifetime_end(struct lifetime *lifetime);

#endif

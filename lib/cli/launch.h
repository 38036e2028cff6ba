/* SPDX-License-Identifier: MIT */
/*
 * The command as a child process: no signal is lost while it is started, it waits until
 * the caller has done what only the caller can do, it is reported on --status-fd, and the
 * caller ends as the command ends.
 *
 *	caller                          child
 *	launch_block
 *	launch_hold, if it must wait
 *	launch_fork, or clone(2) and launch_parent or launch_child
 *	launch_report
 *	launch_release                  launch_wait
 *	launch_supervise                execve(2)
 *
 * A child that shares the memory of the caller (launch_vfork()) cannot wait. After
 * clone(2) it calls launch_vfork_child() alone, and the caller launch_vfork_before() and
 * launch_vfork_parent().
 *
 * Each function ends the program with a message when its step fails, except where it says
 * otherwise.
 */
#ifndef XNS_CLI_LAUNCH_H
#define XNS_CLI_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

#include "ns/process.h"
#include "run/child.h"
#include "run/lifetime.h"
#include "cli/opt_sync.h"

struct launch {
	bool forward; /* signals of the caller to the child; otherwise they are discarded
		       */
	struct opt_sync *sync;
	struct lifetime *lifetime; /* the watcher, ended with the child */
	struct child_signals signals;
	sigset_t missed; /* see signal_received.h */
	int sync_pipe;	 /* the end of this process, or -1: the child does not wait */
	int child_end;	 /* before the fork: the end of the child */
};

/* In the caller: blocks signals. sync and lifetime stay the caller's. */
void launch_block(struct launch *launch, bool forward, struct opt_sync *sync,
		  struct lifetime *lifetime);

/* In the caller, before the fork: the child will wait in launch_wait(). */
void launch_hold(struct launch *launch);

/*
 * fork(2), with the signal mask restored in the child. Returns 0 in the child and its PID
 * in the caller. role completes the sentence "fork" of the error message.
 */
pid_t launch_fork(struct launch *launch, const char *role);

/* After clone(2): the first call in the caller, and in the child. */
void launch_parent(struct launch *launch);
void launch_child(struct launch *launch);

/* In the child: restores the signal mask and dispositions of the caller. */
void launch_unblock(const struct launch *launch);

/*
 * In a child that shares the memory of the caller, the same. Stops of job control are
 * deferred until the exec (child_defer_stops()), and messages end the child by _exit(2).
 */
void launch_vfork_child(const struct launch *launch);

/*
 * In its parent: directly before vfork(2), and when it has returned, after the child has
 * executed the command or has ended.
 */
void launch_vfork_before(struct launch *launch);
void launch_vfork_parent(pid_t child);

/*
 * vfork(2) with these three: the child calls run, which executes the command or ends it.
 * role follows "fork" in the message of a failure, which ends the program. Returns the
 * PID of the child.
 */
typedef void launch_run_fn(void *context);
pid_t launch_vfork(struct launch *launch, const char *role, launch_run_fn *run,
		   void *context);

/*
 * In the child: waits until it is released. The process exits, without a message, when
 * the caller has ended. With tell_failure the caller learns of an exit(3) before the
 * exec, by launch_failed(); the sync pipe stays open until the exec then.
 */
void launch_wait(struct launch *launch, bool tell_failure);

/* In the caller: writes the PID and these namespaces of the child to --status-fd. */
void launch_report(const struct launch *launch, const struct process *child, int flags);

/* The same, where only its PID is known; opens it only with --status-fd. */
void launch_report_pid(const struct launch *launch, pid_t child, int flags);

/*
 * In the caller: notifies --ready-fd and releases the child. Returns false when the child
 * has ended.
 */
bool launch_release(struct launch *launch);

/*
 * In the caller, with tell_failure in the child: waits until the child executes
 * the command. Returns true when it will exit, or has ended, without.
 */
bool launch_failed(const struct launch *launch, pid_t child);

/* The same, without a message: returns 1 when it executes, 0 when not, or -errno. */
int launch_wait_for_exec(const struct launch *launch, pid_t child)
	__attribute__((warn_unused_result));

/* Waits for the end of the child. Returns its wait status. */
int launch_relay(struct launch *launch, pid_t child);

/*
 * Ends the watcher, reports the wait status on --status-fd and ends this process in the
 * same way.
 */
_Noreturn void launch_end(const struct launch *launch, int status);

/* Both. */
_Noreturn void launch_supervise(struct launch *launch, pid_t child);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A child process, started so that no signal is lost, and supervised transparently:
 * signals, stops and its exit status pass through.
 */
#ifndef XNS_RUN_CHILD_H
#define XNS_RUN_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* The caller's signals, to be handed to the command as they were. */
struct child_signals {
	sigset_t blocked;
	bool sigchld_ignored; /* then wait(2) would have nothing to report */
};

/*
 * Makes waiting possible and, with all, blocks every signal that can be forwarded;
 * otherwise only CHLD, INT, TERM and PIPE. child_unblock() takes both back: in each
 * process that is forked in between, before it runs a command. Each returns 0 or -errno.
 */
int child_block(struct child_signals *ret_saved, bool all)
	__attribute__((warn_unused_result));
int child_unblock(const struct child_signals *saved) __attribute__((warn_unused_result));

/* fork(2). Returns 0 in the child, the PID in the parent, or -errno. */
pid_t child_fork(void) __attribute__((warn_unused_result));

struct child_clone {
	int flags;     /* CLONE_NEW* */
	int cgroup;    /* a cgroup2 directory to create it in, or -1 */
	pid_t set_tid; /* the PID it shall get in the innermost PID namespace, or 0 */
};

/*
 * clone3(2): a child in new namespaces and in a cgroup. Where the kernel or a filter
 * has none, clone(2). Returns like child_fork(), with the child's pidfd (or -1)
 * in *ret_pidfd, or -errno: -ENOSYS when what was asked cannot be had from clone(2).
 */
pid_t child_clone(const struct child_clone *how, int *ret_pidfd)
	__attribute__((warn_unused_result));

/* False in a build with sanitizers, which know no other stack than that of main(). */
bool child_can_clone_vm(void);

/*
 * For a child that shares the memory of its parent (vfork(2)). A stop of job control,
 * sent to the process group, would stop the child alone: the parent waits for the exec
 * and cannot stop, so a shell would wait for both. The child calls child_defer_stops()
 * while signals are blocked: from then to its exec it catches SIGTSTP, SIGTTIN and
 * SIGTTOU unless they are ignored. The parent calls child_send_deferred_stop() after the
 * exec, which sends the last one to the child unless a SIGCONT came later. SIGSTOP cannot
 * be caught: the parent then stops only after the child was continued.
 */
void child_defer_stops(void);
void child_send_deferred_stop(pid_t child);

/*
 * A child with CLONE_VM and CLONE_VFORK, in new namespaces (flags: CLONE_NEW*, but none
 * of time) or not, until it executes a command with argv, or ends; the caller is
 * suspended until then. That costs no copy. run(context) may not return, may not change
 * what the caller uses afterwards, and ends by _exit(2) when it fails. Returns the PID,
 * with a pidfd in *ret_pidfd, or -errno.
 */
pid_t child_clone_vm(int flags, int (*run)(void *context), void *context,
		     char *const *argv, int *ret_pidfd)
	__attribute__((warn_unused_result));

enum child_how {
	CHILD_FORWARD = 1, /* forward signals; otherwise they are discarded */
};

/*
 * Waits for the child's end. Forwards each signal that this process receives, except
 * those that the child has received already (signal_received.h, also for missed). Stops
 * when job control stops the child, and continues it when this process is continued. Call
 * after child_block(). Returns the wait status (wait(2)) or -errno.
 */
int child_relay(pid_t child, int how, sigset_t *missed)
	__attribute__((warn_unused_result));

/*
 * True when a child of this process has executed a program, false when it has not yet, or
 * is ending without. Reads /proc where the child leads another session (else setpgid(2)
 * answers); true when that is not possible.
 */
bool child_has_executed(pid_t child);

/* Waits for a helper's end. Returns the wait status or -errno. */
int child_wait(pid_t child) __attribute__((warn_unused_result));

/*
 * Ends as the child has ended: by the same signal, without dumping core, or with
 * the same status. A PID 1 cannot die by a signal: it exits with 128 + N.
 */
_Noreturn void child_exit_like(int status);

/*
 * Sets the parent-death signal of this process. parent becomes readable when the parent
 * has ended: its pidfd, or a socket whose other end only the parent holds. The kernel
 * clears the signal at each change of IDs, so this comes after the last one. Returns 0 or
 * -errno; ends the process by _exit(2) when the parent has ended already.
 */
int child_die_with(int parent, int signal) __attribute__((warn_unused_result));

#endif

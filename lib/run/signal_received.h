/* SPDX-License-Identifier: MIT */
/*
 * The rules for a process that forwards signals to a command: which signals the command
 * has received without it, and which stops of the command it follows.
 */
#ifndef XNS_RUN_SIGNAL_RECEIVED_H
#define XNS_RUN_SIGNAL_RECEIVED_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/*
 * True if the command received this signal when the caller did, so that the caller must
 * not forward it. command is a child of the caller that has not been waited for, or -1
 * for none. Where the kernel does not say, the answer is false: a signal given twice is
 * better than one that is lost. The rules, from drivers/tty and kernel/signal.c:
 *
 *	SI_KERNEL INT, QUIT, TSTP, TTIN, TTOU, WINCH: a terminal sends them to a process
 *	group. True if the command is in the caller's group.
 *
 *	SI_KERNEL HUP, CONT: a terminal that is hung up sends them to the session leader
 *	alone; the end of a leader, and of the last parent of a stopped group, to a group.
 *	True if the command is in the caller's group and the caller is no session leader.
 *
 *	... but false for each of these that was pending when the child had been created
 *	(missed): the terminal may have sent it before. It is then removed from missed.
 *
 *	SI_KERNEL, any other (ALRM, IO, XCPU, PWR): sent to one process. False.
 *
 *	SI_USER from the command: kill(2) to the group looks like kill(2) to the caller.
 *	True if the command is in the caller's group, except for HUP, INT, QUIT and TERM,
 *	by which a command ends its init.
 *
 *	SI_USER PIPE, XFSZ from the caller itself: an answer to its own write. They are
 *	not the command's at all, and also true.
 *
 *	All others: SI_USER from elsewhere (sender 0: another PID namespace), SI_TKILL,
 *	SI_QUEUE, SI_TIMER, which reach one process. False.
 *
 * It makes no system call except for terminal signals and those that the command sent.
 */
bool signal_already_received(pid_t command, const siginfo_t *signal, sigset_t *missed);

/*
 * sigtimedwait(2), without end if timeout is NULL. The function of glibc makes SI_USER of
 * SI_TKILL, so this is the system call where its time has 64 bits in any case. Returns
 * the number of the signal, or -1 and errno.
 */
int signal_wait(const sigset_t *set, siginfo_t *ret_signal,
		const struct timespec *timeout);

/*
 * Reads which signals are pending for the caller, which has blocked them: the child has
 * not received them. Call it directly after the child was created, if the child waits for
 * the caller before it executes the command; what has reached both is then sent twice, to
 * a child that has no handler yet. Otherwise call it directly before, so that a command
 * receives nothing twice; what comes during clone(2) is then lost.
 */
void signal_find_missed(sigset_t *ret_missed);

/*
 * True if a stop of job control is pending for the caller. SIGCHLD comes first, so a stop
 * of the whole group is known by the child's stop before.
 */
bool signal_stop_is_pending(void);

/* True for the stops of job control: SIGTSTP, SIGTTIN, SIGTTOU. */
bool signal_is_job_stop(int number);

/*
 * True if the caller has to stop because its command was stopped by this signal, so that
 * a shell takes the terminal back: the caller received a stop of job control since it was
 * last continued (asked), or the command or the caller is in the foreground of the
 * terminal. The latter is true of SIGSTOP, too, as shells suspend themselves by it. A
 * session leader has no shell above it in its session.
 */
bool signal_stop_is_shared(pid_t command, int number, bool asked);

/*
 * Stops the caller until it is continued. Unless it was asked to stop, the sender may
 * continue the command alone: a helper process then continues the caller when the
 * command no longer stops. The helper needs a /proc of the caller's PID namespace. A
 * SIGCONT is pending for the caller afterwards; if one is pending before, it does not
 * stop.
 */
void signal_stop_with(pid_t command, bool asked);

#endif

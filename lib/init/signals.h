/* SPDX-License-Identifier: MIT */
/*
 * The signals of an init: all of them blocked, taken one at a time, and handed on as they
 * came. Blocked first, so that none is lost; never handled asynchronously, so that
 * nothing races.
 */
#ifndef XNS_INIT_SIGNALS_H
#define XNS_INIT_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct signals {
	sigset_t blocked; /* by the caller of the program */
	struct sigaction
		chld;  /* the caller's: wait(2) has nothing to report if ignored */
	int signal_fd; /* a signalfd while the kernel reaps, otherwise -1 */
};

/* Blocks every signal, those of the C library too, and gives SIGCHLD its default. */
void signals_take(struct signals *ret_saved);

/* In the child, before the exec: makes both what the caller had. */
void signals_give_back(const struct signals *saved);

/*
 * Lets the kernel reap: children that terminate from now on vanish without notification.
 * Those that are dead already remain to be waited for. Returns 0 or -errno, nothing
 * changed.
 */
int signals_kernel_reaps(struct signals *signals) __attribute__((warn_unused_result));

/* Takes that back: SIGCHLD is reported again. */
void signals_we_reap(struct signals *signals);

/* The monotonic clock in nanoseconds. SIGNALS_NEVER is later than all. */
#define SIGNALS_NEVER INT64_MAX
int64_t signals_now(void);

/*
 * Waits for the next signal, until deadline (by signals_now()) at the latest. Returns its
 * number and what came with it; 0 when the time is up or, while the kernel reaps, when
 * the process of pidfd has ended. Spurious zeros are possible.
 */
int signals_next(const struct signals *signals, int pidfd, int64_t deadline,
		 siginfo_t *ret_signal);

/* Whom to tell: a process or, with group, the process group that it leads. */
struct signals_target {
	pid_t pid;
	int pidfd; /* or -1: the PID cannot come to mean another process */
	bool group;
};

/*
 * Sends the signal. Where as was queued with a value, it arrives with that value and its
 * first sender, as far as the kernel allows. Returns 0 or -errno.
 */
int signals_send(const struct signals_target *target, int number, const siginfo_t *as)
	__attribute__((warn_unused_result));

/*
 * Sends the signal to the process group of a leader that has ended. is_zombie: the
 * leader has not been waited for, so that its number is not another's. Otherwise it
 * takes Linux 6.9. Returns 0 or -errno.
 */
int signals_end_group(const struct signals_target *leader, int number, bool is_zombie)
	__attribute__((warn_unused_result));

#endif

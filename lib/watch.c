/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "watch.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "leftover.h"
#include "num.h"
#include "reap.h"
#include "status.h"
#include "terminal.h"

enum {
	NSEC = 1000000000,
	PATIENCE = 2, /* seconds after KILL, when someone does not die even of that */
	SIGNALS_A_TURN = 1024, /* between two looks at the children, whatever happens */
};

/* --verbose. Never waits for a reader: a full pipe would stop the whole namespace. */
__attribute__((format(printf, 2, 3))) static void tell(const struct watch *w,
						       const char *sentence, ...)
{
	char text[128], line[160];
	va_list args;
	int length;

	if (!w->init.verbose || !report_can_write(STDERR_FILENO))
		return;
	va_start(args, sentence);
	vsnprintf(text, sizeof(text), sentence, args);
	va_end(args);
	length = snprintf(line, sizeof(line), "%s: %s\n", die_program(), text);
	(void)fd_write_all(STDERR_FILENO, line, (size_t)length);
}

static void set_deadline(struct watch *w, int64_t time)
{
	int64_t deadline = signals_now() + time;

	if (time && deadline < w->deadline)
		w->deadline = deadline;
}

static void signal_leftover(const struct watch *w, int number)
{
	char reason[64];
	int found = leftover_signal(number);

	if (found < 0)
		tell(w, "cannot find those that are left: %s",
		     die_reason(found, reason, sizeof(reason)));
}

/* ---- the command ---- */

static void command_ended(struct watch *w, int status)
{
	w->ended = true;
	w->end_status = status;
	lifetime_end(&w->lifetime);
	terminal_take(w->terminal, w->main.pid);
	if (w->status_fd >= 0 && report_can_write(w->status_fd))
		(void)status_exit(w->status_fd, status);
	if (w->reaper == WATCH_KERNEL_REAPS)
		signals_we_reap(&w->signals);
	w->reaper = WATCH_WE_REAP;
	if (!w->end.grace || w->killed)
		return;
	signal_leftover(w, SIGTERM);
	signal_leftover(w, SIGCONT); /* or those that are stopped would not hear it */
	set_deadline(w, w->end.grace);
}

/*
 * ^Z stops the command: our parent, a shell, gets its prompt only when we stop too.
 * SIGSTOP may be someone's who will continue nobody but the command.
 */
static void command_stopped(struct watch *w, int number)
{
	if (w->is_pid1 || number == SIGSTOP)
		return;
	terminal_take(w->terminal, w->main.pid);
	(void)kill(getpid(), SIGSTOP);
	terminal_lend(w->terminal, w->main.pid);
}

/*
 * We have no child any more, and were not told how this one has ended. While the kernel
 * reaps it may be about to tell.
 */
static void command_is_gone(struct watch *w)
{
	static const struct timespec moment = { .tv_nsec = NSEC / 1000 };
	int status = EXIT_OURS << 8;

	for (int i = 0; i < 1000; i++) {
		if (reap_status(w->main.pidfd, &status) != -EAGAIN)
			break;
		(void)nanosleep(&moment, NULL);
	}
	command_ended(w, status);
}

/* ---- children ---- */

static void try_kernel(struct watch *w)
{
	if (signals_kernel_reaps(&w->signals) < 0)
		return;
	w->reaper = WATCH_KERNEL_REAPS;
	tell(w, "the kernel reaps from now on");
}

/*
 * The next child that has something to report, or 0, or -errno. It is tried on the first
 * orphan whether the kernel can reap, and not before, as we hear of signals a little
 * faster while we reap; and for PID 1 only, as others have to hear when the command
 * stops.
 */
static pid_t next_child(struct watch *w, struct reaped *ret_child,
			struct ownproc_stat *ret_stat)
{
	bool trying = w->reaper == WATCH_WE_REAP_FOR_NOW;
	pid_t pid = -1;

	if (trying || w->report.fd >= 0)
		pid = reap_peek();
	if (pid > 0 && w->report.fd >= 0)
		report_look(&w->report, pid, ret_stat);
	if (pid <= 0 || !trying || pid == w->main.pid)
		return reap_one(pid > 0 ? pid : -1, ret_child);

	w->reaper = WATCH_WE_REAP;
	if (reap_finds_status(pid, ret_child))
		try_kernel(w);
	return ret_child->pid;
}

static void child_reported(struct watch *w, const struct reaped *child,
			   const struct ownproc_stat *stat)
{
	bool is_main = child->pid == w->main.pid, killed = WIFSIGNALED(child->status);

	if (WIFSTOPPED(child->status)) {
		if (is_main)
			command_stopped(w, WSTOPSIG(child->status));
		return;
	}
	if (child->pid == w->lifetime.watcher) {
		w->lifetime.watcher = 0; /* reaped */
		return;
	}
	tell(w, "process %d has ended: %s %d", (int)child->pid,
	     killed ? "signal" : "status",
	     killed ? WTERMSIG(child->status) : WEXITSTATUS(child->status));
	if (w->report.fd >= 0)
		report_process(&w->report, child, stat, !is_main);
	if (is_main)
		command_ended(w, child->status);
}

static void reap(struct watch *w)
{
	struct ownproc_stat stat = { .name = "" };
	struct reaped child = { 0 };
	pid_t pid;
	int status;

	while ((pid = next_child(w, &child, &stat)) > 0)
		child_reported(w, &child, &stat);
	w->alone = pid == -ECHILD;

	if (w->ended || w->main.pid == 0)
		return;
	if (w->alone)
		command_is_gone(w);
	else if (w->reaper == WATCH_KERNEL_REAPS &&
		 reap_status(w->main.pidfd, &status) == 0)
		command_ended(w, status);
	if (w->ended)
		reap(w); /* now we do it, and nobody tells us of those before */
}

/* ---- signals ---- */

static void tell_of_signal(const struct watch *w, int from, int to)
{
	char text[16], other[16];

	tell(w, "signal %s goes to process %d as %s",
	     num_signal_text(from, text, sizeof(text)), (int)w->main.pid,
	     num_signal_text(to, other, sizeof(other)));
}

static void pass_on(struct watch *w, const siginfo_t *signal, int number)
{
	struct signals_target target = w->main;

	if (w->init.verbose)
		tell_of_signal(w, signal->si_signo, number);
	if (number == SIGCONT)
		terminal_lend(w->terminal, w->main.pid);
	/* While it is for us to reap, nobody else gets its PID; and that is faster. */
	if (w->reaper != WATCH_KERNEL_REAPS && !target.group)
		target.pidfd = -1;
	(void)signals_send(&target, number, signal);
}

/* The kernel's answer to our own writing: nobody reads it, or the file is full. */
static bool is_our_own(const siginfo_t *signal)
{
	return (signal->si_signo == SIGPIPE || signal->si_signo == SIGXFSZ) &&
	       signal->si_code == SI_USER && signal->si_pid == getpid();
}

static void signal_came(struct watch *w, const siginfo_t *signal)
{
	bool shuts_down = signal->si_signo == SIGTERM || signal->si_signo == SIGINT;
	int number = opt_signals_rewrite(&w->forward, signal->si_signo);

	if (is_our_own(signal))
		return;
	if (shuts_down && !w->killed)
		set_deadline(w, w->end.kill_after);
	if (w->ended && number)
		signal_leftover(w, number);
	else if (w->main.pid == 0 && shuts_down)
		command_ended(w, 0);
	else if (w->main.pid && number && !signals_has_got(w->main.pid, signal))
		pass_on(w, signal, number);
}

/* ---- deadlines ---- */

static void kill_all(struct watch *w)
{
	signal_leftover(w, SIGKILL);
	w->killed = true;
}

/* True while there is something to wait for. */
static bool stays(struct watch *w)
{
	bool late = w->deadline != SIGNALS_NEVER && signals_now() >= w->deadline;

	if (late && !w->killed) {
		kill_all(w);
		w->deadline = signals_now() + PATIENCE * (int64_t)NSEC;
	} else if (late) {
		if (w->ended)
			return false;
		w->deadline = SIGNALS_NEVER;
	}
	return !w->ended || ((w->end.wait || w->end.grace) && !w->alone);
}

int watch(struct watch *w)
{
	siginfo_t signal;
	unsigned turn = 0;
	int number;

	if (w->report.fd >= 0 || !w->is_pid1)
		w->reaper = WATCH_WE_REAP;
	w->deadline = SIGNALS_NEVER;
	while (stays(w)) {
		number = signals_next(&w->signals, w->main.pidfd, w->deadline, &signal);
		if (number > 0 && number != SIGCHLD)
			signal_came(w, &signal);
		if (number <= 0 || number == SIGCHLD || w->ended ||
		    ++turn % SIGNALS_A_TURN == 0)
			reap(w);
		/*
		 * As PID 1 we have got all; others are ours only when their parents die.
		 */
		if (w->killed && !w->alone && !w->is_pid1)
			signal_leftover(w, SIGKILL);
	}
	return w->end_status;
}

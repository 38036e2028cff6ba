/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/supervise.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "ns/status.h"
#include "run/signal_received.h"
#include "init/descendants.h"
#include "init/reap.h"
#include "init/terminal.h"

enum {
	NSEC = 1000000000,
	PATIENCE = 2, /* seconds after KILL, when someone does not die even of that */
	SIGNALS_A_TURN = 1024, /* between two looks at the children, whatever happens */
};

/* Never waits for a reader: a full pipe would stop the whole namespace. */
__attribute__((format(printf, 1, 2))) static void print(const char *sentence, ...)
{
	char text[128], line[160];
	va_list args;
	int length;

	if (!report_can_write(STDERR_FILENO))
		return;
	va_start(args, sentence);
	vsnprintf(text, sizeof(text), sentence, args);
	va_end(args);
	length = snprintf(line, sizeof(line), "%s: %s\n", die_program(), text);
	(void)!fd_write_all(STDERR_FILENO, line, (size_t)length);
}

/* --verbose */
#define tell(w, ...) ((w)->init.verbose ? print(__VA_ARGS__) : (void)0)

static void set_deadline(struct supervise *w, int64_t time)
{
	int64_t deadline = signals_now() + time;

	if (time && deadline < w->deadline)
		w->deadline = deadline;
}

void watch_tell_lost(struct supervise *w, int err, const char *what)
{
	char reason[64];

	if (err >= 0 || (w->loss_told && !w->init.verbose))
		return;
	w->loss_told = true;
	print("cannot write %s: %s", what, die_reason(err, reason, sizeof(reason)));
}

static void signal_descendants(const struct supervise *w, int number)
{
	char reason[64];
	int found = descendants_signal(number);

	if (found < 0)
		tell(w, "cannot find the remaining processes: %s",
		     die_reason(found, reason, sizeof(reason)));
}

/* ---- the command ---- */

/*
 * As dumb-init does, also with -r. Processes that have left the group get no signal. The
 * number of a group without processes may be another's: the command must be a zombie
 * still, or the kernel takes the pidfd for the group (where it reaps, it does).
 */
static void end_group(struct supervise *w, bool is_zombie)
{
	int number = opt_signals_rewrite(&w->forward, SIGTERM);

	if (!w->forward.session || w->end.grace || w->end.wait || w->group_ended)
		return;
	w->group_ended = true;
	if (number)
		(void)!signals_end_group(&w->main, number, is_zombie);
}

static void command_ended(struct supervise *w, int status)
{
	w->ended = true;
	w->end_status = status;
	lifetime_end(&w->lifetime);
	terminal_take(w->terminal, w->main.pid);
	if (w->status_fd >= 0)
		watch_tell_lost(w,
				report_can_write(w->status_fd)
					? status_exit(w->status_fd, status)
					: -EAGAIN,
				"the status");
	if (w->reaper == SUPERVISE_KERNEL_REAPS)
		signals_we_reap(&w->signals);
	w->reaper = SUPERVISE_REAP;
	if (w->killed)
		return;
	end_group(w, false);
	if (!w->end.grace)
		return;
	signal_descendants(w, SIGTERM);
	(void)leftover_continue();
	set_deadline(w, w->end.grace);
}

/*
 * In place of job control's stops, which do nothing in a session without its shell. What
 * the user asks for by -r stays.
 */
static int as_stop(const struct supervise *w, int from, int number)
{
	bool rewritten = w->forward.rewritten[from];

	return w->forward.session && signal_is_job_stop(number) && !rewritten ? SIGSTOP
									      : number;
}

static void command_stopped(struct supervise *w, int number)
{
	w->stop_asked |= signal_stop_is_pending();
	if (w->forward.session && number == SIGSTOP && w->stop_asked)
		number = SIGTSTP; /* see as_stop() */
	if (w->is_pid1 || !signal_stop_is_shared(w->main.pid, number, w->stop_asked))
		return;
	terminal_take(w->terminal, w->main.pid);
	signal_stop_with(w->main.pid, w->stop_asked && signal_is_job_stop(number));
	w->stop_asked = false;
	terminal_lend(w->terminal, w->main.pid);
}

/*
 * There is no child any more, and the status of this one was not reported. While the
 * kernel reaps it may be about to tell.
 */
static void command_is_gone(struct supervise *w)
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

static void try_kernel(struct supervise *w)
{
	if (signals_kernel_reaps(&w->signals) < 0)
		return;
	w->reaper = SUPERVISE_KERNEL_REAPS;
	tell(w, "SIGCHLD is ignored: SIGCHLD is ignored: the kernel reaps from now on");
}

/*
 * The next child that has something to report, or 0, or -errno. It is tried on the first
 * orphan whether the kernel can reap, and not before, as signals are noticed a little
 * faster while this process reaps; and for PID 1 only, as others must notice when the
 * command stops.
 */
static pid_t next_child(struct supervise *w, struct reaped *ret_child,
			struct own_proc_stat *ret_stat)
{
	bool trying = w->reaper == SUPERVISE_REAP_UNTIL_TRIED;
	pid_t pid = -1;

	if (trying || w->report.fd >= 0 || w->forward.session)
		pid = reap_peek();
	if (pid > 0 && pid == w->main.pid && !w->killed)
		end_group(w, true);
	if (pid > 0 && w->report.fd >= 0)
		report_look(&w->report, pid, ret_stat);
	if (pid <= 0 || !trying || pid == w->main.pid)
		return reap_one(pid > 0 ? pid : -1, ret_child);

	w->reaper = SUPERVISE_REAP;
	if (reap_finds_status(pid, ret_child))
		try_kernel(w);
	return ret_child->pid;
}

static void child_reported(struct supervise *w, const struct reaped *child,
			   const struct own_proc_stat *stat)
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
	if (w->report.fd >= 0) {
		w->report.err = 0;
		report_process(&w->report, child, stat, !is_main);
		watch_tell_lost(w, w->report.err, "a line of the report");
	}
	if (is_main)
		command_ended(w, child->status);
}

static void reap(struct supervise *w)
{
	struct own_proc_stat stat = { .name = "" };
	struct reaped child = { 0 };
	pid_t pid;
	int status = 0;

	while ((pid = next_child(w, &child, &stat)) > 0)
		child_reported(w, &child, &stat);
	w->alone = pid == -ECHILD;

	if (w->ended || w->main.pid == 0)
		return;
	if (w->alone)
		command_is_gone(w);
	else if (w->reaper == SUPERVISE_KERNEL_REAPS &&
		 reap_status(w->main.pidfd, &status) == 0)
		command_ended(w, status);
	if (w->ended)
		reap(w); /* from now on here; those before are not reported */
}

/* ---- signals ---- */

static void tell_of_signal(const struct supervise *w, int from, int to)
{
	char text[16], other[16];

	tell(w, "signal %s goes to process %d as %s",
	     num_signal_text(from, text, sizeof(text)), (int)w->main.pid,
	     num_signal_text(to, other, sizeof(other)));
}

static void pass_on(struct supervise *w, const siginfo_t *signal, int number)
{
	struct signals_target target = w->main;

	if (w->init.verbose)
		tell_of_signal(w, signal->si_signo, number);
	if (number == SIGCONT)
		terminal_lend(w->terminal, w->main.pid);
	/* While it is not reaped, its PID is not reused; and that is faster. */
	if (w->reaper != SUPERVISE_KERNEL_REAPS && !target.group)
		target.pidfd = -1;
	(void)!signals_send(&target, number, signal);
}

static void signal_came(struct supervise *w, const siginfo_t *signal)
{
	bool shuts_down = signal->si_signo == SIGTERM || signal->si_signo == SIGINT;
	int number = opt_signals_rewrite(&w->forward, signal->si_signo);

	if (signal_already_received(w->main.pid && !w->ended ? w->main.pid : -1, signal,
				    &w->missed))
		number = 0;
	if (signal_is_job_stop(signal->si_signo) || signal->si_signo == SIGCONT)
		w->stop_asked = signal->si_signo != SIGCONT;
	if (shuts_down && !w->killed)
		set_deadline(w, w->end.kill_after);
	if (w->ended && number)
		signal_descendants(w, number);
	else if (w->main.pid == 0 && shuts_down)
		command_ended(w, 0);
	else if (w->main.pid && number)
		pass_on(w, signal, as_stop(w, signal->si_signo, number));
}

/* ---- deadlines ---- */

static void kill_all(struct supervise *w)
{
	signal_descendants(w, SIGKILL);
	w->killed = true;
}

/* True while there is something to wait for. */
static bool stays(struct supervise *w)
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

int supervise(struct supervise *w)
{
	siginfo_t signal;
	unsigned turn = 0;
	int number;

	if (w->report.fd >= 0 || !w->is_pid1)
		w->reaper = SUPERVISE_REAP;
	w->deadline = SIGNALS_NEVER;
	while (stays(w)) {
		number = signals_next(&w->signals, w->main.pidfd, w->deadline, &signal);
		if (number > 0 && number != SIGCHLD)
			signal_came(w, &signal);
		if (number <= 0 || number == SIGCHLD || w->ended ||
		    ++turn % SIGNALS_A_TURN == 0)
			reap(w);
		/*
		 * PID 1 has got all; other processes are adopted only when their parents
		 * die.
		 */
		if (w->killed && !w->alone && !w->is_pid1)
			signal_descendants(w, SIGKILL);
	}
	return w->end_status;
}

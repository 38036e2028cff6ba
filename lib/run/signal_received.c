/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/signal_received.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "proc/own_proc.h"

/* Nanoseconds between two looks at a stopped command */
enum { PAUSE_FIRST = 10000000, PAUSE_LAST = 500000000 };

static bool shares_group(pid_t command)
{
	/*
	 * 0 is a group outside this PID namespace: no process can join another of these.
	 */
	return getpgid(command) == getpgrp();
}

static bool is_session_leader(void)
{
	return getsid(0) == getpid();
}

static bool kernel_sent_to_both(pid_t command, int number)
{
	switch (number) {
	case SIGINT:
	case SIGQUIT:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGWINCH:
		return shares_group(command);
	case SIGHUP:
	case SIGCONT:
		return !is_session_leader() && shares_group(command);
	default:
		return false;
	}
}

static bool command_sent_to_both(pid_t command, int number)
{
	switch (number) {
	case SIGHUP:
	case SIGINT:
	case SIGQUIT:
	case SIGTERM:
		return false;
	default:
		return shares_group(command);
	}
}

int signal_wait(const sigset_t *set, siginfo_t *ret_signal,
		const struct timespec *timeout)
{
#ifdef __LP64__
	enum { SET_BYTES = (_NSIG - 1 + 63) / 64 * 8 };

	return (int)syscall(SYS_rt_sigtimedwait, set, ret_signal, timeout, SET_BYTES);
#else
	return sigtimedwait(set, ret_signal, timeout);
#endif
}

void signal_find_missed(sigset_t *ret_missed)
{
	(void)sigpending(ret_missed);
}

static bool was_missed(sigset_t *missed, int number)
{
	return sigismember(missed, number) == 1 && sigdelset(missed, number) == 0;
}

bool signal_already_received(pid_t command, const siginfo_t *signal, sigset_t *missed)
{
	int number = signal->si_signo;

	if (signal->si_code == SI_KERNEL)
		return !was_missed(missed, number) &&
		       kernel_sent_to_both(command, number);
	if (signal->si_code != SI_USER)
		return false;
	if (signal->si_pid == command)
		return command_sent_to_both(command, number);
	return (number == SIGPIPE || number == SIGXFSZ) && signal->si_pid == getpid();
}

bool signal_is_job_stop(int number)
{
	return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

bool signal_stop_is_pending(void)
{
	sigset_t pending;

	sigpending(&pending);
	return sigismember(&pending, SIGTSTP) || sigismember(&pending, SIGTTIN) ||
	       sigismember(&pending, SIGTTOU);
}

bool signal_stop_is_shared(pid_t command, int number, bool asked)
{
	FD_AUTO int terminal = -1;
	pid_t foreground;

	if (is_session_leader())
		return false;
	if (asked && signal_is_job_stop(number))
		return true;
	terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	foreground = terminal < 0 ? -1 : tcgetpgrp(terminal);
	return foreground > 0 &&
	       (foreground == getpgrp() || foreground == getpgid(command));
}

static bool is_stopped(const char *stat_file)
{
	struct own_proc_stat stat;

	return own_proc_stat(AT_FDCWD, stat_file, &stat) &&
	       (stat.state == 'T' || stat.state == 't');
}

/*
 * The kernel has no event for this. More than one SIGCONT, as the first may come before
 * the stop.
 */
static _Noreturn void continue_with(const char *stat_file, pid_t caller)
{
	struct timespec pause = { .tv_nsec = PAUSE_FIRST };

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == caller) {
		(void)nanosleep(&pause, NULL);
		if (!is_stopped(stat_file))
			(void)kill(caller, SIGCONT);
		else if (pause.tv_nsec < PAUSE_LAST)
			pause.tv_nsec *= 2;
	}
	_exit(0);
}

/* The next stop would discard it. */
static bool continue_is_pending(void)
{
	sigset_t pending;

	sigpending(&pending);
	return sigismember(&pending, SIGCONT);
}

void signal_stop_with(pid_t command, bool asked)
{
	FD_AUTO int proc = asked ? -1 : own_proc_open();
	pid_t caller = getpid(), helper = -1;
	char stat_file[32];

	snprintf(stat_file, sizeof(stat_file), "/proc/%d/stat", (int)command);
	if (proc >= 0)
		helper = fork();
	if (helper == 0)
		continue_with(stat_file, caller);
	if (!continue_is_pending())
		(void)kill(caller, SIGSTOP);
	if (helper < 0)
		return;
	(void)kill(helper, SIGKILL);
	while (waitpid(helper, NULL, 0) < 0 && errno == EINTR)
		;
}

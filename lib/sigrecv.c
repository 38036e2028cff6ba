/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sigrecv.h"

#include <fcntl.h>
#include <unistd.h>

#include "fd.h"

static bool shares_group(pid_t command)
{
	/* 0 is a group outside this PID namespace: nobody can join another of these. */
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

bool signal_already_received(pid_t command, const siginfo_t *signal)
{
	int number = signal->si_signo;

	if (signal->si_code == SI_KERNEL)
		return kernel_sent_to_both(command, number);
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

bool signal_stop_is_shared(pid_t command, int number, bool asked)
{
	FD_AUTO int terminal = -1;
	pid_t foreground;

	if (!signal_is_job_stop(number) || is_session_leader())
		return false;
	if (asked)
		return true;
	terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	foreground = terminal < 0 ? -1 : tcgetpgrp(terminal);
	return foreground > 0 &&
	       (foreground == getpgrp() || foreground == getpgid(command));
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"

/* The major numbers of Unix 98 pseudo-terminals, see the kernel's list of devices */
enum { PTY_FIRST = 136, PTY_LAST = 143 };

int terminal_open(void)
{
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (terminal >= 0 && tcgetpgrp(terminal) != getpgrp())
		fd_close(&terminal);
	return terminal;
}

void terminal_lend(int terminal, pid_t group)
{
	if (terminal >= 0 && tcgetpgrp(terminal) == getpgrp())
		(void)tcsetpgrp(terminal, group);
}

void terminal_take(int terminal, pid_t group)
{
	if (terminal >= 0 && tcgetpgrp(terminal) == group)
		(void)tcsetpgrp(terminal, getpgrp());
}

/*
 * The kernel notifies the foreground, which this process is, by SIGHUP and SIGCONT, as
 * sent by ourselves. They are not news for the command.
 */
static void forget_hangup(void)
{
	const struct timespec now = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCONT);
	while (sigtimedwait(&set, NULL, &now) > 0)
		;
}

/* The others are hung up when a session leader lets go of them. */
static bool is_pty(int terminal)
{
	unsigned device;

	if (ioctl(terminal, TIOCGDEV, &device) < 0)
		return false;
	return (device >> 8 & 0xfff) >= PTY_FIRST && (device >> 8 & 0xfff) <= PTY_LAST;
}

int terminal_leave(int terminal)
{
	if (terminal >= 0 && getsid(0) == getpid() && is_pty(terminal) &&
	    ioctl(terminal, TIOCNOTTY) == 0)
		forget_hangup();
	else
		fd_close(&terminal);
	return terminal;
}

/* SPDX-License-Identifier: MIT */
/*
 * Runs a command on a terminal of its own and types to it.
 *
 *	pty STEP... -- COMMAND...
 *
 * With "pid1" before the steps the command is PID 1 of a PID namespace (by an
 *unprivileged user: in a user namespace, too). Steps, in order: "wait=TEXT" (until the
 *output since the last match holds TEXT), "send=TEXT" (\n, \c for ^C, \z for ^Z, \q for
 *^\, \\), "sleep=MILLISECONDS", "resize" (a new size: SIGWINCH), "hangup" (closes the
 *terminal). The output goes to standard output. Status: the command's, 124 when something
 *took more than 9 s.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "limit.h"

static char seen[65536];
static size_t used, matched;
static pid_t child;
static int master;

static void too_long(int sig)
{
	static const char message[] = "\n(pty: too long; raise XNS_LIMIT)\n";

	(void)sig;
	(void)!write(STDOUT_FILENO, message, sizeof(message) - 1);
	kill(child, SIGKILL);
	_exit(124);
}

/* Takes what is there within the time; 0 when the terminal is closed. */
static int take(int milliseconds)
{
	struct pollfd poller = { .fd = master, .events = POLLIN };
	ssize_t got;

	if (poll(&poller, 1, milliseconds) <= 0)
		return 1;
	if (used >= sizeof(seen) - 1)
		return 0;
	got = read(master, seen + used, sizeof(seen) - 1 - used);
	if (got <= 0)
		return 0;
	(void)!write(STDOUT_FILENO, seen + used, (size_t)got);
	used += (size_t)got;
	seen[used] = '\0';
	return 1;
}

static void wait_for(const char *text)
{
	char *found;

	while (!(found = strstr(seen + matched, text)))
		if (!take(1000))
			return;
	matched = (size_t)(found - seen) + strlen(text);
}

static void send_text(const char *text)
{
	for (; *text; text++) {
		char c = *text;

		if (c == '\\' && text[1]) {
			c = *++text;
			c = c == 'n'   ? '\n'
			    : c == 'c' ? '\003'
			    : c == 'z' ? '\032'
			    : c == 'q' ? '\034'
				       : c;
		}
		(void)!write(master, &c, 1);
	}
}

static void hang_up(void)
{
	close(master);
	master = -1;
}

static void rest(int milliseconds)
{
	struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

static void become(char **command)
{
	int slave = open(ptsname(master), O_RDWR);

	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	for (int fd = 0; fd <= 2; fd++)
		dup2(slave, fd);
	close(slave);
	close(master);
	for (int sig = 1; sig <= SIGRTMAX; sig++)
		signal(sig, SIG_DFL);
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

int main(int argc, char **argv)
{
	int steps = 1, status, apart;

	while (steps < argc && strcmp(argv[steps], "--") != 0)
		steps++;
	if (steps + 1 >= argc)
		return 99;
	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) {
		perror("pty");
		return 99;
	}
	apart = strcmp(argv[1], "pid1") == 0;
	if (apart && unshare(CLONE_NEWPID | (geteuid() ? CLONE_NEWUSER : 0)) < 0) {
		perror("unshare");
		return 99;
	}
	child = fork();
	if (child == 0)
		become(argv + steps + 1);
	signal(SIGALRM, too_long);
	alarm(limit_seconds());

	for (int i = 1; i < steps; i++) {
		if (strncmp(argv[i], "wait=", 5) == 0)
			wait_for(argv[i] + 5);
		else if (strncmp(argv[i], "send=", 5) == 0)
			send_text(argv[i] + 5);
		else if (strncmp(argv[i], "sleep=", 6) == 0)
			rest(atoi(argv[i] + 6));
		else if (strcmp(argv[i], "resize") == 0)
			ioctl(master, TIOCSWINSZ, &(struct winsize){ 33, 77, 0, 0 });
		else if (strcmp(argv[i], "hangup") == 0)
			hang_up();
	}
	while (master >= 0 && take(1000))
		;
	while (waitpid(child, &status, 0) < 0)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

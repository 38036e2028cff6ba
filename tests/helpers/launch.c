/* SPDX-License-Identifier: MIT */
/*
 * Starts a command from an exactly known state, and says exactly how it ended: a shell
 * can do neither (it has its own ideas of signals, and shows "killed by 9" as 137).
 *
 *	launch [-i SIGNAL] [-b SIGNAL] [-c FD] [-o FD=FILE] [-0 NAME] [-n] [-w FILE]
 *	       [-t SECONDS] COMMAND...
 *
 * -i ignores, -b blocks (numbers; every other signal is default and unblocked),
 * -c closes, -o opens for reading and writing, -0 gives another argv[0], -n an empty
 * argument list, -w waits and writes "exit N" or "signal N" to FILE, -t kills the command
 * after SECONDS.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "limit.h"

extern char **environ;

static pid_t child;

static void too_long(int sig)
{
	(void)sig;
	kill(child, SIGKILL);
}

/*
 * Also those that the C library keeps for itself: its posix_spawn(3), which make uses,
 * has the new program ignore them, and its sigaction(2) refuses to change that.
 */
static void reset_signals(void)
{
	static const unsigned long usual[8]; /* struct sigaction as the kernel has it */
	static const unsigned char none[(_NSIG - 1) / 8];

	for (int sig = 1; sig < _NSIG; sig++)
		syscall(SYS_rt_sigaction, sig, usual, NULL, sizeof(none));
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, none, NULL, sizeof(none));
}

static void open_as(const char *text)
{
	const char *name = strchr(text, '=');
	int wanted = atoi(text), fd = name ? open(name + 1, O_RDWR | O_CREAT, 0644) : -1;

	if (fd < 0) {
		perror(text);
		exit(99);
	}
	if (fd != wanted) {
		dup2(fd, wanted);
		close(fd);
	}
}

static void supervise(const char *file, unsigned seconds)
{
	/* The command may have to ignore it; we cannot, from before it can end. */
	void (*ignored)(int) = signal(SIGCHLD, SIG_DFL);
	FILE *report = fopen(file, "we");
	int status;

	child = fork();
	if (child == 0) {
		signal(SIGCHLD, ignored);
		if (report)
			fclose(report);
		return;
	}
	signal(SIGALRM, too_long);
	alarm(seconds);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			exit(99);
	if (WIFSIGNALED(status))
		fprintf(report, "signal %d%s\n", WTERMSIG(status),
			WCOREDUMP(status) ? " core" : "");
	else
		fprintf(report, "exit %d\n", WEXITSTATUS(status));
	fclose(report);
	exit(0);
}

int main(int argc, char **argv)
{
	const char *report = NULL, *name = NULL;
	unsigned seconds = limit_seconds();
	int letter, empty = 0, closed[8], closings = 0;
	char *nothing[] = { NULL };
	sigset_t blocked;
	char *path;

	reset_signals();
	sigemptyset(&blocked);
	while ((letter = getopt(argc, argv, "+i:b:c:o:0:nw:t:")) != -1) {
		if (letter == 'i')
			signal(atoi(optarg), SIG_IGN);
		else if (letter == 'b')
			sigaddset(&blocked, atoi(optarg));
		else if (letter == 'c' && closings < 8)
			closed[closings++] = atoi(optarg);
		else if (letter == 'o')
			open_as(optarg);
		else if (letter == '0')
			name = optarg;
		else if (letter == 'n')
			empty = 1;
		else if (letter == 'w')
			report = optarg;
		else if (letter == 't')
			seconds = (unsigned)atoi(optarg);
		else
			return 99;
	}
	if (!argv[optind])
		return 99;
	if (report)
		supervise(report, seconds);

	while (closings > 0)
		close(closed[--closings]);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	path = argv[optind];
	if (empty)
		execve(path, nothing, environ);
	if (name)
		argv[optind] = (char *)name;
	execvp(path, argv + optind);
	perror(path);
	return 99;
}

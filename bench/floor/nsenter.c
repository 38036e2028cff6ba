/* SPDX-License-Identifier: MIT */
/*
 * nsenter PID FLAGS COMMAND...: what xnsenter has to do, and nothing else. FLAGS is a
 * number of CLONE_NEW* flags; with CLONE_NEWPID a child runs the command.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int flags = argc > 3 ? (int)strtol(argv[2], NULL, 0) : 0, status, target;
	pid_t pid = 0;

	if (!flags)
		return 1;
	target = (int)syscall(SYS_pidfd_open, atoi(argv[1]), 0);
	if (target < 0 || setns(target, flags) < 0)
		return 1;
	if (flags & CLONE_NEWPID)
		pid = vfork();
	if (pid > 0) {
		waitpid(pid, &status, 0);
		return WEXITSTATUS(status);
	}
	execv(argv[3], argv + 3);
	_exit(127);
}

/* SPDX-License-Identifier: MIT */
/*
 * steps COMMAND...: how many instructions the process executes in user space until it
 * becomes another program, or ends. Counted one by one (PTRACE_SINGLESTEP), so the figure
 * does not depend on the load of the machine; children are not followed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void start(char **argv)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	execvp(argv[0], argv);
	fprintf(stderr, "steps: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* The first exec is the command itself, the second is what it becomes. */
static unsigned long count_until_exec(pid_t pid)
{
	unsigned long steps = 0;
	int execs = 0, status, pass = 0;

	while (ptrace(PTRACE_SINGLESTEP, pid, NULL, (void *)(long)pass) == 0 &&
	       waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		pass = 0;
		if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXEC << 8))) {
			if (++execs == 2)
				break;
			steps = 0;
		} else if (WSTOPSIG(status) == SIGTRAP) {
			steps++;
		} else {
			pass = WSTOPSIG(status);
		}
	}
	kill(pid, SIGKILL);
	return steps;
}

int main(int argc, char **argv)
{
	pid_t pid;
	int status;

	if (argc < 2) {
		fprintf(stderr, "usage: steps COMMAND...\n");
		return 2;
	}
	pid = fork();
	if (pid == 0)
		start(argv + 1);
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	       (void *)(PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
	printf("%lu\n", count_until_exec(pid));
	waitpid(pid, &status, 0);
	return 0;
}

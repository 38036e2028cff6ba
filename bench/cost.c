/* SPDX-License-Identifier: MIT */
/*
 * cost ROUNDS COMMAND...: user and system time of the command in microseconds, the least
 * of the rounds, and the most memory that it had resident, in KiB. Its output is thrown
 * away.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double microseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static void run(char **argv, struct rusage *ret_usage)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (wait4(pid, &status, 0, ret_usage) != pid || status != 0) {
		fprintf(stderr, "cost: %s failed\n", argv[0]);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	double least = 0, time;
	struct rusage usage;
	long memory = 0;

	if (argc < 3 || atoi(argv[1]) < 1) {
		fprintf(stderr, "usage: cost ROUNDS COMMAND...\n");
		return 2;
	}
	for (int i = 0; i < atoi(argv[1]); i++) {
		run(argv + 2, &usage);
		time = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
		least = i == 0 || time < least ? time : least;
		memory = usage.ru_maxrss > memory ? usage.ru_maxrss : memory;
	}
	printf("%.0f %ld\n", least, memory);
	return 0;
}

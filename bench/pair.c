/* SPDX-License-Identifier: MIT */
/*
 * pair ROUNDS "COMMAND A" "COMMAND B": user and system time of A divided by that of B,
 * each run once a round, in turn, children included: the median of the ratios, then the
 * medians of both in microseconds. Commands are split at spaces; their output is thrown
 * away. With XNS_WALL in the environment the times are those of the clock, also of
 * processes that nobody waits for.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 64, ROUNDS_MAX = 10000 };

static void split(char *command, char **words)
{
	int count = 0;

	for (char *word; count < WORDS - 1 && (word = strsep(&command, " "));)
		if (*word)
			words[count++] = word;
	words[count] = NULL;
}

static double microseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static double clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double run(char **words)
{
	const double begin = clock_now();
	struct rusage usage;
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		execvp(words[0], words);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0) {
		fprintf(stderr, "pair: %s failed\n", words[0]);
		exit(1);
	}
	if (getenv("XNS_WALL"))
		return clock_now() - begin;
	return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), by_value);
	return values[count / 2];
}

int main(int argc, char **argv)
{
	static double ours[ROUNDS_MAX], theirs[ROUNDS_MAX], ratios[ROUNDS_MAX];
	char *a[WORDS], *b[WORDS];
	int rounds = argc == 4 ? atoi(argv[1]) : 0, output;

	if (rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: pair ROUNDS \"COMMAND A\" \"COMMAND B\"\n");
		return 2;
	}
	split(argv[2], a);
	split(argv[3], b);
	output = dup(STDOUT_FILENO);
	dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
	run(a);
	run(b);
	for (int i = 0; i < rounds; i++) {
		/* Who comes second may find caches warm: take turns. */
		if (i % 2)
			ours[i] = run(a), theirs[i] = run(b);
		else
			theirs[i] = run(b), ours[i] = run(a);
		ratios[i] = ours[i] / theirs[i];
	}
	dprintf(output, "%.2f %.0f %.0f\n", median(ratios, rounds), median(ours, rounds),
		median(theirs, rounds));
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Signals with a value.
 *
 *	sigvalue send PID SIGNAL VALUE...
 *	sigvalue take FILE SIGNAL COUNT
 *	sigvalue echo SIGNAL COUNT COMMAND...
 *	sigvalue storm ROUNDS COMMAND...
 *
 * "send" queues one for each VALUE and prints its own PID. "take" writes "ready" and then
 * "SIGNAL VALUE from PID code CODE" for each into FILE. "echo" runs COMMAND, which is to
 * become a "reply", and measures COUNT round trips to it: the median in microseconds.
 * "storm" runs COMMAND, which is to become a "count". In each round it sends it 56 kinds
 * of signals, all that can be caught but SIGCHLD and the stops, and waits until each has
 * arrived; it ends with 1 if one arrives twice. Prints the number of signals a second.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int send_all(char **args)
{
	pid_t pid = atoi(args[0]);
	int number = atoi(args[1]);

	for (args += 2; *args; args++) {
		union sigval value = { .sival_int = atoi(*args) };

		if (sigqueue(pid, number, value) < 0) {
			perror("sigqueue");
			return 1;
		}
	}
	printf("%d\n", getpid());
	return 0;
}

static int take(char **args)
{
	int out = open(args[0], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	int number = atoi(args[1]), count = atoi(args[2]);
	struct timespec patience = { .tv_sec = 8 };
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_BLOCK, &set, NULL);
	dprintf(out, "ready %d\n", getpid());
	for (int i = 0; i < count; i++) {
		if (sigtimedwait(&set, &info, &patience) < 0)
			return 3;
		dprintf(out, "%d %d from %d code %d\n", info.si_signo,
			info.si_value.sival_int, info.si_pid, info.si_code);
	}
	return 0;
}

/* reply SIGNAL: a byte for each signal. */
static int reply(char **args)
{
	int number = atoi(args[0]);
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_BLOCK, &set, NULL);
	(void)!write(STDOUT_FILENO, "r", 1);
	while (sigwaitinfo(&set, NULL) > 0)
		(void)!write(STDOUT_FILENO, ".", 1);
	return 0;
}

/* count: the number of each signal as a byte, after a first byte 0. */
static int count(void)
{
	sigset_t set;
	int number = 0;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	do {
		unsigned char byte = (unsigned char)number;

		if (write(STDOUT_FILENO, &byte, 1) != 1)
			return 1;
		number = sigwaitinfo(&set, NULL);
	} while (number > 0 && number != SIGCHLD);
	return 1;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Executes the command with its standard output in a pipe, whose read end is ends[0]. */
static pid_t start(char **args, const int *ends)
{
	pid_t pid = fork();

	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(args[0], args);
		_exit(127);
	}
	close(ends[1]);
	return pid;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int echo(char **args)
{
	static double times[100000];
	int number = atoi(args[0]), count = atoi(args[1]), ends[2];
	pid_t pid;
	char byte;

	if (count < 1 || count > 100000 || pipe(ends) < 0)
		return 99;
	pid = start(args + 2, ends);
	if (read(ends[0], &byte, 1) != 1)
		return 1;
	usleep(100000);
	for (int i = 0; i < count; i++) {
		times[i] = now();
		kill(pid, number);
		if (read(ends[0], &byte, 1) != 1)
			return 1;
		times[i] = now() - times[i];
	}
	kill(pid, SIGTERM);
	qsort(times, (size_t)count, sizeof(*times), by_value);
	printf("%.1f\n", times[count / 2]);
	return 0;
}

static int is_sent(int number)
{
	return number != SIGKILL && number != SIGSTOP && number != SIGCHLD &&
	       number != SIGTSTP && number != SIGTTIN && number != SIGTTOU &&
	       (number < 32 || number >= 34);
}

/* Returns 0 when each of the kinds has arrived once. */
static int one_round(pid_t pid, int from)
{
	int came[65] = { 0 }, sent = 0;
	unsigned char byte;

	for (int number = 1; number <= 64; number++) {
		if (is_sent(number)) {
			kill(pid, number);
			sent++;
		}
	}
	for (int i = 0; i < sent; i++) {
		if (read(from, &byte, 1) != 1)
			return 1;
		if (byte > 64 || !is_sent(byte) || came[byte]++)
			return 1;
	}
	return sent == 56 ? 0 : 1;
}

static int storm(char **args)
{
	int rounds = atoi(args[0]), ends[2];
	double begin = now();
	char byte;
	pid_t pid;

	if (rounds < 1 || pipe(ends) < 0)
		return 99;
	pid = start(args + 1, ends);
	if (read(ends[0], &byte, 1) != 1)
		return 1;
	for (int i = 0; i < rounds; i++) {
		if (one_round(pid, ends[0]) != 0) {
			fprintf(stderr, "round %d: a signal is lost or came twice\n", i);
			return 1;
		}
	}
	kill(pid, SIGKILL);
	printf("%.0f\n", rounds * 56 / (now() - begin) * 1e6);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 5 && strcmp(argv[1], "send") == 0)
		return send_all(argv + 2);
	if (argc == 5 && strcmp(argv[1], "take") == 0)
		return take(argv + 2);
	if (argc >= 5 && strcmp(argv[1], "echo") == 0)
		return echo(argv + 2);
	if (argc >= 4 && strcmp(argv[1], "storm") == 0)
		return storm(argv + 2);
	if (argc == 2 && strcmp(argv[1], "count") == 0)
		return count();
	if (argc == 3 && strcmp(argv[1], "reply") == 0)
		return reply(argv + 2);
	return 99;
}

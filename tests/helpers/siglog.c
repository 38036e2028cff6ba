/* SPDX-License-Identifier: MIT */
/*
 * Says which signals arrive, how often and from whom.
 *
 *	siglog [-cg] [-o FILE] [-n COUNT] [-t SECONDS] SIGNAL...
 *	siglog [-g] -x | -a SECONDS COMMAND...
 *
 * Writes "ready PID" to standard output, and to FILE as well as "got N code C" for each;
 * without FILE, all to standard output. Ends with
 * status 0 when COUNT (1) signals have come and no more follow for 0.4 s, with 3 after
 * SECONDS (8) without enough of them. With -g it first makes a process group of its own.
 * With -c it writes "continued" when SIGCONT arrives, which is not counted.
 * With -a it sets an alarm and executes the command, which inherits it. With
 * -x it executes the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "limit.h"

int main(int argc, char **argv)
{
	int letter, out = STDOUT_FILENO, count = 1, got = 0, alarm_after = 0;
	int seconds = (int)limit_seconds(), execute = 0, continues = 0;
	struct timespec patience;
	siginfo_t info;
	sigset_t set;

	while ((letter = getopt(argc, argv, "+cgxa:o:n:t:")) != -1) {
		if (letter == 'o')
			out = open(optarg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
				   0644);
		else if (letter == 'g')
			setpgid(0, 0);
		else if (letter == 'c')
			continues = 1;
		else if (letter == 'x')
			execute = 1;
		else if (letter == 'a')
			alarm_after = atoi(optarg);
		else if (letter == 'n')
			count = atoi(optarg);
		else if (letter == 't')
			seconds = atoi(optarg);
		else
			return 99;
	}
	if (alarm_after || execute) {
		alarm((unsigned)alarm_after);
		execvp(argv[optind], argv + optind);
		return 127;
	}
	sigemptyset(&set);
	for (; argv[optind]; optind++)
		sigaddset(&set, atoi(argv[optind]));
	if (continues)
		sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	dprintf(out, "ready %d\n", getpid());
	if (out != STDOUT_FILENO)
		dprintf(STDOUT_FILENO, "ready\n");

	for (;;) {
		patience = (struct timespec){ .tv_sec = seconds };
		if (got >= count)
			patience = (struct timespec){ .tv_nsec = 400000000 };
		if (sigtimedwait(&set, &info, &patience) > 0) {
			if (continues && info.si_signo == SIGCONT) {
				dprintf(out, "continued\n");
				continue;
			}
			got++;
			dprintf(out, "got %d code %d\n", info.si_signo, info.si_code);
		} else if (errno == EAGAIN) {
			dprintf(out, "end\n");
			return got >= count ? 0 : 3;
		}
	}
}

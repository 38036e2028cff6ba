/* SPDX-License-Identifier: MIT */
/*
 * Leaves orphans to whoever adopts them.
 *
 *	orphans [-b] COUNT [COMMAND...]
 *
 * One after the other, each adopted before it ends and gone before the next; with -b all
 * alive first, and then ending together. Then becomes COMMAND, or ends with status 0.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Its parent ends at once; it ends itself when the pipe's other side is closed for all.
 */
static int make_one(int wait_for, int other_side)
{
	char byte;
	pid_t parent = fork();

	if (parent < 0)
		return -1;
	if (parent == 0) {
		parent = fork();
		if (parent == 0 && wait_for >= 0) {
			close(other_side);
			(void)!read(wait_for, &byte, 1);
		}
		_exit(parent < 0);
	}
	return waitpid(parent, NULL, 0) == parent ? 0 : -1;
}

/* The orphan holds the writing side; the end of the file is its end. */
static int one_by_one(void)
{
	int ends[2], status;
	char byte;

	if (pipe(ends) < 0)
		return -1;
	status = make_one(-1, -1);
	close(ends[1]);
	(void)!read(ends[0], &byte, 1);
	close(ends[0]);
	return status;
}

int main(int argc, char **argv)
{
	int burst = argc > 1 && strcmp(argv[1], "-b") == 0, ends[2];
	int count = argc > 1 + burst ? atoi(argv[1 + burst]) : 0;

	if (count < 1 || pipe(ends) < 0)
		return 99;
	for (int i = 0; i < count; i++) {
		if ((burst ? make_one(ends[0], ends[1]) : one_by_one()) < 0) {
			perror("orphans");
			return 98;
		}
	}
	close(ends[1]);
	close(ends[0]);
	if (!argv[2 + burst])
		return 0;
	execvp(argv[2 + burst], argv + 2 + burst);
	return 97;
}

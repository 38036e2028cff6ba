/* SPDX-License-Identifier: MIT */
/*
 * swap TURNS A B: exchanges the names A and B, TURNS times. Prints one line after the
 * first turn. Exits with 1 when a turn fails.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	long turns = argc == 4 ? atol(argv[1]) : 0;

	for (long i = 0; i < turns; i++) {
		if (renameat2(AT_FDCWD, argv[2], AT_FDCWD, argv[3], RENAME_EXCHANGE) <
		    0) {
			perror("swap");
			return 1;
		}
		if (i == 0) {
			puts("swapping");
			fflush(stdout);
		}
	}
	return turns > 0 ? 0 : 2;
}

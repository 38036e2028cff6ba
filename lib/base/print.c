/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/print.h"

#include <errno.h>
#include <stdio.h>

#include "base/die.h"

static int flush(void)
{
	return fflush(stdout) == 0 ? 0 : -errno;
}

void print_end(void)
{
	int err = flush();

	/* An earlier write has failed, and why is forgotten: one more will say it. */
	if (err == 0 && ferror(stdout)) {
		putchar('\n');
		err = flush();
	}
	if (err == 0 && ferror(stdout))
		err = -EIO;
	must(err, "write to standard output");
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_dryrun.h"

#include "base/step.h"

const struct opt_row opt_dryrun_rows[] = {
	{ OPT_LONG, "dry-run", NULL, "print the steps in order and change nothing" },
	{ 0 },
};

void opt_dryrun_store(void *part, int id, const char *argument)
{
	struct steps *steps = part;

	(void)id;
	(void)argument;
	steps->dry = true;
}

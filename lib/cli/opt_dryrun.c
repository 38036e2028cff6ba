/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_dryrun.h"

#include "base/step.h"

static const struct opt_row rows[] = {
	{ OPT_LONG, "dry-run", NULL, "print the steps in order, change nothing" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct steps *steps = part;

	(void)id;
	(void)argument;
	steps->dry = true;
}

const struct opt_set opt_dryrun_options = { "Dry run", rows, store };

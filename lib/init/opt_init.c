/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/opt_init.h"

#include <signal.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "hint/hint.h"

enum { REPORT = OPT_LONG };

static const struct opt_row rows[] = {
	{ 's', "subreaper", NULL, "become a child subreaper (default if possible)" },
	{ 'p', "die-with-parent", "[=SIGNAL]", "set the parent-death signal (KILL)" },
	{ 'P', "pause", NULL, "run no command, wait for SIGTERM or SIGINT" },
	{ 0 },
};

static const struct opt_row account_rows[] = {
	{ REPORT, "report", "FILE", "write a JSON line per process; FILE or fd:N" },
	{ 'v', "verbose", NULL, "log to standard error" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_init *init = part;
	int err;

	switch (id) {
	case 's':
		init->subreaper = true;
		break;
	case 'p':
		init->die_with_parent = true;
		init->death_signal = SIGKILL;
		err = argument ? num_signal(argument, &init->death_signal) : 0;
		if (err < 0)
			opt_bad(rows, id, argument, err);
		break;
	case 'P':
		init->pause = true;
		break;
	}
}

const struct opt_set opt_init_options = { "Process", rows, store };

static void store_account(void *part, int id, const char *argument)
{
	struct opt_init *init = part;

	switch (id) {
	case REPORT:
		init->report = argument;
		break;
	case 'v':
		init->verbose = true;
		break;
	}
}

const struct opt_set opt_init_account_options = { "Accounting", account_rows,
						  store_account };

void opt_init_open(struct opt_init *init)
{
	if (init->report)
		init->report_fd =
			must_why(fd_open_output(init->report), hint_output, init->report,
				 "open the report %s", init->report);
}

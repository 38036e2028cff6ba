/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "opt_init.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include "die.h"
#include "num.h"
#include "report.h"

enum { REPORT = OPT_LONG, STATUS };

const struct opt_row opt_init_rows[] = {
	{ 's', "subreaper", NULL,
	  "adopt orphans when not PID 1; the default, as far as possible" },
	{ 'p', "die-with-parent", "[=SIGNAL]", "get this when our parent dies (KILL)" },
	{ 'P', "pause", NULL, "run no command: stay until TERM or INT" },
	{ 0 },
};

const struct opt_row opt_init_account_rows[] = {
	{ REPORT, "report", "FILE", "write a JSON line there for each process; or fd:N" },
	{ STATUS, "status-fd", "FD", "say there what becomes of the command, in JSON" },
	{ 'v', "verbose", NULL, "say what we do; keep standard error open" },
	{ 0 },
};

void opt_init_store(void *part, int id, const char *argument)
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
			opt_bad(opt_init_rows, id, argument, err);
		break;
	case 'P':
		init->pause = true;
		break;
	}
}

static int parse_fd(const char *argument)
{
	uint32_t number;
	int err = num_u32(argument, &number);

	if (err == 0 && number > INT_MAX)
		err = -FAULT_RANGE;
	if (err < 0)
		opt_bad(opt_init_account_rows, STATUS, argument, err);
	if (number <= STDERR_FILENO)
		usage_error("--status-fd: descriptor %s is the command's own", argument);
	if (fcntl((int)number, F_SETFD, FD_CLOEXEC) < 0)
		usage_error("--status-fd: descriptor %s is not open", argument);
	return (int)number;
}

void opt_init_account_store(void *part, int id, const char *argument)
{
	struct opt_init *init = part;

	switch (id) {
	case REPORT:
		init->report = argument;
		break;
	case STATUS:
		init->status_fd = parse_fd(argument);
		break;
	case 'v':
		init->verbose = true;
		break;
	}
}

void opt_init_open(struct opt_init *init)
{
	if (init->report)
		init->report_fd = must(report_open(init->report), "open the report %s",
				       init->report);
}

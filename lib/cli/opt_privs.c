/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_privs.h"

#include <sys/prctl.h>

#include "base/die.h"

enum { NO_NEW_PRIVS = OPT_LONG };

static const struct opt_row rows[] = {
	OPT_PRIVS_ROW(NO_NEW_PRIVS),
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_privs *privs = part;

	(void)argument;
	if (id == NO_NEW_PRIVS)
		privs->no_new = true;
}

const struct opt_set opt_privs_options = { "Credentials", rows, store };

void opt_privs_apply(const struct opt_privs *privs, struct steps *steps)
{
	if (privs->no_new)
		STEP(steps, step_result(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)),
		     "set no_new_privs");
}

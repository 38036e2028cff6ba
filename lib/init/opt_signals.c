/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/opt_signals.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/num.h"

enum { SESSION = OPT_LONG };

static const struct opt_row rows[] = {
	{ 'g', "group", NULL, "new process group; signal the whole group" },
	{ SESSION, "session", NULL, "new session; signal its process group" },
	{ 'r', "rewrite", "SIGNAL:SIGNAL",
	  "forward the second signal instead; none drops it" },
	{ 0 },
};

static int parse_target(const char *text, int *ret_number)
{
	*ret_number = 0;
	if (strcasecmp(text, "none") == 0 || strcmp(text, "0") == 0)
		return 0;
	return num_signal(text, ret_number);
}

static void store_rewrite(struct opt_signals *signals, const char *argument)
{
	const char *colon = strchr(argument, ':');
	int from = 0, to = 0, err = -FAULT_NO_NAME;
	char name[32];

	if (colon && colon - argument < (int)sizeof(name)) {
		snprintf(name, sizeof(name), "%.*s", (int)(colon - argument), argument);
		err = num_signal(name, &from);
	}
	if (err == 0)
		err = parse_target(colon + 1, &to);
	if (err < 0)
		opt_bad(rows, 'r', argument, err);
	if (from == SIGKILL || from == SIGSTOP || from == SIGCHLD)
		usage_error("--rewrite: \"%.99s\": this signal is not forwarded",
			    argument);
	signals->rewritten[from] = true;
	signals->rewrite[from] = (unsigned char)to;
}

static void store(void *part, int id, const char *argument)
{
	struct opt_signals *signals = part;

	switch (id) {
	case 'g':
		signals->group = true;
		break;
	case SESSION:
		signals->session = true;
		break;
	case 'r':
		store_rewrite(signals, argument);
		break;
	}
}

const struct opt_set opt_signals_options = { "Signals", rows, store };

int opt_signals_rewrite(const struct opt_signals *signals, int number)
{
	if (number < 1 || number >= _NSIG || !signals->rewritten[number])
		return number;
	return signals->rewrite[number];
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/opt_dropin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/num.h"
#include "base/print.h"

static _Noreturn void print_license(void)
{
	puts("xpidinit is part of " PACKAGE_NAME " " PACKAGE_VERSION
	     ", under the MIT license "
	     "(SPDX-License-Identifier: MIT).");
	print_end();
	exit(EXIT_SUCCESS);
}

/* ---- tini ---- */

static const struct opt_row tini_rows[] = {
	{ 's', "subreaper", NULL, "become a child subreaper, fail if impossible" },
	{ 'p', "die-with-parent", "SIGNAL", "set the parent-death signal" },
	{ 'v', "verbose", NULL, "log to standard error" },
	{ 'w', "warn", NULL, "log each reaped process" },
	{ 'g', "group", NULL, "send signals to the process group of the command" },
	{ 'e', "remap", "STATUS", "exit with status 0 instead of this one" },
	{ 'l', "license", NULL, "show the license and exit" },
	{ 0 },
};

static void remap_to_0(struct opt_exit *end, const char *argument)
{
	uint32_t status = 0;
	int err = num_u32(argument, &status);

	if (err == 0 && status > 255)
		err = -FAULT_RANGE;
	if (err < 0)
		opt_bad(tini_rows, 'e', argument, err);
	end->remapped[status] = true;
	end->remap[status] = 0;
}

static void store_tini(void *part, int id, const char *argument)
{
	struct supervise *supervise = part;
	int err;

	switch (id) {
	case 's':
		supervise->init.subreaper = true;
		break;
	case 'p':
		supervise->init.die_with_parent = true;
		err = num_signal(argument, &supervise->init.death_signal);
		if (err < 0)
			opt_bad(tini_rows, id, argument, err);
		break;
	case 'v':
	case 'w':
		supervise->init.verbose = true;
		break;
	case 'g':
		supervise->forward.group = true;
		break;
	case 'e':
		remap_to_0(&supervise->end, argument);
		break;
	case 'l':
		print_license();
	}
}

static void default_tini(struct supervise *supervise)
{
	const char *verbosity = getenv("TINI_VERBOSITY");

	supervise->init.subreaper = getenv("TINI_SUBREAPER");
	supervise->forward.group = getenv("TINI_KILL_PROCESS_GROUP");
	/* 1, the default, is warnings alone. */
	supervise->init.verbose = verbosity && strtol(verbosity, NULL, 10) > 1;
}

/* ---- dumb-init ---- */

static const struct opt_row dumb_init_rows[] = {
	{ 'c', "single-child", NULL, "no new session; signal only the command itself" },
	{ 'r', "rewrite", "SIGNAL:SIGNAL",
	  "forward the second signal instead; 0 drops it" },
	{ 'v', "verbose", NULL, "log to standard error" },
	{ 0 },
};

static void store_dumb_init(void *part, int id, const char *argument)
{
	struct supervise *supervise = part;

	switch (id) {
	case 'c':
		supervise->forward.session = false;
		break;
	case 'r':
		opt_signals_options.store(&supervise->forward, id, argument);
		break;
	case 'v':
		supervise->init.verbose = true;
		break;
	}
}

static bool is_set_to(const char *variable, const char *value)
{
	const char *text = getenv(variable);

	return text && strcmp(text, value) == 0;
}

static void default_dumb_init(struct supervise *supervise)
{
	supervise->forward.session = !is_set_to("DUMB_INIT_SETSID", "0");
	supervise->init.verbose = is_set_to("DUMB_INIT_DEBUG", "1");
}

/* ---- catatonit ---- */

static const struct opt_row catatonit_rows[] = {
	{ 'g', "group", NULL, "send signals to the process group of the command" },
	{ 'L', "license", NULL, "show the license and exit" },
	{ 'P', "pause", NULL, "run no command, wait for SIGTERM or SIGINT" },
	{ 0 },
};

static void store_catatonit(void *part, int id, const char *argument)
{
	struct supervise *supervise = part;

	(void)argument;
	switch (id) {
	case 'g':
		supervise->forward.group = true;
		break;
	case 'L':
		print_license();
	case 'P':
		supervise->init.pause = true;
		break;
	}
}

static void default_catatonit(struct supervise *supervise)
{
	supervise->init.subreaper = true;
	supervise->init.verbose = getenv("CATATONIT_DEBUG");
}

/* docker info(1) wants to read "tini version", from whatever is the init. */
static const struct opt_dropin dropins[] = {
	{
		.names = { "tini", "tini-static", "docker-init" },
		.version = "tini version 0.19.0 (xpidinit, " PACKAGE_NAME
			   " " PACKAGE_VERSION ")",
		.options = { "Options", tini_rows, store_tini },
		.defaults = default_tini,
		.failure = 1,
	},
	{
		.names = { "dumb-init" },
		.version = "dumb-init v1.2.5 (xpidinit, " PACKAGE_NAME " " PACKAGE_VERSION
			   ")",
		.options = { "Options", dumb_init_rows, store_dumb_init },
		.defaults = default_dumb_init,
		.failure = 1,
		.exec_failure = 2,
	},
	{
		.names = { "catatonit" },
		.version = "tini version 0.1.7_catatonit (xpidinit, " PACKAGE_NAME
			   " " PACKAGE_VERSION ")",
		.options = { "Options", catatonit_rows, store_catatonit },
		.defaults = default_catatonit,
		.failure = 1,
		.exec_failure = 1,
	},
};

const struct opt_dropin *opt_dropin_find(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
	const char *name = slash ? slash + 1 : argv0;

	for (size_t i = 0; name && i < sizeof(dropins) / sizeof(dropins[0]); i++)
		for (int n = 0; n < 4 && dropins[i].names[n]; n++)
			if (strcmp(name, dropins[i].names[n]) == 0)
				return &dropins[i];
	return NULL;
}

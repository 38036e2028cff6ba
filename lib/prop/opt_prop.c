/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/opt_prop.h"

#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "mount/prop.h"

enum { RECEIVERS = OPT_LONG, SENDERS, DOT, TYPE };

static const struct opt_row rows[] = {
	{ 't', "target", "PID", "mounts of this process" },
	{ 'R', "submounts", NULL, "the mount of DIR and its submounts" },
	{ TYPE, "type", "TYPES", "only mounts with these propagation types" },
	{ RECEIVERS, "receivers", "DIR", "mounts that receive mount events from DIR" },
	{ SENDERS, "senders", "DIR", "mounts that send mount events to DIR" },
	{ DOT, "dot", NULL, "print the propagation graph in DOT format" },
	{ 0 },
};

static void store_types(struct opt_prop *what, const char *argument)
{
	char name[16];

	for (const char *rest = argument;; rest++) {
		size_t length = strcspn(rest, ",");
		bool recursive = false;
		int type;

		snprintf(name, sizeof(name), "%.*s", (int)length, rest);
		type = length < sizeof(name) ? prop_parse(name, &recursive)
					     : -FAULT_NO_NAME;
		if (recursive)
			type = -FAULT_NO_NAME; /* a mount is not "rshared" */
		if (type >= 0 && type != PROP_UNCHANGED)
			what->types |= 1U << type;
		else
			usage_error(
				"--type: invalid list \"%.99s\" (expected private, "
				"shared, slave, shared+slave, unbindable, separated by "
				"commas)",
				argument);
		rest += length;
		if (!*rest)
			return;
	}
}

static void store_job(struct opt_prop *what, enum opt_prop_job job, const char *dir)
{
	if (dir && what->dir)
		usage_error("only one directory can be given");
	what->job = job;
	what->dir = dir;
}

static void store_target(struct opt_prop *what, const char *argument)
{
	int err = target_parse(argument, &what->target);

	if (err == 0 && what->target.kind != TARGET_PROCESS)
		err = -FAULT_NOT_NUMBER;
	if (err < 0)
		opt_bad(rows, 't', argument, err);
}

static void store(void *part, int id, const char *argument)
{
	struct opt_prop *what = part;

	switch (id) {
	case 't':
		store_target(what, argument);
		break;
	case 'R':
		what->submounts = true;
		break;
	case TYPE:
		store_types(what, argument);
		break;
	case RECEIVERS:
		store_job(what, PROP_RECEIVERS, argument);
		break;
	case SENDERS:
		store_job(what, PROP_SENDERS, argument);
		break;
	case DOT:
		store_job(what, PROP_DOT, NULL);
		break;
	}
}

const struct opt_set opt_prop_options = { "What to show", rows, store };

void opt_prop_operands(struct opt_prop *what, char **operands)
{
	int most = opt_prop_hits(what) ? 0 : 1;

	for (int i = 0; i < most && operands[i]; i++)
		what->dir = operands[i];
	if (operands[0] && (most == 0 || operands[1]))
		usage_error("unexpected operand \"%.99s\"", operands[most]);
	if (what->submounts && !what->dir)
		usage_error("--submounts requires DIR");
}

bool opt_prop_hits(const struct opt_prop *what)
{
	return what->job == PROP_RECEIVERS || what->job == PROP_SENDERS;
}

bool opt_prop_wants(const struct opt_prop *what, const struct mounts_entry *mount)
{
	return !what->types || what->types & (1U << mounts_prop(mount));
}

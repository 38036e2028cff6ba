/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/opt_mode.h"

#include "base/die.h"

/* The names are "make-" and a word that prop_parse() reads. */
static const struct opt_row rows[] = {
	{ OPT_LONG, "make-shared", NULL, "same as MODE shared" },
	{ OPT_LONG + 1, "make-slave", NULL, "slave" },
	{ OPT_LONG + 2, "make-private", NULL, "private" },
	{ OPT_LONG + 3, "make-unbindable", NULL, "unbindable" },
	{ OPT_LONG + 4, "make-rshared", NULL, "shared, with --recursive" },
	{ OPT_LONG + 5, "make-rslave", NULL, "slave, with --recursive" },
	{ OPT_LONG + 6, "make-rprivate", NULL, "private, with --recursive" },
	{ OPT_LONG + 7, "make-runbindable", NULL, "unbindable, with --recursive" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	const char *name = rows[id - OPT_LONG].name + sizeof("make-") - 1;
	struct opt_mode *mode = part;

	(void)argument;
	if (mode->given)
		usage_error("only one --make option can be given");
	mode->given = true;
	mode->type = (enum prop)prop_parse(name, &mode->recursive);
}

const struct opt_set opt_mode_options = { "Mode, as mount(8) spells it", rows, store };

char **opt_mode_operands(struct opt_mode *mode, char **operands)
{
	int type;

	if (!mode->given) {
		if (!operands[0])
			usage_error("no MODE given");
		type = prop_parse(operands[0], &mode->recursive);
		if (type < 0)
			usage_error(
				"invalid propagation mode \"%.99s\" (expected shared, slave, "
				"private, unbindable, shared+slave or unchanged)",
				operands[0]);
		mode->type = (enum prop)type;
		operands++;
	}
	if (!operands[0])
		usage_error("no DIR given");
	return operands;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/opt_pin.h"

#include "base/die.h"

enum { NEW = OPT_LONG, PRUNE, HOLD };

static const struct opt_row rows[] = {
	{ NEW, "new", NULL, "create new namespaces and pin them" },
	{ 'd', "unpin", NULL, "unmount the pins and remove their files" },
	{ 'l', "list", NULL, "list the pins of this mount namespace" },
	{ PRUNE, "prune", "DIR", "remove files in DIR that are no longer pins" },
	{ HOLD, "hold", NULL, "pass namespaces to a command as open descriptors" },
	{ 0 },
};

/* r and n are taken, by --map-root-user and --net. */
enum { RAW = OPT_LONG + 'r', NO_HEADINGS = OPT_LONG + 'n' };

static const struct opt_row table_rows[] = {
	{ 'J', "json", NULL, "JSON output" },
	{ RAW, "raw", NULL, "raw output: one space between cells" },
	{ NO_HEADINGS, "noheadings", NULL, "do not print column headings" },
	{ 'o', "output", "COLUMNS", "print these columns; +COLUMNS adds to the default" },
	{ 'H', "list-columns", NULL, "list the available columns and exit" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_pin *pin = part;
	int mode = id == NEW	 ? MODE_NEW
		   : id == 'd'	 ? MODE_UNPIN
		   : id == 'l'	 ? MODE_LIST
		   : id == PRUNE ? MODE_PRUNE
				 : MODE_HOLD;

	if (id == PRUNE && pin->prune)
		usage_error("--prune can be given only once");
	pin->mode = mode;
	if (id == PRUNE)
		pin->prune = argument;
}

const struct opt_set opt_pin_options = { "Mode", rows, store };

static void store_table(void *part, int id, const char *argument)
{
	opt_table_options.store(part, id >= OPT_LONG ? id - OPT_LONG : id, argument);
}

const struct opt_set opt_pin_table_options = { "Output", table_rows, store_table };

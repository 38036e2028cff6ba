/* SPDX-License-Identifier: MIT */
/* Options that say what is to be done with pins, and how their list is shown. */
#ifndef XNS_PINS_OPT_PIN_H
#define XNS_PINS_OPT_PIN_H

#include "cli/opt.h"
#include "cli/opt_table.h"

struct opt_pin {
	enum { MODE_PIN, MODE_NEW, MODE_UNPIN, MODE_LIST, MODE_PRUNE, MODE_HOLD } mode;
	const char *prune; /* the directory */
	struct opt_table table;
};

extern const struct opt_row opt_pin_rows[];
extern const struct opt_row opt_pin_table_rows[];

#define OPT_PIN_GROUP(part)                                                              \
	{                                                                                \
		"Mode", opt_pin_rows, opt_pin_store, part                                \
	}
void opt_pin_store(void *part, int id, const char *argument);

/* Those of opt_table.h, but that --list means pins, and fewer have letters. */
#define OPT_PIN_TABLE_GROUP(part)                                                        \
	{                                                                                \
		"Output", opt_pin_table_rows, opt_pin_store_table, &(part)->table        \
	}
void opt_pin_store_table(void *part, int id, const char *argument);

/* Ends the program when there are options about a table, and none is shown. */
void opt_pin_check(const struct opt_pin *pin);

#endif

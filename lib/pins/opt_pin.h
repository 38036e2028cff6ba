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

extern const struct opt_set opt_pin_options;

/* Those of opt_table.h, but that --list means pins, and fewer have letters. */
extern const struct opt_set opt_pin_table_options;

#endif

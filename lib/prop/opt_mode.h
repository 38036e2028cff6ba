/* SPDX-License-Identifier: MIT */
/* The propagation type to give: a word, or an option of mount(8). */
#ifndef XNS_PROP_OPT_MODE_H
#define XNS_PROP_OPT_MODE_H

#include <stdbool.h>

#include "mount/prop.h"
#include "cli/opt.h"

struct opt_mode {
	enum prop type;
	bool recursive; /* the whole subtree; -r of the program sets it too */
	bool given;	/* by an option: then no operand names the type */
};

extern const struct opt_set opt_mode_options;

/*
 * Takes the type from the first operand unless an option gave it. Returns the operands
 * after it, of which the first is DIR. Ends the program when a word is missing or wrong.
 */
char **opt_mode_operands(struct opt_mode *mode, char **operands);

#endif

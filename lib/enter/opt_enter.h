/* SPDX-License-Identifier: MIT */
/* Options that name namespaces to enter; part is a struct enter. */
#ifndef XNS_ENTER_OPT_ENTER_H
#define XNS_ENTER_OPT_ENTER_H

#include "cli/opt.h"
#include "enter/enter.h"

extern const struct opt_row opt_enter_rows[];

#define OPT_ENTER_GROUP(part)                                                            \
	{                                                                                \
		"Namespaces", opt_enter_rows, opt_enter_store, part                      \
	}
void opt_enter_store(void *part, int id, const char *argument);

/*
 * Ends the program when a type was named and there is nowhere to take it from. operand is
 * the first word after the options, or NULL: perhaps a pin that was meant for an option.
 */
void opt_enter_check(const struct enter *enter, const char *operand);

#endif

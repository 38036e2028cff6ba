/* SPDX-License-Identifier: MIT */
/* Options that name namespaces to enter; part is a struct enter. */
#ifndef XNS_ENTER_OPT_ENTER_H
#define XNS_ENTER_OPT_ENTER_H

#include <stdbool.h>

#include "cli/opt.h"
#include "enter/enter.h"

extern const struct opt_set opt_enter_options;

/* True when an option names a namespace. */
bool opt_enter_given(const struct enter *enter);

/*
 * Ends the program when a type was named and there is nowhere to take it from. operand is
 * the first word after the options, or NULL: perhaps a pin that was meant for an option.
 */
void opt_enter_check(const struct enter *enter, const char *operand);

#endif

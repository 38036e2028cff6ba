/* SPDX-License-Identifier: MIT */
/* Options about how rows are shown, the same in each program that lists something. */
#ifndef XNS_CLI_OPT_TABLE_H
#define XNS_CLI_OPT_TABLE_H

#include <stdbool.h>

#include "cli/opt.h"
#include "cli/table.h"

struct opt_table {
	bool json, list, raw, no_headings, list_columns;
	const char *output; /* "NAME,NAME", "+NAME", or NULL */
	const char *filter; /* an expression, or NULL */
};

extern const struct opt_set opt_table_options;
extern const struct opt_set opt_table_format_options; /* without --list */

/*
 * Fills the plan; its columns are already set. defaults is a list of names as --output
 * takes it, and tree says whether rows have parents. A tree that has a column of its own,
 * which is not shown, is none. Prints the columns and ends the program for
 * --list-columns; ends it when names or options are wrong.
 */
void opt_table_plan(const struct opt_table *table, const char *defaults, bool tree,
		    struct table_plan *plan);

#endif

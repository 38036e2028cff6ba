/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/print.h"

#define FORMAT_ROWS                                                                      \
	{ 'J', "json", NULL, "JSON output" },                                            \
		{ 'r', "raw", NULL, "raw output: one space between cells, no tree" },    \
		{ 'n', "noheadings", NULL, "do not print column headings" },             \
		{ 'o', "output", "COLUMNS",                                              \
		  "print these columns; +COLUMNS adds to the default" },                 \
		{ 'Q', "filter", "EXPR", "print only rows for which EXPR is true" },     \
	{                                                                                \
		'H', "list-columns", NULL, "list the available columns and exit"         \
	}

static const struct opt_row rows[] = {
	{ 'l', "list", NULL, "list format, no tree" },
	FORMAT_ROWS,
	{ 0 },
};

static const struct opt_row format_rows[] = { FORMAT_ROWS, { 0 } };

static void store(void *part, int id, const char *argument)
{
	struct opt_table *table = part;

	switch (id) {
	case 'l':
		table->list = true;
		break;
	case 'J':
		table->json = true;
		break;
	case 'r':
		table->raw = true;
		break;
	case 'n':
		table->no_headings = true;
		break;
	case 'o':
		table->output = argument;
		break;
	case 'Q':
		if (table->filter)
			usage_error("--filter can be given only once");
		table->filter = argument;
		break;
	case 'H':
		table->list_columns = true;
		break;
	}
}

const struct opt_set opt_table_options = { "Output", rows, store };
const struct opt_set opt_table_format_options = { "Output", format_rows, store };

static _Noreturn void show_columns(const struct table_column *column)
{
	for (; column->name; column++)
		printf("%-12s %s\n", column->name, column->help);
	print_end();
	exit(EXIT_SUCCESS);
}

static int find_column(const struct table_column *columns, const char *name,
		       size_t length)
{
	for (int i = 0; columns[i].name; i++)
		if (strlen(columns[i].name) == length &&
		    strncasecmp(columns[i].name, name, length) == 0)
			return i;
	usage_error("--output: invalid column \"%.*s\" (--list-columns lists them)",
		    (int)length, name);
}

static void add_columns(struct table_plan *plan, const char *names)
{
	for (;; names++) {
		size_t length = strcspn(names, ",");

		if (plan->count == TABLE_COLUMNS_MAX)
			usage_error("--output: at most %d columns", TABLE_COLUMNS_MAX);
		plan->chosen[plan->count++] = find_column(plan->columns, names, length);
		names += length;
		if (!*names)
			return;
	}
}

static bool is_chosen(const struct table_plan *plan, const char *name)
{
	for (int i = 0; i < plan->count; i++)
		if (strcmp(plan->columns[plan->chosen[i]].name, name) == 0)
			return true;
	return false;
}

void opt_table_plan(const struct opt_table *table, const char *defaults, bool tree,
		    struct table_plan *plan)
{
	const char *output = table->output;

	if (table->list_columns)
		show_columns(plan->columns);
	plan->count = plan->hidden = 0;
	plan->filter = table->filter;
	if (!output || output[0] == '+')
		add_columns(plan, defaults);
	if (output)
		add_columns(plan, output + (output[0] == '+'));
	plan->no_headings = table->no_headings;
	plan->tree = tree && !table->list && !table->raw &&
		     (!plan->tree_column || is_chosen(plan, plan->tree_column));
	if (plan->filter)
		table_plan_filter(plan);
	plan->format = table->raw    ? TABLE_RAW
		       : table->json ? TABLE_JSON
		       : plan->tree  ? TABLE_TREE
				     : TABLE_LIST;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/table.h"

#include <errno.h>
#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/die.h"
#include "base/escape.h"
#include "base/print.h"
#include "cli/raw_lines.h"

struct table {
	const struct table_plan *plan;
	struct libscols_table *scols; /* NULL for raw lines without a filter */
	struct raw_lines raw;
	enum escape escape; /* not of raw lines */
	struct libscols_filter *filter;
	bool has_rows; /* at least one row is printed */
};

static void *must_have(void *memory)
{
	must_alloc(memory);
	return memory;
}

/* ---- raw lines ---- */

static void raw_headings(struct table *table)
{
	const struct table_plan *plan = table->plan;

	for (int i = 0; i < plan->count - plan->hidden; i++)
		raw_lines_cell(&table->raw, i, plan->columns[plan->chosen[i]].name);
	raw_lines_end_row(&table->raw);
}

/* ---- all others ---- */

static void add_column(struct table *table, const struct table_column *column, int flags)
{
	struct libscols_column *made;

	/* a tree grows from the left, whatever stands in it */
	if (column->number && !(flags & SCOLS_FL_TREE))
		flags |= SCOLS_FL_RIGHT;
	if (column->lines && !table->plan->no_wrap)
		flags |= SCOLS_FL_WRAP;
	/* libsmartcols cuts to the width of a terminal, and only if it writes to one */
	if (column->cut && !table->plan->no_cut)
		flags |= SCOLS_FL_TRUNC;
	made = must_have(
		scols_table_new_column(table->scols, column->name, column->width, flags));
	if (scols_table_colors_wanted(table->scols))
		must(scols_cell_set_color(scols_column_get_header(made), "\033[1m"),
		     "create the table");
	if (column->number)
		must(scols_column_set_json_type(made, SCOLS_JSON_NUMBER),
		     "create the table");
	if (flags & SCOLS_FL_WRAP)
		must(scols_column_set_wrapfunc(made, scols_wrapnl_chunksize,
					       scols_wrapnl_nextchunk, NULL),
		     "create the table");
}

static int column_flags(const struct table_plan *plan, int place)
{
	const char *name = plan->columns[plan->chosen[place]].name;
	bool tree = plan->tree_column ? strcmp(name, plan->tree_column) == 0 : place == 0;

	if (place >= plan->count - plan->hidden)
		return SCOLS_FL_HIDDEN;
	return plan->tree && tree ? SCOLS_FL_TREE : 0;
}

static void make_scols(struct table *table)
{
	const struct table_plan *plan = table->plan;

	/*
	 * The width of a name and the shapes of a tree are the locale's; JSON is UTF-8,
	 * and a locale of another character set would take its bytes apart.
	 */
	if (plan->format == TABLE_JSON)
		table->escape = ESCAPE_NOT_UTF8;
	else if (setlocale(LC_CTYPE, ""), strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		table->escape = ESCAPE_NON_ASCII;
	table->scols = must_have(scols_new_table());
	scols_table_set_name(table->scols, plan->title);
	scols_table_enable_noencoding(table->scols, true);
	scols_table_enable_json(table->scols, plan->format == TABLE_JSON);
	scols_table_enable_noheadings(table->scols, plan->no_headings);
	scols_table_enable_colors(table->scols, plan->format != TABLE_JSON &&
							plan->format != TABLE_RAW &&
							die_has_color(STDOUT_FILENO));
	for (int i = 0; i < plan->count; i++)
		add_column(table, &plan->columns[plan->chosen[i]], column_flags(plan, i));
}

/* libsmartcols would pass what turns a line around. Raw lines are escaped at the end. */
static void scols_cell(struct libscols_line *line, int place, const char *text,
		       enum escape escape, bool is_raw)
{
	char *copy = must_have(malloc(ESCAPE_GROWTH * strlen(text) + 1));

	if (is_raw)
		strcpy(copy, text);
	else
		escape_name(copy, text, escape);
	must(scols_line_refer_data(line, (size_t)place, copy), "create the table");
}

/*
 * JSON without what a terminal would obey: outside of strings there is ASCII only, and in
 * them "\u202e" is the same character.
 */
static void print_json(const char *text)
{
	for (const char *at = text; *at;) {
		unsigned character = 0;
		size_t length = escape_is_unsafe(at, &character);

		if (length == 0 && *at != 0x7f) {
			putchar(*at++);
			continue;
		}
		printf("\\u%04x", length ? character : 0x7fU);
		at += length ? length : 1;
	}
}

static void print_scols(struct table *table)
{
	char *text = NULL;
	size_t size;
	FILE *memory;

	if (table->plan->format != TABLE_JSON) {
		must(scols_print_table(table->scols), "print a table");
		return;
	}
	memory = must_have(open_memstream(&text, &size));
	scols_table_set_stream(table->scols, memory);
	must(scols_print_table(table->scols), "print a table");
	must(fclose(memory) == 0 ? 0 : -ENOMEM, "print a table");
	print_json(text);
	free(text);
}

/* ---- the filter ---- */

#ifdef HAVE_SCOLS_NEW_FILTER
static struct libscols_filter *parse_filter(const char *expression)
{
	struct libscols_filter *filter = must_have(scols_new_filter(NULL));

	if (scols_filter_parse_string(filter, expression) != 0)
		usage_error("--filter: \"%.200s\": %.200s", expression,
			    scols_filter_get_errmsg(filter));
	return filter;
}

static int find_place(const struct table_plan *plan, const char *name)
{
	for (int i = 0; i < plan->count; i++)
		if (strcasecmp(plan->columns[plan->chosen[i]].name, name) == 0)
			return i;
	return -1;
}

static void add_hidden(struct table_plan *plan, const char *name)
{
	int column = 0;

	while (plan->columns[column].name &&
	       strcasecmp(plan->columns[column].name, name) != 0)
		column++;
	if (!plan->columns[column].name)
		usage_error("--filter: invalid column \"%.99s\" (--list-columns lists "
			    "them)",
			    name);
	if (plan->count == TABLE_COLUMNS_MAX)
		usage_error("--filter: at most %d columns", TABLE_COLUMNS_MAX);
	plan->chosen[plan->count++] = column;
	plan->hidden++;
}

void table_plan_filter(struct table_plan *plan)
{
	struct libscols_filter *filter = parse_filter(plan->filter);
	struct libscols_iter *iter = must_have(scols_new_iter(SCOLS_ITER_FORWARD));
	const char *name;

	while (scols_filter_next_holder(filter, iter, &name, 0) == 0)
		if (find_place(plan, name) < 0)
			add_hidden(plan, name);
	scols_free_iter(iter);
	scols_unref_filter(filter);
}

static void make_filter(struct table *table)
{
	struct libscols_iter *iter = must_have(scols_new_iter(SCOLS_ITER_FORWARD));
	const char *name;

	table->filter = parse_filter(table->plan->filter);
	while (scols_filter_next_holder(table->filter, iter, &name, 0) == 0)
		must(scols_filter_assign_column(
			     table->filter, iter, name,
			     scols_table_get_column(
				     table->scols,
				     (size_t)find_place(table->plan, name))),
		     "create the filter");
	scols_free_iter(iter);
}

static bool passes(struct table *table, struct libscols_line *line)
{
	int status = 0;

	must(scols_line_apply_filter(line, table->filter, &status), "apply the filter");
	return status != 0;
}
#else
void table_plan_filter(struct table_plan *plan)
{
	usage_error(
		"--filter \"%.99s\" requires libsmartcols 2.40 or later; this program "
		"was built with an older version",
		plan->filter);
}

static void make_filter(struct table *table)
{
	(void)table;
}

static bool passes(struct table *table, struct libscols_line *line)
{
	(void)table;
	(void)line;
	return true;
}
#endif

/* A raw line that was kept for the filter. */
static void print_raw(struct table *table, struct libscols_line *line)
{
	for (int i = 0; i < table->plan->count - table->plan->hidden; i++)
		raw_lines_cell(&table->raw, i,
			       scols_cell_get_data(scols_line_get_cell(line, (size_t)i)));
	raw_lines_end_row(&table->raw);
}

static void remove_row(struct table *table, struct libscols_line *line)
{
	struct libscols_line *parent = scols_line_get_parent(line);

	if (parent)
		scols_line_remove_child(parent, line);
	scols_table_remove_line(table->scols, line);
}

/* ---- the interface ---- */

struct table *table_begin(const struct table_plan *plan)
{
	struct table *table = must_have(calloc(1, sizeof(*table)));

	table->plan = plan;
	raw_lines_begin(&table->raw);
	if (plan->format != TABLE_RAW || plan->filter)
		make_scols(table);
	if (plan->filter)
		make_filter(table);
	if (plan->format == TABLE_RAW && !plan->no_headings)
		raw_headings(table);
	return table;
}

void *table_row(struct table *table, void *parent)
{
	if (table->scols)
		return must_have(scols_table_new_line(table->scols, parent));
	table->has_rows = true;
	raw_lines_end_row(&table->raw);
	return NULL;
}

void table_cell(struct table *table, void *row, int place, const char *text)
{
	if (!table->scols)
		raw_lines_cell(&table->raw, place, text);
	else if (text)
		scols_cell(row, place, text, table->escape,
			   table->plan->format == TABLE_RAW);
}

void table_lines(struct table *table, void *row, int place, const char *const *text,
		 size_t count)
{
	bool is_raw = table->plan->format == TABLE_RAW;
	char separator = is_raw || table->plan->no_wrap ? ',' : '\n';
	char *joined, *to;
	size_t size = 1;

	for (size_t i = 0; i < count; i++)
		size += ESCAPE_GROWTH * strlen(text[i]) + 1;
	to = joined = must_have(malloc(size));
	for (size_t i = 0; i < count; i++) {
		if (i)
			*to++ = separator;
		/* a raw line is escaped at the end, as one cell */
		if (is_raw)
			to = stpcpy(to, text[i]);
		else
			to += escape_name(to, text[i], table->escape);
	}
	*to = '\0';
	if (count && !is_raw)
		must(scols_line_set_data(row, (size_t)place, joined), "create the table");
	else
		table_cell(table, row, place, count ? joined : NULL);
	free(joined);
}

void *table_row_done(struct table *table, void *row)
{
	if (!table->scols)
		return NULL;
	if (table->filter && !passes(table, row)) {
		remove_row(table, row);
		return NULL;
	}
	table->has_rows = true;
	if (table->plan->format != TABLE_RAW)
		return row;
	print_raw(table, row);
	remove_row(table, row);
	return NULL;
}

/* In a pipe an empty list is empty; a person would wonder. */
static void tell_if_empty(const struct table *table)
{
	if (!table->has_rows && table->plan->format != TABLE_JSON &&
	    isatty(STDOUT_FILENO))
		notice("no %s found", table->plan->title);
}

void table_end(struct table *table)
{
	tell_if_empty(table);
	if (table->plan->format != TABLE_RAW) {
		print_scols(table);
		/* JSON ends without a newline in some versions, tables with one */
		print_end();
		return;
	}
	raw_lines_end(&table->raw);
}

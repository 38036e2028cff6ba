/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "table.h"

#include <errno.h>
#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "escape.h"
#include "fd.h"
#include "print.h"

enum { BUFFER_SIZE = 64 * 1024 };

struct table {
	const struct table_plan *plan;
	struct libscols_table *scols; /* NULL for raw lines */
	char *buffer;		      /* of raw lines; else for one cell */
	size_t size, used;
	bool in_row;
	enum escape escape; /* not of raw lines */
};

static void *must_have(void *memory)
{
	must(memory ? 0 : -ENOMEM, "make a table");
	return memory;
}

/* ---- raw lines ---- */

static void flush(struct table *table)
{
	must(fd_write_all(STDOUT_FILENO, table->buffer, table->used),
	     "write to standard output");
	table->used = 0;
}

/* Room for so many bytes more; what is full is written. */
static char *room_for(struct table *table, size_t wanted)
{
	if (table->size - table->used < wanted && table->used)
		flush(table);
	if (table->size < wanted) {
		table->buffer = must_have(realloc(table->buffer, wanted));
		table->size = wanted;
	}
	return table->buffer + table->used;
}

static void raw_end_row(struct table *table)
{
	if (table->in_row)
		table->buffer[table->used++] = '\n';
	table->in_row = false;
}

/* A space before each cell but the first; a cell is never empty, so awk(1) can count. */
static void raw_cell(struct table *table, int place, const char *text)
{
	/* the space, the text, and the newline that may follow */
	char *to = room_for(table, ESCAPE_GROWTH * (text ? strlen(text) : 1) + 3);

	if (place)
		*to++ = ' ';
	if (!text || !*text)
		*to++ = '-';
	else if (strcmp(text, "-") == 0)
		to = stpcpy(to, "\\x2d");
	else
		to += escape_name(to, text, ESCAPE_BLANKS);
	table->used = (size_t)(to - table->buffer);
	table->in_row = true;
}

static void raw_headings(struct table *table)
{
	const struct table_plan *plan = table->plan;

	for (int i = 0; i < plan->count; i++)
		raw_cell(table, i, plan->columns[plan->chosen[i]].name);
	raw_end_row(table);
}

/* ---- all others ---- */

static void add_column(struct table *table, const struct table_column *column, int flags)
{
	struct libscols_column *made;

	/* a tree grows from the left, whatever stands in it */
	if (column->number && !(flags & SCOLS_FL_TREE))
		flags |= SCOLS_FL_RIGHT;
	made = must_have(scols_table_new_column(table->scols, column->name, 0, flags));
	if (column->number)
		must(scols_column_set_json_type(made, SCOLS_JSON_NUMBER), "make a table");
}

static void make_scols(struct table *table)
{
	const struct table_plan *plan = table->plan;

	/*
	 * The width of a name and the shapes of a tree are the locale's; JSON is UTF-8.
	 */
	setlocale(LC_CTYPE, "");
	if (plan->format != TABLE_JSON && strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		table->escape = ESCAPE_NON_ASCII;
	table->scols = must_have(scols_new_table());
	scols_table_set_name(table->scols, plan->title);
	scols_table_enable_noencoding(table->scols, true);
	scols_table_enable_json(table->scols, plan->format == TABLE_JSON);
	scols_table_enable_noheadings(table->scols, plan->no_headings);
	for (int i = 0; i < plan->count; i++)
		add_column(table, &plan->columns[plan->chosen[i]],
			   plan->tree && i == 0 ? SCOLS_FL_TREE : 0);
}

/*
 * Escaped by us, the same in all formats; libsmartcols passes what turns a line around.
 */
static void scols_cell(struct table *table, struct libscols_line *line, int place,
		       const char *text)
{
	table->used = 0;
	escape_name(room_for(table, ESCAPE_GROWTH * strlen(text) + 1), text,
		    table->escape);
	must(scols_line_set_data(line, (size_t)place, table->buffer), "make a table");
}

/* ---- the interface ---- */

struct table *table_begin(const struct table_plan *plan)
{
	struct table *table = must_have(calloc(1, sizeof(*table)));

	table->plan = plan;
	table->size = BUFFER_SIZE;
	table->buffer = must_have(malloc(table->size));
	if (plan->format != TABLE_RAW)
		make_scols(table);
	else if (!plan->no_headings)
		raw_headings(table);
	return table;
}

void *table_row(struct table *table, void *parent)
{
	if (table->scols)
		return must_have(scols_table_new_line(table->scols, parent));
	raw_end_row(table);
	return NULL;
}

void table_cell(struct table *table, void *row, int place, const char *text)
{
	if (!table->scols)
		raw_cell(table, place, text);
	else if (text)
		scols_cell(table, row, place, text);
}

void table_end(struct table *table)
{
	if (table->scols) {
		must(scols_print_table(table->scols), "print a table");
		/* JSON ends without a newline in some versions, tables with one */
		print_end();
		return;
	}
	raw_end_row(table);
	flush(table);
}

/* SPDX-License-Identifier: MIT */
/*
 * Rows and columns, as a table, a tree, JSON or raw lines. The only user of libsmartcols,
 * which raw lines do without. It prints to standard output, and ends the program when
 * that fails.
 */
#ifndef XNS_TABLE_H
#define XNS_TABLE_H

#include <stdbool.h>

struct table_column {
	const char *name; /* the heading; in JSON the key, in small letters */
	const char *help; /* one line for --list-columns */
	bool number;	  /* right-aligned, but in a tree; in JSON a number */
};

enum table_format { TABLE_LIST, TABLE_TREE, TABLE_RAW, TABLE_JSON };

enum { TABLE_COLUMNS_MAX = 32 };

struct table_plan {
	const struct table_column *columns; /* ends with one without a name */
	int chosen[TABLE_COLUMNS_MAX];	    /* places of columns, in order */
	int count;
	enum table_format format;
	bool tree; /* rows have parents; in JSON, "children" */
	bool no_headings;
	const char *title; /* the key of the whole in JSON */
};

struct table;

/* Begins a table. The plan must live until its end. */
struct table *table_begin(const struct table_plan *plan);

/*
 * Begins a row below parent, what an earlier call has returned, or NULL. Returns the row;
 * NULL in raw lines, where only the last row can get cells.
 */
void *table_row(struct table *table, void *parent);

/*
 * Fills the cell of the row's column that stands at that place in plan->chosen; NULL
 * leaves it empty: null in JSON and "-" in raw lines. Raw lines need all cells in order.
 * The text is copied. Bytes that cannot be shown become "\xHH", see escape.h.
 */
void table_cell(struct table *table, void *row, int place, const char *text);

/* Prints what is not yet printed. */
void table_end(struct table *table);

#endif

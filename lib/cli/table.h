/* SPDX-License-Identifier: MIT */
/*
 * Rows and columns, as a table, a tree, JSON or raw lines. The only user of libsmartcols,
 * which raw lines do without. It prints to standard output, and ends the program when
 * that fails.
 */
#ifndef XNS_CLI_TABLE_H
#define XNS_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table_column {
	const char *name; /* the heading; in JSON the key, in small letters */
	const char *help; /* one line for --list-columns */
	bool number;	  /* right-aligned, but in a tree; in JSON a number */
	int width;	  /* the least width, as far as libsmartcols obeys it */
	bool lines;	  /* filled by table_lines() */
	bool cut;	  /* on a terminal that is too narrow, cells are cut */
};

enum table_format { TABLE_LIST, TABLE_TREE, TABLE_RAW, TABLE_JSON };

enum { TABLE_COLUMNS_MAX = 32 };

struct table_plan {
	const struct table_column *columns; /* ends with one without a name */
	int chosen[TABLE_COLUMNS_MAX];	    /* places of columns, in order */
	int count;			    /* how many are chosen */
	int hidden; /* so many at the end are only there for the filter */
	enum table_format format;
	bool tree;		 /* rows have parents; in JSON, "children" */
	const char *tree_column; /* where it is drawn; NULL: in the first column */
	const char *filter;	 /* an expression of libsmartcols, or NULL */
	bool no_wrap;		 /* table_lines() makes one line, with commas */
	bool no_cut;		 /* not even on a terminal */
	bool no_headings;
	const char *title; /* the key of the whole in JSON, a plural */
};

struct table;

/*
 * Checks plan->filter, and adds the columns that it names to those that are chosen, as
 * hidden ones. Ends the program as a usage error when the expression is wrong, names no
 * column, or libsmartcols has no filter (before 2.40).
 */
void table_plan_filter(struct table_plan *plan);

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
 * The text is copied. What cannot be shown becomes "\xHH", see escape.h; in JSON only
 * bytes that are not UTF-8 do, and JSON's own escapes stand for the rest.
 */
void table_cell(struct table *table, void *row, int place, const char *text);

/* The same for a column of lines: one line for each text, or commas between them. */
void table_lines(struct table *table, void *row, int place, const char *const *text,
		 size_t count);

/*
 * Call when all cells of a row are filled. Returns the row; NULL when it cannot be a
 * parent: raw lines have none, and one that the filter refuses is removed.
 */
void *table_row_done(struct table *table, void *row);

/*
 * Prints what is not yet printed. If there is no row and standard output is a terminal, a
 * notice says so on standard error.
 */
void table_end(struct table *table);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Lines for scripts on standard output: one space between two cells, no alignment. Each
 * function ends the program with a message when memory is short or the output fails.
 */
#ifndef XNS_CLI_RAW_LINES_H
#define XNS_CLI_RAW_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct raw_lines {
	char *buffer;
	size_t size, used;
	bool in_row;
};

/* Allocates the buffer; lines may hold anything. */
void raw_lines_begin(struct raw_lines *lines);

/*
 * Adds a cell, number place of its row. NULL and "" are printed as "-", and "-" as
 * "\x2d": no cell is empty, so that awk(1) can count them. Blanks are escaped.
 */
void raw_lines_cell(struct raw_lines *lines, int place, const char *text);

/* Ends the row, if it has a cell. */
void raw_lines_end_row(struct raw_lines *lines);

/* Ends the row and writes what is left. */
void raw_lines_end(struct raw_lines *lines);

#endif

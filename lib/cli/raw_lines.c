/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/raw_lines.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/escape.h"
#include "base/fd.h"

enum { BUFFER_SIZE = 64 * 1024 };

static void resize(struct raw_lines *lines, size_t size)
{
	lines->buffer = realloc(lines->buffer, size);
	must_alloc(lines->buffer);
	lines->size = size;
}

void raw_lines_begin(struct raw_lines *lines)
{
	*lines = (struct raw_lines){ 0 };
	resize(lines, BUFFER_SIZE);
}

static void flush(struct raw_lines *lines)
{
	must(fd_write_all(STDOUT_FILENO, lines->buffer, lines->used),
	     "write to standard output");
	lines->used = 0;
}

/* Room for so many bytes more; a buffer that is full is written. */
static char *room_for(struct raw_lines *lines, size_t wanted)
{
	if (lines->size - lines->used < wanted && lines->used)
		flush(lines);
	if (lines->size < wanted)
		resize(lines, wanted);
	return lines->buffer + lines->used;
}

void raw_lines_end_row(struct raw_lines *lines)
{
	if (lines->in_row)
		lines->buffer[lines->used++] = '\n';
	lines->in_row = false;
}

void raw_lines_cell(struct raw_lines *lines, int place, const char *text)
{
	/* the space, the text, and the newline that may follow */
	char *to = room_for(lines, ESCAPE_GROWTH * (text ? strlen(text) : 1) + 3);

	if (place)
		*to++ = ' ';
	if (!text || !*text)
		*to++ = '-';
	else if (strcmp(text, "-") == 0)
		to = stpcpy(to, "\\x2d");
	else
		to += escape_name(to, text, ESCAPE_BLANKS);
	lines->used = (size_t)(to - lines->buffer);
	lines->in_row = true;
}

void raw_lines_end(struct raw_lines *lines)
{
	raw_lines_end_row(lines);
	flush(lines);
}

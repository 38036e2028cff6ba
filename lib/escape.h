/* SPDX-License-Identifier: MIT */
/*
 * Names as they can be shown: any bytes but NUL go in, printable UTF-8 comes out, and
 * printf(1) "%b" gives the bytes back.
 */
#ifndef XNS_ESCAPE_H
#define XNS_ESCAPE_H

#include <stddef.h>

enum { ESCAPE_GROWTH = 4 }; /* a byte becomes at most that many */

/* What is escaped beside what always is. */
enum escape {
	ESCAPE_USUAL,
	ESCAPE_BLANKS,	  /* space too: the name is one word */
	ESCAPE_NON_ASCII, /* all but ASCII: the locale shows nothing else */
};

/*
 * Writes name to text, which has room for ESCAPE_GROWTH times its length and one byte
 * more. "\xHH" stands for a backslash, for control characters, for what reverses the
 * direction of a line, and for bytes that are not UTF-8. Returns the length.
 */
size_t escape_name(char *text, const char *name, enum escape how);

/* The same into memory of its own, the caller's; NULL when there is none. */
char *escape_copy(const char *name);

#endif

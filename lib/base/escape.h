/* SPDX-License-Identifier: MIT */
/*
 * Names as they can be shown: any bytes but NUL go in, printable UTF-8 comes out, and
 * printf(1) "%b" gives the bytes back.
 */
#ifndef XNS_BASE_ESCAPE_H
#define XNS_BASE_ESCAPE_H

#include <stddef.h>

enum { ESCAPE_GROWTH = 4 }; /* a byte becomes at most that many */

/* What is escaped in addition. */
enum escape {
	ESCAPE_USUAL,
	ESCAPE_BLANKS,	  /* space too: the name is one word */
	ESCAPE_NON_ASCII, /* all but ASCII: the locale shows nothing else */
	ESCAPE_NOT_UTF8,  /* nothing but bytes that are not UTF-8: JSON escapes the rest
			   */
};

/*
 * Writes name to text, which has room for ESCAPE_GROWTH times its length and one byte
 * more. "\xHH" stands for a backslash, for control characters, for what reverses the
 * direction of a line, and for bytes that are not UTF-8. Returns the length.
 */
size_t escape_name(char *text, const char *name, enum escape how);

/*
 * The length of the character at text, and the character, where it is valid UTF-8, is not
 * ASCII, and must not reach a terminal; 0 otherwise.
 */
size_t escape_is_unsafe(const char *text, unsigned *ret_character);

/*
 * The bytes of the UTF-8 character at text, or 0: none, or one that a terminal obeys or
 * that changes the direction or the lines of the text around it. ASCII is not looked at
 * beyond control characters.
 */
size_t escape_shown(const char *text);

/* escape_name() into memory of its own, the caller's; NULL when there is none. */
char *escape_copy(const char *name);

#endif

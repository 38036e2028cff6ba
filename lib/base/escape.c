/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of the UTF-8 character at text, and which it is; 0 where there is none. */
static size_t utf8_character(const unsigned char *text, unsigned *ret_character)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = *text >= 0xf0 ? 4 : *text >= 0xe0 ? 3 : 2;
	unsigned character = *text & (0xffU >> (length + 1));

	if (*text < 0xc2 || *text > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (text[i] & 0x3f);
	}
	if (character < least[length] || character > 0x10ffff ||
	    (character >= 0xd800 && character <= 0xdfff))
		return 0;
	*ret_character = character;
	return length;
}

/*
 * What a terminal obeys or a reader is misled by: C1 controls, separators of lines, and
 * marks that change the direction of the text around them.
 */
static bool is_safe(unsigned character)
{
	return character >= 0xa0 && character != 0x61c && character != 0xfeff &&
	       !(character >= 0x200e && character <= 0x200f) &&
	       !(character >= 0x2028 && character <= 0x202e) &&
	       !(character >= 0x2066 && character <= 0x2069);
}

size_t escape_shown(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;
	unsigned character;
	size_t length;

	if (*byte < 0x80)
		return *byte >= ' ' && *byte != 0x7f;
	length = utf8_character(byte, &character);
	return length && is_safe(character) ? length : 0;
}

/* The bytes at name that can stand as they are; 0 when the first one cannot. */
static size_t plain(const unsigned char *name, enum escape how)
{
	unsigned character;
	size_t length;

	if (how == ESCAPE_NOT_UTF8)
		return *name < 0x80 ? 1 : utf8_character(name, &character);
	if (*name < 0x80)
		return *name > ' ' ? *name != '\\' && *name != 0x7f
				   : *name == ' ' && how != ESCAPE_BLANKS;
	length = how == ESCAPE_NON_ASCII ? 0 : utf8_character(name, &character);
	return length && is_safe(character) ? length : 0;
}

/*
 * Eight bytes in one step: whether each of them is printable ASCII and no backslash. A
 * byte that borrows or carries has its own bit set, so "none is set" is exact.
 */
static bool all_plain(uint64_t bytes)
{
	const uint64_t ones = UINT64_MAX / 0xff, high = ones << 7;
	uint64_t backslash = bytes ^ ones * '\\';
	uint64_t low = (bytes - ones * (' ' + 1)) & ~bytes;
	uint64_t del = bytes + ones;

	return !((bytes | low | del | ((backslash - ones) & ~backslash)) & high);
}

size_t escape_name(char *text, const char *name, enum escape how)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = (const unsigned char *)name;
	const unsigned char *last = from + strlen(name);
	char *to = text;

	for (;;) {
		size_t length;
		uint64_t bytes;

		/* nearly all of nearly every name */
		for (; last - from >= 8; from += 8, to += 8) {
			memcpy(&bytes, from, 8);
			if (!all_plain(bytes))
				break;
			memcpy(to, &bytes, 8);
		}
		while (*from > ' ' && *from < 0x7f && *from != '\\')
			*to++ = (char)*from++;
		if (!*from)
			break;
		length = plain(from, how);

		if (length) {
			for (; length; length--)
				*to++ = (char)*from++;
			continue;
		}
		*to++ = '\\';
		*to++ = 'x';
		*to++ = digits[*from >> 4];
		*to++ = digits[*from++ & 15];
	}
	*to = '\0';
	return (size_t)(to - text);
}

size_t escape_is_unsafe(const char *text, unsigned *ret_character)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t length = *at < 0x80 ? 0 : utf8_character(at, ret_character);

	return length && !is_safe(*ret_character) ? length : 0;
}

char *escape_copy(const char *name)
{
	char *text = malloc(ESCAPE_GROWTH * strlen(name) + 1);

	if (text)
		escape_name(text, name, ESCAPE_USUAL);
	return text;
}

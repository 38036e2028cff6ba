/* SPDX-License-Identifier: MIT */
/*
 * getopt_long(3) as lib/opt uses it, for xpidinit-static: options end at the first
 * operand, and it prints nothing. The C library's own brings streams, locks and
 * multi-byte characters along.
 */
#include "config.h"

#include <getopt.h>
#include <stdbool.h>
#include <string.h>

char *optarg;
int optind = 1, optopt;

static const char *letters; /* what is left of "-abc" */

/* wrong: '?', or ':' where the option's argument is missing. */
static int fail(int wrong, int option)
{
	optopt = option;
	return wrong;
}

/* The next word of the command line, where the option has no argument glued to it. */
static bool take_word(char *const *argv)
{
	optarg = argv[optind];
	if (!optarg)
		return false;
	optind++;
	return true;
}

static int take_letter(char *const *argv, const char *known)
{
	char letter = *letters++;
	const char *place = letter == ':' || letter == '+' ? NULL : strchr(known, letter);

	if (!place)
		return fail('?', (unsigned char)letter);
	if (place[1] != ':')
		return letter;
	if (*letters)
		optarg = (char *)letters;
	else if (place[2] != ':' && !take_word(argv))
		return fail(':', (unsigned char)letter);
	letters = NULL;
	return letter;
}

/* By its whole name, or by a beginning that no other option has. */
static const struct option *find(const struct option *names, const char *word,
				 size_t length)
{
	const struct option *found = NULL;
	int count = 0;

	for (; names->name; names++) {
		if (strncmp(names->name, word, length) != 0)
			continue;
		found = names;
		if (!names->name[length])
			return found;
		count++;
	}
	return count == 1 ? found : NULL;
}

static int take_name(char *const *argv, const char *word, const struct option *names)
{
	size_t length = strcspn(word, "=");
	const struct option *found = find(names, word, length);

	if (!found)
		return fail('?', 0);
	if (word[length] && found->has_arg == no_argument)
		return fail('?', found->val);
	if (word[length])
		optarg = (char *)word + length + 1;
	else if (found->has_arg == required_argument && !take_word(argv))
		return fail(':', found->val);
	return found->val;
}

int getopt_long(int argc, char *const *argv, const char *known,
		const struct option *names, int *ret_index)
{
	const char *word;

	(void)argc;
	(void)ret_index;
	optarg = NULL;
	if (optind == 0) {
		optind = 1;
		letters = NULL;
	}
	if (letters && *letters)
		return take_letter(argv, known);
	word = argv[optind];
	if (!word || word[0] != '-' || !word[1])
		return -1;
	optind++;
	if (word[1] != '-') {
		letters = word + 1;
		return take_letter(argv, known);
	}
	return word[2] ? take_name(argv, word + 2, names) : -1;
}

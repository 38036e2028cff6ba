/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/opt_variable.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"

enum { TEXT_MAX = 1024, WORDS_MAX = 64 };

/* Cuts text at spaces into at most WORDS_MAX words. */
static bool split(char *text, char **words)
{
	bool within = false;
	int count = 0;

	for (; *text; text++) {
		bool space = *text == ' ';

		if (space)
			*text = '\0';
		else if (!within && count == WORDS_MAX)
			return false;
		else if (!within)
			words[count++] = text;
		within = !space;
	}
	return true;
}

void opt_variable_parse(const char *name, const struct opt_cli *cli, void *plan)
{
	static char text[TEXT_MAX]; /* options point into it */
	char *words[WORDS_MAX + 2] = { (char *)die_program() };
	const char *variable = getenv(name);

	if (!variable)
		return;
	if (snprintf(text, sizeof(text), "%s", variable) >= (int)sizeof(text))
		usage_error("%s: at most %d bytes", name, TEXT_MAX - 1);
	if (!split(text, words + 1))
		usage_error("%s: at most %d words", name, WORDS_MAX);
	if (*opt_parse(cli, plan, words))
		usage_error("%s: only options are allowed", name);
	optind = 0; /* once more, from the start */
}

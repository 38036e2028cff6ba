/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"

/* By hand: these rules are checked at each start, and words differ early. */
static bool has_word(const char *words, const char *name)
{
	for (;; words++) {
		const char *rest = name;

		while (*rest && *words == *rest)
			words++, rest++;
		if (!*rest && (!*words || *words == ' '))
			return true;
		while (*words && *words != ' ')
			words++;
		if (!*words)
			return false;
	}
}

/* The first given name that is one of the words, or NULL. */
static const char *find(const char *const *given, const char *words)
{
	for (; *given; given++)
		if (has_word(words, *given))
			return *given;
	return NULL;
}

static void check(const struct opt_rule *rule, const char *const *given)
{
	const char *name = find(given, rule->options);
	const char *other = name ? find(given, rule->others) : NULL;

	if (!name)
		return;
	if (rule->relation == OPT_EXCLUDES && other)
		usage_error("--%s cannot be combined with --%s", name, other);
	if (rule->relation == OPT_NEEDS && !other)
		usage_error("--%s requires --%.*s", name, (int)strcspn(rule->others, " "),
			    rule->others);
}

void opt_rule_check(const struct opt_rule *rules, const char *const *given)
{
	for (; rules->options; rules++)
		check(rules, given);
}

void opt_rule_print(const struct opt_rule *rules)
{
	for (; rules->options; rules++)
		printf("%s\t%s\t%s\n", rules->options,
		       rules->relation == OPT_NEEDS ? "needs" : "excludes",
		       rules->others);
}

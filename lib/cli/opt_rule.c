/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"

static bool is_given(const char *const *given, const char *name, size_t length)
{
	for (; *given; given++)
		if (strncmp(*given, name, length) == 0 && !(*given)[length])
			return true;
	return false;
}

/* The first of names that was given, or NULL. */
static const char *find_given(const char *const *given, const char *names,
			      size_t *ret_length)
{
	for (const char *name = names; *name; name += *ret_length) {
		name += *name == ' ';
		*ret_length = strcspn(name, " ");
		if (is_given(given, name, *ret_length))
			return name;
	}
	return NULL;
}

static void check(const struct opt_rule *rule, const char *const *given)
{
	size_t length, other_length;
	const char *name = find_given(given, rule->options, &length);
	const char *other = name ? find_given(given, rule->others, &other_length) : NULL;

	if (!name)
		return;
	if (rule->relation == OPT_EXCLUDES && other)
		usage_error("--%.*s cannot be combined with --%.*s", (int)length, name,
			    (int)other_length, other);
	if (rule->relation == OPT_NEEDS && !other)
		usage_error("--%.*s requires --%.*s", (int)length, name,
			    (int)strcspn(rule->others, " "), rule->others);
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

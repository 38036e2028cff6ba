/* SPDX-License-Identifier: MIT */
/* Rules between the options of one program, as data. */
#ifndef XNS_CLI_OPT_RULE_H
#define XNS_CLI_OPT_RULE_H

enum opt_relation {
	OPT_NEEDS,    /* at least one of the others; the message names the first */
	OPT_EXCLUDES, /* none of the others */
};

/* For each of the options. Both are long names, separated by spaces. */
struct opt_rule {
	const char *options;
	enum opt_relation relation;
	const char *others;
};

/*
 * Ends the program with usage_error() when the options that were given break a rule.
 * rules ends with a rule without options, given with NULL.
 */
void opt_rule_check(const struct opt_rule *rules, const char *const *given);

/* Prints the rules as tab-separated lines: options, "needs" or "excludes", others. */
void opt_rule_print(const struct opt_rule *rules);

#endif

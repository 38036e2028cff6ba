/* SPDX-License-Identifier: MIT */
/*
 * From rows to getopt_long(3), --help and completion. One row per option; everything that
 * names an option is made from it, so that the lists cannot drift apart.
 *
 * Rows come in groups, one group per noun. A group's store function sees its own part of
 * the plan and nothing else. Rules between options are data too (opt_rule.h); what
 * depends on arguments or operands is a line in the program's parse().
 */
#ifndef XNS_CLI_OPT_H
#define XNS_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/opt_rule.h"

enum { OPT_LONG = 256 }; /* ids from here up have no letter */

struct opt_row {
	int id;		  /* the letter, or OPT_LONG + n, unique within its group */
	const char *name; /* the long name */
	const char *arg;
	const char *help;
};

/*
 * arg is NULL where there is none, and "FILE" where it is required. "[FILE]" may be left
 * out; after the letter it is glued, -nFILE or -n=FILE. What could be letters of other
 * options as well is taken as these: -mupn is four options, and -n=upn names a file.
 * "[=FILE]" takes only the second form.
 */

/* The options of one noun, in one place: defined as data next to the noun. */
struct opt_set {
	const char *title;	    /* NULL: the rows continue those of the set before */
	const struct opt_row *rows; /* ends with a row without a name */

	/*
	 * Stores one option in part. argument is NULL where none was given. It may end
	 * the program with usage_error(); it changes nothing outside part.
	 */
	void (*store)(void *part, int id, const char *argument);
};

/* Where a program's plan holds the part of a set. */
struct opt_group {
	const struct opt_set *set;
	size_t part; /* offsetof(struct plan, ...) */
};

struct opt_cli {
	const char *synopsis;		/* "[options] [command [argument...]]" */
	const char *purpose;		/* one sentence */
	const char *page;		/* "xunshare(1)" */
	const char *version;		/* the line of --version; NULL: the usual one */
	const struct opt_group *groups; /* ends with a group without a set */
	const struct opt_rule *rules;	/* or NULL */
	bool permute; /* options may follow operands: there is no command to run */
};

/*
 * Parses options, up to the first operand unless they are permuted (argv is then put in
 * order), checks the rules, and returns argv from the operands on. --color holds for what
 * follows it (die_has_color()). Ends the program for --help, --version, usage errors, and
 * as the only argument --complete (the rows as tab-separated lines, for completion
 * scripts) and --rules (the rules likewise, for tests).
 */
char **opt_parse(const struct opt_cli *cli, void *plan, char **argv);

/* Says that the option's argument is bad, and why: a negative errno or fault. Exits. */
_Noreturn void opt_bad(const struct opt_row *rows, int id, const char *argument, int err);

#endif

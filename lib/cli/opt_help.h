/* SPDX-License-Identifier: MIT */
/* What --help prints, and how the argument of a row is written. */
#ifndef XNS_CLI_OPT_HELP_H
#define XNS_CLI_OPT_HELP_H

#include <stdbool.h>

#include "cli/opt.h"

/* "[FILE]" and "[=FILE]": the argument may be left out. */
bool opt_arg_optional(const struct opt_row *row);

/* "[=FILE]": the letter takes none, but "=FILE" may follow it. */
bool opt_arg_after_equals(const struct opt_row *row);

/*
 * Prints the help of a program to standard output: its groups, then the rows that all
 * programs have. Errors of the output are left to the caller.
 */
void opt_help_print(const struct opt_cli *cli, const struct opt_row *common);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_help.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"

enum { HELP_COLUMN = 30 };

bool opt_arg_optional(const struct opt_row *row)
{
	return row->arg && row->arg[0] == '[';
}

bool opt_arg_after_equals(const struct opt_row *row)
{
	return opt_arg_optional(row) && row->arg[1] == '=';
}

static void show_row(const struct opt_row *row)
{
	char left[96];
	int used;

	if (row->id < OPT_LONG)
		used = snprintf(left, sizeof(left), " -%c, --%s", row->id, row->name);
	else
		used = snprintf(left, sizeof(left), "     --%s", row->name);
	if (opt_arg_optional(row))
		snprintf(left + used, sizeof(left) - (size_t)used, "[=%s",
			 row->arg + (opt_arg_after_equals(row) ? 2 : 1));
	else if (row->arg)
		snprintf(left + used, sizeof(left) - (size_t)used, " %s", row->arg);

	if (strlen(left) > HELP_COLUMN - 2)
		printf("%s\n%*s%s\n", left, HELP_COLUMN, "", row->help);
	else
		printf("%-*s%s\n", HELP_COLUMN, left, row->help);
}

static void show_title(const char *title)
{
	bool color = die_has_color(STDOUT_FILENO);

	printf("%s%s:%s\n", color ? "\033[1m" : "", title, color ? "\033[0m" : "");
}

static void show_rows(const char *title, const struct opt_row *row)
{
	if (title) {
		putchar('\n');
		show_title(title);
	}
	for (; row->name; row++)
		show_row(row);
}

void opt_help_print(const struct opt_cli *cli, const struct opt_row *common)
{
	show_title("Usage");
	printf(" %s %s\n\n%s\n", die_program(), cli->synopsis, cli->purpose);
	for (const struct opt_group *group = cli->groups; group->set; group++)
		show_rows(group->set->title, group->set->rows);
	show_rows("Other", common);
	printf("\nFor more details see %s.\n", cli->page);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "cli/opt_help.h"

enum {
	ROWS_MAX = 64, /* options of one program */
	OPTSTRING_MAX = 3 * ROWS_MAX + 5,
	COLOR = OPT_LONG,
};

static const struct opt_row common_rows[] = {
	{ COLOR, "color", "[WHEN]", "use color: auto, always or never" },
	{ 'h', "help", NULL, "show this help and exit" },
	{ 'V', "version", NULL, "show the version and exit" },
	{ 0 },
};

/* What getopt_long() returns for the long form: the row's place among all rows. */
struct flat {
	const struct opt_row *row;
	const struct opt_group *group; /* NULL for the common rows */
};

static int flatten(const struct opt_cli *cli, struct flat *flat)
{
	int count = 0;

	for (const struct opt_group *group = cli->groups; group->set; group++)
		for (const struct opt_row *row = group->set->rows; row->name; row++)
			flat[count++] = (struct flat){ row, group };
	for (const struct opt_row *row = common_rows; row->name; row++)
		flat[count++] = (struct flat){ row, NULL };
	return count;
}

/*
 * "+" stops at the first operand: what follows belongs to the command. '=' is an option
 * letter to getopt, whose argument belongs to the letter before it.
 */
static void make_lists(const struct flat *flat, int count, bool permute, char *letters,
		       struct option *names)
{
	letters = stpcpy(letters, permute ? ":=::" : "+:=::");
	for (int i = 0; i < count; i++) {
		const struct opt_row *row = flat[i].row;

		names[i] = (struct option){
			.name = row->name,
			.has_arg = !row->arg		   ? no_argument
				   : opt_arg_optional(row) ? optional_argument
							   : required_argument,
			.val = OPT_LONG + i,
		};
		if (row->id >= OPT_LONG)
			continue;
		*letters++ = (char)row->id;
		if (row->arg && !opt_arg_after_equals(row))
			*letters++ = ':';
		if (opt_arg_optional(row) && !opt_arg_after_equals(row))
			*letters++ = ':';
	}
	*letters = '\0';
	names[count] = (struct option){ 0 };
}

/* One line per row: letter, long name, argument, help. The format is not for people. */
static void show_completion(const struct flat *flat, int count)
{
	for (int i = 0; i < count; i++) {
		const struct opt_row *row = flat[i].row;

		printf("%.*s\t--%s\t%s\t%s\n", row->id < OPT_LONG ? 1 : 0,
		       (const char[]){ (char)row->id, '\0' }, row->name,
		       row->arg ? row->arg : "", row->help);
	}
}

/* Output that was asked for and could not be written is a failure. */
static _Noreturn void done_printing(void)
{
	must(fflush(stdout) == 0 ? 0 : -errno, "write to standard output");
	must(ferror(stdout) ? -EIO : 0, "write to standard output");
	exit(EXIT_SUCCESS);
}

static void show_data(const struct opt_cli *cli, const char *word,
		      const struct flat *flat, int count)
{
	bool rows = strcmp(word, "--complete") == 0;

	if (!rows && strcmp(word, "--rules") != 0)
		return;
	if (rows)
		show_completion(flat, count);
	else if (cli->rules)
		opt_rule_print(cli->rules);
	done_printing();
}

static void store_color(const char *when)
{
	static const char *const words[] = {
		[COLOR_AUTO] = "auto",
		[COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never",
	};

	if (!when)
		when = words[COLOR_ALWAYS];
	for (int i = COLOR_AUTO; i <= COLOR_NEVER; i++) {
		if (strcmp(when, words[i]) == 0) {
			die_use_color((enum die_color)i);
			return;
		}
	}
	usage_error("--color: \"%.99s\" is not auto, always or never", when);
}

static void do_common(const struct opt_cli *cli, int id, const char *argument)
{
	if (id == COLOR) {
		store_color(argument);
		return;
	}
	if (id == 'h')
		opt_help_print(cli, common_rows);
	else if (cli->version)
		puts(cli->version);
	else
		printf("%s (%s) %s\n", die_program(), PACKAGE_NAME, PACKAGE_VERSION);
	done_printing();
}

static const struct flat *find(const struct flat *flat, int count, int value)
{
	if (value >= OPT_LONG)
		return &flat[value - OPT_LONG];
	for (int i = 0; i < count; i++)
		if (flat[i].row->id == value)
			return &flat[i];
	return NULL; /* '?': getopt_long() has said what is wrong */
}

/* "-n=FILE" means what "--net=FILE" means; glued arguments only, "-w =DIR" is a name. */
static const char *argument_of(char **argv, int value)
{
	if (optarg && value < OPT_LONG && optarg[0] == '=' && optarg != argv[optind - 1])
		return optarg + 1;
	return optarg;
}

/*
 * "-mupn": the rest of the word after an option whose argument may be left out, if it can
 * be read as further options. A letter with a required argument takes what follows it.
 */
static bool is_letters(const struct flat *flat, int count, const char *text)
{
	for (; *text; text++) {
		const struct flat *found = find(flat, count, (unsigned char)*text);

		if (!found)
			return false;
		if (found->row->arg && !opt_arg_optional(found->row))
			return true;
	}
	return true;
}

/*
 * Makes getopt_long(3) read the glued text once more, as a word "-TEXT" of its own. argv
 * itself keeps its strings: ps(1) shows them.
 */
static void read_as_letters(char **argv, const char *text)
{
	size_t size = strlen(text) + 2;
	char *word = malloc(size);

	must_alloc(word);
	snprintf(word, size, "-%s", text);
	argv[--optind] = word;
}

/* The letter's argument; NULL for text that is further letters. */
static const char *take_argument(const struct flat *found, const struct flat *flat,
				 int count, char **argv, int value)
{
	const char *argument = argument_of(argv, value);

	if (value >= OPT_LONG || !argument || argument != optarg ||
	    !opt_arg_optional(found->row) || !is_letters(flat, count, argument))
		return argument;
	read_as_letters(argv, argument);
	return NULL;
}

static void store(const struct flat *found, void *plan, const char *argument)
{
	found->group->set->store((char *)plan + found->group->part, found->row->id,
				 argument);
}

/* "=FILE" after a letter: the letter is stored again, with its argument. */
static void store_equals(const struct flat *letter, void *plan, const char *argument)
{
	if (letter && opt_arg_after_equals(letter->row))
		store(letter, plan, argument);
	else if (letter)
		usage_error("-%c=%.99s: -%c takes no argument", letter->row->id, argument,
			    letter->row->id);
	else
		usage_error("invalid option -- '='");
}

static void check_rules(const struct opt_cli *cli, const struct flat *flat, int count,
			const bool *given)
{
	const char *names[ROWS_MAX + 1];
	int used = 0;

	if (!cli->rules)
		return;
	for (int i = 0; i < count; i++)
		if (given[i])
			names[used++] = flat[i].row->name;
	names[used] = NULL;
	opt_rule_check(cli->rules, names);
}

/* "--user" is the beginning of several names. */
static void check_ambiguous(const char *word, const struct flat *flat, int count)
{
	const size_t length = strcspn(word, "=");
	char names[256] = "";
	int found = 0;

	for (int i = 0; i < count; i++) {
		size_t used = strlen(names);

		if (strncmp(flat[i].row->name, word + 2, length - 2) != 0)
			continue;
		snprintf(names + used, sizeof(names) - used, "%s--%s", found ? ", " : "",
			 flat[i].row->name);
		found++;
	}
	if (found > 1)
		usage_error("option '%.99s' is ambiguous: %s", word, names);
}

/*
 * What getopt_long(3) has found wrong, which is '?' or ':'. Its own messages would pass
 * control characters of the command line to the terminal.
 */
static _Noreturn void reject(int wrong, const char *word, const struct flat *flat,
			     int count)
{
	const char *what = wrong == ':' ? "requires an argument" : "takes no argument";
	const struct flat *found = find(flat, count, optopt);

	if (optopt == 0) {
		check_ambiguous(word, flat, count);
		usage_error("unrecognized option '%.99s'", word);
	}
	if (found && optopt >= OPT_LONG)
		usage_error("option '--%s' %s", found->row->name, what);
	if (found)
		usage_error("option requires an argument -- '%c'", optopt);
	usage_error("invalid option -- '%c'", optopt);
}

/* The lists take some pages of the stack, which an init would hold for its whole life. */
__attribute__((noinline)) static char **parse_options(const struct opt_cli *cli,
						      void *plan, char **argv)
{
	const struct flat *found = NULL, *letter = NULL;
	struct flat flat[ROWS_MAX];
	struct option names[ROWS_MAX + 1];
	char letters[OPTSTRING_MAX];
	bool given[ROWS_MAX] = { false };
	int count = flatten(cli, flat), value, argc = 0;

	while (argv[argc])
		argc++;
	if (argc == 2)
		show_data(cli, argv[1], flat, count);
	make_lists(flat, count, cli->permute, letters, names);
	while ((value = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		if (value == '=') {
			store_equals(letter, plan, optarg ? optarg : "");
			continue;
		}
		found = find(flat, count, value);
		if (found)
			given[found - flat] = true;
		if (found && found->group)
			store(found, plan,
			      take_argument(found, flat, count, argv, value));
		else if (found)
			do_common(cli, found->row->id, optarg);
		else
			reject(value, argv[optind - 1], flat, count);
		letter = value < OPT_LONG ? found : NULL;
	}
	check_rules(cli, flat, count, given);
	return argv + optind;
}

char **opt_parse(const struct opt_cli *cli, void *plan, char **argv)
{
	const char *first = argv[1];

	if (!cli->permute && (!first || first[0] != '-' || !first[1]))
		return argv + 1;
	if (!cli->permute && strcmp(first, "--") == 0)
		return argv + 2;
	return parse_options(cli, plan, argv);
}

static const struct opt_row *row_of(const struct opt_row *rows, int id)
{
	while (rows->name && rows->id != id)
		rows++;
	return rows;
}

void opt_bad(const struct opt_row *rows, int id, const char *argument, int err)
{
	char reason[128];

	usage_error("--%s: \"%.99s\": %s", row_of(rows, id)->name, argument,
		    die_reason(err, reason, sizeof(reason)));
}

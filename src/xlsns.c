/* SPDX-License-Identifier: MIT */
/*
 * xlsns: lists namespaces, their processes, their owners, and what
 * keeps them alive. It changes nothing.
 *
 * Processes are looked at always, one link for each type; descriptors, sockets, threads
 * and foreign mount namespaces only where the answer depends on them, as that takes
 * several times as long.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "cli/opt.h"
#include "cli/opt_table.h"
#include "cli/table.h"
#include "list/compare.h"
#include "list/graphviz.h"
#include "list/holder_table.h"
#include "list/ns_list.h"
#include "list/opt_list.h"
#include "list/select.h"
#include "list/snapshot.h"

struct plan {
	struct ns_list list;
	char **operands;
};

/* ---- parse ---- */

/* Options that would be without any effect. */
static void check(const struct plan *p)
{
	const struct opt_list *what = &p->list.what;

	if (what->job != LSNS_LIST && what->job != LSNS_SAME && p->operands[0])
		usage_error("unexpected operand \"%.99s\"", p->operands[0]);
	if (what->job == LSNS_SAME && (!p->operands[0] || !p->operands[1]))
		usage_error("--same requires two operands, A and B");
	if (what->task && p->operands[0])
		usage_error("--task cannot be combined with the operand \"%.99s\"",
			    p->operands[0]);
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_list_options, offsetof(struct plan, list.what) },
		{ &opt_table_options, offsetof(struct plan, list.output) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "why", OPT_EXCLUDES, "same dot" },
		{ "same", OPT_EXCLUDES, "dot" },
		{ "tree task persistent held", OPT_EXCLUDES, "why same dot" },
		{ "json raw list noheadings output filter output-all type", OPT_EXCLUDES,
		  "same dot" },
		{ "output-all", OPT_EXCLUDES, "output" },
		{ "raw", OPT_EXCLUDES, "json" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis =
			"[options] [PID|INODE|FILE...] | --why NS | --same A B [TYPE...] | --dot",
		.purpose = "List namespaces, their processes, and what keeps them alive.",
		.page = "xlsns(1)",
		.permute = true,
		.groups = groups,
		.rules = rules,
	};

	p->operands = opt_parse(&cli, p, argv);
	ns_list_plan(&p->list);
	check(p);
}

/* ---- jobs ---- */

/* A process has one of each type: which of them is meant? */
static void check_why(const struct ns_list *p)
{
	const struct ns_set_entry *entry;

	if (p->pick.count != 1)
		usage_error("--why: \"%.99s\" is a process: choose one of its namespaces "
			    "with --type",
			    p->what.why);
	entry = &p->view.walk.set.entry[p->pick.place[0]];
	if (p->what.types && !(p->what.types & ns_types[entry->type].flag))
		die("%s is a namespace of type %s", p->what.why,
		    ns_types[entry->type].name);
}

static void why(struct ns_list *p)
{
	struct table *table;

	snapshot_begin(&p->view, p->what.types ? p->what.types : -1);
	ns_select_add(&p->pick, &p->view, p->what.why);
	p->view.walk.types = -1;
	snapshot_load(&p->view, NSVIEW_EVERYTHING);
	ns_select_finish(&p->pick, &p->view);
	check_why(p);
	table = table_begin(&p->table);
	if (holder_table_print_all(&p->view, table, &p->table, p->pick.place[0]) == 0)
		warning("no visible process, descriptor or mount keeps it alive");
	table_end(table);
	snapshot_warn_incomplete(&p->view, NSVIEW_ALL);
}

static int same(const struct plan *p)
{
	int types = 0;

	for (char **type = p->operands + 2; *type; type++)
		types |= opt_list_type(*type);
	return ns_compare(p->operands[0], p->operands[1], types) ? EXIT_SUCCESS
								 : EXIT_FAILURE;
}

static void draw(struct snapshot *view)
{
	snapshot_begin(view, -1);
	snapshot_load(view, NSVIEW_EVERYTHING);
	ns_graphviz_print(view);
	snapshot_warn_incomplete(view, NSVIEW_ALL);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xlsns", EXIT_FAILURE, 2, argv);
	parse(p, argv);
	switch (p->list.what.job) {
	case LSNS_SAME:
		return same(p);
	case LSNS_WHY:
		why(&p->list);
		break;
	case LSNS_DOT:
		draw(&p->list.view);
		break;
	default:
		ns_list_print(&p->list, p->operands);
	}
	return EXIT_SUCCESS;
}

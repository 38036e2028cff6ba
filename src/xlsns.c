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
#include "list/ns_table.h"
#include "list/ns_tree.h"
#include "list/opt_list.h"
#include "list/select.h"
#include "list/snapshot.h"

struct plan {
	struct opt_list what;
	struct opt_table output;
	struct table_plan table;
	char **operands;
	bool seeks; /* everything is looked at */

	struct snapshot view;
	struct ns_select pick;
};

/* ---- parse ---- */

static bool shows(const struct plan *p, enum ns_table_column column)
{
	for (int i = 0; i < p->table.count; i++)
		if (p->table.chosen[i] == (int)column)
			return true;
	return false;
}

/* The columns of lsns(8). */
static const char *default_columns(const struct plan *p)
{
	if (p->what.job == LSNS_WHY)
		return "HOW,PID,FD,NS,PATH,COMMAND";
	if (p->what.held)
		return "NS,TYPE,NPROCS,PID,USER,HELD,COMMAND";
	if (p->what.types & CLONE_NEWNET)
		return "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND";
	return "NS,TYPE,NPROCS,PID,USER,COMMAND";
}

/* As in lsns(8); NULL: the first one. */
static const char *tree_column(const struct plan *p)
{
	if (p->what.tree == LSNS_BY_PROCESS)
		return NULL;
	return p->what.tree == LSNS_NO_TREE ? "COMMAND" : "NS";
}

/* Without --tree, a tree by process, as in lsns(8): not with --output-all. */
static bool has_tree(const struct plan *p)
{
	return p->what.tree != LSNS_NO_TREE ||
	       (p->what.job == LSNS_LIST && !p->what.all_columns);
}

static void plan_table(struct plan *p)
{
	bool why = p->what.job == LSNS_WHY;

	if (p->what.all_columns)
		p->output.output =
			why ? "HOW,PID,FD,TID,NS,TYPE,PATH,USER,COMMAND" : ns_table_all;
	p->table.columns = why ? holder_table_columns : ns_table_columns;
	p->table.title = why ? "holders" : "namespaces";
	p->table.no_wrap = p->what.no_wrap;
	p->table.tree_column = tree_column(p);
	opt_table_plan(&p->output, default_columns(p), has_tree(p), &p->table);
	p->seeks = p->what.held || p->what.persistent || (!why && shows(p, NSROW_HELD));
}

/* Options that would be without any effect. */
static void check(const struct plan *p)
{
	const struct opt_list *what = &p->what;

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
		{ &opt_list_options, offsetof(struct plan, what) },
		{ &opt_table_options, offsetof(struct plan, output) },
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
	plan_table(p);
	check(p);
}

/* ---- lists ---- */

static void load(struct plan *p, bool all)
{
	struct snapshot *view = &p->view;

	/* Others are found through these, but none through net namespaces. */
	view->wants_relations = p->what.tree != LSNS_NO_TREE || shows(p, NSROW_PNS) ||
				shows(p, NSROW_ONS) ||
				view->walk.types & (CLONE_NEWUSER | CLONE_NEWPID);
	snapshot_load(view, all);
	ns_select_finish(&p->pick, view);
}

/*
 * As lsns(8) does: one namespace, and no process, is given to list its processes. If
 * it has none, the namespace itself is listed.
 */
static bool asks_for_processes(const struct plan *p)
{
	return p->pick.operands == 1 && !p->pick.processes && !p->what.tree &&
	       !p->what.held && !p->what.persistent &&
	       p->view.walk.set.entry[p->pick.place[0]].processes;
}

static void plan_processes(struct plan *p)
{
	p->table.count = 0;
	opt_table_plan(&p->output, "PID,PPID,USER,COMMAND", true, &p->table);
}

/*
 * Only where an unreadable process can change which rows there are, or what keeps them: a
 * process that was asked for was read, and a namespace that was named is there.
 */
static bool may_miss_rows(const struct plan *p)
{
	return !p->pick.operands || p->what.persistent ||
	       p->what.tree == LSNS_BY_PROCESS || asks_for_processes(p);
}

/* What needs namespaces that are held open. */
static bool shows_relations(const struct plan *p)
{
	return p->what.tree || shows(p, NSROW_PNS) || shows(p, NSROW_ONS);
}

static void list(struct plan *p)
{
	const struct nstree tree = { &p->view, &p->pick, &p->table, p->what.tree,
				     p->what.persistent };
	struct table *table;

	snapshot_begin(&p->view, p->what.types ? p->what.types : -1);
	for (char **operand = p->operands; *operand; operand++)
		ns_select_add(&p->pick, &p->view, *operand);
	if (p->what.task)
		ns_select_add_process(&p->pick, &p->view, p->what.task);
	load(p, p->seeks);
	if (asks_for_processes(p))
		plan_processes(p);
	table = table_begin(&p->table);
	if (asks_for_processes(p))
		nstree_print_processes(&tree, table, p->pick.place[0]);
	else
		nstree_print_namespaces(&tree, table);
	table_end(table);
	snapshot_warn_incomplete(&p->view,
				 (may_miss_rows(p) ? NSVIEW_ROWS : 0) |
					 (shows_relations(p) ? NSVIEW_RELATIONS : 0) |
					 (shows(p, NSROW_HELD) ? NSVIEW_HOLDERS : 0));
}

/* ---- the other jobs ---- */

/* A process has one of each type: which of them is meant? */
static void check_why(const struct plan *p)
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

static void why(struct plan *p)
{
	struct table *table;

	snapshot_begin(&p->view, p->what.types ? p->what.types : -1);
	ns_select_add(&p->pick, &p->view, p->what.why);
	p->view.walk.types = -1;
	snapshot_load(&p->view, true);
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

static void draw(struct plan *p)
{
	snapshot_begin(&p->view, -1);
	snapshot_load(&p->view, true);
	ns_graphviz_print(&p->view);
	snapshot_warn_incomplete(&p->view, NSVIEW_ALL);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xlsns", EXIT_FAILURE, 2, argv);
	parse(p, argv);
	switch (p->what.job) {
	case LSNS_SAME:
		return same(p);
	case LSNS_WHY:
		why(p);
		break;
	case LSNS_DOT:
		draw(p);
		break;
	default:
		list(p);
	}
	return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/ns_list.h"

#include "list/holder_table.h"
#include "list/ns_table.h"
#include "list/ns_tree.h"

/* ---- the columns ---- */

static bool shows(const struct ns_list *list, enum ns_table_column column)
{
	for (int i = 0; i < list->table.count; i++)
		if (list->table.chosen[i] == (int)column)
			return true;
	return false;
}

/* The columns of lsns(8). */
static const char *default_columns(const struct ns_list *list)
{
	if (list->what.job == LSNS_WHY)
		return "HOW,PID,FD,NS,PATH,COMMAND";
	if (list->what.held)
		return "NS,TYPE,NPROCS,PID,USER,HELD,COMMAND";
	if (list->what.types & CLONE_NEWNET)
		return "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND";
	return "NS,TYPE,NPROCS,PID,USER,COMMAND";
}

/* As in lsns(8); NULL: the first one. */
static const char *tree_column(const struct ns_list *list)
{
	if (list->what.tree == LSNS_BY_PROCESS)
		return NULL;
	return list->what.tree == LSNS_NO_TREE ? "COMMAND" : "NS";
}

/* Without --tree, a tree by process, as in lsns(8): not with --output-all. */
static bool has_tree(const struct ns_list *list)
{
	return list->what.tree != LSNS_NO_TREE ||
	       (list->what.job == LSNS_LIST && !list->what.all_columns);
}

void ns_list_plan(struct ns_list *list)
{
	bool why = list->what.job == LSNS_WHY;

	if (list->what.all_columns)
		list->output.output =
			why ? "HOW,PID,FD,TID,NS,TYPE,PATH,USER,COMMAND" : ns_table_all;
	list->table.columns = why ? holder_table_columns : ns_table_columns;
	list->table.title = why ? "holders" : "namespaces";
	list->table.no_wrap = list->what.no_wrap;
	list->table.no_cut = list->what.no_cut;
	list->table.tree_column = tree_column(list);
	opt_table_plan(&list->output, default_columns(list), has_tree(list),
		       &list->table);
	list->depth = list->what.persistent ? NSVIEW_NAMESPACES : NSVIEW_PROCESSES;
	if (list->what.held || (!why && shows(list, NSROW_HELD)))
		list->depth = NSVIEW_EVERYTHING;
}

/* ---- the rows ---- */

/* Where a PATH may be that of what keeps the namespace, which has not been looked for. */
static bool may_lack_path(const struct ns_list *list)
{
	const struct ns_set *set = &list->view.walk.set;

	for (size_t i = 0; i < set->count && shows(list, NSROW_PATH); i++)
		if (!set->entry[i].processes && !(set->entry[i].held & 1U << HELD_PIN))
			return true;
	return false;
}

static void load(struct ns_list *list)
{
	struct snapshot *view = &list->view;

	/* The kernel's list: for all namespaces, or for one without a process. */
	if (!list->pick.operands || list->pick.later.count)
		snapshot_list(view);
	/* Others are found through these, but none through net namespaces. */
	view->wants_relations =
		list->what.tree != LSNS_NO_TREE || shows(list, NSROW_PNS) ||
		shows(list, NSROW_ONS) ||
		(view->walk.types & (CLONE_NEWUSER | CLONE_NEWPID) && !view->walk.listed);
	snapshot_load(view, list->depth);
	ns_select_finish(&list->pick, view);
	if (view->walk.listed && may_lack_path(list))
		snapshot_load(view, NSVIEW_EVERYTHING);
}

/*
 * As lsns(8) does: one namespace, and no process, is given to list its processes. If
 * it has none, the namespace itself is listed.
 */
static bool asks_for_processes(const struct ns_list *list)
{
	return list->pick.operands == 1 && !list->pick.processes && !list->what.tree &&
	       !list->what.held && !list->what.persistent &&
	       list->view.walk.set.entry[list->pick.place[0]].processes;
}

static void plan_processes(struct ns_list *list)
{
	list->table.count = 0;
	opt_table_plan(&list->output, "PID,PPID,USER,COMMAND", true, &list->table);
}

/*
 * Only where an unreadable process can change which rows there are, or what keeps them: a
 * process that was asked for was read, and a namespace that was named is there.
 */
static bool may_miss_rows(const struct ns_list *list)
{
	return !list->pick.operands || list->what.persistent ||
	       list->what.tree == LSNS_BY_PROCESS || asks_for_processes(list);
}

/* What needs namespaces that are held open. */
static bool shows_relations(const struct ns_list *list)
{
	return list->what.tree || shows(list, NSROW_PNS) || shows(list, NSROW_ONS);
}

void ns_list_print(struct ns_list *list, char *const *operands)
{
	const struct nstree tree = { &list->view, &list->pick, &list->table,
				     list->what.tree, list->what.persistent };
	struct table *table;

	snapshot_begin(&list->view, list->what.types ? list->what.types : -1);
	for (char *const *operand = operands; *operand; operand++)
		ns_select_add(&list->pick, &list->view, *operand);
	if (list->what.task)
		ns_select_add_process(&list->pick, &list->view, list->what.task);
	load(list);
	if (asks_for_processes(list))
		plan_processes(list);
	table = table_begin(&list->table);
	if (asks_for_processes(list))
		nstree_print_processes(&tree, table, list->pick.place[0]);
	else
		nstree_print_namespaces(&tree, table);
	table_end(table);
	snapshot_warn_incomplete(&list->view,
				 (may_miss_rows(list) ? NSVIEW_ROWS : 0) |
					 (shows_relations(list) ? NSVIEW_RELATIONS : 0) |
					 (shows(list, NSROW_HELD) ? NSVIEW_HOLDERS : 0));
}

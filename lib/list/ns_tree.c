/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/ns_tree.h"

#include <stdlib.h>

#include "base/die.h"
#include "list/ns_table.h"

struct rows {
	const struct nstree *tree;
	struct table *table;
	void **line;  /* of a namespace, or of a process, by place; NULL: none */
	bool *begun;  /* the same */
	void **first; /* by place of a process, the last namespace that it is first in */
	size_t ns;    /* the one with the printed processes */
	void *top;    /* the line of that namespace, or NULL */
};

static void *make_array(size_t count, size_t size)
{
	void *array = calloc(count + 1, size);

	must_alloc(array);
	return array;
}

static bool wanted(const struct nstree *tree, size_t place)
{
	const struct ns_set_entry *entry = &tree->view->walk.set.entry[place];

	return tree->view->walk.types & ns_types[entry->type].flag &&
	       !(tree->persistent && entry->processes) &&
	       (!tree->pick->operands || ns_select_has(tree->pick, place));
}

/* The place of the process's parent, or NS_SET_NONE. */
static size_t parent_of(struct snapshot *view, size_t process)
{
	const struct snapshot_task *task = snapshot_task(view, process);

	return task ? proc_scan_find(&view->walk, task->info.parent) : NS_SET_NONE;
}

/* ---- namespaces ---- */

static void *line_of(struct rows *rows, size_t place);

/* The line of the nearest namespace above that has one. */
static void *line_by_relation(struct rows *rows, size_t place)
{
	const struct ns_set_entry *entry = rows->tree->view->walk.set.entry;
	size_t owner = entry[place].owner;
	void *above = NULL;

	/* lsns(8) prints what has no parent behind the user namespace that owns it */
	if (rows->tree->tree == LSNS_BY_PARENT && entry[place].parent == NS_SET_NONE &&
	    owner != NS_SET_NONE && wanted(rows->tree, owner))
		(void)line_of(rows, owner);
	while (!above) {
		place = rows->tree->tree == LSNS_BY_OWNER ? entry[place].owner
							  : entry[place].parent;
		if (place == NS_SET_NONE)
			return NULL;
		above = wanted(rows->tree, place) ? line_of(rows, place) : NULL;
	}
	return above;
}

static void *line_by_parent_process(const struct rows *rows, size_t place)
{
	struct snapshot *view = rows->tree->view;
	size_t first = view->walk.set.entry[place].first;
	size_t parent = first == NS_SET_NONE ? NS_SET_NONE : parent_of(view, first);

	return parent == NS_SET_NONE ? NULL : rows->first[parent];
}

static void *line_above(struct rows *rows, size_t place)
{
	if (!rows->tree->plan->tree)
		return NULL;
	switch (rows->tree->tree) {
	case LSNS_BY_PROCESS:
		return NULL;
	case LSNS_NO_TREE:
		return line_by_parent_process(rows, place);
	default:
		return line_by_relation(rows, place);
	}
}

static void *line_of(struct rows *rows, size_t place)
{
	const struct nstree *tree = rows->tree;
	size_t first = tree->view->walk.set.entry[place].first;
	void *above;

	if (rows->begun[place])
		return rows->line[place];
	rows->begun[place] = true;
	above = line_above(rows, place);
	rows->line[place] = ns_table_print(tree->view, rows->table, tree->plan, above,
					   place, NS_SET_NONE);
	if (first != NS_SET_NONE && rows->line[place])
		rows->first[first] = rows->line[place];
	return rows->line[place];
}

/* ---- processes of a namespace ---- */

/* Below the nearest line of a parent that is in the namespace too. */
static void *line_of_process(struct rows *rows, size_t process)
{
	const struct nstree *tree = rows->tree;
	const struct proc_scan *walk = &tree->view->walk;
	void *above = rows->top;
	size_t parent;

	if (rows->begun[process])
		return rows->line[process];
	rows->begun[process] = true; /* a PID that was used again can make a circle */
	parent = tree->plan->tree ? parent_of(tree->view, process) : NS_SET_NONE;
	if (parent != NS_SET_NONE &&
	    walk->process[parent].in[walk->set.entry[rows->ns].type] == rows->ns)
		above = line_of_process(rows, parent);
	rows->line[process] =
		ns_table_print(tree->view, rows->table, tree->plan,
			       above ? above : rows->top, rows->ns, process);
	return rows->line[process];
}

static void print_processes(const struct nstree *tree, struct table *table, size_t ns,
			    void *top)
{
	const struct proc_scan *walk = &tree->view->walk;
	struct rows rows = {
		.tree = tree,
		.table = table,
		.line = make_array(walk->count, sizeof(void *)),
		.begun = make_array(walk->count, sizeof(bool)),
		.ns = ns,
		.top = top,
	};

	for (size_t i = 0; i < walk->count; i++)
		if (walk->process[i].in[walk->set.entry[ns].type] == ns)
			line_of_process(&rows, i);
	free(rows.line);
	free(rows.begun);
}

void nstree_print_processes(const struct nstree *tree, struct table *table, size_t ns)
{
	print_processes(tree, table, ns, NULL);
}

void nstree_print_namespaces(const struct nstree *tree, struct table *table)
{
	const struct proc_scan *walk = &tree->view->walk;
	size_t *order = snapshot_order(tree->view);
	struct rows rows = {
		.tree = tree,
		.table = table,
		.line = make_array(walk->set.count, sizeof(void *)),
		.begun = make_array(walk->set.count, sizeof(bool)),
		.first = make_array(walk->count, sizeof(void *)),
	};

	for (size_t i = 0; i < walk->set.count; i++) {
		if (!wanted(tree, order[i]))
			continue;
		line_of(&rows, order[i]);
		if (tree->tree == LSNS_BY_PROCESS)
			print_processes(tree, table, order[i], rows.line[order[i]]);
	}
	free(order);
	free(rows.line);
	free(rows.begun);
	free(rows.first);
}

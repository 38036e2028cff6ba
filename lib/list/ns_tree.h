/* SPDX-License-Identifier: MIT */
/* The rows of xlsns, each below the one that it belongs to. */
#ifndef XNS_LIST_NS_TREE_H
#define XNS_LIST_NS_TREE_H

#include <stdbool.h>

#include "cli/table.h"
#include "list/opt_list.h"
#include "list/select.h"
#include "list/snapshot.h"

struct nstree {
	struct snapshot *view;
	const struct ns_select *pick; /* without operands: all namespaces */
	const struct table_plan *plan;
	enum opt_list_tree tree;
	bool persistent; /* only namespaces that no process is in */
};

/*
 * Prints a row for each namespace that is wanted. Without --tree, as lsns(8) does: below
 * the row of the parent process of its first process, if that has a row.
 */
void nstree_print_namespaces(const struct nstree *tree, struct table *table);

/* Prints a row for each process in the namespace, below its parent. */
void nstree_print_processes(const struct nstree *tree, struct table *table, size_t ns);

#endif

/* SPDX-License-Identifier: MIT */
/* A table or tree of namespaces, or of the processes in one: what xlsns prints. */
#ifndef XNS_LIST_NS_LIST_H
#define XNS_LIST_NS_LIST_H

#include <stdbool.h>

#include "cli/opt_table.h"
#include "cli/table.h"
#include "list/opt_list.h"
#include "list/select.h"
#include "list/snapshot.h"

/* The caller fills what and output, the rest begins as zero. */
struct ns_list {
	struct opt_list what;
	struct opt_table output;
	struct table_plan table;
	enum snapshot_depth depth; /* what has to be looked at */
	struct snapshot view;
	struct ns_select pick;
};

/*
 * Chooses the columns, also those of --why, and what has to be looked at. Ends the
 * program as opt_table_plan() does.
 */
void ns_list_plan(struct ns_list *list);

/*
 * Prints the namespaces that the operands, an array that ends with NULL, and --task name,
 * all if there are none; of a single namespace its processes. Warns when the answer may
 * be incomplete. Ends the program when an operand names nothing or printing fails.
 */
void ns_list_print(struct ns_list *list, char *const *operands);

#endif

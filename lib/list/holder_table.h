/* SPDX-License-Identifier: MIT */
/* The columns of xlsns --why: a row is one thing that keeps a namespace. */
#ifndef XNS_LIST_HOLDER_TABLE_H
#define XNS_LIST_HOLDER_TABLE_H

#include "cli/table.h"
#include "list/snapshot.h"

extern const struct table_column holder_table_columns[];

/*
 * Prints everything that keeps the namespace at that place, except this process:
 * processes, other holders, namespaces below it, namespaces that it owns. Returns how
 * many there are.
 */
size_t holder_table_print_all(struct snapshot *view, struct table *table,
			      const struct table_plan *plan, size_t ns);

#endif

/* SPDX-License-Identifier: MIT */
/* The columns of xlsns: a row is a namespace, or a process in one. */
#ifndef XNS_LIST_NS_TABLE_H
#define XNS_LIST_NS_TABLE_H

#include "cli/table.h"
#include "list/snapshot.h"

enum ns_table_column {
	NSROW_NS,
	NSROW_TYPE,
	NSROW_PATH,
	NSROW_NPROCS,
	NSROW_PID,
	NSROW_PPID,
	NSROW_COMMAND,
	NSROW_UID,
	NSROW_USER,
	NSROW_NETNSID,
	NSROW_NSFS,
	NSROW_PNS,
	NSROW_ONS,
	NSROW_HELD,
	NSROW_ID,
};

extern const struct table_column ns_table_columns[];

/* All names, as --output takes them. */
extern const char ns_table_all[];

/*
 * Prints the row of the namespace at place ns, or of a process in it (its place, or
 * NS_SET_NONE), below parent. Returns the row, or NULL, see table_row_done().
 */
void *ns_table_print(struct snapshot *view, struct table *table,
		     const struct table_plan *plan, void *parent, size_t ns,
		     size_t process);

#endif

/* SPDX-License-Identifier: MIT */
/* Pairs of interfaces as rows of a table. */
#ifndef XNS_NET_VETH_TABLE_H
#define XNS_NET_VETH_TABLE_H

#include <sys/types.h>

#include "cli/opt_table.h"
#include "net/link.h"

/* One end, and what is known of the other: 0, "" or NULL where it is not. */
struct veth_table_row {
	struct link link, peer;
	unsigned long long ns, peer_ns; /* the inodes of their namespaces */
	pid_t peer_pid;			/* a process in the peer's namespace */
	const char *peer_file;		/* where that is pinned */
};

/* Chooses the columns. Ends the program as opt_table_plan() does. */
void veth_table_plan(const struct opt_table *options, struct table_plan *ret_plan);

/* Prints the rows. Ends the program when that fails. */
void veth_table_print(const struct table_plan *plan, const struct veth_table_row *row,
		      size_t count);

/*
 * Prints every end of a pair in the caller's network namespace, and searches its peer in
 * all visible ones.
 */
void veth_table_print_all(const struct table_plan *plan);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The namespaces that operands name: a PID means those of that process; an inode number,
 * a file, fd:N and :ID one each. Ends the program when an operand names nothing.
 */
#ifndef XNS_LIST_SELECT_H
#define XNS_LIST_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "list/snapshot.h"

struct ns_select {
	size_t *place; /* in the view's set */
	size_t count, capacity;
	size_t operands, processes; /* how many there were; those that were processes */
	struct {
		uint32_t *inode;
		size_t count, capacity;
	} later; /* inode numbers to be looked for */
};

/*
 * Opens what the operand names; call before snapshot_load(), which must not be the first
 * to meet them. An inode number is only remembered.
 */
void ns_select_add(struct ns_select *pick, struct snapshot *view, const char *operand);

/* The same for what must be a process. */
void ns_select_add_process(struct ns_select *pick, struct snapshot *view,
			   const char *operand);

/*
 * Finds the inode numbers; call after snapshot_load(). Looks at everything when one is
 * not found otherwise.
 */
void ns_select_finish(struct ns_select *pick, struct snapshot *view);

/* True when the namespace is one of them. */
bool ns_select_has(const struct ns_select *pick, size_t place);

#endif

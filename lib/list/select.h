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

struct nspick {
	size_t *place; /* in the view's set */
	size_t count, room;
	size_t operands, processes; /* how many there were; those that were processes */
	struct {
		uint32_t *inode;
		size_t count;
	} later; /* inode numbers to be looked for */
};

/*
 * Opens what the operand names; call before nsview_load(), which must not be the first to
 * meet them. An inode number is only remembered.
 */
void nspick_add(struct nspick *pick, struct nsview *view, const char *operand);

/* The same for what must be a process. */
void nspick_add_process(struct nspick *pick, struct nsview *view, const char *operand);

/*
 * Finds the inode numbers; call after nsview_load(). Looks at everything when one is not
 * found otherwise.
 */
void nspick_finish(struct nspick *pick, struct nsview *view);

/* True when the namespace is one of them. */
bool nspick_has(const struct nspick *pick, size_t place);

#endif

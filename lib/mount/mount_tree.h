/* SPDX-License-Identifier: MIT */
/* The parent of each mount, for a whole list of mounts, in linear time. */
#ifndef XNS_MOUNT_MOUNT_TREE_H
#define XNS_MOUNT_MOUNT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "mount/mounts.h"

#define MTREE_NONE ((size_t)-1)

/* Places are those of mounts->entry. */
struct mount_tree {
	size_t *parent; /* by place: where the mount it lies on stands, or MTREE_NONE */
	size_t *order;	/* all places, each mount right before those that lie on it */
};

/*
 * Builds the tree. Children keep the order of the list. Returns 0 or -ENOMEM. The arrays
 * live as long as the program.
 */
int mount_tree_make(const struct mounts *mounts, struct mount_tree *ret_tree)
	__attribute__((warn_unused_result));

/*
 * By place: whether the mount with this ID is the one at that place, or it lies, through
 * however many others, on it. Returns NULL when memory runs out.
 */
bool *mount_tree_below(const struct mount_tree *tree, const struct mounts *mounts,
		       int id);

#endif

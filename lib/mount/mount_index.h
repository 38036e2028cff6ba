/* SPDX-License-Identifier: MIT */
/*
 * The mounts that this process sees, read when they are first needed, for a program that
 * asks about many of them: each question alone would read the whole list.
 */
#ifndef XNS_MOUNT_MOUNT_INDEX_H
#define XNS_MOUNT_MOUNT_INDEX_H

#include <stdbool.h>

#include "base/intmap.h"
#include "mount/mounts.h"

/* Begin with zeros; programs need not free it. */
struct mount_index {
	bool loaded;
	struct mounts list;
	struct intmap place; /* in list, by ID */
};

/*
 * Reads the list unless that is done; with again in any case. Mounts that were added or
 * removed since are not noticed. Returns 0 or -errno.
 */
int mount_index_load(struct mount_index *index, bool again)
	__attribute__((warn_unused_result));

/* The entry of that ID, or NULL. */
const struct mounts_entry *mount_index_find(const struct mount_index *index, int id);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/mount_index.h"

#include <errno.h>
#include <stdlib.h>

#include "base/fd.h"
#include "proc/proc.h"

static void forget(struct mount_index *index)
{
	if (index->loaded)
		mounts_free(&index->list);
	free(index->place.slot);
	*index = (struct mount_index){ .loaded = false };
}

int mount_index_load(struct mount_index *index, bool again)
{
	FD_AUTO int self = -1;
	int err;

	if (index->loaded && !again)
		return 0;
	forget(index);
	self = proc_self();
	err = self < 0 ? self : mounts_load(self, &index->list);
	if (err < 0)
		return err;
	index->loaded = true;
	for (size_t i = 0; i < index->list.count; i++) {
		size_t *place = intmap_put(&index->place, index->list.entry[i].id);

		if (!place) {
			forget(index);
			return -ENOMEM;
		}
		*place = i;
	}
	return 0;
}

const struct mounts_entry *mount_index_find(const struct mount_index *index, int id)
{
	size_t place = id > 0 ? intmap_get(&index->place, id) : INTMAP_NONE;

	return place == INTMAP_NONE ? NULL : &index->list.entry[place];
}

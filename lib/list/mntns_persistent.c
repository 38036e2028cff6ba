/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/mntns_persistent.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/fd.h"
#include "base/intmap.h"
#include "ns/mntns_inside.h"
#include "ns/ns.h"
#include "list/holder_scan.h"

static bool map_ids(const struct mntns_list *list, struct intmap *mount)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < list->ns[i].mounts.count; k++)
			if (!intmap_put(mount, list->ns[i].mounts.entry[k].id))
				return false;
	return true;
}

static bool is_listed(const struct mntns_list *list, unsigned inode)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ns[i].inode == inode)
			return true;
	return false;
}

/*
 * A namespace that may not be entered is skipped: no error. One that cannot be read for
 * want of descriptors is counted.
 */
static int add_one(struct mntns_list *list, const struct intmap *mount,
		   struct proc_scan *walk, const struct ns_set_entry *entry)
{
	struct mntns *ns = &list->ns[list->count];
	FD_AUTO int fd = -1;
	int err;

	if (entry->type != NS_MNT || entry->fd < 0 || is_listed(list, entry->inode))
		return 0;
	*ns = (struct mntns){ .inode = entry->inode };
	fd = mntns_open_list(walk->proc, entry->fd);
	err = fd < 0 ? fd : mounts_read(fd, &ns->mounts);
	if (err < 0 && fd_exhausted(err) && err != -ENOMEM)
		walk->set.unheld++;
	if (err < 0)
		return err == -ENOMEM ? err : 0;
	/* A mount is in one namespace: is it one whose number may not be read? */
	if (ns->mounts.count && intmap_get(mount, ns->mounts.entry[0].id) == INTMAP_NONE)
		list->count++;
	else
		mounts_free(&ns->mounts);
	return 0;
}

int mntns_persistent_add_found(struct mntns_list *list, struct proc_scan *walk)
{
	size_t room = list->count + walk->set.count + 1;
	struct mntns *larger = realloc(list->ns, room * sizeof(*larger));
	struct intmap mount = { 0 };
	int err = 0;

	if (!larger)
		return -ENOMEM;
	list->ns = larger;
	if (!map_ids(list, &mount))
		return -ENOMEM;
	for (size_t i = 0; i < walk->set.count && err == 0; i++)
		err = add_one(list, &mount, walk, &walk->set.entry[i]);
	free(mount.slot);
	return err;
}

int mntns_persistent_add(struct mntns_list *list)
{
	struct holders held = { 0 };
	struct proc_scan walk;
	int err = proc_scan_begin(&walk, CLONE_NEWNS);

	if (err == 0)
		err = proc_scan_processes(&walk);
	if (err == 0)
		err = holder_scan_all(&walk, &held, list);
	if (err == 0)
		err = mntns_persistent_add_found(list, &walk);
	return err == 0 && walk.set.unheld ? -EMFILE : err;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/read_only.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "mount/mounts.h"

/* The flags that a remount would clear; times of access are kept by the kernel. */
static int remount(int mount_fd)
{
	unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY;
	struct statvfs fs;
	char path[32];
	int err = proc_fd_path(mount_fd, path, sizeof(path));

	if (err < 0)
		return err;
	if (fstatvfs(mount_fd, &fs) < 0)
		return -errno;
	flags |= fs.f_flag & (ST_NOSUID | ST_NODEV | ST_NOEXEC);
	return step_result(mount(NULL, path, NULL, flags, NULL));
}

/* Whether one that came later covers it, so that no path leads to it. */
static bool is_covered(const struct mounts *list, const struct mounts_entry *entry)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->entry[i].parent == entry->id &&
		    strcmp(list->entry[i].target, entry->target) == 0)
			return true;
	return false;
}

static int set_one(const struct mounts *list, const struct mounts_entry *entry)
{
	FD_AUTO int fd = open(entry->target, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (mountfd_id(fd) != entry->id)
		return is_covered(list, entry) ? 0 : -FAULT_REPLACED;
	return remount(fd);
}

static bool is_below(const struct mounts *list, const struct mounts_entry *entry, int top)
{
	/* no chain is longer than the list, whatever changed while it was read */
	for (size_t i = 0; entry && i < list->count; i++) {
		if (entry->parent == top)
			return true;
		entry = mounts_by_id(list, entry->parent);
	}
	return false;
}

static int set_old_way(int mount)
{
	FD_AUTO int self = proc_self();
	int top = mountfd_id(mount), err = self < 0 ? self : remount(mount);
	struct mounts list;

	if (err < 0 || top < 0)
		return err < 0 ? err : top;
	err = mounts_load(self, &list);
	if (err < 0)
		return err;
	for (size_t i = 0; i < list.count && err == 0; i++)
		if (is_below(&list, &list.entry[i], top))
			err = set_one(&list, &list.entry[i]);
	mounts_free(&list);
	return err;
}

int read_only_set(int mount)
{
	const struct xns_mount_attr attr = { .attr_set = XNS_MOUNT_ATTR_RDONLY };

	if (xns_mount_setattr(mount, "", XNS_AT_EMPTY_PATH | XNS_AT_RECURSIVE, &attr) ==
	    0)
		return 0;
	return call_unavailable(errno) ? set_old_way(mount) : -errno;
}

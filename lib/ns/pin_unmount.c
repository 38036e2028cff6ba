/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/pin_unmount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "mount/mountat.h"
#include "mount/mountfd.h"

static int open_at(int dir, const char *name)
{
	return step_result(openat(dir, name, O_PATH | O_CLOEXEC | O_NOFOLLOW));
}

/*
 * The mount of the pin. A list that is older than the pin is read once more: its ID may
 * have been that of another mount.
 */
static int find_pin(int fd, struct mount_index *mounts,
		    const struct mounts_entry **ret_mount)
{
	int id = mountfd_id(fd), err = mount_index_load(mounts, false);

	if (err < 0)
		return err;
	*ret_mount = mount_index_find(mounts, id);
	if (*ret_mount && strcmp((*ret_mount)->type, "nsfs") == 0)
		return 0;
	err = mount_index_load(mounts, true);
	*ret_mount = err < 0 ? NULL : mount_index_find(mounts, id);
	return err;
}

/*
 * Pins may lie over one another, and below them another mount, with which the file could
 * not be removed. Where /proc does not tell, removing it will.
 */
static int covers_other_mount(int fd, struct mount_index *mounts)
{
	const struct mounts_entry *mount, *below;
	bool other = false;
	int err = find_pin(fd, mounts, &mount);

	if (err < 0)
		return fd_exhausted(err) ? err : 0;
	for (; mount && !other; mount = below) {
		below = mount_index_find(mounts, mount->parent);
		if (below && strcmp(below->target, mount->target) != 0)
			below = NULL;
		other = below && strcmp(below->type, "nsfs") != 0;
	}
	return other;
}

int pin_unmount(int dir, const char *name, struct mount_index *mounts)
{
	FD_AUTO int fd = open_at(dir, name);
	int err;

	if (fd < 0)
		return fd;
	if (!fd_on_fs(fd, NSFS_MAGIC))
		return -FAULT_NOT_PIN;
	err = covers_other_mount(fd, mounts);
	if (err)
		return err < 0 ? err : -EBUSY;
	while (fd >= 0 && fd_on_fs(fd, NSFS_MAGIC)) {
		err = mountat_unmount(fd, dir, name);
		if (err < 0)
			return err;
		fd_close(&fd); /* the next one needs it */
		fd = open_at(dir, name);
	}
	return fd < 0 && fd != -ENOENT ? fd : 0;
}

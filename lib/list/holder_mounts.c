/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/holder_mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/fd.h"
#include "mount/mounts.h"

struct pins {
	struct proc_scan *walk;
	struct holders *held;
};

/*
 * Opens the file through the process's root, or the caller's. It must not block, nor
 * touch a device, when something else lies there.
 */
static int open_pin(const struct pins *pins, pid_t pid, const char *file)
{
	char path[64];
	FD_AUTO int root = -1, found = -1;
	int fd;

	snprintf(path, sizeof(path), "%d/root", (int)pid);
	if (pid)
		root = openat(pins->walk->proc, path, O_PATH | O_CLOEXEC);
	if (pid && root < 0)
		return -errno;
	found = openat(root, pid ? file + 1 : file, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (found < 0)
		return -errno;
	fd = fd_check_fs(found, NSFS_MAGIC);
	if (fd <= 0)
		return fd < 0 ? fd : -FAULT_NOT_NS;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", found);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* One that is shadowed keeps its namespace all the same, and is known by number only. */
static int find_pinned(const struct pins *pins, const struct mounts_entry *mount,
		       pid_t pid, size_t *ret_place)
{
	struct ns_set *set = &pins->walk->set;
	enum ns type;
	uint32_t inode;
	int fd;

	if (!ns_set_link(mount->root, &type, &inode) ||
	    !(pins->walk->types & ns_types[type].flag))
		return -ENOENT;
	*ret_place = ns_set_find(set, type, inode);
	if (*ret_place != NS_SET_NONE)
		return 0;
	fd = pid == NSHELD_NOBODY ? -ESRCH : open_pin(pins, pid, mount->target);
	if (fd >= 0)
		fd = ns_set_add(set, type, inode, fd, ret_place);
	if (fd == 0)
		return 0;
	set->unheld += fd_exhausted(fd);
	/* ESTALE: another pin hides it */
	if (fd != -FAULT_NOT_NS && fd != -ESTALE && !fd_absent(fd) && !fd_exhausted(fd))
		ns_set_failed(set, fd);
	return ns_set_add_closed(set, type, inode, ret_place);
}

static int look_at_mount(const struct pins *pins, const struct mounts_entry *mount,
			 pid_t pid, uint32_t mnt)
{
	struct holder one = { .how = HELD_PIN, .pid = pid, .mnt = mnt };
	int err;

	if (strcmp(mount->type, "nsfs") != 0)
		return 0;
	err = find_pinned(pins, mount, pid, &one.ns);
	if (err < 0)
		return err == -ENOENT ? 0 : err;
	one.order = pins->held->count;
	one.path = strdup(mount->target);
	return one.path ? holders_add(pins->held, &pins->walk->set, one) : -ENOMEM;
}

static uint32_t own_mnt(const struct proc_scan *walk)
{
	char text[64];
	enum ns type;
	uint32_t inode;

	return proc_scan_link(walk, "self/ns/mnt", text, sizeof(text)) > 0 &&
			       ns_set_link(text, &type, &inode)
		       ? inode
		       : 0;
}

int holder_mounts_own(struct proc_scan *walk, struct holders *held)
{
	const struct pins pins = { walk, held };
	FD_AUTO int self = openat(walk->proc, "self", O_PATH | O_CLOEXEC);
	uint32_t mnt = own_mnt(walk);
	struct mounts mounts;
	int err;

	if (self < 0)
		return errno == ENOENT ? 0 : -errno; /* a /proc without the caller */
	err = mounts_load(self, &mounts);
	if (err < 0)
		return err;
	for (size_t i = 0; i < mounts.count && err == 0; i++)
		err = look_at_mount(&pins, &mounts.entry[i], 0, mnt);
	mounts_free(&mounts);
	return err;
}

int holder_mounts_visible(struct proc_scan *walk, struct holders *held,
			  const struct mntns_list *list, size_t begin)
{
	const struct pins pins = { walk, held };
	int err = 0;

	for (size_t i = begin; err == 0 && i < list->count; i++) {
		const struct mntns *ns = &list->ns[i];
		pid_t pid = i == 0 ? 0 : ns->pid ? ns->pid : NSHELD_NOBODY;

		for (size_t k = 0; k < ns->mounts.count && err == 0; k++)
			err = look_at_mount(&pins, &ns->mounts.entry[k], pid, ns->inode);
	}
	return err;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/mntns_pinned.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "ns/mntns_inside.h"

static bool is_listed(const struct mntns_list *list, unsigned inode)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ns[i].inode == inode)
			return true;
	return false;
}

/* -ENOENT when another file is found there. Only a namespace is opened for reading. */
static int open_pin(int proc, pid_t pid, const char *file, unsigned inode)
{
	char path[PATH_MAX + 64];
	FD_AUTO int found = -1;
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%d/root%s", (int)pid, file);
	found = openat(proc, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (found < 0 || fstat(found, &st) < 0)
		return -errno;
	if (!fd_on_fs(found, NSFS_MAGIC) || st.st_ino != inode)
		return -ENOENT;
	snprintf(path, sizeof(path), "self/fd/%d", found);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* A namespace that the caller may not enter stays out of sight: no error. */
static int add_one(struct mntns_list *list, int proc, pid_t pid,
		   const struct mounts_entry *pin, unsigned inode)
{
	FD_AUTO int ns = open_pin(proc, pid, pin->target, inode);
	FD_AUTO int text = ns < 0 ? ns : mntns_open_list(proc, ns);
	struct mntns found = { .inode = inode };
	struct mntns *larger;
	int err = text < 0 ? text : mounts_read(text, &found.mounts);

	if (err < 0)
		return fd_exhausted(err) ? err : 0;
	larger = realloc(list->ns, (list->count + 1) * sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	list->ns = larger;
	list->ns[list->count++] = found;
	return 0;
}

int mntns_pinned_add(struct mntns_list *list)
{
	FD_AUTO int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t count = list->count;
	int err = proc < 0 ? -errno : 0;

	for (size_t i = 0; i < count && err == 0; i++) {
		const struct mounts mounts = list->ns[i].mounts;
		pid_t pid = i == 0 ? getpid() : list->ns[i].pid;
		unsigned inode;

		for (size_t k = 0; k < mounts.count && err == 0; k++) {
			const struct mounts_entry *entry = &mounts.entry[k];

			if (strcmp(entry->type, "nsfs") == 0 &&
			    sscanf(entry->root, "mnt:[%u]", &inode) == 1 &&
			    !is_listed(list, inode))
				err = add_one(list, proc, pid, entry, inode);
		}
	}
	return err;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/pin_hidden.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "mount/mounts.h"
#include "ns/ns.h"
#include "ns/pin.h"
#include "ns/pin_unmount.h"

union handle {
	struct file_handle head;
	char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
};

static bool same_device(int a, int b)
{
	struct stat one, two;

	return fstat(a, &one) == 0 && fstat(b, &two) == 0 && one.st_dev == two.st_dev;
}

/* The same directory as seen on the mount of the open file mount. */
static int open_on(int mount, int dir)
{
	union handle handle = { .head.handle_bytes = MAX_HANDLE_SZ };
	FD_AUTO int fd = -1;
	int id;

	if (name_to_handle_at(dir, "", &handle.head, &id, AT_EMPTY_PATH) < 0)
		return -errno;
	fd = open_by_handle_at(mount, &handle.head, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return ns_same(fd, dir) ? fd_take(&fd) : -ESTALE;
}

/* The path of name in dir, as the list of mounts has it, or -errno. */
static int path_of(int dir, const char *name, char *path, size_t size)
{
	char link[32];
	int err = proc_fd_path(dir, link, sizeof(link));
	ssize_t length = err < 0 ? 0 : readlink(link, path, size);

	if (err < 0 || length < 0)
		return err < 0 ? err : -errno;
	if ((size_t)length + 1 + strlen(name) >= size)
		return -ENAMETOOLONG;
	/* the root directory ends with the slash */
	snprintf(path + length, size - (size_t)length, "%s%s", length > 1 ? "/" : "",
		 name);
	return 0;
}

struct pin_at {
	const char *path;
	int parent; /* its parent mount; 0: any */
};

static bool is_pin_at(const struct mounts_entry *entry, void *context)
{
	const struct pin_at *at = context;

	return (!at->parent || entry->parent == at->parent) &&
	       strcmp(entry->type, "nsfs") == 0 && strcmp(entry->target, at->path) == 0;
}

/*
 * On the mount of the open directory below. Only what has the same path: a pin
 * that another path leads to is not hidden.
 */
static int unmount_on(int below, int dir, const char *name, const char *path,
		      struct mount_index *mounts)
{
	struct pin_at at = { path, mountfd_id(below) };
	int err = at.parent < 0 ? at.parent : mount_index_load(mounts, false);
	FD_AUTO int there = -1;
	size_t i = 0;

	while (err == 0 && i < mounts->list.count &&
	       !is_pin_at(&mounts->list.entry[i], &at))
		i++;
	if (err < 0 || i == mounts->list.count)
		return err;
	there = open_on(below, dir);
	err = there < 0 ? there : pin_unmount(there, name, mounts);
	return err < 0 ? err : 1;
}

/*
 * Moves *at to its parent directory. ".." of the root of a mount is on the mount that
 * it covers. Returns the ID of the mount, -ENOENT at the root directory, or -errno.
 */
static int move_up(int *at)
{
	FD_AUTO int up = openat(*at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (up < 0)
		return -errno;
	if (ns_same(up, *at))
		return -ENOENT;
	fd_close(at);
	*at = fd_take(&up);
	return mountfd_id(*at);
}

int pin_unmount_hidden(int dir, const char *name, struct mount_index *mounts)
{
	FD_AUTO int at = fcntl(dir, F_DUPFD_CLOEXEC, 0);
	int last = mountfd_id(dir), id = last, count = 0;
	char path[PATH_MAX];
	int err = at < 0 ? -errno : path_of(dir, name, path, sizeof(path));

	while (err >= 0 && id >= 0) {
		id = move_up(&at);
		if (id < 0 || id == last || !same_device(at, dir))
			continue;
		last = id;
		err = unmount_on(at, dir, name, path, mounts);
		count += err > 0;
	}
	if (err < 0)
		return err;
	return id == -ENOENT ? count : id;
}

bool pin_is_hidden(int dir, const char *name, const char *file)
{
	char path[PATH_MAX];
	struct pin_at at = { path, 0 };

	if (dir < 0 && file[0] != '/')
		return false;
	if (dir < 0)
		at.path = file;
	else if (path_of(dir, name, path, sizeof(path)) < 0)
		return false;
	return mounts_each(is_pin_at, &at) == 1;
}

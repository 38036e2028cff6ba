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
#include "base/step.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "mount/mounts.h"
#include "ns/ns.h"
#include "ns/pin.h"

union handle {
	struct file_handle head;
	char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
};

static bool same_device(int a, int b)
{
	struct stat one, two;

	return fstat(a, &one) == 0 && fstat(b, &two) == 0 && one.st_dev == two.st_dev;
}

/* The same directory as seen on the mount that the open file mount lies on. */
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

/*
 * Opens the directory dir on the next mount below that shows it. ".." of the root of a
 * mount lies on the mount that it covers. Returns -ENOENT when there is none.
 */
static int open_below(int dir)
{
	FD_AUTO int at = fcntl(dir, F_DUPFD_CLOEXEC, 0);
	int id = mountfd_id(dir), other = id, up;

	while (at >= 0 && other >= 0) {
		up = openat(at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (up < 0)
			return -errno;
		if (ns_same(up, at)) { /* the root directory */
			fd_close(&up);
			return -ENOENT;
		}
		fd_close(&at);
		at = up;
		other = mountfd_id(at);
		if (other >= 0 && other != id && same_device(at, dir))
			return open_on(at, dir);
	}
	return at < 0 ? -errno : other;
}

int pin_unlink(int dir, const char *name)
{
	FD_AUTO int at = -1;
	int err = step_result(unlinkat(dir, name, 0)), below;

	while (err == -EBUSY) {
		below = open_below(at < 0 ? dir : at);
		if (below < 0)
			return fd_exhausted(below) ? below : -EBUSY;
		fd_close(&at);
		at = below;
		err = pin_unmount(at, name);
		if (err < 0 && err != -FAULT_NOT_PIN && err != -ENOENT)
			return err;
		err = step_result(unlinkat(dir, name, 0));
	}
	return err;
}

static bool is_pin_at(const struct mounts_entry *entry, void *path)
{
	return strcmp(entry->type, "nsfs") == 0 && strcmp(entry->target, path) == 0;
}

bool pin_is_hidden(int dir, const char *name, const char *file)
{
	char link[32], path[PATH_MAX + NAME_MAX + 2];
	ssize_t length = 0;

	if (dir >= 0 && proc_fd_path(dir, link, sizeof(link)) == 0)
		length = readlink(link, path, PATH_MAX);
	if (length < 0 || (dir < 0 && file[0] != '/'))
		return false;
	if (dir < 0)
		snprintf(path, sizeof(path), "%s", file);
	else /* the root directory ends with the slash */
		snprintf(path + length, sizeof(path) - (size_t)length, "%s%s",
			 length > 1 ? "/" : "", name);
	return mounts_each(is_pin_at, path) == 1;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "mount/mounts.h"

/*
 * The first mount that shows the hierarchy from the root of the cgroup namespace, as some
 * show a part only, and that no other mount covers.
 */
static bool open_root(const struct mounts_entry *entry, void *context)
{
	struct cgroup_location *location = context;
	FD_AUTO int root = -1;

	if (strcmp(entry->type, "cgroup2") != 0 || strcmp(entry->root, "/") != 0)
		return false;
	root = open(entry->target, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0 || !fd_on_fs(root, CGROUP2_SUPER_MAGIC))
		return false;
	snprintf(location->mount, sizeof(location->mount), "%s", entry->target);
	location->root = fd_take(&root);
	return true;
}

/* The path after "0::", relative to the root of the caller's cgroup namespace. */
static const char *path_of(int dir, char *text, size_t size)
{
	char *line;

	if (proc_read(dir, "cgroup", text, size) < 0)
		return NULL;
	line = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
	if (!line)
		return NULL;
	line = strchr(line, '/');
	if (line)
		line[strcspn(line, "\n")] = '\0';
	return line;
}

static bool has_dot_dot(const char *path)
{
	for (const char *name = path; *name; name += strcspn(name, "/")) {
		name += strspn(name, "/");
		if (strcspn(name, "/") == 2 && strncmp(name, "..", 2) == 0)
			return true;
	}
	return false;
}

/*
 * Without openat2(2): each directory by itself. A cgroup holds no symbolic link, and
 * another file system is found by its magic.
 */
static int open_by_component(int root, const char *path, int flags)
{
	FD_AUTO int dir = fcntl(root, F_DUPFD_CLOEXEC, 0);
	char text[2 * PATH_MAX], *name, *rest = text;

	snprintf(text, sizeof(text), "%s", path);
	while (dir >= 0 && (name = strsep(&rest, "/")) && rest) {
		int next =
			openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		fd_close(&dir);
		dir = next;
		if (dir >= 0 && !fd_on_fs(dir, CGROUP2_SUPER_MAGIC))
			return -EXDEV;
	}
	if (dir < 0)
		return -errno;
	return step_result(openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC));
}

/* The path comes from the kernel, but what is mounted along it need not be a cgroup. */
int cgroup_open_beneath(int root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)flags | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	FD_AUTO int fd = -1;

	if (!*path)
		path = ".";
	fd = step_result(xns_openat2(root, path, &how, sizeof(how)));
	if (fd == -ENOSYS || fd == -EPERM)
		fd = open_by_component(root, path, flags);
	if (fd >= 0 && !fd_on_fs(fd, CGROUP2_SUPER_MAGIC))
		return -EXDEV;
	return fd < 0 ? fd : fd_take(&fd);
}

int cgroup_locate(int dir, struct cgroup_location *ret_location)
{
	char text[2 * PATH_MAX];
	const char *path = path_of(dir, text, sizeof(text));

	ret_location->root = -1;
	if (!path)
		return -ENODEV;
	if (has_dot_dot(path))
		return -FAULT_OUTSIDE_CGROUP;
	if (mounts_each(open_root, ret_location) != 1)
		return -ENODEV;
	snprintf(ret_location->path, sizeof(ret_location->path), "%s",
		 path + strspn(path, "/"));
	return 0;
}

int cgroup_open_procs(int dir)
{
	struct cgroup_location location;
	char below[2 * PATH_MAX + 16];
	int err = cgroup_locate(dir, &location);
	FD_AUTO int root = location.root;

	if (err < 0)
		return err;
	snprintf(below, sizeof(below), "%s%scgroup.procs", location.path,
		 *location.path ? "/" : "");
	return cgroup_open_beneath(root, below, O_WRONLY);
}

int cgroup_open_dir(const char *name, int flags)
{
	FD_AUTO int dir = open(name, flags | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return -errno;
	return fd_on_fs(dir, CGROUP2_SUPER_MAGIC) ? fd_take(&dir) : -FAULT_NOT_CGROUP2;
}

int cgroup_open_own(void)
{
	struct cgroup_location location;
	FD_AUTO int self = proc_self();
	int err = self < 0 ? -ENODEV : cgroup_locate(self, &location);
	FD_AUTO int root = self < 0 ? -1 : location.root;

	return err < 0 ? err : cgroup_open_beneath(root, location.path, O_PATH);
}

int cgroup_join(int procs)
{
	/* "0" is the writing process. */
	return write(procs, "0", 1) < 0 ? -errno : 0;
}

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

/* The first mount that shows the hierarchy from our root: some show a part only. */
static bool is_cgroup2(const struct mounts_entry *entry, void *context)
{
	if (strcmp(entry->type, "cgroup2") != 0 || strcmp(entry->root, "/") != 0)
		return false;
	snprintf(context, PATH_MAX, "%s", entry->target);
	return true;
}

/* The path after "0::", relative to the root of our cgroup namespace. */
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
static int open_by_component(int root, char *path)
{
	FD_AUTO int dir = fcntl(root, F_DUPFD_CLOEXEC, 0);
	char *name, *rest = path;

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
	return step_result(openat(dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
}

/* The path comes from the kernel, but what is mounted along it need not be a cgroup. */
static int open_beneath(int root, char *path)
{
	struct open_how how = {
		.flags = O_WRONLY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	int fd = step_result(xns_openat2(root, path, &how, sizeof(how)));

	return fd == -ENOSYS || fd == -EPERM ? open_by_component(root, path) : fd;
}

int cgroup_open_procs(int dir)
{
	char mount[PATH_MAX], text[2 * PATH_MAX], below[2 * PATH_MAX + 16];
	const char *path = path_of(dir, text, sizeof(text));
	FD_AUTO int root = -1, fd = -1;

	if (!path || mounts_each(is_cgroup2, mount) != 1)
		return -ENODEV;
	if (has_dot_dot(path))
		return -FAULT_OUTSIDE_CGROUP;
	root = step_result(open(mount, O_PATH | O_DIRECTORY | O_CLOEXEC));
	if (root < 0)
		return root;
	if (!fd_on_fs(root, CGROUP2_SUPER_MAGIC))
		return -ENODEV;
	path += strspn(path, "/");
	snprintf(below, sizeof(below), "%s%scgroup.procs", path, *path ? "/" : "");
	fd = open_beneath(root, below);
	if (fd >= 0 && !fd_on_fs(fd, CGROUP2_SUPER_MAGIC))
		return -EXDEV;
	return fd < 0 ? fd : fd_take(&fd);
}

int cgroup_join(int procs)
{
	/* "0" is whoever writes. */
	return write(procs, "0", 1) < 0 ? -errno : 0;
}

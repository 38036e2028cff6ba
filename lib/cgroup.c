/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mounts.h"
#include "proc.h"

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

int cgroup_open_procs(int dir)
{
	char mount[PATH_MAX], text[2 * PATH_MAX], full[3 * PATH_MAX];
	const char *path = path_of(dir, text, sizeof(text));
	int fd;

	if (!path || mounts_each(is_cgroup2, mount) != 1)
		return -ENODEV;
	snprintf(full, sizeof(full), "%s%s/cgroup.procs", mount, path);
	fd = open(full, O_WRONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int cgroup_join(int procs)
{
	/* "0" is whoever writes. */
	return write(procs, "0", 1) < 0 ? -errno : 0;
}

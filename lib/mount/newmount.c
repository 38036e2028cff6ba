/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/newmount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "mount/mountat.h"

/*
 * mount(2) by descriptor: fd is the directory, which is not looked up again. Below a root
 * directory without /proc, it becomes the working directory for the one call.
 */
static int mount_on(int fd, const struct mountat *call)
{
	char path[32];

	if (proc_fd_path(fd, path, sizeof(path)) == 0)
		return step_result(
			mount(call->source, path, call->type, call->flags, call->data));
	return mountat(fd, ".", call);
}

/* Returns -EINVAL when fd is not the root of a mount. */
static int make_private(int fd)
{
	const struct xns_mount_attr private = { .propagation = MS_PRIVATE };

	if (xns_mount_setattr(fd, "", XNS_AT_EMPTY_PATH, &private) == 0)
		return 0;
	/* Before Linux 5.12, and below seccomp filters that do not know it. */
	return call_unavailable(errno)
		       ? mount_on(fd, &(struct mountat){ .flags = MS_PRIVATE })
		       : -errno;
}

static bool have_same_parent(int a, int b)
{
	FD_AUTO int one = openat(a, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_AUTO int two = openat(b, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st[2];

	return one >= 0 && two >= 0 && fstat(one, &st[0]) == 0 &&
	       fstat(two, &st[1]) == 0 && st[0].st_dev == st[1].st_dev &&
	       st[0].st_ino == st[1].st_ino;
}

/* Only the path leads to the new mount, so what is found there is compared. */
static int mount_old_way(const struct newmount *fs, int at, const char *dir, int target)
{
	const struct mountat call = { fs->type, fs->type, fs->options, fs->flags };
	int err = mount_on(target, &call);
	FD_AUTO int found = -1;

	if (err < 0)
		return err;
	found = openat(at, dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (found < 0)
		return -errno;
	err = have_same_parent(found, target) ? make_private(found) : -EINVAL;
	if (err < 0)
		return err == -EINVAL ? -FAULT_REPLACED : err;
	return fd_take(&found);
}

/* "KEY=VALUE,..." one after the other. Returns 0 or -errno. */
static int configure(int fs, const char *options)
{
	char text[128], *rest = text, *option;

	if (!options)
		return 0;
	if (snprintf(text, sizeof(text), "%s", options) >= (int)sizeof(text))
		return -EINVAL;
	while ((option = strsep(&rest, ","))) {
		char *value = strchr(option, '=');

		if (!value)
			return -EINVAL;
		*value++ = '\0';
		if (xns_fsconfig(fs, XNS_FSCONFIG_SET_STRING, option, value, 0) < 0)
			return -errno;
	}
	return 0;
}

/* A mount that is attached nowhere yet. Returns its descriptor or -errno. */
static int detached(const struct newmount *what)
{
	FD_AUTO int fs = xns_fsopen(what->type, XNS_FSOPEN_CLOEXEC);
	int fd, err;

	if (fs < 0)
		return -errno;
	if (xns_fsconfig(fs, XNS_FSCONFIG_SET_STRING, "source", what->type, 0) < 0)
		return -errno;
	err = configure(fs, what->options);
	if (err < 0)
		return err;
	if (xns_fsconfig(fs, XNS_FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	/* MS_RDONLY and the three that follow have the values of MOUNT_ATTR_*. */
	fd = xns_fsmount(fs, XNS_FSMOUNT_CLOEXEC, what->flags);
	return fd < 0 ? -errno : fd;
}

int newmount_at(int at, const char *dir, const struct newmount *fs)
{
	FD_AUTO int target = openat(at, dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_AUTO int tree = -1;
	int err;

	if (target < 0)
		return -errno;
	/* A submount of a shared mount appears on its peers: on the host, for example. */
	err = make_private(target);
	if (err < 0 && err != -EINVAL)
		return err;
	tree = detached(fs);
	if (tree < 0 && !call_unavailable(-tree))
		return tree;
	if (tree < 0)
		return mount_old_way(fs, at, dir, target);
	if (xns_move_mount(tree, "", target, "",
			   XNS_MOVE_MOUNT_F_EMPTY_PATH | XNS_MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return call_unavailable(errno) ? mount_old_way(fs, at, dir, target)
					       : -errno;
	err = make_private(tree);
	return err < 0 ? err : fd_take(&tree);
}

int newmount_create(const char *type, const char *dir)
{
	const struct newmount fs = { type, NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC };

	return newmount_at(AT_FDCWD, dir, &fs);
}

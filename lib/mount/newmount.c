/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/newmount.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"

/* Returns -EINVAL when fd, which is what path names, is not the root of a mount. */
static int make_private(int fd, const char *path)
{
	const struct xns_mount_attr private = { .propagation = MS_PRIVATE };

	if (xns_mount_setattr(fd, "", XNS_AT_EMPTY_PATH, &private) == 0)
		return 0;
	/* Before Linux 5.12, and below seccomp filters that do not know it. */
	if (call_unavailable(errno) && mount(NULL, path, NULL, MS_PRIVATE, NULL) == 0)
		return 0;
	return -errno;
}

static int mount_by_path(const char *type, const char *dir)
{
	unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	if (mount(type, dir, type, flags, NULL) < 0)
		return -errno;
	return mount(NULL, dir, NULL, MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

/* A mount that is attached nowhere yet. Returns its descriptor or -errno. */
static int detached(const char *type)
{
	FD_AUTO int fs = xns_fsopen(type, XNS_FSOPEN_CLOEXEC);
	int fd;

	if (fs < 0)
		return -errno;
	if (xns_fsconfig(fs, XNS_FSCONFIG_SET_STRING, "source", type, 0) < 0 ||
	    xns_fsconfig(fs, XNS_FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	fd = xns_fsmount(fs, XNS_FSMOUNT_CLOEXEC,
			 XNS_MOUNT_ATTR_NOSUID | XNS_MOUNT_ATTR_NODEV |
				 XNS_MOUNT_ATTR_NOEXEC);
	return fd < 0 ? -errno : fd;
}

int newmount_create(const char *type, const char *dir)
{
	FD_AUTO int target = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_AUTO int tree = -1;
	int err;

	if (target < 0)
		return -errno;
	/* What lies on a shared mount shows up among its peers: on the host, say. */
	err = make_private(target, dir);
	if (err < 0 && err != -EINVAL)
		return err;
	tree = detached(type);
	if (tree < 0 && !call_unavailable(-tree))
		return tree;
	if (tree < 0)
		return mount_by_path(type, dir);
	if (xns_move_mount(tree, "", target, "",
			   XNS_MOVE_MOUNT_F_EMPTY_PATH | XNS_MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return call_unavailable(errno) ? mount_by_path(type, dir) : -errno;
	return make_private(tree, dir);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/bind.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
#include "mount/mountfd.h"

/* Whether there is a move_mount(2), which no filter refuses; the arguments are none. */
static bool can_attach(void)
{
	return xns_move_mount(-1, "", -1, "", XNS_MOVE_MOUNT_F_EMPTY_PATH) == 0 ||
	       !call_unavailable(errno);
}

/* What the path leads to, if it is place, on another mount. */
static int open_copy(const char *path, int place)
{
	FD_AUTO int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int id = mountfd_id(place), found_id = fd < 0 ? -errno : mountfd_id(fd);
	struct stat found, wanted;

	if (id < 0 || found_id < 0)
		return id < 0 ? id : found_id;
	if (fstat(fd, &found) < 0 || fstat(place, &wanted) < 0)
		return -errno;
	if (found.st_dev != wanted.st_dev || found.st_ino != wanted.st_ino ||
	    id == found_id)
		return -FAULT_REPLACED;
	return fd_take(&fd);
}

/* The new mount is looked up by the path that the kernel has for the place. */
static int bind_old_way(int place)
{
	char link[32], path[PATH_MAX];
	int err = proc_fd_path(place, link, sizeof(link));
	ssize_t length = err < 0 ? 0 : readlink(link, path, sizeof(path) - 1);

	if (err < 0)
		return err;
	if (length < 0 || mount(link, link, NULL, MS_BIND | MS_REC, NULL) < 0)
		return -errno;
	path[length] = '\0';
	/* "/" is below the copy; the lookup of "/.." ends on what is mounted there. */
	err = open_copy(strcmp(path, "/") == 0 ? "/.." : path, place);
	if (err < 0)
		(void)!umount2(link, MNT_DETACH);
	return err;
}

int bind_copy(int place, bool *ret_attached)
{
	FD_AUTO int tree = xns_open_tree(place, "",
					 XNS_OPEN_TREE_CLONE | XNS_AT_EMPTY_PATH |
						 XNS_AT_RECURSIVE | O_CLOEXEC);

	*ret_attached = false;
	if (tree < 0 ? !call_unavailable(errno) : can_attach())
		return tree < 0 ? -errno : fd_take(&tree);
	*ret_attached = true;
	return bind_old_way(place);
}

int bind_attach(int copy, int place)
{
	return step_result(xns_move_mount(copy, "", place, "",
					  XNS_MOVE_MOUNT_F_EMPTY_PATH |
						  XNS_MOVE_MOUNT_T_EMPTY_PATH));
}

int bind_file(int file, int dir, const char *name)
{
	FD_AUTO int tree = xns_open_tree(
		file, "", XNS_OPEN_TREE_CLONE | XNS_AT_EMPTY_PATH | O_CLOEXEC);
	struct mountat call = { .flags = MS_BIND };
	char path[32];
	int err;

	if (tree >= 0 &&
	    xns_move_mount(tree, "", dir, name, XNS_MOVE_MOUNT_F_EMPTY_PATH) == 0)
		return 0;
	if (!call_unavailable(errno))
		return -errno;
	err = proc_fd_path(file, path, sizeof(path));
	call.source = path;
	return err < 0 ? err : mountat(dir, name, &call);
}

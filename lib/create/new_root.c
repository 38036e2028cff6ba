/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/new_root.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "mount/bind.h"
#include "mount/read_only.h"

int new_root_look(const char *dir, struct stat *ret_file)
{
	FD_AUTO int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fstat(fd, ret_file) < 0 ? -errno : fd_take(&fd);
}

int new_root_open(const char *dir, const struct stat *file)
{
	struct stat found;
	FD_AUTO int fd = new_root_look(dir, &found);

	if (fd >= 0 && (found.st_dev != file->st_dev || found.st_ino != file->st_ino))
		return -FAULT_REPLACED;
	return fd_take(&fd);
}

int new_root_namespace(int dir)
{
	return step_result(xns_open_tree(dir, "",
					 XNS_OPEN_TREE_NAMESPACE | XNS_AT_EMPTY_PATH |
						 XNS_AT_RECURSIVE | O_CLOEXEC));
}

/* EINVAL: an older kernel does not know the flag. */
bool new_root_unavailable(int err)
{
	return err == -EINVAL || call_unavailable(-err);
}

int new_root_enter(int ns, bool read_only)
{
	FD_AUTO int root = -1;

	if (setns(ns, CLONE_NEWNS) < 0)
		return -errno;
	if (!read_only)
		return 0;
	root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return root < 0 ? -errno : read_only_set(root);
}

/* A pidfd needs no /proc (Linux 5.8). */
int new_root_leave_chroot(void)
{
	FD_AUTO int pidfd = xns_pidfd_open(getpid(), 0);
	FD_AUTO int ns = -1;

	if (pidfd >= 0 && setns(pidfd, CLONE_NEWNS) == 0)
		return 0;
	ns = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	return ns < 0 ? -errno : step_result(setns(ns, CLONE_NEWNS));
}

int new_root_copy(int dir, bool read_only)
{
	bool attached;
	FD_AUTO int copy = bind_copy(dir, &attached);
	int err = copy < 0 ? copy : 0;

	if (err == 0 && !attached)
		err = bind_attach(copy, dir);
	if (err == 0 && read_only)
		err = read_only_set(copy);
	return err < 0 ? err : fd_take(&copy);
}

static int change_root(int dir)
{
	return step_result(fchdir(dir) < 0 ? -1 : chroot("."));
}

int new_root_use(int copy)
{
	FD_AUTO int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int err = old < 0 ? -errno : change_root(copy);

	return err < 0 ? err : fd_take(&old);
}

/*
 * Both names are one: pivot_root(2), "pivot_root(".", ".")". It mounts the old root on
 * the new one.
 */
int new_root_finish(int copy, int old)
{
	int err = change_root(old);

	if (err < 0)
		return err;
	if (fchdir(copy) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
		return -errno;
	return step_result(chdir("/") < 0 ? -1 : umount2(".", MNT_DETACH));
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/mountat.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "proc/proc.h"

/* struct statvfs, mount(2) and mount_setattr(2) have the same bits for these. */
enum { KEPT = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC };
_Static_assert((int)ST_RDONLY == MS_RDONLY && (int)ST_NOSUID == MS_NOSUID &&
		       (int)XNS_MOUNT_ATTR_RDONLY == MS_RDONLY &&
		       (int)XNS_MOUNT_ATTR_NOSUID == MS_NOSUID &&
		       (int)XNS_MOUNT_ATTR_NODEV == MS_NODEV &&
		       (int)XNS_MOUNT_ATTR_NOEXEC == MS_NOEXEC,
	       "the flags of a mount have the same values everywhere");

int mountat(int dir, const char *name, const struct mountat *call)
{
	FD_AUTO int cwd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int err;

	if (cwd < 0 || fchdir(dir) < 0)
		return -errno;
	err = step_result(mount(call->source, name, call->type, call->flags, call->data));
	return fchdir(cwd) < 0 && err == 0 ? -errno : err;
}

/* A remount sets all flags; those of a parent user namespace must stay. */
static int restrict_old_way(int dir, const char *name, unsigned flags)
{
	FD_AUTO int fd = openat(dir, name, O_PATH | O_CLOEXEC);
	struct mountat call = { .flags = MS_REMOUNT | MS_BIND | flags };
	struct statvfs fs;

	if (fd < 0 || fstatvfs(fd, &fs) < 0)
		return -errno;
	call.flags |= fs.f_flag & KEPT;
	return mountat(dir, name, &call);
}

int mountat_restrict(int dir, const char *name, unsigned flags)
{
	const struct xns_mount_attr attr = { .attr_set = flags };

	if (xns_mount_setattr(dir, name, 0, &attr) == 0)
		return 0;
	return call_unavailable(errno) ? restrict_old_way(dir, name, flags) : -errno;
}

/* Without /proc: umount2(2) takes no descriptor of a directory, and knows ".". */
static int umount_in(int dir, const char *name)
{
	FD_AUTO int cwd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int err;

	if (cwd < 0 || fchdir(dir) < 0)
		return -errno;
	err = umount2(name, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 ? -errno : 0;
	if (fchdir(cwd) < 0 && err == 0)
		err = -errno;
	return err;
}

int mountat_unmount(int fd, int dir, const char *name)
{
	char path[32];

	if (proc_fd_path(fd, path, sizeof(path)) < 0)
		return umount_in(dir, name);
	return umount2(path, MNT_DETACH) < 0 ? -errno : 0;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/pin.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/proc.h"
#include "mount/mountfd.h"

int pin_open_dir(const char *file, const char **ret_name)
{
	const char *slash = strrchr(file, '/');
	char dir[PATH_MAX] = ".";
	int fd;

	*ret_name = slash ? slash + 1 : file;
	if (!**ret_name)
		return *file ? -EISDIR : -ENOENT;
	if (slash && slash - file + 2 > PATH_MAX)
		return -ENAMETOOLONG;
	if (slash)
		snprintf(dir, sizeof(dir), "%.*s", (int)(slash - file + 1), file);
	fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_at(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, O_PATH | O_CLOEXEC | flags);

	return fd < 0 ? -errno : fd;
}

/* O_EXCL: what another process creates there is not removed by pin_undo(). */
static int create(struct pin *pin)
{
	FD_AUTO int fd =
		openat(pin->dir, pin->name,
		       O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);

	if (fd < 0)
		return -errno;
	pin->created = true;
	return fd_take(&fd); /* the name is not looked up once more */
}

/* The namespace would keep itself alive: its own mounts would hold the pin. */
static int would_propagate(const struct pin *pin)
{
	struct mounts_entry mount;
	int found;

	if (pin->type != NS_MNT)
		return 0;
	found = mountfd_find(pin->target, &mount);
	if (fd_exhausted(found))
		return found;
	return found == 1 && mount.peer_group ? -FAULT_SHARED : 0;
}

static int check(const struct pin *pin)
{
	struct stat st;

	if (fstat(pin->target, &st) < 0)
		return -errno;
	if (S_ISLNK(st.st_mode))
		return -ELOOP;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (fd_on_fs(pin->target, NSFS_MAGIC))
		return -FAULT_IS_PIN;
	return would_propagate(pin);
}

int pin_prepare(struct pin *pin, enum pin_how how)
{
	pin->created = pin->mounted = false;
	pin->target = -1;
	pin->dir = pin_open_dir(pin->file, &pin->name);
	if (pin->dir < 0)
		return pin->dir;
	pin->target = open_at(pin->dir, pin->name, how == PIN_CREATE ? O_NOFOLLOW : 0);
	if (pin->target == -ENOENT && how == PIN_CREATE)
		pin->target = create(pin);
	return pin->target < 0 ? pin->target : check(pin);
}

int pin_is(int dir, const char *name)
{
	FD_AUTO int fd = open_at(dir, name, O_NOFOLLOW);

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	return fd_on_fs(fd, NSFS_MAGIC);
}

int pin_mount(struct pin *pin, int nsfd)
{
	struct stat st;
	int err;

	if (fstat(nsfd, &st) < 0)
		return -errno;
	/* Another process, or the pin before this one, may have mounted there since. */
	err = pin_is(pin->dir, pin->name);
	if (err == 0)
		err = ns_pin(nsfd, pin->target);
	else if (err == 1)
		err = -FAULT_IS_PIN;
	pin->mounted = err == 0;
	pin->device = st.st_dev;
	pin->inode = st.st_ino;
	return err;
}

/*
 * umount2(2) takes no directory descriptor, and /proc/self/fd/N needs a /proc. These
 * programs have one thread: the working directory is changed for the one call.
 */
static int umount_at(int dir, const char *name)
{
	FD_AUTO int cwd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int err;

	if (cwd < 0 || fchdir(dir) < 0)
		return -errno;
	/* Not a plain umount(2): an open descriptor would make it EBUSY. */
	err = umount2(name, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 ? -errno : 0;
	if (fchdir(cwd) < 0 && err == 0)
		err = -errno;
	return err;
}

/* The file at the name is still the one that was prepared. */
static bool is_target(const struct pin *pin)
{
	struct stat now, then;

	return fstatat(pin->dir, pin->name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(pin->target, &then) == 0 && now.st_dev == then.st_dev &&
	       now.st_ino == then.st_ino;
}

/* By the name: it takes no descriptor, of which there may be none left. */
static bool is_mounted(const struct pin *pin)
{
	struct stat st;

	return fstatat(pin->dir, pin->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_dev == pin->device && st.st_ino == pin->inode;
}

void pin_undo(struct pin *pin)
{
	if (pin->mounted && is_mounted(pin))
		umount_at(pin->dir, pin->name);
	if (pin->created && is_target(pin))
		unlinkat(pin->dir, pin->name, 0);
	pin->created = pin->mounted = false;
	fd_close(&pin->target);
	fd_close(&pin->dir);
}

/*
 * Pins may lie over one another, and below them another mount, with which the file could
 * not be removed. Where /proc does not tell, removing it will.
 */
static int covers_other_mount(int fd)
{
	FD_AUTO int self = proc_self();
	const struct mounts_entry *mount, *below;
	struct mounts mounts;
	bool other = false;
	int err = self < 0 ? self : mounts_load(self, &mounts);

	if (err < 0)
		return fd_exhausted(err) ? err : 0;
	mount = mounts_by_id(&mounts, mountfd_id(fd));
	for (; mount && !other; mount = below) {
		below = mounts_by_id(&mounts, mount->parent);
		if (below && strcmp(below->target, mount->target) != 0)
			below = NULL;
		other = below && strcmp(below->type, "nsfs") != 0;
	}
	mounts_free(&mounts);
	return other;
}

int pin_unmount(int dir, const char *name)
{
	FD_AUTO int fd = open_at(dir, name, O_NOFOLLOW);
	int err;

	if (fd < 0)
		return fd;
	if (!fd_on_fs(fd, NSFS_MAGIC))
		return -FAULT_NOT_PIN;
	err = covers_other_mount(fd);
	if (err)
		return err < 0 ? err : -EBUSY;
	do
		err = umount_at(dir, name);
	while (err == 0 && (err = pin_is(dir, name)) == 1);
	return err;
}

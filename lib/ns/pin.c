/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/pin.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/proc.h"
#include "mount/mountat.h"
#include "mount/mountfd.h"
#include "ns/netns_dir.h"

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

	if (pin->created) /* as a regular file */
		return would_propagate(pin);
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

/* The file at the name is still the one that was prepared. */
static bool is_target(const struct pin *pin)
{
	struct stat now, then;

	return fstatat(pin->dir, pin->name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(pin->target, &then) == 0 && now.st_dev == then.st_dev &&
	       now.st_ino == then.st_ino;
}

/*
 * The name is a symbolic link: directory and name become those of the file that it led
 * to. The kernel has followed the link, and tells where the file is.
 */
static int follow_link(struct pin *pin)
{
	char link[32], path[PATH_MAX];
	ssize_t length;
	int err = proc_fd_path(pin->target, link, sizeof(link));

	if (err < 0)
		return err;
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return -errno;
	path[length] = '\0';
	fd_close(&pin->dir);
	pin->name = strdup(path); /* lives as long as the program */
	if (!pin->name)
		return -ENOMEM;
	pin->dir = pin_open_dir(pin->name, &pin->name);
	if (pin->dir < 0)
		return pin->dir;
	return is_target(pin) ? 0 : -FAULT_REPLACED;
}

/* pin_open_dir(), after the directory of ip-netns(8) has been created. */
static int open_created_dir(struct pin *pin)
{
	size_t length = (size_t)(strrchr(pin->file, '/') - pin->file);
	char path[PATH_MAX];
	const char *name;
	FD_AUTO int dir = -1;

	while (length > 0 && pin->file[length - 1] == '/')
		length--;
	snprintf(path, sizeof(path), "%.*s", (int)length, pin->file);
	dir = pin_open_dir(path, &name);
	pin->made_dir = dir < 0 ? NULL : netns_dir_of(dir, name);
	if (!pin->made_dir)
		return -ENOENT;
	if (mkdirat(dir, name, 0755) < 0) {
		pin->made_dir = NULL;
		if (errno != EEXIST)
			return -errno;
	}
	return pin_open_dir(pin->file, &pin->name);
}

static int open_dir(struct pin *pin, enum pin_how how)
{
	int dir = pin_open_dir(pin->file, &pin->name);

	if (dir == -ENOENT && how == PIN_CREATE && pin->type != NS_MNT &&
	    strchr(pin->file, '/'))
		return open_created_dir(pin);
	return dir;
}

int pin_prepare(struct pin *pin, enum pin_how how)
{
	int err;

	pin->created = pin->mounted = false;
	pin->made_dir = pin->made_mount = NULL;
	pin->target = -1;
	pin->dir = open_dir(pin, how);
	if (pin->dir < 0)
		return pin->dir;
	pin->target = open_at(pin->dir, pin->name, how == PIN_CREATE ? O_NOFOLLOW : 0);
	if (pin->target == -ENOENT && how == PIN_CREATE)
		pin->target = create(pin);
	err = pin->target < 0 ? pin->target : check(pin);
	if (err == 0 && how == PIN_EXISTING && !is_target(pin))
		err = follow_link(pin);
	return err;
}

int pin_is(int dir, const char *name)
{
	FD_AUTO int fd = open_at(dir, name, O_NOFOLLOW);

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	return fd_on_fs(fd, NSFS_MAGIC);
}

/* Another process, or the pin before this one, may have changed what is there. */
static int check_again(const struct pin *pin)
{
	int err;

	if (is_target(pin)) /* which is no pin, see check() */
		return 0;
	err = pin_is(pin->dir, pin->name);
	if (err == 1)
		return -FAULT_IS_PIN;
	return err == 0 ? -FAULT_REPLACED : err;
}

/* In the directory of ip-netns(8): moves to the mount that this program would make. */
static int use_netns_mount(struct pin *pin)
{
	const char *path = pin->type == NS_MNT ? NULL : netns_dir_of(pin->dir, "");
	int err = path ? netns_dir_mount(path, &pin->dir) : 0;
	FD_AUTO int file = -1;

	if (!path || err < 0)
		return err;
	pin->made_mount = err ? path : NULL;
	err = check_again(pin);
	if (err < 0)
		return err;
	file = open_at(pin->dir, pin->name, O_NOFOLLOW);
	if (file < 0)
		return file;
	if (!ns_same(file, pin->target))
		return -FAULT_REPLACED;
	fd_close(&pin->target);
	pin->target = fd_take(&file);
	return 0;
}

int pin_mount(struct pin *pin, int nsfd)
{
	struct stat st;
	int err;

	if (fstat(nsfd, &st) < 0)
		return -errno;
	err = use_netns_mount(pin);
	if (err == 0)
		err = check_again(pin);
	if (err == 0)
		err = ns_pin(nsfd, pin->target);
	pin->mounted = err == 0;
	pin->device = st.st_dev;
	pin->inode = st.st_ino;
	return err;
}

/*
 * No descriptor of the pin is kept, which would make umount(2) fail with EBUSY for
 * everyone. The comparison is by name, which needs no descriptor either. A pin of another
 * process stays.
 */
static int undo_mount(const struct pin *pin)
{
	struct stat st;

	if (!pin->mounted || is_target(pin))
		return 0;
	if (fstatat(pin->dir, pin->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (st.st_dev == pin->device && st.st_ino == pin->inode)
		return mountat_unmount(pin->target, pin->dir, pin->name);
	return st.st_dev == pin->device ? 0 : -FAULT_REPLACED;
}

int pin_undo(struct pin *pin)
{
	int err = undo_mount(pin);

	if (err == 0 && pin->created && is_target(pin) &&
	    unlinkat(pin->dir, pin->name, 0) < 0)
		err = -errno;
	pin->created = pin->mounted = false;
	fd_close(&pin->target);
	fd_close(&pin->dir);
	if (pin->made_mount)
		netns_dir_unmount(pin->made_mount);
	if (pin->made_dir)
		(void)!rmdir(pin->made_dir); /* unless it is not empty any more */
	return err;
}

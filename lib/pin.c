/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pin.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "mountfd.h"
#include "proc.h"

static int open_existing(const char *file, enum pin_how how)
{
	int fd = open(file, O_PATH | O_CLOEXEC | (how == PIN_CREATE ? O_NOFOLLOW : 0));

	return fd < 0 ? -errno : fd;
}

/* O_EXCL: what appears there meanwhile is not ours to remove later. */
static int create(struct pin *pin)
{
	FD_AUTO int fd = open(pin->file,
			      O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);

	if (fd < 0)
		return -errno;
	pin->created = true;
	return open_existing(pin->file, PIN_CREATE);
}

/* The namespace would keep itself alive: its own mounts would hold the pin. */
static bool would_propagate(const struct pin *pin)
{
	struct mounts_entry mount;

	return pin->type == NS_MNT && mountfd_find(pin->target, &mount) == 1 &&
	       mount.peer_group;
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
	return would_propagate(pin) ? -FAULT_SHARED : 0;
}

int pin_prepare(struct pin *pin, enum pin_how how)
{
	pin->created = pin->mounted = false;
	pin->target = open_existing(pin->file, how);
	if (pin->target == -ENOENT && how == PIN_CREATE)
		pin->target = create(pin);
	return pin->target < 0 ? pin->target : check(pin);
}

bool pin_is(const char *file)
{
	FD_AUTO int fd = open_existing(file, PIN_CREATE);

	return fd >= 0 && fd_on_fs(fd, NSFS_MAGIC);
}

int pin_mount(struct pin *pin, int nsfd)
{
	/* Somebody, or the pin before this one, may have been there since. */
	int err = pin_is(pin->file) ? -FAULT_IS_PIN : ns_pin(nsfd, pin->target);

	pin->mounted = err == 0;
	return err;
}

void pin_undo(struct pin *pin)
{
	if (pin->mounted)
		umount2(pin->file, MNT_DETACH | UMOUNT_NOFOLLOW);
	if (pin->created)
		unlink(pin->file);
	pin->created = pin->mounted = false;
	fd_close(&pin->target);
}

/*
 * Pins may lie over one another, and below them another mount, with which the file could
 * not be removed. Where /proc does not tell, removing it will.
 */
static bool covers_other_mount(int fd)
{
	FD_AUTO int self = proc_self();
	const struct mounts_entry *mount, *below;
	struct mounts mounts;
	bool other = false;

	if (self < 0 || mounts_load(self, &mounts) < 0)
		return false;
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

int pin_unmount(const char *file)
{
	FD_AUTO int fd = open_existing(file, PIN_CREATE);

	if (fd < 0)
		return fd;
	if (!fd_on_fs(fd, NSFS_MAGIC))
		return -FAULT_NOT_PIN;
	if (covers_other_mount(fd))
		return -EBUSY;
	/* Not a plain umount(2): an open descriptor would make it EBUSY. */
	do
		if (umount2(file, MNT_DETACH | UMOUNT_NOFOLLOW) < 0)
			return -errno;
	while (pin_is(file));
	return 0;
}

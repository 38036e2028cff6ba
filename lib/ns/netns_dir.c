/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/netns_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/proc.h"
#include "mount/bind.h"
#include "mount/mountfd.h"
#include "mount/prop.h"
#include "ns/ns.h"

/* The second where /var/run is no symbolic link to /run. */
static const char *const paths[] = { NETNS_DIR, "/var/run/netns" };

/* In another mount namespace, to which the path does not lead. */
static bool is_elsewhere(int dir)
{
	struct mounts_entry mount;

	return mountfd_find(dir, &mount) == 0;
}

const char *netns_dir_of(int dir, const char *name)
{
	char link[32], path[64];
	ssize_t length;

	if (proc_fd_path(dir, link, sizeof(link)) < 0)
		return NULL;
	length = readlink(link, path, sizeof(path));
	if (length < 0 || (size_t)length + 1 + strlen(name) >= sizeof(path))
		return NULL;
	snprintf(path + length, sizeof(path) - (size_t)length, "%s%s", name[0] ? "/" : "",
		 name);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (strcmp(path, paths[i]) == 0)
			return is_elsewhere(dir) ? NULL : paths[i];
	return NULL;
}

/*
 * ip-netns(8) takes the same lock. Anyone who may read the directory can hold it for
 * ever: after a second the mount is made without it.
 */
static int lock(int dir)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	for (int i = 0; i < 100 && flock(fd, LOCK_EX | LOCK_NB) < 0; i++)
		nanosleep(&pause, NULL);
	return fd;
}

/* Returns a descriptor of the new mount, or -errno. */
static int bind_on_itself(int dir)
{
	bool attached;
	FD_AUTO int copy = bind_copy(dir, &attached);
	int err = copy < 0 ? copy : attached ? 0 : bind_attach(copy, dir);

	return err < 0 ? err : fd_take(&copy);
}

static int mount_shared(const char *path, int *dir)
{
	FD_AUTO int mount = bind_on_itself(*dir);
	int err;

	if (mount < 0)
		return mount == -EINVAL ? 0 : mount; /* nor can ip-netns(8) */
	err = prop_set_fd(mount, PROP_SHARED, true);
	if (err < 0) {
		fd_close(&mount);
		netns_dir_unmount(path);
		return err;
	}
	fd_close(dir);
	*dir = fd_take(&mount);
	return 1;
}

static int is_mount_point(int dir)
{
	struct mounts_entry mount;
	int err = mountfd_find(dir, &mount);

	return err == 1 ? mountfd_is_point(dir, &mount) : err;
}

int netns_dir_mount(const char *path, int *dir)
{
	FD_AUTO int locked = lock(*dir);
	FD_AUTO int now = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int err;

	if (now < 0)
		return -errno;
	if (fd_exhausted(locked))
		return locked;
	if (!ns_same(now, *dir))
		return -FAULT_REPLACED;
	fd_close(dir);
	*dir = fd_take(&now);
	err = is_mount_point(*dir);
	return err == 0 ? mount_shared(path, dir) : err < 0 ? err : 0;
}

void netns_dir_unmount(const char *path)
{
	(void)!umount2(path, UMOUNT_NOFOLLOW);
}

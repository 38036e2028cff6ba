/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/devices.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/step.h"
#include "mount/bind.h"
#include "mount/mountat.h"
#include "mount/newmount.h"

/* Documentation/admin-guide/devices.txt */
static const struct {
	const char *path;
	unsigned major, minor;
} nodes[DEVICES_COUNT] = {
	{ "/dev/null", 1, 3 },	 { "/dev/zero", 1, 5 },	   { "/dev/full", 1, 7 },
	{ "/dev/random", 1, 8 }, { "/dev/urandom", 1, 9 }, { "/dev/tty", 5, 0 },
};

static const struct {
	const char *name, *target;
} links[] = {
	{ "ptmx", "pts/ptmx" },		 { "fd", "/proc/self/fd" },
	{ "stdin", "/proc/self/fd/0" },	 { "stdout", "/proc/self/fd/1" },
	{ "stderr", "/proc/self/fd/2" },
};

static const char *name_of(int node)
{
	return nodes[node].path + sizeof("/dev/") - 1;
}

int devices_open(struct devices *devices, const char **ret_name)
{
	for (int i = 0; i < DEVICES_COUNT; i++) {
		struct stat st;
		int fd = open(nodes[i].path, O_PATH | O_CLOEXEC);

		*ret_name = nodes[i].path;
		if (fd < 0 || fstat(fd, &st) < 0)
			return -errno;
		devices->node[i] = fd;
		if (!S_ISCHR(st.st_mode) ||
		    st.st_rdev != makedev(nodes[i].major, nodes[i].minor))
			return -ENODEV;
	}
	return 0;
}

static int add_device(int dev, int node, const char *name)
{
	FD_AUTO int file = openat(dev, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
				  S_IRUSR | S_IWUSR);
	int err = file < 0 ? -errno : bind_file(node, dev, name);

	return err < 0 ? err : mountat_restrict(dev, name, MS_NOSUID | MS_NOEXEC);
}

static int add_mount(int dev, const char *name, const struct newmount *fs)
{
	int mount;

	if (mkdirat(dev, name, S_IRWXU) < 0 && errno != EEXIST)
		return -errno;
	mount = newmount_at(dev, name, fs);
	if (mount < 0)
		return mount;
	fd_close(&mount);
	return 0;
}

/* 5 is the group tty of all distributions; not every user namespace has it. */
static int add_pts(int dev)
{
	struct newmount pts = { "devpts", "ptmxmode=0666,mode=0620,gid=5",
				MS_NOSUID | MS_NOEXEC };
	int err = add_mount(dev, "pts", &pts);

	if (err != -EINVAL)
		return err;
	pts.options = "ptmxmode=0666,mode=0620";
	return add_mount(dev, "pts", &pts);
}

static int fill(const struct devices *devices, int dev)
{
	const struct newmount shm = { "tmpfs", "mode=1777,size=64m",
				      MS_NOSUID | MS_NODEV | MS_NOEXEC };
	int err = 0;

	for (int i = 0; i < DEVICES_COUNT && err == 0; i++)
		err = add_device(dev, devices->node[i], name_of(i));
	if (err == 0)
		err = add_pts(dev);
	if (err == 0)
		err = add_mount(dev, "shm", &shm);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]) && err == 0; i++)
		err = step_result(symlinkat(links[i].target, dev, links[i].name));
	return err;
}

int devices_mount(struct devices *devices, const char *dir)
{
	const struct newmount tmpfs = { "tmpfs", "mode=0755,size=64m",
					MS_NOSUID | MS_NODEV | MS_NOEXEC };
	FD_AUTO int dev = newmount_at(AT_FDCWD, dir, &tmpfs);
	int err = dev < 0 ? dev : fill(devices, dev);

	for (int i = 0; i < DEVICES_COUNT; i++)
		fd_close(&devices->node[i]);
	return err;
}

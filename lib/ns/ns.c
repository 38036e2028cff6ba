/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/ns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/proc.h"

const struct ns_type ns_types[NS_COUNT] = {
#define NS_ROW(id, ...) [NS_##id] = { __VA_ARGS__ },
	NS_TYPES(NS_ROW)
#undef NS_ROW
};

const char *ns_text(int flags, char *text, size_t size)
{
	size_t used = 0;
	int left = __builtin_popcount((unsigned)flags);

	text[0] = '\0';
	for (int type = 0; type < NS_COUNT; type++) {
		if (!(flags & ns_types[type].flag) || used >= size)
			continue;
		used += (size_t)snprintf(text + used, size - used, "%s%s",
					 ns_types[type].name,
					 left > 2    ? ", "
					 : left == 2 ? " and "
						     : "");
		left--;
	}
	return text;
}

const char *ns_new_text(int flags, char *text, size_t size)
{
	bool one = __builtin_popcount((unsigned)flags) == 1;
	char names[64];

	snprintf(text, size, "%s %s namespace%s", one ? "a new" : "new",
		 ns_text(flags, names, sizeof(names)), one ? "" : "s");
	return text;
}

int ns_known(int dir)
{
	int flags = 0;

	for (int type = 0; type < NS_COUNT; type++) {
		char link[32];
		struct stat st;

		/* Not faccessat(2): filters refuse the call that its flags require. */
		snprintf(link, sizeof(link), "ns/%s", ns_types[type].name);
		if (fstatat(dir, link, &st, AT_SYMLINK_NOFOLLOW) == 0)
			flags |= ns_types[type].flag;
		else if (errno != ENOENT)
			return -errno;
	}
	return flags;
}

static int open_ns(int pidfd, int dir, unsigned number, const char *name)
{
	char link[32];
	int fd = -1;

	errno = ENOTTY;
	if (pidfd >= 0)
		fd = ioctl(pidfd, XNS_PIDFD_GET_NS(number), 0);
	if (fd >= 0)
		return fd; /* these are close-on-exec from birth */
	if (dir < 0 || !ioctl_unavailable(errno))
		return -errno;

	snprintf(link, sizeof(link), "ns/%s", name);
	fd = openat(dir, link, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int ns_open_of(int pidfd, int dir, enum ns type)
{
	return open_ns(pidfd, dir, ns_types[type].ioctl, ns_types[type].name);
}

int ns_open_children(int pidfd, int dir, enum ns type)
{
	return open_ns(pidfd, dir, ns_types[type].children_ioctl,
		       ns_types[type].children_name);
}

/* struct nsfs_file_handle of linux/nsfs.h; inode and type may be left out. */
int ns_open_id(unsigned long long id)
{
	struct {
		struct file_handle head;
		__u64 id;
		__u32 type, inode;
	} handle = { .head = { .handle_bytes = 16, .handle_type = 0xf1 } };
	int fd;

	memcpy(handle.head.f_handle, &id, sizeof(id));
	fd = open_by_handle_at(XNS_FD_NSFS_ROOT, &handle.head, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == EBADF ? -ENOSYS : -errno;
	return fd;
}

static int pin_by_fd(int nsfd, int file)
{
	FD_AUTO int tree = xns_open_tree(
		nsfd, "", XNS_OPEN_TREE_CLONE | XNS_AT_EMPTY_PATH | O_CLOEXEC);

	if (tree < 0)
		return -errno;
	if (xns_move_mount(tree, "", file, "",
			   XNS_MOVE_MOUNT_F_EMPTY_PATH | XNS_MOVE_MOUNT_T_EMPTY_PATH) ==
	    0)
		return 0;
	/* A mount namespace inside itself: EINVAL to mount(2), and there is no link. */
	return errno == ELOOP ? -EINVAL : -errno;
}

/* The links below /proc/self/fd resolve to the very files. */
static int pin_by_path(int nsfd, int file)
{
	char from[32], to[32];
	int err = proc_fd_path(nsfd, from, sizeof(from));

	if (err == 0)
		err = proc_fd_path(file, to, sizeof(to));
	if (err == 0 && mount(from, to, NULL, MS_BIND, NULL) < 0)
		err = -errno;
	return err;
}

int ns_pin(int nsfd, int file)
{
	int err = pin_by_fd(nsfd, file), other;

	if (!call_unavailable(-err))
		return err;
	other = pin_by_path(nsfd, file);
	return other == -ENOENT || other == -FAULT_NOT_PROC ? err : other;
}

unsigned long long ns_id(int nsfd)
{
	__u64 id = 0;

	return ioctl(nsfd, XNS_NS_GET_ID, &id) < 0 ? 0 : id;
}

int ns_owner(int nsfd)
{
	int fd = ioctl(nsfd, XNS_NS_GET_USERNS);

	return fd < 0 ? -errno : fd;
}

int ns_owner_uid(int userns, unsigned *ret_uid)
{
	return ioctl(userns, XNS_NS_GET_OWNER_UID, ret_uid) < 0 ? -errno : 0;
}

bool ns_same(int a, int b)
{
	struct stat one, two;

	return fstat(a, &one) == 0 && fstat(b, &two) == 0 && one.st_dev == two.st_dev &&
	       one.st_ino == two.st_ino;
}

int ns_type_of(int nsfd)
{
	int flag;

	if (!fd_on_fs(nsfd, NSFS_MAGIC))
		return -FAULT_NOT_NS;
	flag = ioctl(nsfd, XNS_NS_GET_NSTYPE);
	return flag < 0 ? -errno : flag;
}

bool ns_is_own(int self, int nsfd, enum ns type)
{
	struct stat own, other;
	char link[32];

	snprintf(link, sizeof(link), "ns/%s", ns_types[type].name);
	return fstatat(self, link, &own, 0) == 0 && fstat(nsfd, &other) == 0 &&
	       own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

/* PROC_USER_INIT_INO and PROC_PID_INIT_INO of the kernel's linux/proc_ns.h */
bool ns_in_initial_user(int dir)
{
	struct stat st;

	return fstatat(dir, "ns/user", &st, 0) == 0 && st.st_ino == 0xeffffffdU;
}

bool ns_in_initial_pid(int dir)
{
	struct stat st;

	return fstatat(dir, "ns/pid", &st, 0) == 0 && st.st_ino == 0xeffffffcU;
}

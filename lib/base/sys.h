/* SPDX-License-Identifier: MIT */
/*
 * System calls and constants that Debian 12's headers or glibc 2.36 lack, under other
 * names: newer C libraries add functions of the kernel's names, and a static function
 * of that name would stop building against them. <linux/pidfd.h> cannot be included
 * together with <fcntl.h>, so its few constants stand here.
 *
 * Each wrapper answers like the system call it names (section 2 of the manual): -1 and
 * errno on failure. ENOSYS means that the kernel is older than the call; EPERM can mean
 * the same, see call_unavailable().
 */
#ifndef XNS_BASE_SYS_H
#define XNS_BASE_SYS_H

#include <errno.h>
#include <linux/ioctl.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

struct open_how;

/*
 * True when a call that was answered so (err: errno, positive) is to be replaced by what
 * did its work before it was added: ENOSYS of an older kernel, or either that or EPERM of
 * a seccomp filter which does not know the call. Where EPERM can be the kernel's own
 * answer as well, the older call is refused in the same way, and its answer counts.
 */
static inline bool call_unavailable(int err)
{
	return err == ENOSYS || err == EPERM;
}

/* The same of an ioctl(2) request: ENOTTY and EINVAL are the answers of older kernels. */
static inline bool ioctl_unavailable(int err)
{
	return call_unavailable(err) || err == ENOTTY || err == EINVAL;
}

/* pidfd_open(2), Linux 6.9: a thread that is not the first of its process */
#define XNS_PIDFD_THREAD O_EXCL

/* struct mount_attr of linux/mount.h, which not every C library tolerates. */
struct xns_mount_attr {
	__u64 attr_set, attr_clr, propagation, userns_fd;
};

/* struct clone_args of linux/sched.h, as large as Linux 5.7 knows it. */
struct xns_clone_args {
	__u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	__u64 set_tid, set_tid_size, cgroup;
};

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#define XNS_CLONE_INTO_CGROUP 0x200000000ULL

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

/* linux/nsfs.h; the 64-bit id is Linux 6.18's. */
#define XNS_NS_GET_USERNS    _IO(0xb7, 0x1)
#define XNS_NS_GET_PARENT    _IO(0xb7, 0x2)
#define XNS_NS_GET_NSTYPE    _IO(0xb7, 0x3)
#define XNS_NS_GET_OWNER_UID _IO(0xb7, 0x4)
#define XNS_NS_GET_ID	     _IOR(0xb7, 13, __u64)

/* The same, Linux 6.11: a PID inside, as an argument, to the same process's PID here. */
#define XNS_NS_GET_PID_FROM_PIDNS _IOR(0xb7, 6, int)

/* linux/pidfd.h, Linux 6.11: number n of the ten ioctls that give a namespace. */
#define XNS_PIDFD_GET_NS(n) _IO(0xff, (n))

/* linux/fcntl.h, Linux 6.18: where open_by_handle_at(2) finds namespaces */
#define XNS_FD_NSFS_ROOT -10003

/* linux/mount.h and linux/fcntl.h */
enum {
	XNS_OPEN_TREE_CLONE = 1,
	XNS_OPEN_TREE_NAMESPACE = 2, /* Linux 7.0 */
	XNS_MOVE_MOUNT_F_EMPTY_PATH = 0x04,
	XNS_MOVE_MOUNT_T_EMPTY_PATH = 0x40,
	XNS_FSMOUNT_CLOEXEC = 1,
	XNS_FSOPEN_CLOEXEC = 1,
	XNS_FSCONFIG_SET_STRING = 1,
	XNS_FSCONFIG_CMD_CREATE = 6,
	XNS_MOUNT_ATTR_RDONLY = 0x01,
	XNS_MOUNT_ATTR_NOSUID = 0x02,
	XNS_MOUNT_ATTR_NODEV = 0x04,
	XNS_MOUNT_ATTR_NOEXEC = 0x08,
	XNS_AT_RECURSIVE = 0x8000,
	XNS_AT_EMPTY_PATH = 0x1000,
};

/* openat2(2), Linux 5.6 */
static inline int xns_openat2(int dir, const char *path, struct open_how *how,
			      size_t size)
{
	return (int)syscall(SYS_openat2, dir, path, how, size);
}

/* open_tree(2), Linux 5.2 */
static inline int xns_open_tree(int dir, const char *path, unsigned flags)
{
	return (int)syscall(SYS_open_tree, dir, path, flags);
}

/* move_mount(2), Linux 5.2 */
static inline int xns_move_mount(int from, const char *from_path, int to,
				 const char *to_path, unsigned flags)
{
	return (int)syscall(SYS_move_mount, from, from_path, to, to_path, flags);
}

/* fsopen(2), Linux 5.2 */
static inline int xns_fsopen(const char *type, unsigned flags)
{
	return (int)syscall(SYS_fsopen, type, flags);
}

/* fsconfig(2), Linux 5.2 */
static inline int xns_fsconfig(int fs, unsigned command, const char *key,
			       const void *value, int aux)
{
	return (int)syscall(SYS_fsconfig, fs, command, key, value, aux);
}

/* fsmount(2), Linux 5.2 */
static inline int xns_fsmount(int fs, unsigned flags, unsigned attributes)
{
	return (int)syscall(SYS_fsmount, fs, flags, attributes);
}

/* mount_setattr(2), Linux 5.12 */
static inline int xns_mount_setattr(int dir, const char *path, unsigned flags,
				    const struct xns_mount_attr *attr)
{
	return (int)syscall(SYS_mount_setattr, dir, path, flags, attr, sizeof(*attr));
}

/* clone3(2), Linux 5.3; without a stack of its own, so it returns twice like fork(2) */
static inline pid_t xns_clone3(struct xns_clone_args *args)
{
	return (pid_t)syscall(SYS_clone3, args, sizeof(*args));
}

/* clone(2) in the form of fork(2) */
static inline pid_t xns_clone(unsigned long flags, int *pidfd)
{
#if defined(__s390__) || defined(__cris__)
	return (pid_t)syscall(SYS_clone, NULL, flags, pidfd, NULL, NULL);
#else
	return (pid_t)syscall(SYS_clone, flags, NULL, pidfd, NULL, NULL);
#endif
}

/* pidfd_open(2), Linux 5.3 */
static inline int xns_pidfd_open(pid_t pid, unsigned flags)
{
	return (int)syscall(SYS_pidfd_open, pid, flags);
}

/* pidfd_send_signal(2), Linux 5.1; info may be NULL */
static inline int xns_pidfd_send_signal(int pidfd, int signal, void *info)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, info, 0);
}

/* pidfd_getfd(2), Linux 5.6 */
static inline int xns_pidfd_getfd(int pidfd, int fd)
{
	return (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
}

/* struct ns_id_req of linux/nsfs.h */
struct xns_ns_id_req {
	__u32 size, spare;
	__u64 ns_id; /* the one that came last */
	__u32 ns_type, spare2;
	__u64 user_ns_id;
};

/* listns(2), Linux 6.19: the ids of namespaces, as many as there is room for */
#if defined(__alpha__)
#define XNS_SYS_LISTNS 580
#elif defined(__mips__) && _MIPS_SIM == _MIPS_SIM_ABI32
#define XNS_SYS_LISTNS 4470
#elif defined(__mips__) && _MIPS_SIM == _MIPS_SIM_NABI32
#define XNS_SYS_LISTNS 6470
#elif defined(__mips__)
#define XNS_SYS_LISTNS 5470
#else
#define XNS_SYS_LISTNS 470
#endif
static inline long xns_listns(const struct xns_ns_id_req *request, __u64 *ids,
			      size_t room)
{
	return syscall(XNS_SYS_LISTNS, request, ids, room, 0U);
}

#endif

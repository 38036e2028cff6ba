/* SPDX-License-Identifier: MIT */
/*
 * statmount(2) and what it needs of statx(2): one mount without the list of all of them.
 * The structures are the kernel's (linux/mount.h, linux/stat.h) under other names,
 * see sys.h; both calls are answered as in section 2 of the manual.
 */
#ifndef XNS_BASE_STATMOUNT_H
#define XNS_BASE_STATMOUNT_H

#include <linux/types.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_statmount
#define XNS_SYS_STATMOUNT SYS_statmount
#elif defined(__alpha__)
#define XNS_SYS_STATMOUNT 567
#else
#define XNS_SYS_STATMOUNT 457
#endif

enum {
	XNS_STATX_MNT_ID = 0x1000,	    /* Linux 5.8 */
	XNS_STATX_MNT_ID_UNIQUE = 0x4000,   /* Linux 6.8 */
	XNS_STATX_ATTR_MOUNT_ROOT = 0x2000, /* Linux 5.8 */
	XNS_STATMOUNT_SB_BASIC = 0x01,
	XNS_STATMOUNT_MNT_BASIC = 0x02,
	XNS_STATMOUNT_PROPAGATE_FROM = 0x04,
	XNS_STATMOUNT_MNT_ROOT = 0x08,
	XNS_STATMOUNT_MNT_POINT = 0x10,
	XNS_STATMOUNT_FS_TYPE = 0x20,
	XNS_PROPAGATION_UNBINDABLE = 1 << 17, /* MS_UNBINDABLE */
};

struct xns_statx {
	__u32 mask, blksize;
	__u64 attributes;
	__u32 nlink, uid, gid;
	__u16 mode, spare0;
	__u64 ino, size, blocks, attributes_mask;
	__u64 times[8];
	__u32 rdev_major, rdev_minor, dev_major, dev_minor;
	__u64 mnt_id;
	__u64 spare1[13];
};

struct xns_mnt_id_req {
	__u32 size, spare;
	__u64 mnt_id, param;
};

struct xns_statmount {
	__u32 size, mnt_opts;
	__u64 mask;
	__u32 sb_dev_major, sb_dev_minor;
	__u64 sb_magic;
	__u32 sb_flags, newmount_type; /* as all strings: an offset into text */
	__u64 mnt_id, mnt_parent_id;
	__u32 mnt_id_old, mnt_parent_id_old; /* as mountinfo shows them */
	__u64 mnt_attr, mnt_propagation, mnt_peer_group, mnt_master, propagate_from;
	__u32 mnt_root, mnt_point;
	__u64 spare[50];
	char text[];
};

/*
 * statx(2), Linux 4.11, of what path names, or of the open file dir where that is "".
 * Only what no file server has to be asked for: mount, attributes, type and device.
 */
static inline int xns_statx_at(int dir, const char *path, unsigned mask,
			       struct xns_statx *ret_statx)
{
	const int empty = path[0] ? 0 : 0x1000; /* AT_EMPTY_PATH */
	const int dont_sync = 0x4000;		/* AT_STATX_DONT_SYNC */

	return (int)syscall(SYS_statx, dir, path, empty | dont_sync, mask, ret_statx);
}

/* The same of an open file. */
static inline int xns_statx_fd(int fd, unsigned mask, struct xns_statx *ret_statx)
{
	return xns_statx_at(fd, "", mask, ret_statx);
}

/* statmount(2), Linux 6.8; EOVERFLOW when the strings do not fit */
static inline int xns_statmount_call(const struct xns_mnt_id_req *request,
				     struct xns_statmount *ret_mount, size_t size)
{
	return (int)syscall(XNS_SYS_STATMOUNT, request, ret_mount, size, 0);
}

_Static_assert(sizeof(struct xns_statx) == 256, "as the kernel has it");
_Static_assert(offsetof(struct xns_statmount, text) == 512, "as the kernel has it");

#endif

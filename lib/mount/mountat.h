/* SPDX-License-Identifier: MIT */
/* mount(2), relative to a directory that is open. */
#ifndef XNS_MOUNT_MOUNTAT_H
#define XNS_MOUNT_MOUNTAT_H

struct mountat {
	const char *source, *type, *data; /* as for mount(2), or NULL */
	unsigned long flags;		  /* MS_* */
};

/*
 * Calls mount(2) for name, which is relative to the open directory dir. That is the
 * working directory during the call, which needs no /proc; afterwards the working
 * directory is what it was. Returns 0 or -errno.
 */
int mountat(int dir, const char *name, const struct mountat *call)
	__attribute__((warn_unused_result));

/*
 * Adds MS_RDONLY, MS_NOSUID, MS_NODEV and MS_NOEXEC, as they are in flags, to those that
 * the mount on dir/name has; the mount is not looked for below it. Returns 0 or -errno.
 */
int mountat_restrict(int dir, const char *name, unsigned flags)
	__attribute__((warn_unused_result));

/*
 * Unmounts (MNT_DETACH) the topmost mount on what fd refers to: the mount itself, or the
 * file that it is mounted on. A plain umount(2) would be refused while a descriptor is
 * open on the mount. name in the directory dir is where fd was found: it is used where
 * there is no /proc, which alone names a descriptor. Returns 0 or -errno.
 */
int mountat_unmount(int fd, int dir, const char *name)
	__attribute__((warn_unused_result));

#endif

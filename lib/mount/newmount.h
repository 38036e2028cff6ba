/* SPDX-License-Identifier: MIT */
/* A new file system instance, mounted by descriptor. */
#ifndef XNS_MOUNT_NEWMOUNT_H
#define XNS_MOUNT_NEWMOUNT_H

struct newmount {
	const char *type;    /* "proc" */
	const char *options; /* "KEY=VALUE,...", less than 128 bytes, or NULL */
	unsigned flags;	     /* MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC */
};

/*
 * Mounts a new instance on the directory dir, which is relative to the open directory at
 * or AT_FDCWD; the mount is private. Symbolic links in dir are resolved once: what was
 * found is what is mounted on. Returns the new mount, an O_PATH descriptor that is the
 * caller's; -FAULT_REPLACED when the path leads elsewhere afterwards, where move_mount(2)
 * is not available; or -errno.
 */
int newmount_at(int at, const char *dir, const struct newmount *fs)
	__attribute__((warn_unused_result));

/* The same for a type without options, with nosuid, nodev and noexec. */
int newmount_create(const char *type, const char *dir)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/* A new file system instance, mounted by descriptor. */
#ifndef XNS_MOUNT_NEWMOUNT_H
#define XNS_MOUNT_NEWMOUNT_H

/*
 * Mounts a new instance of the type ("proc") on the directory dir, private, with nosuid,
 * nodev and noexec. Symbolic links in dir are resolved once: what was found is what is
 * mounted on. Returns the new mount, an O_PATH descriptor that is the caller's;
 * -FAULT_REPLACED when the path leads elsewhere afterwards, where
 * move_mount(2) is not available; or -errno.
 */
int newmount_create(const char *type, const char *dir)
	__attribute__((warn_unused_result));

#endif

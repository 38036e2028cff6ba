/* SPDX-License-Identifier: MIT */
/* A new file system instance, mounted by descriptor. */
#ifndef XNS_MOUNT_NEWMOUNT_H
#define XNS_MOUNT_NEWMOUNT_H

/*
 * Mounts a new instance of the type ("proc") on the directory dir, private, with nosuid,
 * nodev and noexec. Symbolic links in dir are resolved once: what was found is what is
 * mounted on. Returns 0 or -errno. Before Linux 5.2 it goes by path.
 */
int newmount_create(const char *type, const char *dir);

#endif

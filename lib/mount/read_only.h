/* SPDX-License-Identifier: MIT */
/* A mount and its submounts that cannot be written to. */
#ifndef XNS_MOUNT_READ_ONLY_H
#define XNS_MOUNT_READ_ONLY_H

/*
 * Makes the mount whose root the descriptor refers to, and all mounts below it,
 * read-only. Before Linux 5.12 one after the other: the mount must be attached, and /proc
 * be there. Returns 0, -FAULT_REPLACED, an error of proc_self(), or -errno.
 */
int read_only_set(int mount) __attribute__((warn_unused_result));

#endif

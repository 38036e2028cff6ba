/* SPDX-License-Identifier: MIT */
/* Bind mounts, by descriptor. */
#ifndef XNS_MOUNT_BIND_H
#define XNS_MOUNT_BIND_H

#include <stdbool.h>

/*
 * Makes a copy of the mount that the open file place refers to, from that file on, with
 * all that is mounted below it. Returns its descriptor (O_PATH), which is the caller's;
 * -FAULT_REPLACED or -errno. The copy is attached nowhere yet, and *ret_attached is
 * false. Where open_tree(2) or move_mount(2) is not available, it is mounted on place
 * already, and *ret_attached is true.
 */
int bind_copy(int place, bool *ret_attached) __attribute__((warn_unused_result));

/* Mounts the copy on place. Returns 0 or -errno. */
int bind_attach(int copy, int place) __attribute__((warn_unused_result));

/*
 * Bind-mounts the open file (O_PATH), which is on a mount of the caller's mount
 * namespace, on the file name below the open directory dir. Where open_tree(2) or
 * move_mount(2) is not available, this requires /proc. Returns 0, -FAULT_NOT_PROC or
 * -errno.
 */
int bind_file(int file, int dir, const char *name) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The mount of an open file. It is found without the list of all mounts where
 * the kernel has statmount(2).
 */
#ifndef XNS_MOUNT_MOUNTFD_H
#define XNS_MOUNT_MOUNTFD_H

#include <stdbool.h>

#include "mount/mounts.h"

/*
 * The ID of the mount of the open file fd, in whatever namespace; or an error
 * of proc_self(), or -errno.
 */
int mountfd_id(int fd) __attribute__((warn_unused_result));

/*
 * Finds the mount of the open file fd in the caller's namespace. Its strings live as
 * long as the program; options, source and super are NULL. Returns 1 when it is found, 0
 * when the caller's root directory does not reach that mount; or an error of proc_self()
 * where the kernel has no statmount(2), or -errno.
 */
int mountfd_find(int fd, struct mounts_entry *ret_entry)
	__attribute__((warn_unused_result));

/*
 * Whether the open file is the root of its mount (entry, of the caller's
 * namespace): a mount point.
 */
bool mountfd_is_point(int fd, const struct mounts_entry *entry);

#endif

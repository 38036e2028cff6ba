/* SPDX-License-Identifier: MIT */
/*
 * The mount namespaces that the caller may inspect, each through one of its processes.
 * Those that no process is in can be added, see list/mntns_persistent.h.
 */
#ifndef XNS_MOUNT_MNTNS_H
#define XNS_MOUNT_MNTNS_H

#include <stddef.h>
#include <sys/types.h>

#include "mount/mounts.h"

struct mntns {
	unsigned inode; /* as /proc/PID/ns/mnt shows it; 0 where that is not ours to read
			 */
	pid_t pid; /* a process in it, with the namespace's own root if there is one; 0:
		      there is no process */
	struct mounts mounts; /* as this process sees them */
};

struct mntns_list {
	struct mntns *ns; /* the caller's is the first one */
	size_t count;
};

/* Reads them all. Returns 0, -FAULT_NOT_PROC, or -errno. Never freed. */
int mntns_visible(struct mntns_list *ret_list) __attribute__((warn_unused_result));

#endif

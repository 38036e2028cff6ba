/* SPDX-License-Identifier: MIT */
/* cgroup v2 directories. Source: Documentation/admin-guide/cgroup-v2.rst, cgroups(7). */
#ifndef XNS_RUN_CGROUP_H
#define XNS_RUN_CGROUP_H

#include <limits.h>

/*
 * Opens cgroup.procs of the cgroup that a process is in (dir: its directory in /proc),
 * for cgroup_join(). Nothing but a file of the cgroup2 mount itself is opened. Returns
 * the descriptor, -FAULT_OUTSIDE_CGROUP, -EXDEV where another mount is in the way,
 * -ENODEV where no cgroup2 is mounted, or -errno.
 */
int cgroup_open_procs(int dir) __attribute__((warn_unused_result));

/* Where a process is in the hierarchy. */
struct cgroup_location {
	int root;		 /* the mount, with O_PATH, or -1 */
	char mount[PATH_MAX];	 /* its directory */
	char path[2 * PATH_MAX]; /* of the cgroup, below root; "" is root itself */
};

/*
 * Finds the cgroup that a process is in (dir: its directory in /proc) and the first mount
 * of cgroup2 that shows the whole hierarchy and can be reached. Returns 0, and errors as
 * cgroup_open_procs(). The descriptor is the caller's.
 */
int cgroup_locate(int dir, struct cgroup_location *ret_location);

/*
 * Opens a file or directory of the cgroup2 mount root and of no other file system; "" is
 * root itself. Returns the descriptor, -EXDEV, or -errno.
 */
int cgroup_open_beneath(int root, const char *path, int flags)
	__attribute__((warn_unused_result));

/*
 * Opens a cgroup by the name that a caller gives. Returns the descriptor,
 * -FAULT_NOT_CGROUP2 for a directory of another file system, or -errno.
 */
int cgroup_open_dir(const char *name, int flags) __attribute__((warn_unused_result));

/*
 * Opens the directory of the caller's own cgroup (O_PATH). Returns the descriptor,
 * -FAULT_OUTSIDE_CGROUP, -ENODEV where no cgroup2 is mounted, or -errno.
 */
int cgroup_open_own(void) __attribute__((warn_unused_result));

/* Moves the calling process into the cgroup. Returns 0 or -errno. */
int cgroup_join(int procs) __attribute__((warn_unused_result));

#endif

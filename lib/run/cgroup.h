/* SPDX-License-Identifier: MIT */
/* cgroup v2 directories. Source: Documentation/admin-guide/cgroup-v2.rst, cgroups(7). */
#ifndef XNS_RUN_CGROUP_H
#define XNS_RUN_CGROUP_H

#include <stddef.h>

/*
 * Opens cgroup.procs of the cgroup that a process is in (dir: its directory in /proc),
 * for cgroup_join(). Nothing but a file of the cgroup2 mount itself is opened. Returns
 * the descriptor, -FAULT_OUTSIDE_CGROUP, -EXDEV where another mount is in the way,
 * -ENODEV where no cgroup2 is mounted, or -errno.
 */
int cgroup_open_procs(int dir);

/* Moves the calling process into the cgroup. Returns 0 or -errno. */
int cgroup_join(int procs);

#endif

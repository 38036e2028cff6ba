/* SPDX-License-Identifier: MIT */
/* cgroup v2 directories. Source: Documentation/admin-guide/cgroup-v2.rst, cgroups(7). */
#ifndef XNS_CGROUP_H
#define XNS_CGROUP_H

#include <stddef.h>

/*
 * Opens cgroup.procs of the cgroup that a process is in (dir: its directory in /proc),
 * for cgroup_join(). Returns the descriptor, -ENODEV where no cgroup2 is mounted, or
 * -errno.
 */
int cgroup_open_procs(int dir);

/* Moves the calling process into the cgroup. Returns 0 or -errno. */
int cgroup_join(int procs);

#endif

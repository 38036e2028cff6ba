/* SPDX-License-Identifier: MIT */
/*
 * Mount namespaces that no process is in: a pin or an open descriptor keeps them, with
 * all their mounts, and those receive events like any other.
 */
#ifndef XNS_LIST_MNTNS_PERSISTENT_H
#define XNS_LIST_MNTNS_PERSISTENT_H

#include "mount/mntns.h"
#include "list/proc_scan.h"

/*
 * Adds those that are found and may be entered to the list, which mntns_visible() has
 * made. Their pid is 0, and their mounts are seen from the namespace's own root. A child
 * looks inside; this process stays outside. Returns 0 or -errno; -EMFILE also when some
 * could not be looked at for want of descriptors: the list then lacks them.
 */
int mntns_persistent_add(struct mntns_list *list) __attribute__((warn_unused_result));

/*
 * The same, of the mount namespaces that holder_scan_all() has found for walk, which
 * looks for that type. Those that it has no descriptors for are counted in its
 * set.unheld.
 */
int mntns_persistent_add_found(struct mntns_list *list, struct proc_scan *walk)
	__attribute__((warn_unused_result));

#endif

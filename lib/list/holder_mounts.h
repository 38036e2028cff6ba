/* SPDX-License-Identifier: MIT */
/* Pins as holders of namespaces: mounts of nsfs, in all visible mount namespaces. */
#ifndef XNS_LIST_HOLDER_MOUNTS_H
#define XNS_LIST_HOLDER_MOUNTS_H

#include "mount/mntns.h"
#include "list/holders.h"
#include "list/proc_scan.h"

/* Adds those of the caller's mount namespace. Returns 0 or -errno. */
int holder_mounts_own(struct proc_scan *walk, struct holders *held)
	__attribute__((warn_unused_result));

/*
 * Adds those of every mount namespace in the list of mntns_visible(), the caller's
 * included, from place begin on. Returns 0 or -errno.
 */
int holder_mounts_visible(struct proc_scan *walk, struct holders *held,
			  const struct mntns_list *list, size_t begin)
	__attribute__((warn_unused_result));

#endif

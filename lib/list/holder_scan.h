/* SPDX-License-Identifier: MIT */
/*
 * Looks for everything that keeps namespaces alive other than the processes in them:
 * descriptors, sockets, threads, future children, pins in any mount namespace that is
 * visible, and what listns(2) knows where there is one. Namespaces that are found that
 * way are added to the set.
 */
#ifndef XNS_LIST_HOLDER_SCAN_H
#define XNS_LIST_HOLDER_SCAN_H

#include "mount/mntns.h"
#include "list/holders.h"
#include "list/proc_scan.h"

/*
 * Call after proc_scan_processes(). list, of mntns_visible(), is where pins are looked
 * for. Returns 0 or -errno.
 */
int holder_scan_all(struct proc_scan *walk, struct holders *held,
		    const struct mntns_list *list) __attribute__((warn_unused_result));

/* Looks for sockets of network namespaces alone. Returns 0 or -errno. */
int holder_scan_sockets(struct proc_scan *walk, struct holders *held)
	__attribute__((warn_unused_result));

#endif

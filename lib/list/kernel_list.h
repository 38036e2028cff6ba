/* SPDX-License-Identifier: MIT */
/*
 * The namespaces that the kernel lists, listns(2) of Linux 6.19: also those that no
 * process is in and that no descriptor or mount leads to. Two system calls for each,
 * against three for one that a link below /proc names.
 */
#ifndef XNS_LIST_KERNEL_LIST_H
#define XNS_LIST_KERNEL_LIST_H

#include <stdbool.h>

#include "list/proc_scan.h"

/*
 * True when the kernel lists every namespace to the caller, and lets the caller open it:
 * that requires CAP_SYS_ADMIN in the initial user namespace, and the initial PID
 * namespace (do_listns() and nsfs_fh_to_dentry() of the kernel). One kind is never
 * listed: a network namespace that only sockets keep alive.
 */
bool kernel_list_is_complete(const struct proc_scan *walk);

/*
 * Adds the namespaces of the types that are looked for. One that ends meanwhile or may
 * not be opened is passed over. Returns 0, also where the kernel has no such list, or
 * -ENOMEM.
 */
int kernel_list_add(struct proc_scan *walk) __attribute__((warn_unused_result));

#endif

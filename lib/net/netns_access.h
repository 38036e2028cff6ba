/* SPDX-License-Identifier: MIT */
/*
 * What it takes to act in network namespaces: CAP_NET_ADMIN in the user namespace that
 * owns each, and CAP_SYS_ADMIN to go there. A caller has them over both only in
 * a user namespace that is above both, or is both.
 */
#ifndef XNS_NET_NETNS_ACCESS_H
#define XNS_NET_NETNS_ACCESS_H

#include <stdbool.h>

/*
 * Opens the current network namespace; self comes from proc_self(). Returns the
 * descriptor or -errno.
 */
int netns_own(int self) __attribute__((warn_unused_result));

/*
 * Opens the lowest user namespace that owns both network namespaces or is above their
 * owners. Returns the descriptor, -EPERM when it is above the current one, or -errno.
 */
int netns_common_owner(int a, int b) __attribute__((warn_unused_result));

/* True if the caller has CAP_NET_ADMIN and CAP_SYS_ADMIN in its user namespace. */
bool netns_may_act(void);

/*
 * Enters the user namespace, which its creator may without any capability. The process
 * has every capability in it then, none outside, and cannot go back. Before this call and
 * the next it clears its dumpable flag: a process inside must not take its descriptors
 * (CVE-2016-9962).
 * Returns 0 or -errno.
 */
int netns_enter_user(int userns) __attribute__((warn_unused_result));

/* Enters the network namespace. Returns 0 or -errno. */
int netns_enter(int nsfd) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The network namespaces that the caller can find: those of processes, as far as it may
 * read them, and those pinned in its mount namespace.
 */
#ifndef XNS_NET_NETNS_SCAN_H
#define XNS_NET_NETNS_SCAN_H

#include <stdbool.h>
#include <sys/types.h>

struct netns_scan_found {
	int nsfd; /* open until visit returns */
	unsigned long long inode;
	pid_t pid;	  /* a process in it, or 0 */
	const char *file; /* where it is pinned, or NULL; lives on */
};

/* Looks at one. Returns true to stop. */
typedef bool netns_scan_visit(const struct netns_scan_found *found, void *context);

/*
 * Shows each namespace to visit: once for its first process, and once for each pin.
 * Returns 0 or -errno.
 */
int netns_scan_each(netns_scan_visit *visit, void *context)
	__attribute__((warn_unused_result));

#endif

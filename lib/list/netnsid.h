/* SPDX-License-Identifier: MIT */
/*
 * The ID of another network namespace in the caller's one, see ip-netns(8). Source:
 * rtnetlink(7), linux/net_namespace.h.
 */
#ifndef XNS_LIST_NETNSID_H
#define XNS_LIST_NETNSID_H

/* A socket to ask with; the caller's. Returns the descriptor or -errno. */
int netnsid_open(void) __attribute__((warn_unused_result));

/*
 * Asks for the number of the network namespace nsfd. Returns it; -ENOENT when it has
 * none, or -errno.
 */
int netnsid_get(int sock, int nsfd) __attribute__((warn_unused_result));

#endif

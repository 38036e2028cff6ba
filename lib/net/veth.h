/* SPDX-License-Identifier: MIT */
/*
 * A pair of interfaces, a virtual cable: what goes in at one end comes out at the other.
 */
#ifndef XNS_NET_VETH_H
#define XNS_NET_VETH_H

#include "net/rtnl.h"

struct veth_end {
	int nsfd; /* the network namespace in which it is created */
	const char *name;
	const unsigned char *mac; /* NETADDR_MAC_SIZE bytes, or NULL: a random one */
};

/*
 * Makes both ends by one request: each has its name, place and size from birth, and
 * neither is ever seen elsewhere. mtu in bytes, 0: the kernel's default. The socket is in
 * the namespace of one of them; it takes CAP_NET_ADMIN over both. Returns 0 or -errno:
 * then there is no end anywhere.
 */
int veth_make(struct rtnl *rtnl, const struct veth_end *a, const struct veth_end *b,
	      unsigned mtu) __attribute__((warn_unused_result));

#endif

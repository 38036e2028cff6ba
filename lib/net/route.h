/* SPDX-License-Identifier: MIT */
/* Default routes, see rtnetlink(7). Each function acts in the namespace of the socket. */
#ifndef XNS_NET_ROUTE_H
#define XNS_NET_ROUTE_H

#include "net/netaddr.h"
#include "net/rtnl.h"

/* Adds a default route of the address's family, through that neighbour. */
int route_add_default(struct rtnl *rtnl, int index, const struct netaddr *via);

/*
 * Finds the first default route of the family in the main table. Returns 0, -ENOENT, or
 * another -errno. *ret_via has no family where the route has no gateway.
 */
int route_find_default(struct rtnl *rtnl, int family, struct netaddr *ret_via,
		       int *ret_index) __attribute__((warn_unused_result));

#endif

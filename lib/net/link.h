/* SPDX-License-Identifier: MIT */
/*
 * One network interface. A socket (rtnl.h) says in which namespace. All functions that
 * return an int return 0 or -errno; what the kernel says in addition is in the socket's
 * text.
 */
#ifndef XNS_NET_LINK_H
#define XNS_NET_LINK_H

#include <net/if.h>
#include <stdbool.h>

#include "net/netaddr.h"
#include "net/rtnl.h"

struct link {
	int index; /* 0: none */
	char name[IFNAMSIZ];
	char kind[16];	/* "veth"; "" where the driver has none, as for lo */
	unsigned flags; /* IFF_* */
	unsigned mtu;	/* in bytes */
	unsigned char mac[NETADDR_MAC_SIZE];
	bool has_mac;
	int peer;	/* of a veth, the index of its other end */
	int peer_nsid;	/* the peer's namespace, as this one numbers it; -1: this one */
	bool immutable; /* it stays in its namespace; told since Linux 6.15 */
};

/* Why this cannot become the name of an interface, in words; NULL when it can. */
const char *link_name_fault(const char *name);

/* Finds an interface by its name or an alternative one. -ENODEV when there is none. */
int link_find(struct rtnl *rtnl, const char *name, struct link *ret_link)
	__attribute__((warn_unused_result));

/* The same by its index. nsid is a namespace as the socket's one numbers it, or -1. */
int link_find_index(struct rtnl *rtnl, int nsid, int index, struct link *ret_link);

/*
 * Shows each interface to visit. -EINTR: complete, but some were added or removed in
 * between.
 */
typedef void link_visit(const struct link *link, void *context);
int link_each(struct rtnl *rtnl, link_visit *visit, void *context)
	__attribute__((warn_unused_result));

/* Brings the interface up. */
int link_up(struct rtnl *rtnl, int index);

/* Brings up the loopback interface of the socket's namespace. */
int link_up_loopback(struct rtnl *rtnl);

/*
 * Waits until packets can pass: the kernel learns a moment after both ends are up that
 * there is a cable between them. -ETIMEDOUT after two seconds.
 */
int link_wait(struct rtnl *rtnl, int index) __attribute__((warn_unused_result));

/* Adds an address. An IPv6 one is usable immediately, without duplicate detection. */
int link_add_address(struct rtnl *rtnl, int index, const struct netaddr *address);

/* Deletes the interface; of a pair, both. */
int link_delete(struct rtnl *rtnl, int index);

/* One side of a move: a namespace and a socket in it. */
struct link_side {
	int nsfd;
	struct rtnl *rtnl;
};

/*
 * Moves the interface and gives it this name. When that fails it is where it was.
 * -EEXIST: the name is taken there.
 */
int link_move(const struct link_side *from, const struct link *link,
	      const struct link_side *to, const char *name)
	__attribute__((warn_unused_result));

/*
 * How the socket's namespace numbers the namespace nsfd, into *ret_nsid; -1 when it does
 * not.
 */
int link_nsid(struct rtnl *rtnl, int nsfd, int *ret_nsid);

#endif

/* SPDX-License-Identifier: MIT */
/* Options about the two ends of a pair of interfaces, which are called a and b. */
#ifndef XNS_NET_OPT_VETH_H
#define XNS_NET_OPT_VETH_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/opt.h"
#include "net/netaddr.h"

enum { OPT_LINK_ADDRESSES = 32 };

struct opt_veth_end {
	struct netaddr address[OPT_LINK_ADDRESSES];
	int addresses;
	unsigned char mac[NETADDR_MAC_SIZE];
	bool has_mac;
	bool gateway;	    /* through via, or the first addresses of the other end */
	struct netaddr via; /* family 0: not given */
};

struct opt_veth {
	struct opt_veth_end end[2];
	uint32_t mtu; /* in bytes; 0: not given */
	bool up, lo;
};

extern const struct opt_set opt_veth_options;

/* Ends the program when options contradict each other; a gateway implies --up. */
void opt_veth_check(struct opt_veth *link);

/* True when something has to be done to the ends after they were made. */
bool opt_veth_needs_more(const struct opt_veth *link);

/*
 * The address of that family through which the default route of an end leads, or NULL
 * when there is to be none.
 */
const struct netaddr *opt_veth_gateway(const struct opt_veth *link, int end, int family);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Addresses of networks as people write them: 10.0.0.1/24, fd00::1/64, 02:00:00:00:00:01.
 * Strict: each is whole, and one that an interface could hold.
 */
#ifndef XNS_NET_NETADDR_H
#define XNS_NET_NETADDR_H

#include <stddef.h>

enum { NETADDR_MAC_SIZE = 6, NETADDR_TEXT_SIZE = 64 };

struct netaddr {
	int family;		 /* AF_INET or AF_INET6; 0: none */
	unsigned char bytes[16]; /* in network order; 4 or all of them */
	unsigned char prefix;	 /* in bits; of a host, all of the address */
};

/*
 * Reads ADDRESS/PREFIX. Returns NULL, or in words what is wrong with it: "has no prefix
 * length, as in 10.0.0.1/24".
 */
const char *netaddr_parse(const char *text, struct netaddr *ret_address);

/* Reads an ADDRESS without a prefix. Returns the same. */
const char *netaddr_parse_host(const char *text, struct netaddr *ret_address);

/* Reads the hardware address of one interface, six bytes. Returns the same. */
const char *netaddr_parse_mac(const char *text, unsigned char ret_mac[NETADDR_MAC_SIZE]);

/* How many bytes the address has. */
size_t netaddr_size(const struct netaddr *address);

/* "10.0.0.1/24", and without the prefix "10.0.0.1", in text. */
const char *netaddr_text(const struct netaddr *address, char *text, size_t size);
const char *netaddr_host_text(const struct netaddr *address, char *text, size_t size);

/* "02:00:00:00:00:01" in text. */
const char *netaddr_mac_text(const unsigned char mac[NETADDR_MAC_SIZE], char *text,
			     size_t size);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/netaddr.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

/* Those that stand for no interface: the kernel takes some of them, to no use. */
static const char *check_use(const struct netaddr *address)
{
	static const unsigned char zero[16];
	bool four = address->family == AF_INET;

	if (memcmp(address->bytes, zero, netaddr_size(address)) == 0)
		return "is the unspecified address";
	if (four ? (address->bytes[0] & 0xf0) == 0xe0 : address->bytes[0] == 0xff)
		return "is a multicast address";
	if (four && memcmp(address->bytes, "\xff\xff\xff\xff", 4) == 0)
		return "is the broadcast address";
	return NULL;
}

const char *netaddr_parse_host(const char *text, struct netaddr *ret_address)
{
	*ret_address = (struct netaddr){ .family = AF_INET, .prefix = 32 };
	if (inet_pton(AF_INET, text, ret_address->bytes) == 1)
		return check_use(ret_address);
	*ret_address = (struct netaddr){ .family = AF_INET6, .prefix = 128 };
	if (inet_pton(AF_INET6, text, ret_address->bytes) == 1)
		return check_use(ret_address);
	return "is not an IPv4 or IPv6 address";
}

const char *netaddr_parse(const char *text, struct netaddr *ret_address)
{
	char host[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/'), *wrong;
	uint32_t prefix = 0;

	if (!slash)
		return "has no prefix length (expected e.g. 10.0.0.1/24)";
	if ((size_t)(slash - text) >= sizeof(host))
		return "is not an IPv4 or IPv6 address";
	memcpy(host, text, (size_t)(slash - text));
	host[slash - text] = '\0';
	wrong = netaddr_parse_host(host, ret_address);
	if (wrong)
		return wrong;
	if (num_u32(slash + 1, &prefix) < 0 || prefix < 1 || prefix > ret_address->prefix)
		return ret_address->family == AF_INET
			       ? "has a prefix length that is not 1 to 32"
			       : "has a prefix length that is not 1 to 128";
	ret_address->prefix = (unsigned char)prefix;
	return NULL;
}

static int hex(char digit)
{
	return isdigit((unsigned char)digit) ? digit - '0' : tolower(digit) - 'a' + 10;
}

const char *netaddr_parse_mac(const char *text, unsigned char ret_mac[NETADDR_MAC_SIZE])
{
	static const unsigned char zero[NETADDR_MAC_SIZE];

	for (int i = 0; i < NETADDR_MAC_SIZE; i++, text += 3) {
		if (!isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]) ||
		    text[2] != (i < NETADDR_MAC_SIZE - 1 ? ':' : '\0'))
			return "is not a hardware address such as 02:00:00:00:00:01";
		ret_mac[i] = (unsigned char)(hex(text[0]) << 4 | hex(text[1]));
	}
	if (ret_mac[0] & 1)
		return "is a multicast address: its first byte is odd";
	if (memcmp(ret_mac, zero, sizeof(zero)) == 0)
		return "is the unspecified address";
	return NULL;
}

size_t netaddr_size(const struct netaddr *address)
{
	return address->family == AF_INET ? 4 : 16;
}

const char *netaddr_host_text(const struct netaddr *address, char *text, size_t size)
{
	if (!inet_ntop(address->family, address->bytes, text, (socklen_t)size))
		text[0] = '\0';
	return text;
}

const char *netaddr_text(const struct netaddr *address, char *text, size_t size)
{
	char host[INET6_ADDRSTRLEN];

	snprintf(text, size, "%s/%d", netaddr_host_text(address, host, sizeof(host)),
		 (int)address->prefix);
	return text;
}

const char *netaddr_mac_text(const unsigned char mac[NETADDR_MAC_SIZE], char *text,
			     size_t size)
{
	snprintf(text, size, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
	return text;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/opt_veth.h"

#include <string.h>
#include <sys/socket.h>

#include "base/die.h"
#include "base/num.h"

/* An option of end b is that of end a plus one. */
enum { ADDR = OPT_LONG, ADDR_B, MAC, MAC_B, GATEWAY, GATEWAY_B, MTU, UP, LO };

/* Of the kernel's driver, which refuses others without a word. */
enum { MTU_MIN = 68, MTU_MIN_6 = 1280, MTU_MAX = 65535 };

static const struct opt_row rows[] = {
	{ ADDR, "addr-a", "ADDR", "address of the first end, e.g. 10.0.0.1/24" },
	{ ADDR_B, "addr-b", "ADDR", "address of the second end" },
	{ MAC, "mac-a", "MAC", "hardware address of the first end" },
	{ MAC_B, "mac-b", "MAC", "hardware address of the second end" },
	{ GATEWAY, "gateway-a", "[ADDR]",
	  "default route of the first end, by the second" },
	{ GATEWAY_B, "gateway-b", "[ADDR]",
	  "default route of the second end, by the "
	  "first" },
	{ MTU, "mtu", "BYTES", "MTU of both ends" },
	{ UP, "up", NULL, "bring up both ends" },
	{ LO, "lo", NULL, "bring up the loopback interface on both sides" },
	{ 0 },
};

static void check_text(int id, const char *argument, const char *wrong)
{
	if (wrong)
		usage_error("--%s: \"%.99s\" %s", rows[id - OPT_LONG].name, argument,
			    wrong);
}

static void add_address(struct opt_veth_end *end, int id, const char *argument)
{
	if (end->addresses == OPT_LINK_ADDRESSES)
		usage_error("--%s: at most %d addresses", rows[id - OPT_LONG].name,
			    OPT_LINK_ADDRESSES);
	check_text(id, argument,
		   netaddr_parse(argument, &end->address[end->addresses++]));
}

static void set_gateway(struct opt_veth_end *end, int id, const char *argument)
{
	end->gateway = true;
	if (argument)
		check_text(id, argument, netaddr_parse_host(argument, &end->via));
}

static void set_mtu(struct opt_veth *link, const char *argument)
{
	int err = num_u32(argument, &link->mtu);

	if (err == 0 && (link->mtu < MTU_MIN || link->mtu > MTU_MAX))
		usage_error("--mtu: %s is out of range (%d to %d)", argument, MTU_MIN,
			    MTU_MAX);
	if (err < 0)
		opt_bad(rows, MTU, argument, err);
}

static void store(void *part, int id, const char *argument)
{
	struct opt_veth *link = part;
	struct opt_veth_end *end = &link->end[(id - OPT_LONG) & 1];

	switch (id) {
	case ADDR:
	case ADDR_B:
		add_address(end, id, argument);
		break;
	case MAC:
	case MAC_B:
		check_text(id, argument, netaddr_parse_mac(argument, end->mac));
		end->has_mac = true;
		break;
	case GATEWAY:
	case GATEWAY_B:
		set_gateway(end, id, argument);
		break;
	case MTU:
		set_mtu(link, argument);
		break;
	case UP:
		link->up = true;
		break;
	case LO:
		link->lo = true;
		break;
	}
}

const struct opt_set opt_veth_options = { "Interface options", rows, store };

static bool has_ipv6(const struct opt_veth_end *end)
{
	for (int i = 0; i < end->addresses; i++)
		if (end->address[i].family == AF_INET6)
			return true;
	return end->via.family == AF_INET6;
}

/* Below that size the kernel has no IPv6, and does not say so. */
static void check_mtu(const struct opt_veth *link)
{
	if (link->mtu && link->mtu < MTU_MIN_6 &&
	    (has_ipv6(&link->end[0]) || has_ipv6(&link->end[1])))
		usage_error("--mtu: IPv6 requires at least %d", MTU_MIN_6);
}

void opt_veth_check(struct opt_veth *link)
{
	check_mtu(link);
	for (int i = 0; i < 2; i++) {
		const struct opt_veth_end *end = &link->end[i];

		if (end->gateway && !end->via.family && !link->end[!i].addresses)
			usage_error("--%s: the other end has no address; give it one, "
				    "or give the address of the gateway",
				    rows[GATEWAY + i - OPT_LONG].name);
		link->up |= end->gateway;
	}
	if (link->end[0].has_mac && link->end[1].has_mac &&
	    memcmp(link->end[0].mac, link->end[1].mac, NETADDR_MAC_SIZE) == 0)
		usage_error("--mac-a and --mac-b: the addresses must differ");
}

bool opt_veth_needs_more(const struct opt_veth *link)
{
	return link->up || link->lo || link->end[0].addresses || link->end[1].addresses;
}

const struct netaddr *opt_veth_gateway(const struct opt_veth *link, int end, int family)
{
	const struct opt_veth_end *own = &link->end[end], *other = &link->end[!end];

	if (!own->gateway)
		return NULL;
	if (own->via.family)
		return own->via.family == family ? &own->via : NULL;
	for (int i = 0; i < other->addresses; i++)
		if (other->address[i].family == family)
			return &other->address[i];
	return NULL;
}

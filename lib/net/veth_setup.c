/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/veth_setup.h"

#include <sys/socket.h>

#include "base/die.h"
#include "net/hint_net.h"
#include "net/link.h"
#include "net/netaddr.h"
#include "net/route.h"

void veth_setup_find(struct endpoints *ends)
{
	for (int i = 0; i < 2; i++) {
		struct endpoint *end = &ends->end[i];

		endpoints_socket(ends, i);
		must_why(link_find(end->rtnl, end->name, &end->link), hint_link,
			 end->rtnl, "find %s again", end->text);
	}
}

static void add_addresses(const struct opt_veth_end *options, struct endpoint *end)
{
	char text[NETADDR_TEXT_SIZE];

	for (int i = 0; i < options->addresses; i++)
		must_why(link_add_address(end->rtnl, end->link.index,
					  &options->address[i]),
			 hint_link, end->rtnl, "add the address %s to %s",
			 netaddr_text(&options->address[i], text, sizeof(text)),
			 end->text);
}

static void add_gateways(const struct opt_veth *options, struct endpoints *ends,
			 int number)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct endpoint *end = &ends->end[number];
	char text[NETADDR_TEXT_SIZE];

	for (int i = 0; i < 2; i++) {
		const struct netaddr *via =
			opt_veth_gateway(options, number, families[i]);
		struct hint_route tried = { end->rtnl, families[i], "ab"[number] };

		if (via)
			must_why(route_add_default(end->rtnl, end->link.index, via),
				 hint_route, &tried,
				 "add a default route to %s through %s", end->text,
				 netaddr_host_text(via, text, sizeof(text)));
	}
}

/*
 * Both ends are up before they get addresses: an IPv6 address of an interface without a
 * carrier stays tentative.
 */
static void bring_up(struct endpoints *ends)
{
	for (struct endpoint *end = ends->end; end < ends->end + 2; end++)
		must_why(link_up(end->rtnl, end->link.index), hint_link, end->rtnl,
			 "bring up %s", end->text);
	for (struct endpoint *end = ends->end; end < ends->end + 2; end++)
		must_why(link_wait(end->rtnl, end->link.index), hint_link, end->rtnl,
			 "wait for a carrier on %s", end->text);
}

void veth_setup(const struct opt_veth *options, struct endpoints *ends)
{
	veth_setup_find(ends);
	if (options->up)
		bring_up(ends);
	for (int i = 0; i < 2; i++)
		add_addresses(&options->end[i], &ends->end[i]);
	for (int i = 0; i < 2; i++)
		add_gateways(options, ends, i);
	for (int i = 0; i < 2 && options->lo; i++)
		must_why(link_up_loopback(ends->end[i].rtnl), hint_link,
			 ends->end[i].rtnl,
			 "bring up the loopback interface in the "
			 "network namespace of %s",
			 ends->end[i].text);
}

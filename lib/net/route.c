/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/route.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

int route_add_default(struct rtnl *rtnl, int index, const struct netaddr *via)
{
	struct rtnl_message message;
	struct nlmsghdr *request = rtnl_begin(
		&message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof(struct rtmsg));
	struct rtmsg *header = rtnl_header(request);

	*header = (struct rtmsg){
		.rtm_family = (unsigned char)via->family,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST,
		/* There is nothing but the neighbour at the other end of this cable. */
		.rtm_flags = RTNH_F_ONLINK,
	};
	mnl_attr_put(request, RTA_GATEWAY, netaddr_size(via), via->bytes);
	mnl_attr_put_u32(request, RTA_OIF, (uint32_t)index);
	return rtnl_do(rtnl, request);
}

struct route {
	struct netaddr via;
	int index; /* 0: none was found */
};

static int read_route_attribute(const struct nlattr *attr, void *context)
{
	struct route *route = context;

	if (mnl_attr_get_type(attr) == RTA_OIF)
		route->index = (int)mnl_attr_get_u32(attr);
	if (mnl_attr_get_type(attr) == RTA_GATEWAY &&
	    mnl_attr_get_payload_len(attr) == netaddr_size(&route->via))
		memcpy(route->via.bytes, mnl_attr_get_payload(attr),
		       netaddr_size(&route->via));
	return MNL_CB_OK;
}

static int visit_route(const struct nlmsghdr *answer, void *context)
{
	const struct rtmsg *header = mnl_nlmsg_get_payload(answer);
	struct route *found = context;

	if (found->index || header->rtm_dst_len || header->rtm_table != RT_TABLE_MAIN ||
	    header->rtm_type != RTN_UNICAST || header->rtm_family != found->via.family)
		return MNL_CB_OK;
	return mnl_attr_parse(answer, sizeof(*header), read_route_attribute, found);
}

int route_find_default(struct rtnl *rtnl, int family, struct netaddr *ret_via,
		       int *ret_index)
{
	static const struct netaddr none;
	struct rtnl_message message;
	struct nlmsghdr *request =
		rtnl_begin(&message, RTM_GETROUTE, NLM_F_DUMP, sizeof(struct rtmsg));
	struct rtmsg *header = rtnl_header(request);
	struct route found = { .via = { .family = family } };
	int err;

	header->rtm_family = (unsigned char)family;
	err = rtnl_get(rtnl, request, visit_route, &found);
	if (err < 0 && err != -EINTR)
		return err;
	*ret_via = found.via;
	*ret_index = found.index;
	if (memcmp(found.via.bytes, none.bytes, sizeof(none.bytes)) == 0)
		ret_via->family = 0;
	return found.index ? 0 : -ENOENT;
}

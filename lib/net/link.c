/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/link.h"

#include <ctype.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	XNS_IFLA_NETNS_IMMUTABLE = 67, /* linux/if_link.h, Linux 6.15 */
	ALTERNATIVE_SIZE = 128,	       /* linux/if.h; net/if.h excludes that */
	LOOPBACK_INDEX = 1,	       /* in every network namespace, since Linux 3.7 */
};

const char *link_name_fault(const char *name)
{
	if (!name[0])
		return "is empty";
	if (strlen(name) >= IFNAMSIZ)
		return "is longer than 15 bytes";
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return "is reserved";
	if (strcmp(name, "all") == 0 || strcmp(name, "default") == 0)
		return "is reserved in /proc/sys/net";
	for (; *name; name++) {
		if (*name == '/' || *name == ':')
			return "contains a slash or a colon";
		if (*name == '%')
			return "contains %, which the kernel replaces by a number";
		if (isspace((unsigned char)*name) || iscntrl((unsigned char)*name))
			return "contains a blank or a control character";
		/* Latin-1's, as in the UTF-8 of an a with a grave accent */
		if ((unsigned char)*name == 0xa0)
			return "contains the byte 0xa0, which the kernel treats as a "
			       "blank";
	}
	return NULL;
}

/* ---- looking ---- */

static int read_kind(const struct nlattr *attr, void *context)
{
	struct link *link = context;

	if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
		snprintf(link->kind, sizeof(link->kind), "%s", mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

static int read_attribute(const struct nlattr *attr, void *context)
{
	struct link *link = context;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		snprintf(link->name, sizeof(link->name), "%s", mnl_attr_get_str(attr));
		break;
	case IFLA_ADDRESS:
		link->has_mac = mnl_attr_get_payload_len(attr) == NETADDR_MAC_SIZE;
		if (link->has_mac)
			memcpy(link->mac, mnl_attr_get_payload(attr), NETADDR_MAC_SIZE);
		break;
	case IFLA_MTU:
		link->mtu = mnl_attr_get_u32(attr);
		break;
	case IFLA_LINK:
		link->peer = (int)mnl_attr_get_u32(attr);
		break;
	case IFLA_LINK_NETNSID:
		link->peer_nsid = (int)mnl_attr_get_u32(attr);
		break;
	case IFLA_LINKINFO:
		return mnl_attr_parse_nested(attr, read_kind, link);
	case XNS_IFLA_NETNS_IMMUTABLE:
		link->immutable = mnl_attr_get_u8(attr);
		break;
	}
	return MNL_CB_OK;
}

static int read_link(const struct nlmsghdr *answer, void *context)
{
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(answer);
	struct link *link = context;

	*link = (struct link){
		.index = header->ifi_index,
		.flags = header->ifi_flags,
		.peer_nsid = -1,
	};
	return mnl_attr_parse(answer, sizeof(*header), read_attribute, link);
}

static struct nlmsghdr *begin_link(struct rtnl_message *message, int type, int flags,
				   int index)
{
	struct nlmsghdr *request =
		rtnl_begin(message, type, flags, sizeof(struct ifinfomsg));
	struct ifinfomsg *header = rtnl_header(request);

	header->ifi_index = index;
	return request;
}

int link_find(struct rtnl *rtnl, const char *name, struct link *ret_link)
{
	struct rtnl_message message;
	struct nlmsghdr *request = begin_link(&message, RTM_GETLINK, 0, 0);

	*ret_link = (struct link){ 0 };
	if (strlen(name) >= ALTERNATIVE_SIZE)
		return -ENODEV;
	mnl_attr_put_strz(request,
			  strlen(name) < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME, name);
	mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return rtnl_get(rtnl, request, read_link, ret_link);
}

int link_find_index(struct rtnl *rtnl, int nsid, int index, struct link *ret_link)
{
	struct rtnl_message message;
	struct nlmsghdr *request = begin_link(&message, RTM_GETLINK, 0, index);

	*ret_link = (struct link){ 0 };
	if (nsid >= 0)
		mnl_attr_put_u32(request, IFLA_TARGET_NETNSID, (uint32_t)nsid);
	mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return rtnl_get(rtnl, request, read_link, ret_link);
}

struct each {
	link_visit *visit;
	void *context;
};

static int visit_link(const struct nlmsghdr *answer, void *context)
{
	const struct each *each = context;
	struct link link;

	if (read_link(answer, &link) == MNL_CB_ERROR)
		return MNL_CB_ERROR;
	each->visit(&link, each->context);
	return MNL_CB_OK;
}

int link_each(struct rtnl *rtnl, link_visit *visit, void *context)
{
	struct each each = { visit, context };
	struct rtnl_message message;
	struct nlmsghdr *request = begin_link(&message, RTM_GETLINK, NLM_F_DUMP, 0);

	mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return rtnl_get(rtnl, request, visit_link, &each);
}

static int read_nsid_attribute(const struct nlattr *attr, void *context)
{
	if (mnl_attr_get_type(attr) == NETNSA_NSID)
		*(int *)context = (int)mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

/* A message of its own kind: the number stands behind struct rtgenmsg. */
static int read_nsid(const struct nlmsghdr *answer, void *context)
{
	return mnl_attr_parse(answer, sizeof(struct rtgenmsg), read_nsid_attribute,
			      context);
}

int link_nsid(struct rtnl *rtnl, int nsfd, int *ret_nsid)
{
	struct rtnl_message message;
	struct nlmsghdr *request =
		rtnl_begin(&message, RTM_GETNSID, 0, sizeof(struct rtgenmsg));

	*ret_nsid = -1;
	mnl_attr_put_u32(request, NETNSA_FD, (uint32_t)nsfd);
	return rtnl_get(rtnl, request, read_nsid, ret_nsid);
}

/* ---- changing ---- */

int link_up(struct rtnl *rtnl, int index)
{
	struct rtnl_message message;
	struct nlmsghdr *request = begin_link(&message, RTM_NEWLINK, 0, index);
	struct ifinfomsg *header = rtnl_header(request);

	header->ifi_flags = header->ifi_change = IFF_UP;
	return rtnl_do(rtnl, request);
}

int link_up_loopback(struct rtnl *rtnl)
{
	return link_up(rtnl, LOOPBACK_INDEX);
}

int link_wait(struct rtnl *rtnl, int index)
{
	struct timespec pause = { .tv_nsec = 1000 * 1000 };
	struct link link;
	int err;

	for (int i = 0; i < 2000; i++) {
		err = link_find_index(rtnl, -1, index, &link);
		if (err < 0 || (link.flags & IFF_RUNNING))
			return err;
		(void)clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
	}
	return -ETIMEDOUT;
}

int link_add_address(struct rtnl *rtnl, int index, const struct netaddr *address)
{
	struct rtnl_message message;
	struct nlmsghdr *request =
		rtnl_begin(&message, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL,
			   sizeof(struct ifaddrmsg));
	struct ifaddrmsg *header = rtnl_header(request);
	size_t size = netaddr_size(address);

	header->ifa_family = (__u8)address->family;
	header->ifa_prefixlen = address->prefix;
	header->ifa_index = (__u32)index;
	if (address->family == AF_INET6)
		header->ifa_flags = IFA_F_NODAD;
	mnl_attr_put(request, IFA_LOCAL, size, address->bytes);
	mnl_attr_put(request, IFA_ADDRESS, size, address->bytes);
	return rtnl_do(rtnl, request);
}

int link_delete(struct rtnl *rtnl, int index)
{
	struct rtnl_message message;
	struct link link;
	int err = rtnl_do(rtnl, begin_link(&message, RTM_DELLINK, 0, index));

	if (err < 0 && rtnl->reply_lost &&
	    link_find_index(rtnl, -1, index, &link) == -ENODEV)
		return 0;
	return err;
}

static int move(struct rtnl *rtnl, int index, int nsfd, const char *name)
{
	struct rtnl_message message;
	struct nlmsghdr *request = begin_link(&message, RTM_NEWLINK, 0, index);

	mnl_attr_put_u32(request, IFLA_NET_NS_FD, (uint32_t)nsfd);
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	return rtnl_do(rtnl, request);
}

/*
 * The kernel moves first and sets the name afterwards. When the name is in use, the
 * interface stays at the other side under its old name. So the name is looked up before,
 * and if another process was faster, the interface is moved back.
 */
int link_move(const struct link_side *from, const struct link *link,
	      const struct link_side *to, const char *name)
{
	struct link other;
	bool reply_lost;
	int err;

	/*
	 * What cannot move fails for that reason, and not because each side has a "lo".
	 */
	if (!(link->flags & IFF_LOOPBACK) && !link->immutable &&
	    link_find(to->rtnl, name, &other) == 0)
		return -EEXIST;
	err = move(from->rtnl, link->index, to->nsfd, name);
	reply_lost = from->rtnl->reply_lost;
	if (err == 0 || link_find_index(from->rtnl, -1, link->index, &other) != -ENODEV)
		return err;
	if (reply_lost && link_find(to->rtnl, name, &other) == 0)
		return 0;
	if (link_find(to->rtnl, link->name, &other) == 0)
		(void)move(to->rtnl, other.index, from->nsfd, link->name);
	return err;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/hint_net.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "ns/ns.h"
#include "hint/evidence.h"
#include "net/netns_access.h"
#include "net/route.h"

void hint_link(int err, const void *context, struct hint *hint)
{
	const struct rtnl *rtnl = context;

	(void)err;
	if (rtnl && rtnl->text[0])
		hint_set(hint, "the kernel says: %s", rtnl->text);
}

void hint_route(int err, const void *context, struct hint *hint)
{
	const struct hint_route *tried = context;
	char via[NETADDR_TEXT_SIZE], through[NETADDR_TEXT_SIZE + 16] = "";
	struct netaddr gateway;
	struct link link;
	int index;

	hint_link(err, tried->rtnl, hint);
	if (err != -EEXIST ||
	    route_find_default(tried->rtnl, tried->family, &gateway, &index) < 0 ||
	    link_find_index(tried->rtnl, -1, index, &link) < 0)
		return;
	if (gateway.family)
		snprintf(through, sizeof(through), " via %s",
			 netaddr_host_text(&gateway, via, sizeof(via)));
	hint_set(hint,
		 "that network namespace already has a default route%s on %s; delete it "
		 "first, or leave out --gateway-%c",
		 through, link.name, tried->option);
}

/* ---- rights ---- */

static unsigned long long inode(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? 0 : st.st_ino;
}

/* "the caller's network namespace", or that of process 12 */
static const char *place(const struct hint_net *tried, int end, char *text, size_t size)
{
	const char *where = tried->end[end].where;

	if (where[0])
		snprintf(text, size, "the network namespace of %s", where);
	else
		snprintf(text, size, "the caller's network namespace");
	return text;
}

/* The same words whether the user namespace is a child, a parent or unrelated. */
static void hint_common_owner(const struct hint_net *tried, int governor,
			      const int owner[static 2], struct hint *hint)
{
	bool ours = ns_is_own(tried->self, governor, NS_USER);
	char whose[96] = ", the caller's", user[80];
	unsigned uid;

	if (!ours && ns_owner_uid(governor, &uid) == 0)
		snprintf(whose, sizeof(whose), " of %s",
			 evidence_user(tried->self, uid, user, sizeof(user)));
	else if (!ours)
		whose[0] = '\0';
	if (tried->count == 1 || ns_same(owner[0], owner[1]))
		hint_set(hint,
			 "this requires CAP_NET_ADMIN and CAP_SYS_ADMIN in user "
			 "namespace %llu%s, which owns %s",
			 inode(governor), whose, tried->count == 1 ? "it" : "both");
	else
		hint_set(hint,
			 "they are owned by user namespaces %llu and %llu; this requires "
			 "CAP_NET_ADMIN and CAP_SYS_ADMIN in user namespace %llu%s, "
			 "their common ancestor",
			 inode(owner[0]), inode(owner[1]), inode(governor), whose);
}

void hint_rights(int err, const void *context, struct hint *hint)
{
	const struct hint_net *tried = context;
	int a = tried->end[0].nsfd, b = tried->end[tried->count - 1].nsfd;
	FD_AUTO int owner_a = ns_owner(a);
	FD_AUTO int owner_b = ns_owner(b);
	FD_AUTO int governor = netns_common_owner(a, b);
	char where[320];

	if (err != -EPERM && err != -EACCES)
		return;
	if (owner_a == -EPERM || owner_b == -EPERM)
		hint_set(hint,
			 "%s is owned by an ancestor of the caller's user namespace",
			 place(tried, owner_a == -EPERM ? 0 : tried->count - 1, where,
			       sizeof(where)));
	else if (governor >= 0 && owner_a >= 0 && owner_b >= 0)
		hint_common_owner(tried, governor, (const int[]){ owner_a, owner_b },
				  hint);
}

/* ---- what is there ---- */

/* Whether an interface of that end's name is there; goes there, if it has to. */
static bool is_taken(const struct hint_net *tried, int end)
{
	struct rtnl *rtnl = tried->end[end].rtnl, other;
	struct link link;

	if (!rtnl && (netns_enter(tried->end[end].nsfd) < 0 || rtnl_open(&other) < 0))
		return false;
	return link_find(rtnl ? rtnl : &other, tried->end[end].name, &link) == 0;
}

static bool hint_taken(const struct hint_net *tried, int end, struct hint *hint)
{
	char where[320];

	if (!is_taken(tried, end))
		return false;
	hint_set(hint, "%s already has an interface %s",
		 place(tried, end, where, sizeof(where)), tried->end[end].name);
	return true;
}

void hint_veth(int err, const void *context, struct hint *hint)
{
	const struct hint_net *tried = context;

	if (err == -EPERM || err == -EACCES)
		hint_rights(err, tried, hint);
	else if (err == -EOPNOTSUPP)
		hint_set(hint,
			 "this kernel does not provide veth: CONFIG_VETH is not set, or "
			 "the module is not loaded; as root, run \"modprobe veth\"");
	else if (err != -EEXIST ||
		 (!hint_taken(tried, 0, hint) && !hint_taken(tried, 1, hint)))
		hint_link(err, tried->rtnl, hint);
}

void hint_move(int err, const void *context, struct hint *hint)
{
	const struct hint_net *tried = context;

	if (err == -EINVAL && (tried->link->flags & IFF_LOOPBACK))
		hint_set(hint,
			 "the loopback interface cannot leave its network namespace");
	else if (err == -EINVAL && tried->link->immutable)
		hint_set(hint,
			 "an interface%s%s cannot leave the network namespace in which "
			 "it was created",
			 tried->link->kind[0] ? " of kind " : " like this one",
			 tried->link->kind);
	else if (err == -EPERM || err == -EACCES)
		hint_rights(err, tried, hint);
	else if (err != -EEXIST || !hint_taken(tried, 1, hint))
		hint_link(err, tried->rtnl, hint);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/veth_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/die.h"
#include "base/fd.h"
#include "proc/proc.h"
#include "ns/status.h"
#include "hint/hint.h"
#include "net/netns_access.h"
#include "net/netns_scan.h"

/* ---- printing ---- */

enum { NAME, INDEX, NS, PEER, PEERINDEX, PEERNS, PEERPID, PEERFILE, MAC, MTU, STATE };

static const struct table_column columns[] = {
	[NAME] = { "NAME", "name of the interface", false },
	[INDEX] = { "INDEX", "index of the interface", true },
	[NS] = { "NS", "inode number of its network namespace", true },
	[PEER] = { "PEER", "name of the peer", false },
	[PEERINDEX] = { "PEERINDEX", "index of the peer", true },
	[PEERNS] = { "PEERNS", "inode number of the peer's network namespace", true },
	[PEERPID] = { "PEERPID", "a process in the peer's namespace", true },
	[PEERFILE] = { "PEERFILE", "a pin of the peer's namespace", false },
	[MAC] = { "MAC", "hardware address", false },
	[MTU] = { "MTU", "MTU in bytes", true },
	[STATE] = { "STATE", "down, up, or no-carrier (up, but the peer is down)",
		    false },
	{ 0 },
};

static const char default_columns[] = "NAME,INDEX,NS,PEER,PEERINDEX,PEERNS,PEERPID,STATE";

void veth_table_plan(const struct opt_table *options, struct table_plan *ret_plan)
{
	*ret_plan = (struct table_plan){ .columns = columns, .title = "veths" };
	opt_table_plan(options, default_columns, false, ret_plan);
}

static const char *number(unsigned long long value, char *text, size_t size)
{
	if (!value)
		return NULL;
	snprintf(text, size, "%llu", value);
	return text;
}

static const char *word(const char *text)
{
	return text && text[0] ? text : NULL;
}

static const char *state(unsigned flags)
{
	return !(flags & IFF_UP) ? "down" : flags & IFF_RUNNING ? "up" : "no-carrier";
}

/* The cell, in text or elsewhere; NULL when it is empty. */
static const char *cell(const struct veth_table_row *row, int column, char *text,
			size_t size)
{
	switch (column) {
	case NAME:
		return row->link.name;
	case INDEX:
		return number((unsigned)row->link.index, text, size);
	case NS:
		return number(row->ns, text, size);
	case PEER:
		return word(row->peer.name);
	case PEERINDEX:
		return number((unsigned)row->link.peer, text, size);
	case PEERNS:
		return number(row->peer_ns, text, size);
	case PEERPID:
		return number((unsigned)row->peer_pid, text, size);
	case PEERFILE:
		return word(row->peer_file);
	case MAC:
		return row->link.has_mac ? netaddr_mac_text(row->link.mac, text, size)
					 : NULL;
	case MTU:
		return number(row->link.mtu, text, size);
	default:
		return state(row->link.flags);
	}
}

void veth_table_print(const struct table_plan *plan, const struct veth_table_row *row,
		      size_t count)
{
	struct table *table = table_begin(plan);
	char text[64];

	for (size_t i = 0; i < count; i++) {
		void *line = table_row(table, NULL);

		for (int place = 0; place < plan->count; place++)
			table_cell(
				table, line, place,
				cell(&row[i], plan->chosen[place], text, sizeof(text)));
		table_row_done(table, line);
	}
	table_end(table);
}

/* ---- finding ---- */

enum { TRIES = 20 }; /* for a list in which nothing changes in between */

struct list {
	struct rtnl rtnl;
	unsigned long long ns; /* the caller's */
	struct veth_table_row *row;
	size_t count, room;
};

static void add(const struct link *link, void *context)
{
	struct list *list = context;

	if (strcmp(link->kind, "veth") != 0)
		return;
	must(array_grow(&list->row, &list->room, list->count, sizeof(*list->row)),
	     "list the interfaces");
	list->row[list->count++] =
		(struct veth_table_row){ .link = *link, .ns = list->ns };
}

/* Where interfaces come and go all the time, some of them are better than no list. */
static void load(struct list *list)
{
	int err = -EINTR;

	for (int i = 0; i < TRIES && err == -EINTR; i++) {
		list->count = 0;
		err = link_each(&list->rtnl, add, list);
	}
	must(err == -EINTR ? 0 : err, "list the interfaces");
	if (err == -EINTR)
		warning("the list can be incomplete: interfaces changed during each of %d "
			"attempts to read it",
			TRIES);
}

/* Says nothing of the interface: unlike one that has gone, or may not be seen. */
static bool is_own_failure(int err)
{
	return err < 0 && err != -ENODEV && err != -EINVAL && !fd_absent(err);
}

/*
 * The kernel knows the peer's namespace by an ID in the current one, and answers a caller
 * with CAP_NET_ADMIN there; it need not be entered.
 */
static void look_at_peers(struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct veth_table_row *row = &list->row[i];
		int err;

		if (row->link.peer_nsid < 0)
			row->peer_ns = list->ns;
		err = link_find_index(&list->rtnl, row->link.peer_nsid, row->link.peer,
				      &row->peer);
		if (is_own_failure(err))
			(void)should(err, "look up the peer of %s", row->link.name);
	}
}

static bool is_known(const struct veth_table_row *row)
{
	return row->peer_pid || row->peer_file;
}

static void take(struct veth_table_row *row, const struct netns_scan_found *found)
{
	row->peer_ns = found->inode;
	if (!row->peer_pid)
		row->peer_pid = found->pid;
	if (!row->peer_file)
		row->peer_file = found->file;
}

/* True when there is nothing left to be found. */
static bool match(const struct netns_scan_found *found, void *context)
{
	struct list *list = context;
	bool all = true;
	int nsid, err = link_nsid(&list->rtnl, found->nsfd, &nsid);

	if (is_own_failure(err))
		(void)should(err, "look up a net namespace in which the peers may be");
	if (err < 0)
		return false;
	for (size_t i = 0; i < list->count; i++) {
		struct veth_table_row *row = &list->row[i];

		if (row->peer_ns ? row->peer_ns == found->inode
				 : nsid >= 0 && row->link.peer_nsid == nsid)
			take(row, found);
		all &= is_known(row);
	}
	return all;
}

void veth_table_print_all(const struct table_plan *plan)
{
	struct list list = { 0 };
	FD_AUTO int self = must_why(proc_self(), hint_proc, NULL, "use /proc");
	FD_AUTO int own = must(netns_own(self), "open the caller's net namespace");

	list.ns = status_inode(own);
	must(list.ns ? 0 : -errno, "find the inode number of the caller's net namespace");
	must(rtnl_open(&list.rtnl), "open a netlink socket");
	load(&list);
	look_at_peers(&list);
	if (list.count)
		(void)should(netns_scan_each(match, &list), "scan for namespaces");
	veth_table_print(plan, list.row, list.count);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/veth_create.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/step.h"
#include "ns/status.h"
#include "net/hint_net.h"
#include "net/link.h"
#include "net/veth.h"
#include "net/veth_setup.h"
#include "net/veth_table.h"

/* The ends of a pair that exists and is not finished; NULL when there is none. */
static struct endpoints *unfinished;

/* An exit handler: it runs whatever step has failed. */
static void delete_unfinished(void)
{
	struct endpoint *end = unfinished ? unfinished->end : NULL;

	for (int err; unfinished && end < unfinished->end + 2; end++) {
		if (!end->rtnl ||
		    (!end->link.index && link_find(end->rtnl, end->name, &end->link) < 0))
			continue;
		err = link_delete(end->rtnl, end->link.index);
		if (err != -ENODEV) /* another process has deleted or moved it */
			(void)should(err, "delete %s", end->text);
		if (err >= 0)
			return;
	}
}

static void block_signals(sigset_t *ret_old)
{
	sigset_t all;

	sigfillset(&all);
	must(step_result(sigprocmask(SIG_BLOCK, &all, ret_old)), "block signals");
	must(step_result(atexit(delete_unfinished)), "register the cleanup handler");
}

static void create_pair(const struct opt_veth *options, struct endpoints *ends)
{
	struct rtnl *rtnl = endpoints_socket(ends, ends->end[1].ours);
	struct veth_end side[2];

	for (int i = 0; i < 2; i++)
		side[i] = (struct veth_end){
			.nsfd = ends->end[i].nsfd,
			.name = ends->end[i].name,
			.mac = options->end[i].has_mac ? options->end[i].mac : NULL,
		};
	ends->why.rtnl = rtnl;
	must_why(veth_make(rtnl, &side[0], &side[1], options->mtu), hint_veth, &ends->why,
		 "create the pair %s and %s", ends->end[0].text, ends->end[1].text);
}

static void print_pair(struct endpoints *ends, const struct table_plan *columns)
{
	struct veth_table_row row[2];

	veth_setup_find(ends);
	for (int i = 0; i < 2; i++) {
		const struct endpoint *end = &ends->end[i], *peer = &ends->end[!i];

		row[i] = (struct veth_table_row){
			.link = end->link,
			.peer = peer->link,
			.ns = status_inode(end->nsfd),
			.peer_ns = status_inode(peer->nsfd),
			.peer_pid = peer->target.pid,
		};
	}
	veth_table_print(columns, row, 2);
}

void veth_create(const struct opt_veth *options, struct endpoints *ends,
		 const struct table_plan *columns)
{
	bool more = columns || opt_veth_needs_more(options);
	sigset_t signals;

	endpoints_resolve(ends);
	if (endpoints_same_netns(ends) &&
	    strcmp(ends->end[0].name, ends->end[1].name) == 0)
		die("both ends would have the name %s in the same namespace",
		    ends->end[0].name);
	if (more)
		block_signals(&signals);
	create_pair(options, ends); /* one request, which no signal interrupts */
	if (!more)
		return;
	unfinished = ends;
	veth_setup(options, ends);
	if (columns)
		print_pair(ends, columns);
	unfinished = NULL;
	must(step_result(sigprocmask(SIG_SETMASK, &signals, NULL)), "unblock signals");
}

/* SPDX-License-Identifier: MIT */
/*
 * Receivers and senders of mount events, across mount namespaces: peer groups, and
 * arrows from a group to its slaves. Source: Documentation/filesystems/sharedsubtree.rst.
 */
#ifndef XNS_PROP_GRAPH_H
#define XNS_PROP_GRAPH_H

#include <stddef.h>

#include "base/intmap.h"
#include "mount/mntns.h"

/* A mount that is shared or a slave. */
struct prop_graph_node {
	const struct mounts_entry *mount;
	const struct mntns *ns;
	size_t next_peer, next_slave; /* of the same peer group; of the same master */
	size_t next_from;	      /* with the same propagate_from */
};

struct prop_graph {
	struct prop_graph_node *node;
	size_t count;
	struct intmap peers, slaves, from; /* peer group -> the first such node */
};

/* Builds the graph of these namespaces, which must live as long. 0 or -ENOMEM. */
int prop_graph_make(const struct mntns_list *list, struct prop_graph *ret_graph)
	__attribute__((warn_unused_result));

/* One mount at the other end, nearest first. */
struct prop_graph_hit {
	const struct prop_graph_node *node;
	int distance; /* how many masters lie between: 0 for a peer */
};

struct prop_graph_hits {
	struct prop_graph_hit *hit;
	size_t count;
};

/* All mounts that receive what the mount start receives or has mounted. 0 or -ENOMEM. */
int prop_graph_receivers(const struct prop_graph *graph, const struct mounts_entry *start,
			 struct prop_graph_hits *ret_hits)
	__attribute__((warn_unused_result));

/* All mounts whose events start receives. 0 or -ENOMEM. */
int prop_graph_senders(const struct prop_graph *graph, const struct mounts_entry *start,
		       struct prop_graph_hits *ret_hits)
	__attribute__((warn_unused_result));

/*
 * Two names of one place: here, seen through the mount start, and there, through the
 * other one. The place is start's directory below (what stands after its target, "" for
 * the mount point), or where the other mount shows only a part of that directory, that
 * part. Returns 1, 0 where the two mounts show different parts of the file system, or the
 * other one's has been removed, or -ENOMEM. The names are the caller's.
 */
int prop_graph_index(const struct mounts_entry *start, const char *below,
		     const struct mounts_entry *other, char **ret_here, char **ret_there)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/graph.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- making it ---- */

/* Puts the node before the others of its group. */
static bool chain(struct intmap *map, int group, size_t node, size_t *next)
{
	size_t *first;

	*next = INTMAP_NONE;
	if (!group)
		return true;
	first = intmap_put(map, group);
	if (!first)
		return false;
	*next = *first;
	*first = node;
	return true;
}

static bool takes_part(const struct mounts_entry *mount)
{
	return mount->peer_group || mount->master;
}

static size_t count_nodes(const struct mntns_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		for (size_t m = 0; m < list->ns[i].mounts.count; m++)
			count += takes_part(&list->ns[i].mounts.entry[m]);
	return count;
}

/* The chains grow at their fronts: from the last node to the first keeps the order. */
static bool chain_all(struct prop_graph *graph)
{
	for (size_t i = graph->count; i-- > 0;) {
		struct prop_graph_node *node = &graph->node[i];
		const struct mounts_entry *mount = node->mount;

		if (!chain(&graph->peers, mount->peer_group, i, &node->next_peer) ||
		    !chain(&graph->slaves, mount->master, i, &node->next_slave) ||
		    !chain(&graph->from, mount->propagate_from, i, &node->next_from))
			return false;
	}
	return true;
}

int prop_graph_make(const struct mntns_list *list, struct prop_graph *ret_graph)
{
	struct prop_graph graph = { 0 };

	graph.node = malloc((count_nodes(list) + 1) * sizeof(*graph.node));
	if (!graph.node)
		return -ENOMEM;
	for (size_t i = 0; i < list->count; i++) {
		const struct mntns *ns = &list->ns[i];

		for (size_t m = 0; m < ns->mounts.count; m++)
			if (takes_part(&ns->mounts.entry[m]))
				graph.node[graph.count++] = (struct prop_graph_node){
					.mount = &ns->mounts.entry[m],
					.ns = ns,
				};
	}
	if (!chain_all(&graph))
		return -ENOMEM;
	*ret_graph = graph;
	return 0;
}

/* ---- walking it ---- */

/* A peer group that has been reached, and from how far. */
struct stop {
	int group, distance;
};

struct walk {
	const struct prop_graph *graph;
	struct prop_graph_hits hits;
	bool *hit_before; /* by node */
	struct stop *queue;
	size_t queued;
	struct intmap reached; /* peer group -> its place in the queue */
};

static bool walk_begin(struct walk *walk, const struct prop_graph *graph, int start)
{
	/* Each node adds at most its own group and its master's. */
	size_t room = 2 * graph->count + 2;

	*walk = (struct walk){ .graph = graph };
	walk->hits.hit = malloc((graph->count + 1) * sizeof(*walk->hits.hit));
	walk->hit_before = calloc(graph->count + 1, sizeof(*walk->hit_before));
	walk->queue = malloc(room * sizeof(*walk->queue));
	if (!walk->hits.hit || !walk->hit_before || !walk->queue)
		return false;
	for (size_t i = 0; i < graph->count; i++)
		walk->hit_before[i] = graph->node[i].mount->id == start;
	return true;
}

static int walk_end(struct walk *walk, bool finished, struct prop_graph_hits *ret_hits)
{
	free(walk->hit_before);
	free(walk->queue);
	free(walk->reached.slot);
	*ret_hits = walk->hits;
	return finished ? 0 : -ENOMEM;
}

static void hit(struct walk *walk, size_t node, int distance)
{
	if (walk->hit_before[node])
		return;
	walk->hit_before[node] = true;
	walk->hits.hit[walk->hits.count++] =
		(struct prop_graph_hit){ &walk->graph->node[node], distance };
}

static bool reach(struct walk *walk, int group, int distance)
{
	size_t *place = group ? intmap_put(&walk->reached, group) : NULL;

	if (!place || *place != INTMAP_NONE)
		return !group || place;
	*place = walk->queued;
	walk->queue[walk->queued++] = (struct stop){ group, distance };
	return true;
}

/*
 * The peers, their slaves, and on to the groups that those are in. A slave whose master
 * group has no visible member still names, as propagate_from, the group above it.
 */
static bool go_down(struct walk *walk, struct stop from)
{
	const struct prop_graph *graph = walk->graph;
	size_t at;

	for (at = intmap_get(&graph->peers, from.group); at != INTMAP_NONE;
	     at = graph->node[at].next_peer)
		hit(walk, at, from.distance);
	for (at = intmap_get(&graph->slaves, from.group); at != INTMAP_NONE;
	     at = graph->node[at].next_slave) {
		hit(walk, at, from.distance + 1);
		if (!reach(walk, graph->node[at].mount->peer_group, from.distance + 1))
			return false;
	}
	for (at = intmap_get(&graph->from, from.group); at != INTMAP_NONE;
	     at = graph->node[at].next_from)
		if (!reach(walk, graph->node[at].mount->master, from.distance + 1))
			return false;
	return true;
}

int prop_graph_receivers(const struct prop_graph *graph, const struct mounts_entry *start,
			 struct prop_graph_hits *ret_hits)
{
	struct walk walk;
	bool going =
		walk_begin(&walk, graph, start->id) && reach(&walk, start->peer_group, 0);

	for (size_t i = 0; i < walk.queued && going; i++)
		going = go_down(&walk, walk.queue[i]);
	return walk_end(&walk, going, ret_hits);
}

/* The members of the group, and on to the groups that those are slaves of. */
static bool go_up(struct walk *walk, struct stop from)
{
	const struct prop_graph *graph = walk->graph;
	size_t at;

	for (at = intmap_get(&graph->peers, from.group); at != INTMAP_NONE;
	     at = graph->node[at].next_peer) {
		hit(walk, at, from.distance);
		if (!reach(walk, graph->node[at].mount->master, from.distance + 1))
			return false;
	}
	if (intmap_get(&graph->peers, from.group) != INTMAP_NONE)
		return true;
	for (at = intmap_get(&graph->slaves, from.group); at != INTMAP_NONE;
	     at = graph->node[at].next_slave)
		if (!reach(walk, graph->node[at].mount->propagate_from,
			   from.distance + 1))
			return false;
	return true;
}

int prop_graph_senders(const struct prop_graph *graph, const struct mounts_entry *start,
		       struct prop_graph_hits *ret_hits)
{
	struct walk walk;
	bool going = walk_begin(&walk, graph, start->id) &&
		     reach(&walk, start->peer_group, 0) && reach(&walk, start->master, 1);

	for (size_t i = 0; i < walk.queued && going; i++)
		going = go_up(&walk, walk.queue[i]);
	return walk_end(&walk, going, ret_hits);
}

/* ---- places ---- */

/* base/rest, where rest is empty or begins with a slash. NULL when memory runs out. */
static char *join(const char *base, const char *rest)
{
	size_t length = strcmp(base, "/") == 0 && *rest ? 0 : strlen(base);
	char *path = malloc(length + strlen(rest) + 1);

	if (!path)
		return NULL;
	memcpy(path, base, length);
	strcpy(path + length, rest);
	return path;
}

/* Nothing can be mounted on what has been removed. No other path has two slashes. */
static bool is_removed(const char *root)
{
	return strstr(root, "//deleted");
}

static int name_place(const struct mounts_entry *start, const char *below,
		      const struct mounts_entry *other, const char *directory,
		      char **ret_here, char **ret_there)
{
	const char *rest = mounts_below(directory, other->root);
	char *here = join(start->target, below);

	if (!here)
		return -ENOMEM;
	if (rest) {
		*ret_here = here;
		*ret_there = join(other->target, rest);
	} else {
		rest = mounts_below(other->root, directory);
		*ret_here = rest ? join(here, rest) : NULL;
		*ret_there = rest ? join(other->target, "") : NULL;
		free(here);
	}
	if (!rest)
		return 0;
	return *ret_here && *ret_there ? 1 : -ENOMEM;
}

int prop_graph_index(const struct mounts_entry *start, const char *below,
		     const struct mounts_entry *other, char **ret_here, char **ret_there)
{
	char *directory;
	int answer;

	if (is_removed(other->root))
		return 0;
	directory = join(start->root, below);
	if (!directory)
		return -ENOMEM;
	answer = name_place(start, below, other, directory, ret_here, ret_there);
	free(directory);
	return answer;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/hit_list.h"

#include <limits.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/fd.h"
#include "prop/mount_table.h"

/* The mount that DIR lies on, from the list of the process whose view this is. */
static const struct mounts_entry *find_start(const struct opt_prop *what,
					     const struct process_mounts *view, int fd,
					     struct mounts *mounts)
{
	process_mounts_load(view, mounts);
	return process_mounts_find(view, mounts, fd, what->dir);
}

static void print(const struct opt_prop *what, const struct table_plan *plan,
		  const struct mounts_entry *start, const char *below,
		  const struct prop_graph_hits *hits)
{
	struct table *table = table_begin(plan);
	bool up = what->job == PROP_SENDERS;

	for (size_t i = 0; i < hits->count; i++) {
		const struct prop_graph_hit *hit = &hits->hit[i];
		char *here, *there;

		if (must(prop_graph_index(start, below, hit->node->mount, &here, &there),
			 "build the path of a mount") == 0)
			continue;
		mount_table_print_row(plan, table, NULL,
				      &(struct mount_table){
					      .mount = hit->node->mount,
					      .hit = hit,
					      .up = up,
					      .event = up ? there : here,
					      .appears = up ? here : there,
				      });
		free(here);
		free(there);
	}
	table_end(table);
}

void hit_list_print(const struct opt_prop *what, const struct process_mounts *view,
		    const struct table_plan *plan, const struct prop_graph *graph)
{
	FD_AUTO int fd = process_mounts_open_file(view, what->dir);
	struct mounts mounts;
	const struct mounts_entry *start = find_start(what, view, fd, &mounts);
	struct prop_graph_hits hits;
	char text[PATH_MAX];

	if (what->job == PROP_SENDERS)
		must(prop_graph_senders(graph, start, &hits), "find the senders");
	else
		must(prop_graph_receivers(graph, start, &hits), "find the receivers");
	print(what, plan, start, process_mounts_below(view, fd, what->dir, start, text),
	      &hits);
}

static void choose_hits(const struct prop_graph *graph,
			const struct prop_graph_hits *hits, bool *chosen)
{
	for (size_t i = 0; i < hits->count; i++)
		chosen[hits->hit[i].node - graph->node] = true;
}

/* By node, what DIR sends to or receives from, and its own mount. */
bool *hit_list_choose(const struct opt_prop *what, const struct process_mounts *view,
		      const struct prop_graph *graph)
{
	FD_AUTO int fd = process_mounts_open_file(view, what->dir);
	struct mounts mounts;
	const struct mounts_entry *start = find_start(what, view, fd, &mounts);
	bool *chosen = calloc(graph->count + 1, sizeof(*chosen));
	struct prop_graph_hits hits;

	must_alloc(chosen);
	for (size_t i = 0; i < graph->count; i++)
		chosen[i] = graph->node[i].mount->id == start->id;
	must(prop_graph_senders(graph, start, &hits), "find the senders");
	choose_hits(graph, &hits, chosen);
	must(prop_graph_receivers(graph, start, &hits), "find the receivers");
	choose_hits(graph, &hits, chosen);
	return chosen;
}

/* SPDX-License-Identifier: MIT */
/*
 * xlsprop: looks at mount propagation. Which mounts there are and of which type, who
 * receives the mount events of a directory and who sends them, in all mount namespaces
 * that can be seen, and the whole as a graph. It changes nothing.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/fd.h"
#include "mount/mount_tree.h"
#include "mount/mountfd.h"
#include "hint/hint.h"
#include "cli/opt.h"
#include "cli/opt_table.h"
#include "cli/table.h"
#include "prop/graph.h"
#include "prop/graphviz.h"
#include "prop/mount_table.h"
#include "prop/opt_prop.h"
#include "prop/process_mounts.h"
#include "list/mntns_persistent.h"

struct plan {
	struct opt_prop what;
	struct opt_table output;
	struct table_plan table;
	struct process_mounts view;
};

/* ---- parse ---- */

/* Cells that would always be empty, and options about a table where there is none. */
static void check_output(const struct plan *p)
{
	for (int i = 0; i < p->table.count; i++)
		if (p->table.chosen[i] >= ROW_WAY && !opt_prop_hits(&p->what))
			usage_error("the column %s requires --receivers or --senders",
				    mount_table_columns[p->table.chosen[i]].name);
}

static void parse(struct plan *p, char **argv)
{
	static const char *const titles[] = { "mounts", "receivers", "senders", "" };
	static const struct opt_group groups[] = {
		{ &opt_prop_options, offsetof(struct plan, what) },
		{ &opt_table_options, offsetof(struct plan, output) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "receivers", OPT_EXCLUDES, "senders dot" },
		{ "senders", OPT_EXCLUDES, "dot" },
		{ "submounts type", OPT_EXCLUDES, "receivers senders dot" },
		{ "json raw list noheadings output filter", OPT_EXCLUDES, "dot" },
		{ "raw", OPT_EXCLUDES, "json" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] [DIR]",
		.purpose = "List mounts, and show how mount events propagate between "
			   "them.",
		.page = "xlsprop(1)",
		.permute = true,
		.groups = groups,
		.rules = rules,
	};
	char **operands = opt_parse(&cli, p, argv);

	p->table.columns = mount_table_columns;
	p->table.title = titles[p->what.job];
	opt_table_plan(&p->output,
		       opt_prop_hits(&p->what) ? "WAY,EVENT,APPEARS,NS,PID"
					       : "TARGET,PROPAGATION,GROUP,MASTER,FROM",
		       p->what.job == PROP_LIST, &p->table);
	opt_prop_operands(&p->what, operands);
	check_output(p);
}

/* ---- lists ---- */

static void *print_row(const struct plan *p, struct table *table, void *parent,
		       const struct mount_table *row)
{
	void *line = table_row(table, parent);
	char text[PROPROW_TEXT];

	for (int i = 0; i < p->table.count; i++)
		table_cell(table, line, i,
			   mount_table_cell(row,
					    (enum mount_table_column)p->table.chosen[i],
					    text));
	return table_row_done(table, line);
}

/* One mount is asked for by its descriptor, unless a column needs the list. */
static bool list_one(const struct plan *p, struct table *table)
{
	struct mounts_entry entry;
	FD_AUTO int fd = -1;

	if (!p->what.dir || p->what.submounts || p->view.target)
		return false;
	for (int i = 0; i < p->table.count; i++)
		if (p->table.chosen[i] >= ROW_SOURCE)
			return false;
	fd = process_mounts_open_file(&p->view, p->what.dir);
	if (must_why(mountfd_find(fd, &entry), hint_proc, NULL, "find the mount of %s",
		     p->what.dir) == 0)
		return false;
	if (opt_prop_wants(&p->what, &entry))
		print_row(p, table, NULL, &(struct mount_table){ .mount = &entry });
	return true;
}

/* By place, which mounts DIR asks for; NULL: all. */
static bool *choose(const struct plan *p, const struct mounts *mounts,
		    const struct mount_tree *tree)
{
	FD_AUTO int fd = -1;
	const struct mounts_entry *found;
	bool *chosen;

	if (!p->what.dir)
		return NULL;
	fd = process_mounts_open_file(&p->view, p->what.dir);
	found = process_mounts_find(&p->view, mounts, fd, p->what.dir);
	chosen = p->what.submounts ? mount_tree_below(tree, mounts, found->id)
				   : calloc(mounts->count, sizeof(*chosen));
	must(chosen ? 0 : -ENOMEM, "allocate memory");
	chosen[found - mounts->entry] = true;
	return chosen;
}

/* In the kernel's order; in a tree, below the nearest mount above that is shown. */
static void list_many(const struct plan *p, struct table *table,
		      const struct mounts *mounts, const struct mount_tree *tree,
		      const bool *chosen)
{
	void **line = calloc(mounts->count + 1, sizeof(*line));

	must(line ? 0 : -ENOMEM, "allocate memory");
	for (size_t i = 0; i < mounts->count; i++) {
		size_t at = p->table.tree ? tree->order[i] : i;
		size_t above = p->table.tree ? tree->parent[at] : MTREE_NONE;
		const struct mount_table row = { .mount = &mounts->entry[at] };

		line[at] = above == MTREE_NONE ? NULL : line[above];
		if ((!chosen || chosen[at]) && opt_prop_wants(&p->what, row.mount)) {
			void *own = print_row(p, table, line[at], &row);

			line[at] = own ? own : line[at];
		}
	}
}

struct stream {
	const struct plan *plan;
	struct table *table;
};

static bool list_next(const struct mounts_entry *mount, void *context)
{
	const struct stream *stream = context;

	if (opt_prop_wants(&stream->plan->what, mount))
		print_row(stream->plan, stream->table, NULL,
			  &(struct mount_table){ .mount = mount });
	return false;
}

/* All mounts, in the kernel's order: none has to be kept in memory. */
static bool list_each(const struct plan *p, struct table *table)
{
	struct stream stream = { p, table };

	if (p->what.dir || p->table.tree)
		return false;
	process_mounts_must(&p->view, mounts_each_of(p->view.proc, list_next, &stream));
	return true;
}

static void list(const struct plan *p)
{
	struct table *table = table_begin(&p->table);
	struct mounts mounts;
	struct mount_tree tree;

	if (!list_one(p, table) && !list_each(p, table)) {
		process_mounts_load(&p->view, &mounts);
		if (p->table.tree || p->what.submounts)
			must(mount_tree_make(&mounts, &tree), "allocate memory");
		list_many(p, table, &mounts, &tree, choose(p, &mounts, &tree));
	}
	table_end(table);
}

/* ---- receivers, senders, the graph ---- */

static void make_graph(struct prop_graph *graph)
{
	struct mntns_list list;

	must(mntns_visible(&list), "scan the mount namespaces of all processes");
	must(mntns_persistent_add(&list), "scan for mount namespaces without processes");
	must(prop_graph_make(&list, graph), "build the propagation graph");
}

/* The mount that DIR lies on, from the list of the process whose view this is. */
static const struct mounts_entry *find_start(const struct plan *p, int fd,
					     struct mounts *mounts)
{
	process_mounts_load(&p->view, mounts);
	return process_mounts_find(&p->view, mounts, fd, p->what.dir);
}

static void list_hits(const struct plan *p, const struct mounts_entry *start,
		      const char *below, const struct prop_graph_hits *hits)
{
	struct table *table = table_begin(&p->table);
	bool up = p->what.job == PROP_SENDERS;

	for (size_t i = 0; i < hits->count; i++) {
		const struct prop_graph_hit *hit = &hits->hit[i];
		char *here, *there;

		if (must(prop_graph_index(start, below, hit->node->mount, &here, &there),
			 "build the path of a mount") == 0)
			continue;
		print_row(p, table, NULL,
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

static void show_hits(const struct plan *p)
{
	FD_AUTO int fd = process_mounts_open_file(&p->view, p->what.dir);
	struct mounts mounts;
	const struct mounts_entry *start = find_start(p, fd, &mounts);
	struct prop_graph_hits hits;
	struct prop_graph graph;
	char text[PATH_MAX];

	make_graph(&graph);
	if (p->what.job == PROP_SENDERS)
		must(prop_graph_senders(&graph, start, &hits), "find the senders");
	else
		must(prop_graph_receivers(&graph, start, &hits), "find the receivers");
	list_hits(p, start, process_mounts_below(&p->view, fd, p->what.dir, start, text),
		  &hits);
}

static void choose_hits(const struct prop_graph *graph,
			const struct prop_graph_hits *hits, bool *chosen)
{
	for (size_t i = 0; i < hits->count; i++)
		chosen[hits->hit[i].node - graph->node] = true;
}

/* By node, what DIR sends to or receives from, and its own mount. */
static bool *choose_nodes(const struct plan *p, const struct prop_graph *graph)
{
	FD_AUTO int fd = process_mounts_open_file(&p->view, p->what.dir);
	struct mounts mounts;
	const struct mounts_entry *start = find_start(p, fd, &mounts);
	bool *chosen = calloc(graph->count + 1, sizeof(*chosen));
	struct prop_graph_hits hits;

	must(chosen ? 0 : -ENOMEM, "print the graph");
	for (size_t i = 0; i < graph->count; i++)
		chosen[i] = graph->node[i].mount->id == start->id;
	must(prop_graph_senders(graph, start, &hits), "find the senders");
	choose_hits(graph, &hits, chosen);
	must(prop_graph_receivers(graph, start, &hits), "find the receivers");
	choose_hits(graph, &hits, chosen);
	return chosen;
}

static void draw(const struct plan *p)
{
	struct prop_graph graph;

	make_graph(&graph);
	prop_graphviz_print(&graph, p->what.dir ? choose_nodes(p, &graph) : NULL);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xlsprop", EXIT_FAILURE, 2, argv);
	parse(p, argv);
	process_mounts_open(&p->view, &p->what.target);

	if (p->what.job == PROP_LIST)
		list(p);
	else if (p->what.job == PROP_DOT)
		draw(p);
	else
		show_hits(p);
	return EXIT_SUCCESS;
}

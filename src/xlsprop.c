/* SPDX-License-Identifier: MIT */
/*
 * xlsprop: shows mount propagation: the mounts and their types, the receivers
 * and senders of the mount events of a directory, in all mount namespaces
 * that can be seen, and the whole as a graph. It changes nothing.
 */
#include "config.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/die.h"
#include "cli/opt.h"
#include "cli/opt_table.h"
#include "cli/table.h"
#include "prop/graph.h"
#include "prop/graphviz.h"
#include "prop/hit_list.h"
#include "prop/mount_list.h"
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

/* ---- receivers, senders, the graph ---- */

static void make_graph(struct prop_graph *graph)
{
	struct mntns_list list;

	must(mntns_visible(&list), "scan the mount namespaces of all processes");
	must(mntns_persistent_add(&list), "scan for mount namespaces without processes");
	must(prop_graph_make(&list, graph), "build the propagation graph");
}

static void show_hits(const struct plan *p)
{
	struct prop_graph graph;

	make_graph(&graph);
	hit_list_print(&p->what, &p->view, &p->table, &graph);
}

static void draw(const struct plan *p)
{
	struct prop_graph graph;

	make_graph(&graph);
	prop_graphviz_print(
		&graph, p->what.dir ? hit_list_choose(&p->what, &p->view, &graph) : NULL);
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
		mount_list_print(&p->what, &p->view, &p->table);
	else if (p->what.job == PROP_DOT)
		draw(p);
	else
		show_hits(p);
	return EXIT_SUCCESS;
}

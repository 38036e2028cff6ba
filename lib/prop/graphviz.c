/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/graphviz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/escape.h"
#include "base/print.h"

/* In dot's strings '"' and '\' are special, and escape.h leaves '\' for its own use. */
static void print_label(const char *name)
{
	char *text = escape_copy(name);

	must_alloc(text);
	for (const char *at = text; *at; at++) {
		if (*at == '"' || *at == '\\')
			putchar('\\');
		putchar(*at);
	}
	free(text);
}

/* What stands in it begins with the node first. */
static void print_namespace(const struct mntns *ns, const struct prop_graph_node *first)
{
	printf("\tsubgraph cluster_%d {\n\t\tlabel=\"mount namespace ", first->mount->id);
	if (ns->inode)
		printf("%u ", ns->inode);
	if (ns->pid)
		printf("(process %d)\";\n", (int)ns->pid);
	else
		puts("(no process)\";");
}

/* Nodes stand namespace by namespace. */
static void print_mounts(const struct prop_graph *graph, const bool *chosen)
{
	const struct mntns *open = NULL;

	for (size_t i = 0; i < graph->count; i++) {
		const struct prop_graph_node *node = &graph->node[i];

		if (chosen && !chosen[i])
			continue;
		if (node->ns != open) {
			if (open)
				puts("\t}");
			print_namespace(node->ns, node);
			open = node->ns;
		}
		printf("\t\tm%d [label=\"", node->mount->id);
		print_label(node->mount->target);
		puts("\"];");
	}
	if (open)
		puts("\t}");
}

/* A group may have no visible member, and be known only from its slaves. */
static void print_group(const struct prop_graph *graph, struct intmap *drawn, int group)
{
	size_t *before = group ? intmap_put(drawn, group) : NULL;

	must(before || !group ? 0 : -ENOMEM, "print the graph");
	if (!before || *before != INTMAP_NONE)
		return;
	*before = 0;
	printf("\tg%d [shape=box, label=\"peer group %d\"%s];\n", group, group,
	       intmap_get(&graph->peers, group) == INTMAP_NONE ? ", style=dashed" : "");
}

static void print_arrows(const struct mounts_entry *mount)
{
	if (mount->peer_group)
		printf("\tm%d -> g%d [dir=none];\n", mount->id, mount->peer_group);
	if (mount->master)
		printf("\tg%d -> m%d;\n", mount->master, mount->id);
}

void prop_graphviz_print(const struct prop_graph *graph, const bool *chosen)
{
	struct intmap drawn = { 0 };

	puts("digraph propagation {\n\trankdir=LR;\n\tfontname=sans;\n"
	     "\tnode [shape=ellipse, fontname=sans];");
	print_mounts(graph, chosen);
	for (size_t i = 0; i < graph->count; i++) {
		const struct mounts_entry *mount = graph->node[i].mount;

		if (chosen && !chosen[i])
			continue;
		print_group(graph, &drawn, mount->peer_group);
		print_group(graph, &drawn, mount->master);
		print_arrows(mount);
	}
	puts("}");
	print_end();
}

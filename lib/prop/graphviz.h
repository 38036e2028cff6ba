/* SPDX-License-Identifier: MIT */
/* The propagation graph as a drawing for Graphviz, dot(1). */
#ifndef XNS_PROP_GRAPHVIZ_H
#define XNS_PROP_GRAPHVIZ_H

#include <stdbool.h>

#include "prop/graph.h"

/*
 * Prints the graph to standard output: a box for each peer group, arrows from a group to
 * its slaves, a cluster for each mount namespace. chosen, by node, says which mounts to
 * draw, NULL all of them. Ends the program when memory runs out or the output fails.
 */
void prop_graphviz_print(const struct prop_graph *graph, const bool *chosen);

#endif

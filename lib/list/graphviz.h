/* SPDX-License-Identifier: MIT */
/* All namespaces as a drawing for dot(1). */
#ifndef XNS_LIST_GRAPHVIZ_H
#define XNS_LIST_GRAPHVIZ_H

#include "list/snapshot.h"

/*
 * Prints it: a cluster for each user namespace, in it a box for each namespace that it
 * owns, and clusters below it; an ellipse for the processes that share all namespaces,
 * with lines to those; an arrow from each PID namespace to those below it. Ends the
 * program with a message on failure.
 */
void ns_graphviz_print(struct snapshot *view);

#endif

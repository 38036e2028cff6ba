/* SPDX-License-Identifier: MIT */
/*
 * The mounts that receive events from a directory, or send events to it: the answers of
 * xlsprop --receivers, --senders and --dot. Each function ends the program with a message
 * when it fails.
 */
#ifndef XNS_PROP_HIT_LIST_H
#define XNS_PROP_HIT_LIST_H

#include "cli/opt_table.h"
#include "prop/graph.h"
#include "prop/opt_prop.h"
#include "prop/process_mounts.h"

/* Prints the receivers or the senders of the directory that the options name. */
void hit_list_print(const struct opt_prop *what, const struct process_mounts *view,
		    const struct table_plan *plan, const struct prop_graph *graph);

/*
 * By node of the graph: whether it is the mount of the directory, sends to it or receives
 * from it. The array is the caller's.
 */
bool *hit_list_choose(const struct opt_prop *what, const struct process_mounts *view,
		      const struct prop_graph *graph);

#endif

/* SPDX-License-Identifier: MIT */
/* The list of mounts of xlsprop: all, one, or a subtree. */
#ifndef XNS_PROP_MOUNT_LIST_H
#define XNS_PROP_MOUNT_LIST_H

#include "cli/opt_table.h"
#include "prop/opt_prop.h"
#include "prop/process_mounts.h"

/*
 * Prints the mounts that the options choose, as the process whose mounts these are sees
 * them. Reads only what is needed: one mount by its descriptor, all of them one by one.
 * Ends the program with a message when that fails.
 */
void mount_list_print(const struct opt_prop *what, const struct process_mounts *view,
		      const struct table_plan *plan);

#endif

/* SPDX-License-Identifier: MIT */
/* Why a cgroup could not be found, created, limited or entered. */
#ifndef XNS_CGROUP_HINT_CGROUP_H
#define XNS_CGROUP_HINT_CGROUP_H

#include "base/die.h"
#include "cgroup/tree.h"

#include <stdbool.h>
#include <stddef.h>

struct hint_group {
	const struct tree *tree; /* the parent */
	const char *controller;	 /* of the file that was written, "" or NULL */
	int leaf;		 /* the cgroup itself, or -1 */
	const char *file;	 /* the file that was written, or NULL */
};

/* tree_open_own() failed. context: NULL */
void hint_group_find(int err, const void *context, struct hint *hint);

/* Each of these: context: struct hint_group */
void hint_group_create(int err, const void *context, struct hint *hint);
void hint_group_enable(int err, const void *context, struct hint *hint);
void hint_group_write(int err, const void *context, struct hint *hint);
void hint_group_start(int err, const void *context, struct hint *hint);

#endif

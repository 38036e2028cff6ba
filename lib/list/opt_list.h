/* SPDX-License-Identifier: MIT */
/* Options that say which namespaces are listed, and what is told about them. */
#ifndef XNS_LIST_OPT_LIST_H
#define XNS_LIST_OPT_LIST_H

#include <stdbool.h>

#include "cli/opt.h"

enum opt_list_job { LSNS_LIST, LSNS_WHY, LSNS_SAME, LSNS_DOT };

enum opt_list_tree {
	LSNS_NO_TREE,
	LSNS_BY_OWNER,	 /* below the user namespace that owns it */
	LSNS_BY_PARENT,	 /* PID and user namespaces below their parents */
	LSNS_BY_PROCESS, /* processes below their namespaces */
};

struct opt_list {
	enum opt_list_job job;
	enum opt_list_tree tree;
	int types;	 /* CLONE_NEW* flags of --type; 0: all */
	const char *why; /* what --why asks about */
	const char *task;
	bool held, persistent, all_columns, no_wrap, no_cut;
};

extern const struct opt_set opt_list_options;

/*
 * The flag of the type of that name, "mnt" or "mount"; ends the program when there is
 * none.
 */
int opt_list_type(const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Options about what the command sees of the file system, and the steps that make it so.
 */
#ifndef XNS_CREATE_OPT_MOUNT_H
#define XNS_CREATE_OPT_MOUNT_H

#include <stdbool.h>

#include "base/step.h"
#include "mount/prop.h"
#include "cli/opt.h"
#include "create/opt_root.h"

struct opt_mount {
	enum prop propagation; /* private unless asked otherwise */
	bool propagation_given;
	const char *proc;	 /* where to mount proc, or NULL */
	const char *binfmt;	 /* where to mount binfmt_misc, or NULL */
	const char *interpreter; /* a line for its register file, or NULL */
	const char *root, *wd;	 /* directories, or NULL */
	struct opt_root tree;	 /* options of its own */
};

extern const struct opt_set opt_mount_options;

/* True when an option was given that needs a mount namespace of its own. */
bool opt_mount_given(const struct opt_mount *mount);

/* True when the command gets another root directory. */
bool opt_mount_new_root(const struct opt_mount *mount);

/*
 * Ends the program when a directory is missing that must exist before. Changes nothing.
 */
void opt_mount_check(struct opt_mount *mount);

/* The step for a new mount namespace; opens what is needed from the caller's root. */
void opt_mount_propagate(struct opt_mount *mount, struct steps *steps);

/*
 * The steps root, proc, sysfs, devices, binfmt_misc and working directory, in this order.
 */
void opt_mount_enter(struct opt_mount *mount, struct steps *steps);

#endif

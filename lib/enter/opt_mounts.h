/* SPDX-License-Identifier: MIT */
/*
 * Mounts that fit the entered namespaces: a new /proc, and /sys and /etc as of "ip netns
 * exec". They are made in a new mount namespace, a copy of the caller's, so that all
 * paths are the caller's.
 */
#ifndef XNS_ENTER_OPT_MOUNTS_H
#define XNS_ENTER_OPT_MOUNTS_H

#include <stdbool.h>

#include "cli/opt.h"
#include "enter/enter.h"

struct opt_mounts {
	bool netns_etc;
	const char *proc;  /* where to mount a new proc, or NULL */
	const char *netns; /* the name of ip-netns(8), with --netns-etc */
};

extern const struct opt_set opt_mounts_options;

/* Ends the program if the net namespace of --netns-etc was not given by its name. */
void opt_mounts_check(struct opt_mounts *mounts, const struct enter *enter);

/*
 * After entering: creates the mount namespace and mounts. What a PID namespace must have
 * is mounted by a child, which is in it; signals are blocked while it runs.
 */
void opt_mounts_apply(const struct opt_mounts *mounts);

#endif

/* SPDX-License-Identifier: MIT */
/* Options about how a cloned process starts and ends. */
#ifndef XNS_CREATE_OPT_CLONE_H
#define XNS_CREATE_OPT_CLONE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/step.h"
#include "run/lifetime.h"
#include "cli/opt.h"

struct opt_clone {
	const char *cgroup; /* the cgroup2 directory for the child, or NULL */
	int cgroup_dir;	    /* the same, open, or -1 */
	pid_t set_tid;	    /* the PID to have, or 0 */
	int kill_signal;    /* sent to the child when this process dies; 0 for none */
	bool detach, die_with_parent, new_session, no_forward;
	struct lifetime_parent parent; /* with --die-with-parent */
	int self; /* with --detach: readable when the supervisor has ended; or -1 */
	struct lifetime lifetime; /* with --kill-child or --die-with-parent */
};

extern const struct opt_set opt_clone_options;

/*
 * The caller's first step: the watcher that ends the child with the caller and, with
 * --die-with-parent, the caller with its parent. Before any namespace is created.
 */
void opt_clone_watch(struct opt_clone *options, const struct steps *steps);

/*
 * The same without pidfd_open(2), or when the parent belongs to another PID namespace: by
 * a death signal, after the last change of the caller's IDs.
 */
void opt_clone_tie_to_parent(const struct opt_clone *options, struct steps *steps);

/* The child's steps, the last before the command: new session, parent-death signal. */
void opt_clone_apply(const struct opt_clone *options, struct steps *steps);

/*
 * Around the wait of a child with --detach: it ends with its caller, who is there to be
 * signalled meanwhile; then it does not any more. Nothing without --detach.
 */
void opt_clone_arm_pdeathsig(const struct opt_clone *options);
void opt_clone_disarm_pdeathsig(const struct opt_clone *options);

/* Opens the cgroup and the pidfds that are needed; ends the program when it cannot. */
void opt_clone_open(struct opt_clone *options);

#endif

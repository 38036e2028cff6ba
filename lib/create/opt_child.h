/* SPDX-License-Identifier: MIT */
/* Options of the child: whether to fork, which signals it gets, when it is killed. */
#ifndef XNS_CREATE_OPT_CHILD_H
#define XNS_CREATE_OPT_CHILD_H

#include <stdbool.h>

#include "base/step.h"
#include "run/lifetime.h"
#include "cli/opt.h"
#include "create/setup.h"

struct opt_child {
	bool fork;	 /* --fork or what implies it */
	bool no_fork;	 /* --no-fork */
	bool no_forward; /* --no-forward-signals */
	int kill_signal; /* --kill-child: sent to the child when this process dies; 0 for
			    none */
	struct lifetime lifetime; /* with --kill-child */
};

/* Nothing asked. */
#define OPT_CHILD_NONE                                                                   \
	{                                                                                \
		.lifetime = LIFETIME_NONE                                                \
	}

extern const struct opt_set opt_child_options;

/*
 * After setup_plan(): decides whether to fork. asked: another option asks for it. Ends
 * the program for what cannot be done without a child.
 */
void opt_child_resolve(struct opt_child *child, const struct setup *setup, bool asked);

/*
 * In the caller, with --kill-child: starts the watcher that signals the child when the
 * caller ends. After each helper that outlives the call, before any namespace is created.
 */
void opt_child_watch(struct opt_child *child, const struct steps *steps);

/* In the child, with --kill-child, after its last change of credentials. */
void opt_child_live(const struct opt_child *child, struct steps *steps);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The child of xclone: clone3(2) creates the process and its namespaces in one step.
 *
 * Each function ends the program with a message when its step fails.
 */
#ifndef XNS_CREATE_CLONE_H
#define XNS_CREATE_CLONE_H

#include <sys/types.h>

#include "base/step.h"
#include "ns/process.h"
#include "run/child.h"
#include "create/mntns_cpu.h"
#include "create/opt_clone.h"
#include "create/setup.h"

struct clone {
	struct setup *setup;
	struct steps *steps;
	struct child_clone how;
	struct mntns_cpu cpu; /* where the child is created */
	struct process child; /* its pidfd after clone_create(), all after clone_open() */
};

/* After opt_clone_open() and setup_open(). setup and steps stay the caller's. */
void clone_plan(struct clone *clone, struct setup *setup, struct steps *steps,
		const struct opt_clone *options);

/*
 * With signals blocked: chooses the CPU for a mount namespace that will be pinned, and
 * creates the time namespace of the child, whose offsets must be set before it has a
 * process.
 */
void clone_prepare(struct clone *clone);

/*
 * clone3(2), or clone(2) where that is not available. Returns the PID in the caller and 0
 * in the child; 0 in a dry run.
 */
pid_t clone_create(struct clone *clone);

/*
 * A child that shares the caller's memory until its exec: see child_clone_vm() and
 * setup_can_share_memory(). It writes its ID maps, then calls run(context). Returns its
 * PID, or 0 when it may not write the maps: then it has ended, and clone_create() and a
 * process outside can do it. (AppArmor can allow the creation of a user namespace, and
 * deny its capabilities.)
 */
pid_t clone_create_vm(struct clone *clone, int (*run)(void *context), void *context,
		      char *const *argv);

/* Fills clone->child, for its files in /proc. */
void clone_open(struct clone *clone, pid_t pid);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The caller of a clone: what it does for the child from outside, and how it ends.
 *
 * Each function ends the program with a message when its step fails. The exit closes the
 * sync pipe, and a child that waits at it ends too.
 */
#ifndef XNS_CREATE_CLONE_PARENT_H
#define XNS_CREATE_CLONE_PARENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "cli/launch.h"
#include "create/clone.h"

/*
 * Reports the child, waits for the ID maps of another process or writes them, pins the
 * namespaces and releases the child. Returns false when the child ended before, without
 * its command; its pins are removed then.
 */
bool clone_parent_configure(struct clone *clone, struct launch *launch, pid_t pid);

/* Waits for the child and ends like it. The pins remain only if its command has run. */
_Noreturn void clone_parent_supervise(const struct clone *clone, struct launch *launch,
				      pid_t pid);

/*
 * Waits for the exec of the child, prints its PID and exits with 0. If the child ends
 * before the exec, removes the pins and ends like it. A command whose PID could not be
 * printed is killed.
 */
_Noreturn void clone_parent_detach(struct launch *launch, pid_t pid);

#endif

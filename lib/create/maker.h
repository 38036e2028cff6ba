/* SPDX-License-Identifier: MIT */
/*
 * Namespaces without a command. The caller creates them itself by unshare(2), unless
 * there is a user, mount or PID namespace among them: then a child process does, the
 * caller writes its ID maps, the child configures them and waits until the caller has
 * opened them. What keeps them alive then is the caller's part, as by pins.
 *
 * Each function ends the program with a message when its step fails.
 */
#ifndef XNS_CREATE_MAKER_H
#define XNS_CREATE_MAKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/step.h"
#include "ns/process.h"
#include "create/mapping.h"
#include "create/opt_host.h"
#include "create/opt_ns.h"
#include "create/opt_root.h"
#include "create/opt_time.h"

struct maker {
	struct opt_ns create; /* only the types; no file */
	struct mapping ids;
	struct timens clocks;
	struct opt_host host;
	struct opt_root root;
	struct steps steps; /* never dry */

	int self; /* proc_self() of the caller */
	pid_t pid;
	int sync_pipe;		/* to the other process, in each */
	struct process process; /* whose children are in the namespaces */
};

/*
 * A usage error for an option whose type of namespace is neither created by an option nor
 * in flags.
 */
void maker_check(const struct maker *maker, int flags);

/*
 * Adds the types in flags and those that ID maps imply; resolves maps and clocks, and
 * looks for the new root.
 */
void maker_resolve(struct maker *maker, int flags);

/*
 * Creates the namespaces: if that takes a process, waits until it has. Signals stay
 * blocked. pins_mount: the mount namespace will be pinned, see mntns_cpu.h.
 */
void maker_start(struct maker *maker, bool pins_mount);

/* Writes the ID maps and configures the namespaces. */
void maker_configure(struct maker *maker);

/* Opens one of the namespaces. Returns a descriptor or -errno; see ns_open_children(). */
int maker_open_ns(const struct maker *maker, enum ns type)
	__attribute__((warn_unused_result));

/*
 * Ends the program if the new PID namespace cannot be opened before it has a process.
 * Only the kernel of this moment can tell: a seccomp filter may forbid the ioctl.
 */
void maker_check_pid(const struct maker *maker);

/* Ends the process. */
void maker_end(struct maker *maker);

#endif

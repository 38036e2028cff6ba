/* SPDX-License-Identifier: MIT */
/*
 * The environment of a command: new namespaces with their ID maps, mounts,
 * clocks, names and credentials. What was asked of each noun, the rules between them, and
 * the steps that the process inside takes, in the order of xns(7).
 */
#ifndef XNS_CREATE_SETUP_H
#define XNS_CREATE_SETUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/step.h"
#include "run/cmd.h"
#include "cli/opt_cred.h"
#include "cli/opt_sync.h"
#include "create/mapping.h"
#include "create/opt_host.h"
#include "create/opt_idmap.h"
#include "create/opt_mount.h"
#include "create/opt_ns.h"
#include "create/opt_time.h"

struct setup {
	struct opt_ns create;
	struct mapping ids;
	struct opt_mount fs;
	struct timens clocks;
	struct opt_host host;
	struct opt_cred cred;
	bool maps_by_others; /* another process writes them: they are not known */
	bool report_status;  /* --status-fd tells of it, as /proc shows it */
	/*
	 * --setgid has to drop the supplementary groups before the user namespace is
	 * created, as setgroups(2) may be denied in it, and this process can: owner.h.
	 */
	bool drops_groups_first;
	int self; /* the caller's directory in /proc, or -1 where it is not needed */
};

/* The option groups of a setup that is the member of this name in a plan. */
#define SETUP_GROUPS(plan, member)                                                       \
	{ &opt_idmap_options, offsetof(plan, member.ids) },                              \
		{ &opt_mount_options, offsetof(plan, member.fs) },                       \
		{ &opt_root_options, offsetof(plan, member.fs.tree) },                   \
		{ &opt_time_options, offsetof(plan, member.clocks) },                    \
		{ &opt_host_options, offsetof(plan, member.host) },                      \
	{                                                                                \
		&opt_cred_options, offsetof(plan, member.cred)                           \
	}

/*
 * The rules of these options, and of opt_sync_userns_options: each names what implies the
 * namespace that it needs.
 */
/* clang-format off */
#define SETUP_RULES                                                                      \
	{ "propagation", OPT_NEEDS,                                                      \
	  "mount all mount-proc mount-binfmt load-interp new-root mount-sys mount-dev" },     \
	{ "new-root", OPT_EXCLUDES, "root" },                                            \
	{ "read-only", OPT_NEEDS, "new-root" },                                          \
	{ "monotonic boottime", OPT_NEEDS, "time all" },                                 \
	{ "hostname domainname", OPT_NEEDS, "uts all" },                                 \
	{ "lo", OPT_NEEDS, "net all" },                                                  \
	{ "setgroups keep-caps", OPT_NEEDS,                                              \
	  "user all mount-binfmt load-interp " OPT_IDMAP_NAMES },                             \
	{ "userns-block-fd", OPT_EXCLUDES, OPT_IDMAP_NAMES },                            \
	{ "userns-block-fd", OPT_NEEDS, "user all mount-binfmt load-interp" }
/* clang-format on */

/*
 * After the options were parsed: adds what an option asks for without saying so
 * (--map-root-user means --user), what sync asks of the setup, and the hint for a command
 * that cannot be executed in it.
 */
void setup_plan(struct setup *setup, const struct opt_sync *sync, struct cmd *command);

/*
 * Leaves the creation of the mount namespace to the step that makes its root, if nothing
 * else needs it before. Call after setup_plan(), unless a process that waits for the
 * command has to be in the namespace too: it would be a way out.
 */
void setup_create_with_root(struct setup *setup);

/*
 * Ends the program for what clone3(2) cannot do: offset clocks together with a new user
 * namespace.
 */
void setup_check_cloned(const struct setup *setup);

/*
 * Resolves the maps and opens what must be there before anything is changed. Ends the
 * program with a message when it is not.
 */
void setup_open(struct setup *setup);

/* True when a process outside has something to do: maps to write, or files to pin on. */
bool setup_needs_helper(const struct setup *setup);

/*
 * True when a cloned child may share the caller's memory until its exec: nothing is left
 * to do for a process outside, as the child writes its maps by setup_write_own_maps()
 * before setup_apply(). That prints nothing, and returns 0 or -errno.
 */
bool setup_can_share_memory(const struct setup *setup);
int setup_write_own_maps(const struct setup *setup) __attribute__((warn_unused_result));

/*
 * The steps inside, up to the command: mounts, names, directories, credentials. In the
 * end closes the directory in /proc: the kernel finds the interpreter of a script before
 * it closes what is close-on-exec, and a script in another root directory must
 * not find a way out through one of these descriptors.
 */
void setup_apply(struct setup *setup, struct steps *steps);

#endif

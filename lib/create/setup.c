/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/setup.h"

#include <sched.h>
#include <stdio.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/cred.h"
#include "proc/proc.h"
#include "hint/hint.h"

void world_imply(struct world *world)
{
	if (mapping_given(&world->ids))
		world->create.flags |= CLONE_NEWUSER;
	/* Each user namespace has its own; without one it is the machine's. */
	if (world->fs.binfmt)
		world->create.flags |= CLONE_NEWUSER;
	if (opt_mount_given(&world->fs))
		world->create.flags |= CLONE_NEWNS;
}

static void need(const struct world *world, bool given, const char *option, enum ns type)
{
	if (given && !(world->create.flags & ns_types[type].flag))
		usage_error("%s needs --%s", option, ns_types[type].option);
}

void world_check(const struct world *world)
{
	need(world, world->fs.propagation_given, "--propagation", NS_MNT);
	need(world, opt_time_given(&world->clocks), "--monotonic or --boottime", NS_TIME);
	need(world, world->host.hostname, "--hostname", NS_UTS);
	need(world, world->host.domainname, "--domainname", NS_UTS);
	need(world, world->host.loopback, "--lo", NS_NET);
	need(world, world->ids.setgroups != SETGROUPS_UNSET, "--setgroups", NS_USER);
	need(world, world->cred.keep_caps, "--keep-caps", NS_USER);
	need(world, world->maps_by_others, "--userns-block-fd", NS_USER);
	if (world->maps_by_others && mapping_given(&world->ids))
		usage_error("--userns-block-fd leaves the maps to others: give none");
}

/*
 * clone3(2) puts the child into the new time namespace before its offsets can be set;
 * unshare(2) allows that in between, but needs the right to do it here, outside.
 */
void world_check_cloned(const struct world *world)
{
	if (opt_time_given(&world->clocks) && (world->create.flags & CLONE_NEWUSER) &&
	    !cred_has(CAP_SYS_ADMIN))
		die_hint(
			"xunshare can: it sets them inside",
			"cannot offset clocks together with a new user namespace: clone3(2) gives "
			"no time to set them");
}

/* -S and -G name IDs of the new user namespace; the map says now whether they exist. */
static void check_id(const struct world *world, enum mapping_kind kind, bool given,
		     uint32_t id)
{
	const char *noun = kind == MAPPING_USER ? "user" : "group";
	char hint[64];

	if (!given || world->maps_by_others || mapping_has(&world->ids, kind, id))
		return;
	snprintf(hint, sizeof(hint), "map it with --map-%s or --map-%ss", noun, noun);
	die_hint(hint,
		 "cannot set the %s ID to %u: it is not mapped in the new user namespace",
		 noun, (unsigned)id);
}

/* The file that registers is root's, and the kernel writes to no file of nobody's. */
static void check_interpreter(const struct world *world)
{
	if (!world->fs.interpreter || world->maps_by_others ||
	    (mapping_has(&world->ids, MAPPING_USER, 0) &&
	     mapping_has(&world->ids, MAPPING_GROUP, 0)))
		return;
	die_hint(
		"--map-root-user (-r) maps them",
		"cannot register an interpreter: user 0 and group 0 are not both mapped in the "
		"new user namespace");
}

static void open_self(struct world *world)
{
	bool needed = (world->create.flags & CLONE_NEWUSER) || world->create.all ||
		      opt_ns_pins(&world->create) || opt_time_given(&world->clocks) ||
		      world->told;

	world->self = needed ? must_why(proc_self(), why_proc, NULL, "use /proc") : -1;
}

void world_open(struct world *world)
{
	open_self(world);
	if (world->create.flags & CLONE_NEWUSER) {
		mapping_resolve(&world->ids, world->self);
		check_id(world, MAPPING_USER, world->cred.set_user, world->cred.user);
		check_id(world, MAPPING_GROUP, world->cred.set_group, world->cred.group);
		check_interpreter(world);
	}
	opt_mount_check(&world->fs);
	opt_time_check(&world->clocks, world->self);
	opt_ns_open(&world->create, world->self);
}

bool world_needs_outside(const struct world *world)
{
	return mapping_outside(&world->ids) || opt_ns_pins(&world->create);
}

bool world_drops_groups_first(const struct world *world)
{
	return world->cred.set_group && (world->create.flags & CLONE_NEWUSER) &&
	       !world->ids.owner &&
	       (world->maps_by_others || world->ids.setgroups == SETGROUPS_DENY) &&
	       cred_has_groups() && cred_has(CAP_SETGID) &&
	       proc_setgroups_denied(world->self) != 1;
}

void world_become_owner(const struct world *world)
{
	uint32_t uid, gid;

	if (!world->ids.owner)
		return;
	if (mapping_inside(&world->ids, MAPPING_GROUP, &gid) == 0)
		must(cred_set_group(gid, false), "become the owner's group");
	if (mapping_inside(&world->ids, MAPPING_USER, &uid) == 0)
		must(cred_set_user(uid, true), "become the owner");
}

/* Read before the root directory changes; only where there are groups to drop. */
static bool groups_denied(const struct world *world, const struct steps *steps)
{
	FD_AUTO int self = -1;

	if (!world->cred.set_group || !cred_has_groups() ||
	    (steps->dry && (world->create.flags & CLONE_NEWUSER)))
		return world->ids.setgroups == SETGROUPS_DENY;
	self = proc_self();
	return self >= 0 && proc_setgroups_denied(self) == 1;
}

void world_furnish(struct world *world, struct steps *steps)
{
	bool denied = groups_denied(world, steps);

	if (world->create.flags & CLONE_NEWNS)
		opt_mount_propagate(&world->fs, steps);
	opt_host_set(&world->host, steps);
	opt_cred_keyring(&world->cred, steps);
	opt_mount_enter(&world->fs, steps);
	opt_cred_become(&world->cred, steps, denied);
	fd_close(&world->self);
}

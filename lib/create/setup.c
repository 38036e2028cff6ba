/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/setup.h"

#include <sched.h>
#include <stdio.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/caps.h"
#include "proc/cred.h"
#include "proc/proc.h"
#include "hint/hint.h"

void setup_plan(struct setup *setup, const struct opt_sync *sync, struct cmd *command)
{
	setup->maps_by_others = sync->userns_block >= 0;
	setup->report_status = sync->status >= 0;
	command->hint = opt_mount_new_root(&setup->fs) ? hint_exec_new_root : hint_exec;
	if (mapping_given(&setup->ids))
		setup->create.flags |= CLONE_NEWUSER;
	/* Each user namespace has its own; without one it is the machine's. */
	if (setup->fs.binfmt)
		setup->create.flags |= CLONE_NEWUSER;
	if (opt_mount_given(&setup->fs))
		setup->create.flags |= CLONE_NEWNS;
}

void setup_create_with_root(struct setup *setup)
{
	const struct opt_mount *fs = &setup->fs;

	if (!fs->tree.dir || fs->proc || fs->binfmt || fs->tree.sys || fs->tree.dev ||
	    setup->create.file[NS_MNT] || setup->report_status)
		return;
	setup->fs.tree.creates = true;
	setup->create.flags &= ~CLONE_NEWNS;
}

/*
 * clone3(2) puts the child into the new time namespace before its offsets can be set;
 * unshare(2) allows that in between, but needs the right to do it here, outside.
 */
void setup_check_cloned(const struct setup *setup)
{
	if (opt_time_given(&setup->clocks) && (setup->create.flags & CLONE_NEWUSER) &&
	    !cred_has(CAP_SYS_ADMIN))
		die_hint("use xunshare, which sets the offsets after unshare(2)",
			 "cannot set clock offsets together with a new user namespace: "
			 "clone3(2) does not allow setting them before the child is "
			 "created");
}

/* -S and -G name IDs of the new user namespace; the map says now whether they exist. */
static void check_id(const struct setup *setup, enum mapping_kind kind, bool given,
		     uint32_t id)
{
	const char *noun = kind == MAPPING_USER ? "user" : "group";
	const struct idmap_range *first = &setup->ids.ids[kind].map.range[0];
	struct hint hint = { .text = "" };

	if (!given || setup->maps_by_others || mapping_has(&setup->ids, kind, id))
		return;
	if (first->count)
		hint_set(
			&hint,
			"the first mapped ID is %u; --map-%ss=%u:OUTSIDE:1 maps this one",
			(unsigned)first->inside, noun, (unsigned)id);
	else
		hint_set(&hint,
			 "no %s ID is mapped there: use --map-%s=%u for the caller's own",
			 noun, noun, (unsigned)id);
	die_hint(hint.text,
		 "cannot set the %s ID to %u: it is not mapped in the new user namespace",
		 noun, (unsigned)id);
}

/* The register file belongs to root, and its owner must be mapped to be written. */
static void check_interpreter(const struct setup *setup)
{
	if (!setup->fs.interpreter || setup->maps_by_others ||
	    (mapping_has(&setup->ids, MAPPING_USER, 0) &&
	     mapping_has(&setup->ids, MAPPING_GROUP, 0)))
		return;
	die_hint(
		"use --map-root-user (-r) to map them",
		"cannot register an interpreter: user 0 and group 0 are not both mapped in the "
		"new user namespace");
}

static void open_self(struct setup *setup)
{
	bool needed = (setup->create.flags & CLONE_NEWUSER) || setup->create.all ||
		      opt_ns_pins(&setup->create) || opt_time_given(&setup->clocks) ||
		      setup->report_status;

	setup->self = needed ? must_why(proc_self(), hint_proc, NULL, "use /proc") : -1;
}

static bool drops_groups_first(const struct setup *setup)
{
	return setup->cred.set_group && (setup->create.flags & CLONE_NEWUSER) &&
	       !setup->ids.owner &&
	       (setup->maps_by_others || setup->ids.setgroups == SETGROUPS_DENY) &&
	       cred_has_groups() && cred_has(CAP_SETGID) &&
	       proc_setgroups_denied(setup->self) != 1;
}

void setup_open(struct setup *setup)
{
	open_self(setup);
	if (setup->create.flags & CLONE_NEWUSER) {
		mapping_resolve(&setup->ids, setup->self);
		check_id(setup, MAPPING_USER, setup->cred.set_user, setup->cred.user);
		check_id(setup, MAPPING_GROUP, setup->cred.set_group, setup->cred.group);
		check_interpreter(setup);
	}
	opt_mount_check(&setup->fs);
	opt_time_check(&setup->clocks, setup->self);
	opt_ns_open(&setup->create, setup->self);
	setup->drops_groups_first = drops_groups_first(setup);
}

bool setup_needs_helper(const struct setup *setup)
{
	return mapping_outside(&setup->ids) || opt_ns_pins(&setup->create);
}

/*
 * A child in a user namespace can be traced (ptrace(2)) by every process with the user ID
 * of its owner, also by one that has fewer capabilities than the caller: that process
 * must not get at the memory of the caller.
 */
bool setup_can_share_memory(const struct setup *setup)
{
	if (!(setup->create.flags & CLONE_NEWUSER))
		return !setup_needs_helper(setup);
	return !setup_needs_helper(setup) && !setup->maps_by_others &&
	       !setup->ids.owner && !setup->drops_groups_first && !caps_permitted_any();
}

int setup_write_own_maps(const struct setup *setup)
{
	FD_AUTO int self = -1; /* not that of the caller, which is in setup->self */

	if (!(setup->create.flags & CLONE_NEWUSER))
		return 0;
	self = proc_self();
	return self < 0 ? self : mapping_write_own(&setup->ids, self);
}

/* Read before the root directory changes; only where there are groups to drop. */
static bool groups_denied(const struct setup *setup, const struct steps *steps)
{
	FD_AUTO int self = -1;

	if (!setup->cred.set_group || !cred_has_groups() ||
	    (steps->dry && (setup->create.flags & CLONE_NEWUSER)))
		return setup->ids.setgroups == SETGROUPS_DENY;
	self = proc_self();
	return self >= 0 && proc_setgroups_denied(self) == 1;
}

void setup_apply(struct setup *setup, struct steps *steps)
{
	bool denied = groups_denied(setup, steps);

	if ((setup->create.flags & CLONE_NEWNS) || setup->fs.tree.creates)
		opt_mount_propagate(&setup->fs, steps);
	opt_host_set(&setup->host, steps);
	opt_cred_keyring(&setup->cred, steps);
	opt_mount_enter(&setup->fs, steps);
	opt_cred_become(&setup->cred, steps, denied);
	fd_close(&setup->self);
}

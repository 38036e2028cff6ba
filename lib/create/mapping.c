/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/mapping.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/die.h"
#include "base/user.h"
#include "proc/caps.h"
#include "proc/cred.h"
#include "proc/proc.h"
#include "run/cmd.h"
#include "hint/hint.h"

const struct mapping_names mapping_names[MAPPING_KINDS] = {
	[MAPPING_USER] = { "user", "--map-users", "uid_map", "/etc/subuid", "newuidmap" },
	[MAPPING_GROUP] = { "group", "--map-groups", "gid_map", "/etc/subgid",
			    "newgidmap" },
};

static const cap_value_t capabilities[MAPPING_KINDS] = {
	[MAPPING_USER] = CAP_SETUID,
	[MAPPING_GROUP] = CAP_SETGID,
};

static bool has_ranges(const struct mapping_ids *ids)
{
	return ids->automatic || ids->subids || ids->all || ids->listed;
}

bool mapping_given(const struct mapping *mapping)
{
	for (int kind = 0; kind < MAPPING_KINDS; kind++)
		if (mapping->ids[kind].single || mapping->ids[kind].current ||
		    has_ranges(&mapping->ids[kind]))
			return true;
	return mapping->owner;
}

/* ---- resolving ---- */

static struct idmap_range subordinate(enum mapping_kind kind)
{
	struct idmap_range range = { 0 };
	struct hint hint = { .text = "" };
	char name[64];
	int err = idmap_subid(mapping_names[kind].subid_file,
			      user_name(geteuid(), name, sizeof(name)), geteuid(),
			      &range.outside, &range.count);

	if (err == -FAULT_NO_SUBID) {
		const struct hint_subid tried = { mapping_names[kind].subid_file, name,
						  mapping_names[kind].map_file,
						  mapping_names[kind].option };

		hint_subid(err, &tried, &hint);
		die_hint(hint.text, "%s grants no subordinate %s IDs to user %s",
			 mapping_names[kind].subid_file, mapping_names[kind].noun, name);
	}
	must(err, "read %s", mapping_names[kind].subid_file);
	return range;
}

/* Every ID that exists here, under its own number. */
static void read_own_map(enum mapping_kind kind, int dir, struct idmap *ret_map)
{
	char text[IDMAP_RANGES * 36];

	must(proc_read(dir, mapping_names[kind].map_file, text, sizeof(text)),
	     "read /proc/self/%s", mapping_names[kind].map_file);
	must(idmap_read(ret_map, text), "parse /proc/self/%s",
	     mapping_names[kind].map_file);
	for (int i = 0; i < ret_map->count; i++)
		ret_map->range[i].outside = ret_map->range[i].inside;
}

/* Appends the range; without the caller's own ID where that is mapped by itself. */
static void add(struct mapping_ids *ids, struct idmap_range range, bool keep)
{
	int err = ids->map.count && (ids->single || ids->current)
			  ? idmap_add_around(&ids->map, range, ids->map.range[0], keep)
			  : idmap_add(&ids->map, range);

	if (err < 0)
		die("cannot map so many ranges: the kernel allows %d", IDMAP_RANGES);
}

/*
 * noinline: keeps the buffer out of the stack frame of a caller that needs no such map.
 */
__attribute__((noinline)) static void add_all(struct mapping_ids *ids,
					      enum mapping_kind kind, int dir)
{
	struct idmap own;

	read_own_map(kind, dir, &own);
	for (int i = 0; i < own.count; i++)
		add(ids, own.range[i], false);
}

static void make_map(struct mapping *mapping, enum mapping_kind kind, int dir)
{
	struct mapping_ids *ids = &mapping->ids[kind];
	struct idmap_range block;

	if (ids->single || ids->current) /* the first range: there is room for it */
		(void)!idmap_add(&ids->map,
				 (struct idmap_range){ ids->current ? mapping->own[kind]
								    : ids->inside,
						       mapping->own[kind], 1 });
	if (ids->automatic)
		add(ids, subordinate(kind), true);
	if (ids->subids) {
		block = subordinate(kind);
		block.inside = block.outside;
		add(ids, block, false);
	}
	if (ids->all)
		add_all(ids, kind, dir);
	for (int i = 0; ids->listed && i < ids->ranges.count; i++)
		add(ids, ids->ranges.range[i], false);
}

static void check_map(const struct mapping_ids *ids, enum mapping_kind kind)
{
	struct idmap_fault fault;
	const struct idmap_range *a = &fault.a, *b = &fault.b;

	if (idmap_check(&ids->map, &fault))
		return;
	if (fault.what == IDMAP_TOO_LONG)
		die("the %s ID map is too long: %d ranges exceed the kernel's limit of "
		    "%d bytes",
		    mapping_names[kind].noun, ids->map.count, IDMAP_TEXT - 1);
	die("the %s ID map has %s IDs twice: %" PRIu32 ":%" PRIu32 ":%" PRIu32
	    " and %" PRIu32 ":%" PRIu32 ":%" PRIu32 " overlap",
	    mapping_names[kind].noun,
	    fault.what == IDMAP_OVERLAP_INSIDE ? "inside" : "outside", a->inside,
	    a->outside, a->count, b->inside, b->outside, b->count);
}

static void choose_writer(struct mapping_ids *ids, enum mapping_kind kind, uint32_t own)
{
	const struct idmap_range *first = &ids->map.range[0];
	uint32_t inside;
	char hint[128];

	/* Only the user ID map needs it, see user_namespaces(7). */
	ids->setfcap = kind == MAPPING_USER &&
		       idmap_to_inside(&ids->map, 0, &inside) == 0 &&
		       caps_effective(CAP_SETFCAP);
	if (ids->map.count == 0)
		ids->writer = WRITER_NONE;
	else if (ids->map.count == 1 && first->count == 1 && first->outside == own)
		ids->writer = WRITER_INSIDE;
	else if (cred_has(capabilities[kind]))
		ids->writer = WRITER_OUTSIDE;
	else
		ids->writer = WRITER_HELPER;

	if (ids->writer != WRITER_HELPER ||
	    cmd_find(mapping_names[kind].helper, ids->helper, sizeof(ids->helper),
		     X_OK) == 0)
		return;
	snprintf(hint, sizeof(hint), "%s is in the package uidmap (or shadow-utils)",
		 mapping_names[kind].helper);
	die_hint(hint, "cannot map %s IDs other than the caller's: %s is not in PATH",
		 mapping_names[kind].noun, mapping_names[kind].helper);
}

/* A process that maps its group by itself must give up setgroups(2) first. */
static void choose_setgroups(struct mapping *mapping)
{
	if (mapping->ids[MAPPING_GROUP].writer != WRITER_INSIDE)
		return;
	if (mapping->setgroups == SETGROUPS_ALLOW)
		usage_error(
			"--setgroups=allow requires --map-groups: the kernel denies it "
			"for a map of the caller's own group");
	mapping->setgroups = SETGROUPS_DENY;
}

void mapping_resolve(struct mapping *mapping, int dir)
{
	if (!mapping->owner) {
		mapping->own[MAPPING_USER] = geteuid();
		mapping->own[MAPPING_GROUP] = getegid();
	}
	for (int kind = 0; kind < MAPPING_KINDS; kind++) {
		make_map(mapping, kind, dir);
		check_map(&mapping->ids[kind], kind);
		choose_writer(&mapping->ids[kind], kind, mapping->own[kind]);
	}
	choose_setgroups(mapping);
}

bool mapping_outside(const struct mapping *mapping)
{
	return mapping->ids[MAPPING_USER].writer >= WRITER_OUTSIDE ||
	       mapping->ids[MAPPING_GROUP].writer >= WRITER_OUTSIDE;
}

bool mapping_has(const struct mapping *mapping, enum mapping_kind kind, uint32_t id)
{
	return idmap_has_inside(&mapping->ids[kind].map, id);
}

int mapping_inside(const struct mapping *mapping, enum mapping_kind kind,
		   uint32_t *ret_id)
{
	return idmap_to_inside(&mapping->ids[kind].map, mapping->own[kind], ret_id);
}

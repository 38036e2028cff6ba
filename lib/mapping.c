/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mapping.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "cmd.h"
#include "cred.h"
#include "die.h"
#include "num.h"
#include "proc.h"
#include "user.h"
#include "why.h"

/* Where users and groups differ. */
static const struct {
	const char *noun, *option, *map_file, *subid_file, *helper;
	cap_value_t capability;
} kinds[MAPPING_KINDS] = {
	[MAPPING_USER] = { "user", "--map-users", "uid_map", "/etc/subuid", "newuidmap",
			   CAP_SETUID },
	[MAPPING_GROUP] = { "group", "--map-groups", "gid_map", "/etc/subgid",
			    "newgidmap", CAP_SETGID },
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
	char hint[256], name[64];
	int err = idmap_subid(kinds[kind].subid_file,
			      user_name(geteuid(), name, sizeof(name)), geteuid(),
			      &range.outside, &range.count);

	if (err == -FAULT_NO_SUBID) {
		snprintf(hint, sizeof(hint),
			 "root can add a line like %s:100000:65536 to that file", name);
		die_hint(hint, "%s grants no subordinate %s IDs to user %s",
			 kinds[kind].subid_file, kinds[kind].noun, name);
	}
	must(err, "read %s", kinds[kind].subid_file);
	return range;
}

/* Every ID that exists here, under its own number. */
static void read_own_map(enum mapping_kind kind, int dir, struct idmap *ret_map)
{
	char text[IDMAP_RANGES * 36];

	must(proc_read(dir, kinds[kind].map_file, text, sizeof(text)),
	     "read /proc/self/%s", kinds[kind].map_file);
	must(idmap_read(ret_map, text), "understand /proc/self/%s", kinds[kind].map_file);
	for (int i = 0; i < ret_map->count; i++)
		ret_map->range[i].outside = ret_map->range[i].inside;
}

/* Appends the range; around our own ID where that is mapped by itself. */
static void add(struct mapping_ids *ids, struct idmap_range range, bool keep)
{
	int err = ids->map.count && (ids->single || ids->current)
			  ? idmap_add_around(&ids->map, range, ids->map.range[0], keep)
			  : idmap_add(&ids->map, range);

	if (err < 0)
		die("cannot map so many ranges: the kernel takes %d", IDMAP_RANGES);
}

/* Not in the stack of who needs no such map: each page of it would be touched. */
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

	if (ids->single || ids->current)
		idmap_add(&ids->map,
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
		die("the %s ID map is too long: %d ranges make more than the %d bytes that the "
		    "kernel takes",
		    kinds[kind].noun, ids->map.count, IDMAP_TEXT - 1);
	die("the %s ID map has %s IDs twice: %" PRIu32 ":%" PRIu32 ":%" PRIu32
	    " and %" PRIu32 ":%" PRIu32 ":%" PRIu32 " overlap",
	    kinds[kind].noun, fault.what == IDMAP_OVERLAP_INSIDE ? "inside" : "outside",
	    a->inside, a->outside, a->count, b->inside, b->outside, b->count);
}

static void choose_writer(struct mapping_ids *ids, enum mapping_kind kind, uint32_t own)
{
	const struct idmap_range *first = &ids->map.range[0];
	char hint[128];

	if (ids->map.count == 0)
		ids->writer = WRITER_NONE;
	else if (ids->map.count == 1 && first->count == 1 && first->outside == own)
		ids->writer = WRITER_INSIDE;
	else if (cred_has(kinds[kind].capability))
		ids->writer = WRITER_OUTSIDE;
	else
		ids->writer = WRITER_HELPER;

	if (ids->writer != WRITER_HELPER ||
	    cmd_find(kinds[kind].helper, ids->helper, sizeof(ids->helper), X_OK) == 0)
		return;
	snprintf(hint, sizeof(hint), "%s comes with the package uidmap (or shadow-utils)",
		 kinds[kind].helper);
	die_hint(hint, "cannot map %s IDs other than our own: %s is not in PATH",
		 kinds[kind].noun, kinds[kind].helper);
}

/* A process that maps its group by itself must give up setgroups(2) first. */
static void choose_setgroups(struct mapping *mapping)
{
	if (mapping->ids[MAPPING_GROUP].writer != WRITER_INSIDE)
		return;
	if (mapping->setgroups == SETGROUPS_ALLOW)
		usage_error(
			"--setgroups=allow cannot be had with our own group alone; it takes "
			"--map-groups");
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

/* ---- writing ---- */

static _Noreturn void die_helper(const struct mapping_ids *ids, enum mapping_kind kind,
				 int status)
{
	char hint[256] = "", name[16];

	why_map_helper(0, ids->helper, hint, sizeof(hint));
	if (WIFSIGNALED(status))
		die_hint(hint, "cannot map %s IDs: %s was killed by signal %s",
			 kinds[kind].noun, ids->helper,
			 num_signal_text(WTERMSIG(status), name, sizeof(name)));
	die_hint(hint, "cannot map %s IDs: %s ended with status %d", kinds[kind].noun,
		 ids->helper, WEXITSTATUS(status));
}

enum { SHOWN_MAX = IDMAP_TEXT + IDMAP_RANGES + 1 };

static void free_text(char **text)
{
	free(*text);
}

#define TEXT_AUTO __attribute__((cleanup(free_text)))

/*
 * The bytes as a C programmer would write them: each newline is \n. Not in the stack of
 * who has nothing to say: each page of it would be touched.
 */
__attribute__((noinline)) static const char *shown(const struct idmap *map,
						   char **ret_text)
{
	char bytes[IDMAP_TEXT], *text = *ret_text = malloc(SHOWN_MAX);
	size_t used = 0;

	if (!text)
		return "...";
	for (const char *byte = idmap_text(map, bytes, sizeof(bytes)); *byte; byte++) {
		if (*byte == '\n')
			text[used++] = '\\';
		text[used++] = *byte == '\n' ? 'n' : *byte;
	}
	text[used] = '\0';
	return text;
}

static void write_setgroups(const struct mapping *mapping, struct steps *steps, int dir)
{
	if (mapping->setgroups == SETGROUPS_UNSET)
		return;
	if (mapping->setgroups == SETGROUPS_DENY)
		STEP_WHY(steps, proc_write(dir, "setgroups", "deny"), why_map_inside,
			 NULL, "deny setgroups(2)");
	else
		STEP_WHY(steps, proc_write(dir, "setgroups", "allow"), why_map_inside,
			 NULL, "allow setgroups(2)");
}

static void write_map(const struct mapping_ids *ids, enum mapping_kind kind,
		      struct steps *steps, int dir)
{
	TEXT_AUTO char *text = NULL;
	char bytes[IDMAP_TEXT];
	struct why_map tried = { &ids->map, kinds[kind].map_file };
	bool inside = ids->writer == WRITER_INSIDE;

	STEP_WHY(steps,
		 proc_write(dir, kinds[kind].map_file,
			    idmap_text(&ids->map, bytes, sizeof(bytes))),
		 inside ? why_map_inside : why_map_outside, &tried,
		 "write \"%s\" as the %s ID map%s", shown(&ids->map, &text),
		 kinds[kind].noun, inside ? "" : ", from outside");
}

/* The helper's arguments: its name, the PID, and the numbers of the map. */
static int run_helper(const struct mapping_ids *ids, pid_t pid)
{
	char *argv[3 + IDMAP_RANGES * 3], bytes[IDMAP_TEXT], number[16], *rest = bytes;
	struct child_signals saved;
	int count = 0, result;
	pid_t pid_of_helper;

	idmap_text(&ids->map, bytes, sizeof(bytes));
	snprintf(number, sizeof(number), "%d", (int)pid);
	argv[count++] = (char *)ids->helper;
	argv[count++] = number;
	while ((argv[count] = strsep(&rest, " \n")) && argv[count][0])
		count++;
	argv[count] = NULL;

	result = child_block(&saved, false);
	if (result < 0)
		return result;
	pid_of_helper = child_fork();
	if (pid_of_helper == 0) {
		if (child_unblock(&saved) == 0)
			execv(ids->helper, argv);
		_exit(EXIT_NOT_FOUND);
	}
	result = pid_of_helper < 0 ? pid_of_helper : child_wait(pid_of_helper);
	must(child_unblock(&saved), "give the signals back");
	return result;
}

static void write_with_helper(const struct mapping_ids *ids, enum mapping_kind kind,
			      struct steps *steps, pid_t pid)
{
	TEXT_AUTO char *text = NULL;
	int status = STEP(steps, run_helper(ids, pid),
			  "run %s for the %s ID map \"%s\", from outside",
			  kinds[kind].helper, kinds[kind].noun, shown(&ids->map, &text));

	if (status)
		die_helper(ids, kind, status);
}

static void write_one_outside(const struct mapping_ids *ids, enum mapping_kind kind,
			      struct steps *steps, int dir, pid_t pid)
{
	if (ids->writer == WRITER_OUTSIDE)
		write_map(ids, kind, steps, dir);
	if (ids->writer == WRITER_HELPER)
		write_with_helper(ids, kind, steps, pid);
}

void mapping_write_outside(const struct mapping *mapping, struct steps *steps, int dir,
			   pid_t pid)
{
	const struct mapping_ids *group = &mapping->ids[MAPPING_GROUP];

	if (group->writer >= WRITER_OUTSIDE)
		write_setgroups(mapping, steps, dir);
	write_one_outside(group, MAPPING_GROUP, steps, dir, pid);
	write_one_outside(&mapping->ids[MAPPING_USER], MAPPING_USER, steps, dir, pid);
}

void mapping_write_inside(const struct mapping *mapping, struct steps *steps, int dir)
{
	const struct mapping_ids *user = &mapping->ids[MAPPING_USER],
				 *group = &mapping->ids[MAPPING_GROUP];

	if (group->writer <= WRITER_INSIDE)
		write_setgroups(mapping, steps, dir);
	if (group->writer == WRITER_INSIDE)
		write_map(group, MAPPING_GROUP, steps, dir);
	if (user->writer == WRITER_INSIDE)
		write_map(user, MAPPING_USER, steps, dir);
}

void mapping_write_all(const struct mapping *mapping, struct steps *steps, int dir,
		       pid_t pid)
{
	mapping_write_inside(mapping, steps, dir);
	mapping_write_outside(mapping, steps, dir, pid);
}

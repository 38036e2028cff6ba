/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/intmap.h"
#include "mount/mount_tree.h"

enum { STATE_SIZE = 96 };

/* One line; it may be longer than die.h allows, and names stand in it whole. */
static void say_change(const char *name, const char *before, const char *now)
{
	char *shown = escape_copy(name), *line = NULL;
	bool same = strcmp(before, now) == 0;
	int length =
		shown ? asprintf(&line, "%s: %s: %s%s%s\n", die_program(), shown, before,
				 same ? "" : " -> ", same ? ", unchanged" : now)
		      : -1;

	if (length > 0)
		(void)!fd_write_all(STDERR_FILENO, line, (size_t)length);
	free(line);
	free(shown);
}

/* Why the kernel answered "done" and the mount is of another type all the same. */
static const char *reason(const struct mounts_entry *before,
			  const struct mounts_entry *now, enum prop asked)
{
	if (asked == PROP_SHARED && now->master)
		return "it still receives from its master; set private first, then shared";
	if (asked != PROP_SLAVE && asked != PROP_SHARED_SLAVE)
		return "it has been changed since by another process";
	if (before && before->peer_group)
		return "it was the only member of its peer group, so it has no peer to "
		       "receive from";
	return "it was not in a peer group, so it has no peer to receive from";
}

void prop_report_add(struct prop_report *report, const struct mounts_entry *before,
		     const struct mounts_entry *now)
{
	enum prop type = mounts_prop(now);
	char was[STATE_SIZE] = "not a mount point", is[STATE_SIZE];

	if (report->verbose) {
		if (before)
			mounts_prop_text(before, was, sizeof(was));
		say_change(now->target, was, mounts_prop_text(now, is, sizeof(is)));
	}
	if (report->asked == PROP_UNCHANGED || report->asked == type)
		return;
	if (report->differing++ == 0)
		snprintf(report->first, sizeof(report->first), "%.300s is %s, not %s: %s",
			 now->target, prop_text(type), prop_text(report->asked),
			 reason(before, now, report->asked));
}

static bool map_ids(const struct mounts *mounts, struct intmap *place)
{
	for (size_t i = 0; i < mounts->count; i++) {
		size_t *slot = intmap_put(place, mounts->entry[i].id);

		if (!slot)
			return false;
		*slot = i;
	}
	return true;
}

int prop_report_add_below(struct prop_report *report, const struct mounts *before,
			  const struct mounts *now, int id)
{
	struct intmap place = { 0 };
	struct mount_tree tree;
	const bool *below;

	if (!map_ids(before, &place) || mount_tree_make(now, &tree) < 0)
		return -ENOMEM;
	below = mount_tree_below(&tree, now, id);
	for (size_t i = 0; below && i < now->count; i++) {
		const struct mounts_entry *entry = &now->entry[tree.order[i]];
		size_t was = intmap_get(&place, entry->id);

		if (!below[tree.order[i]])
			continue;
		prop_report_add(report, was == INTMAP_NONE ? NULL : &before->entry[was],
				entry);
	}
	return below ? 0 : -ENOMEM;
}

void prop_report_end(const struct prop_report *report)
{
	char others[64] = "";

	if (report->differing == 0)
		return;
	if (report->differing > 1)
		snprintf(others, sizeof(others), " (and %zu more below it)",
			 report->differing - 1);
	if (report->strict)
		die("%s%s", report->first, others);
	warning("%s%s", report->first, others);
}

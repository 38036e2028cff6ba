/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/mount_table.h"

#include <stdio.h>

enum { CELL_TEXT = 256 };

const struct table_column mount_table_columns[] = {
	[ROW_TARGET] = { "TARGET", "mount point", false },
	[ROW_PROPAGATION] = { "PROPAGATION", "propagation type", false },
	[ROW_GROUP] = { "GROUP", "peer group", true },
	[ROW_MASTER] = { "MASTER", "peer group of the master", true },
	[ROW_FROM] = { "FROM",
		       "propagate_from: nearest dominant group, if MASTER is not visible",
		       true },
	[ROW_FSTYPE] = { "FSTYPE", "file system type", false },
	[ROW_SOURCE] = { "SOURCE", "mount source", .cut = true },
	[ROW_ROOT] = { "ROOT", "root of the mount within the file system", .cut = true },
	[ROW_OPTIONS] = { "OPTIONS", "mount options", .cut = true },
	[ROW_ID] = { "ID", "mount ID", true },
	[ROW_PARENT] = { "PARENT", "mount ID of the parent", true },
	[ROW_DEVICE] = { "DEVICE", "device number (major:minor)", false },
	[ROW_WAY] = { "WAY", "peer, slave, slave of slave; peer, master, ... (*)",
		      false },
	[ROW_EVENT] = { "EVENT", "where the mount or unmount happens (*)", false },
	[ROW_APPEARS] = { "APPEARS", "where it appears (*)", false },
	[ROW_NS] = { "NS", "mount namespace of the receiver or sender (*)", true },
	[ROW_PID] = { "PID", "a process in that namespace, if any (*)", true },
	{ 0 },
};

enum { NUMBER_SIZE = 32 };

static const char *number(unsigned value, char *text)
{
	if (!value)
		return NULL;
	snprintf(text, NUMBER_SIZE, "%u", value);
	return text;
}

/* "slave of slave": as many words as there are masters between. */
static const char *way(int distance, const char *word, char *text)
{
	size_t used = 0;

	if (distance == 0)
		return "peer";
	for (int i = 0; i < distance && used < CELL_TEXT - 16; i++)
		used += (size_t)sprintf(text + used, "%s%s", i ? " of " : "", word);
	return text;
}

static const char *hit_cell(const struct mount_table *row, enum mount_table_column column,
			    char *text)
{
	switch (column) {
	case ROW_WAY:
		return way(row->hit->distance, row->up ? "master" : "slave", text);
	case ROW_EVENT:
		return row->event;
	case ROW_APPEARS:
		return row->appears;
	case ROW_NS:
		return number(row->hit->node->ns->inode, text);
	case ROW_PID:
		return number((unsigned)row->hit->node->ns->pid, text);
	default:
		return NULL;
	}
}

static const char *mount_cell(const struct mounts_entry *mount,
			      enum mount_table_column column, char *text)
{
	switch (column) {
	case ROW_TARGET:
		return mount->target;
	case ROW_PROPAGATION:
		return prop_text(mounts_prop(mount));
	case ROW_GROUP:
		return number((unsigned)mount->peer_group, text);
	case ROW_MASTER:
		return number((unsigned)mount->master, text);
	case ROW_FROM:
		return number((unsigned)mount->propagate_from, text);
	case ROW_FSTYPE:
		return mount->type;
	case ROW_SOURCE:
		return mount->source;
	case ROW_ROOT:
		return mount->root;
	case ROW_OPTIONS:
		return mount->options;
	case ROW_ID:
		return number((unsigned)mount->id, text);
	case ROW_PARENT:
		return number((unsigned)mount->parent, text);
	case ROW_DEVICE:
		snprintf(text, NUMBER_SIZE, "%u:%u", mount->major, mount->minor);
		return text;
	default:
		return NULL;
	}
}

/*
 * NULL where the cell is empty. The result may stand in text, which has CELL_TEXT bytes.
 */
static const char *cell(const struct mount_table *row, enum mount_table_column column,
			char *text)
{
	if (column < ROW_WAY)
		return mount_cell(row->mount, column, text);
	return row->hit ? hit_cell(row, column, text) : NULL;
}

void *mount_table_print_row(const struct table_plan *plan, struct table *table,
			    void *parent, const struct mount_table *row)
{
	void *line = table_row(table, parent);
	char text[CELL_TEXT];

	for (int i = 0; i < plan->count; i++)
		table_cell(table, line, i,
			   cell(row, (enum mount_table_column)plan->chosen[i], text));
	return table_row_done(table, line);
}

/* SPDX-License-Identifier: MIT */
/* What xlsprop can show of one mount, as the cells of a row. */
#ifndef XNS_PROP_MOUNT_TABLE_H
#define XNS_PROP_MOUNT_TABLE_H

#include <stdbool.h>

#include "mount/mounts.h"
#include "cli/opt_table.h"
#include "cli/table.h"
#include "prop/graph.h"

enum mount_table_column {
	ROW_TARGET,
	ROW_PROPAGATION,
	ROW_GROUP,
	ROW_MASTER,
	ROW_FROM,
	ROW_FSTYPE,
	ROW_ROOT,
	ROW_ID,
	ROW_PARENT,
	ROW_DEVICE,
	ROW_SOURCE, /* from here on mountfd_find() does not know it */
	ROW_OPTIONS,
	ROW_WAY, /* from here on of a receiver or sender only */
	ROW_EVENT,
	ROW_APPEARS,
	ROW_NS,
	ROW_PID,
};

/* By enum mount_table_column; ends with one without a name. */
extern const struct table_column mount_table_columns[];

struct mount_table {
	const struct mounts_entry *mount;
	const struct prop_graph_hit *hit; /* how it is reached, or NULL */
	bool up;			  /* it is a sender, and hit counts masters */
	const char *event, *appears; /* where something is mounted, where that shows */
};

/*
 * Adds a row with the columns of plan, below parent or NULL. Returns its line, for
 * table_row().
 */
void *mount_table_print_row(const struct table_plan *plan, struct table *table,
			    void *parent, const struct mount_table *row);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "nsrow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "netnsid.h"

const struct table_column nsrow_columns[] = {
	[NSROW_NS] = { "NS", "inode number of the namespace", true },
	[NSROW_TYPE] = { "TYPE", "mnt, uts, ipc, net, pid, user, cgroup or time", false },
	[NSROW_PATH] = { "PATH", "a file that is the namespace", false },
	[NSROW_NPROCS] = { "NPROCS", "how many processes are in it", true },
	[NSROW_PID] = { "PID", "the lowest PID in it", true },
	[NSROW_PPID] = { "PPID", "the parent of that process", true },
	[NSROW_COMMAND] = { "COMMAND", "its command line", false },
	[NSROW_UID] = { "UID", "its user ID", true },
	[NSROW_USER] = { "USER", "its user's name", false },
	[NSROW_NETNSID] = { "NETNSID", "ours for it, of a network namespace", true },
	[NSROW_NSFS] = { "NSFS", "files it is pinned on, in our mount namespace", false },
	[NSROW_PNS] = { "PNS", "inode number of its parent (pid, user)", true },
	[NSROW_ONS] = { "ONS", "inode number of the user namespace that owns it", true },
	[NSROW_HELD] = { "HELD", "what keeps it (looks at everything)", false },
	[NSROW_ID] = { "ID", "64-bit id, never used again (Linux 6.18)", true },
	{ 0 },
};

const char nsrow_all[] = "NS,TYPE,PATH,NPROCS,PID,PPID,COMMAND,UID,USER,NETNSID,NSFS,"
			 "PNS,ONS,HELD,ID";

enum { TEXT_SIZE = 128 };

struct row {
	struct nsview *view;
	size_t place, process;
	const struct nsset_entry *entry;
	bool of_process;
	char text[TEXT_SIZE]; /* of the cell */
	char *list;	      /* the same, of any length; freed with the row */
};

static const char *number(struct row *row, uint64_t value)
{
	snprintf(row->text, TEXT_SIZE, "%" PRIu64, value);
	return row->text;
}

/* ---- cells of the namespace ---- */

static const char *inode_of(struct row *row, size_t place)
{
	return place == NSSET_NONE ? NULL
				   : number(row, row->view->walk.set.entry[place].inode);
}

/* Where it can be opened: through a process if there is one. */
static const char *path(struct row *row)
{
	size_t count;
	const struct nsheld_one *one = nsheld_of(&row->view->held, row->place, &count);
	struct nsheld_one process = { .how = HELD_PROCESS };

	if (row->process != NSSET_NONE) {
		process.pid = row->view->walk.process[row->process].pid;
		one = &process;
	} else if (!count) {
		return NULL;
	}
	return nsheld_path(one, row->entry->type, row->text, TEXT_SIZE);
}

static void append(struct row *row, const char *word)
{
	size_t used = row->list ? strlen(row->list) : 0;
	char *larger = realloc(row->list, used + strlen(word) + 2);

	must(larger ? 0 : -ENOMEM, "make a table");
	row->list = larger;
	sprintf(row->list + used, "%s%s", used ? "," : "", word);
}

static const char *pins(struct row *row)
{
	size_t count;
	const struct nsheld_one *one = nsheld_of(&row->view->held, row->place, &count);

	for (; count; count--, one++)
		if (one->how == HELD_PIN && !one->pid)
			append(row, one->path);
	return row->list;
}

static const char *held(struct row *row)
{
	for (int how = 0; how < HELD_COUNT; how++)
		if (row->entry->held & 1U << how)
			append(row, nsset_holder_names[how]);
	return row->list;
}

static const char *netnsid(struct row *row)
{
	struct nsview *view = row->view;
	int id;

	if (row->entry->type != NS_NET || row->entry->fd < 0)
		return NULL;
	if (view->netlink == NSVIEW_NOT_OPENED)
		view->netlink = should(netnsid_open(), "ask for NETNSID");
	id = view->netlink < 0 ? -1 : netnsid_get(view->netlink, row->entry->fd);
	return id < 0 ? NULL : number(row, (uint64_t)id);
}

static const char *id(struct row *row)
{
	uint64_t id = row->entry->fd < 0 ? 0 : ns_id(row->entry->fd);

	return id ? number(row, id) : NULL;
}

static const char *namespace_cell(struct row *row, enum nsrow_column column)
{
	switch (column) {
	case NSROW_PATH:
		return path(row);
	case NSROW_NPROCS:
		return number(row, row->entry->processes);
	case NSROW_NETNSID:
		return netnsid(row);
	case NSROW_NSFS:
		return pins(row);
	case NSROW_PNS:
		return inode_of(row, row->entry->parent);
	case NSROW_ONS:
		return inode_of(row, row->entry->owner);
	case NSROW_HELD:
		return held(row);
	case NSROW_ID:
		return id(row);
	default:
		return NULL;
	}
}

/* ---- cells of the process ---- */

static const char *process_cell(struct row *row, enum nsrow_column column)
{
	const struct nsview_task *task;

	if (row->process == NSSET_NONE)
		return NULL;
	if (column == NSROW_PID)
		return number(row, (uint64_t)row->view->walk.process[row->process].pid);
	task = nsview_task(row->view, row->process);
	if (!task)
		return NULL;
	switch (column) {
	case NSROW_PPID:
		return number(row, (uint64_t)task->info.parent);
	case NSROW_UID:
		return number(row, task->info.uid);
	case NSROW_USER:
		return task->user;
	default:
		return task->info.command;
	}
}

static const char *cell(struct row *row, enum nsrow_column column)
{
	switch (column) {
	case NSROW_NS:
		return number(row, row->entry->inode);
	case NSROW_TYPE:
		return ns_types[row->entry->type].name;
	case NSROW_PID:
	case NSROW_PPID:
	case NSROW_COMMAND:
	case NSROW_UID:
	case NSROW_USER:
		return process_cell(row, column);
	default:
		return row->of_process && column != NSROW_PATH
			       ? NULL
			       : namespace_cell(row, column);
	}
}

void *nsrow_print(struct nsview *view, struct table *table, const struct table_plan *plan,
		  void *parent, size_t ns, size_t process)
{
	void *line = table_row(table, parent);
	struct row row = {
		.view = view,
		.place = ns,
		.entry = &view->walk.set.entry[ns],
		.of_process = process != NSSET_NONE,
	};

	row.process = row.of_process ? process : row.entry->first;
	for (int i = 0; i < plan->count; i++) {
		table_cell(table, line, i,
			   cell(&row, (enum nsrow_column)plan->chosen[i]));
		free(row.list);
		row.list = NULL;
	}
	return line;
}

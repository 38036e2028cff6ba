/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/ns_table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "list/netnsid.h"

/* The least widths are those of lsns(8): the same library makes the same table. */
const struct table_column ns_table_columns[] = {
	[NSROW_NS] = { "NS", "inode number of the namespace", true, 10 },
	[NSROW_TYPE] = { "TYPE", "mnt, uts, ipc, net, pid, user, cgroup or time", false,
			 5 },
	[NSROW_PATH] = { "PATH", "a path of the namespace", false },
	[NSROW_NPROCS] = { "NPROCS", "number of processes in it", true, 5 },
	[NSROW_PID] = { "PID", "lowest PID in it", true, 5 },
	[NSROW_PPID] = { "PPID", "parent PID of that process", true, 5 },
	[NSROW_COMMAND] = { "COMMAND", "command line of that process", .cut = true },
	[NSROW_UID] = { "UID", "user ID of that process", true },
	[NSROW_USER] = { "USER", "user name of that process", false },
	[NSROW_NETNSID] = { "NETNSID",
			    "netnsid, as seen from the caller's network "
			    "namespace",
			    true },
	[NSROW_NSFS] = { "NSFS", "files it is pinned to, in the caller's mount namespace",
			 false, 0, true },
	[NSROW_PNS] = { "PNS", "inode number of the parent namespace (pid, user)", true,
			10 },
	[NSROW_ONS] = { "ONS", "inode number of the owning user namespace", true, 10 },
	[NSROW_HELD] = { "HELD", "what keeps it alive (scans all processes)", false },
	[NSROW_ID] = { "ID", "64-bit namespace ID, never reused (Linux 6.18)", true },
	{ 0 },
};

const char ns_table_all[] = "NS,TYPE,PATH,NPROCS,PID,PPID,COMMAND,UID,USER,NETNSID,NSFS,"
			    "PNS,ONS,HELD,ID";

enum { TEXT_SIZE = 128 };

struct row {
	struct snapshot *view;
	size_t place, process;
	const struct ns_set_entry *entry;
	bool json; /* an empty cell is null there, and has a word of lsns(8) elsewhere */
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
	if (place != NS_SET_NONE)
		return number(row, row->view->walk.set.entry[place].inode);
	return row->json ? NULL : "0";
}

/* Where it can be opened: through a process if there is one. */
static const char *path(struct row *row)
{
	size_t count;
	const struct holder *one = holders_of(&row->view->held, row->place, &count);
	struct holder process = { .how = HELD_PROCESS };

	if (row->process != NS_SET_NONE) {
		process.pid = row->view->walk.process[row->process].pid;
		one = &process;
	} else if (!count) {
		return NULL;
	}
	return holders_path(one, row->entry->type, row->text, TEXT_SIZE);
}

static void append(struct row *row, const char *word)
{
	size_t used = row->list ? strlen(row->list) : 0;
	char *larger = realloc(row->list, used + strlen(word) + 2);

	must_alloc(larger);
	row->list = larger;
	sprintf(row->list + used, "%s%s", used ? "," : "", word);
}

static bool is_own_pin(const struct holder *one)
{
	return one->how == HELD_PIN && !one->pid;
}

/* The next one in the order of mountinfo; those of one path follow one another. */
static const struct holder *next_pin(const struct holder *one, size_t count,
				     const struct holder *last)
{
	const struct holder *next = NULL;

	for (size_t i = 0; i < count; i++) {
		bool repeated = i && is_own_pin(&one[i - 1]) && is_own_pin(&one[i]) &&
				strcmp(one[i - 1].path, one[i].path) == 0;

		if (is_own_pin(&one[i]) && !repeated &&
		    (!last || one[i].order > last->order) &&
		    (!next || one[i].order < next->order))
			next = &one[i];
	}
	return next;
}

static void print_pins(struct row *row, struct table *table, void *line, int place)
{
	size_t count, pins = 0;
	const struct holder *one = holders_of(&row->view->held, row->place, &count);
	const struct holder *pin = NULL;
	const char **path = malloc((count + 1) * sizeof(*path));

	must_alloc(path);
	while ((pin = next_pin(one, count, pin)))
		path[pins++] = pin->path;
	table_lines(table, line, place, path, pins);
	free(path);
}

static const char *held(struct row *row)
{
	for (int how = 0; how < HELD_COUNT; how++)
		if (row->entry->held & 1U << how)
			append(row, ns_set_holder_names[how]);
	return row->list;
}

static const char *netnsid(struct row *row)
{
	struct snapshot *view = row->view;
	int id;

	if (row->entry->type != NS_NET || row->entry->fd < 0)
		return NULL;
	if (view->netlink == NSVIEW_NOT_OPENED)
		view->netlink = should(netnsid_open(), "query NETNSID");
	if (view->netlink < 0)
		return NULL;
	id = netnsid_get(view->netlink, row->entry->fd);
	if (id == -ENOENT)
		return row->json ? NULL : "unassigned";
	if (id < 0) {
		/* what failed once is not asked for again */
		view->netlink = should(id, "query NETNSID");
		return NULL;
	}
	return number(row, (uint64_t)id);
}

static const char *id(struct row *row)
{
	uint64_t id = row->entry->id;

	if (!id && row->entry->fd >= 0)
		id = ns_id(row->entry->fd);
	return id ? number(row, id) : NULL;
}

static const char *namespace_cell(struct row *row, enum ns_table_column column)
{
	switch (column) {
	case NSROW_PATH:
		return path(row);
	case NSROW_NPROCS:
		return number(row, row->entry->processes);
	case NSROW_NETNSID:
		return netnsid(row);
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

static const char *process_cell(struct row *row, enum ns_table_column column)
{
	const struct snapshot_task *task;

	if (row->process == NS_SET_NONE)
		return NULL;
	if (column == NSROW_PID)
		return number(row, (uint64_t)row->view->walk.process[row->process].pid);
	task = snapshot_task(row->view, row->process);
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

static const char *cell(struct row *row, enum ns_table_column column)
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
		return namespace_cell(row, column);
	}
}

void *ns_table_print(struct snapshot *view, struct table *table,
		     const struct table_plan *plan, void *parent, size_t ns,
		     size_t process)
{
	void *line = table_row(table, parent);
	struct row row = {
		.view = view,
		.place = ns,
		.entry = &view->walk.set.entry[ns],
		.json = plan->format == TABLE_JSON,
	};

	row.process = process != NS_SET_NONE ? process : row.entry->first;
	for (int i = 0; i < plan->count; i++) {
		if (plan->chosen[i] == NSROW_NSFS) {
			print_pins(&row, table, line, i);
			continue;
		}
		table_cell(table, line, i,
			   cell(&row, (enum ns_table_column)plan->chosen[i]));
		free(row.list);
		row.list = NULL;
	}
	return table_row_done(table, line);
}

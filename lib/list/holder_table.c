/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/holder_table.h"

#include <stdio.h>

enum column { HOW, PID, FD, TID, NS, TYPE, PATH, USER, COMMAND };

const struct table_column holder_table_columns[] = {
	[HOW] = { "HOW", "process, thread, for_children, fd, socket, pin, child or owned",
		  false },
	[PID] = { "PID", "PID of the process (of a namespace: one member)", true },
	[FD] = { "FD", "number of the descriptor or socket", true },
	[TID] = { "TID", "thread ID", true },
	[NS] = { "NS", "the child or owned namespace, or the mount namespace of the pin",
		 true },
	[TYPE] = { "TYPE", "type of that namespace", false },
	[PATH] = { "PATH", "path of the pin, or of a link in /proc", false },
	[USER] = { "USER", "user name of the process", false },
	[COMMAND] = { "COMMAND", "command line of the process", .cut = true },
	{ 0 },
};

enum { TEXT_SIZE = 64 };

struct row {
	struct holder one; /* a child or an owned namespace is in its place .ns */
	enum ns type;	   /* of the namespace that is kept */
	size_t process;	   /* or NS_SET_NONE */
	uint32_t inode;	   /* of NS, 0: none */
	enum ns inode_type;
};

static const char *number(uint64_t value, char *text)
{
	snprintf(text, TEXT_SIZE, "%llu", (unsigned long long)value);
	return text;
}

static const char *path(const struct row *row, char *text)
{
	struct holder process = { .how = HELD_PROCESS, .pid = row->one.pid };

	if (row->one.how != HELD_CHILD && row->one.how != HELD_OWNED)
		return holders_path(&row->one, row->type, text, TEXT_SIZE);
	return row->one.pid ? holders_path(&process, row->inode_type, text, TEXT_SIZE)
			    : NULL;
}

static const char *cell(struct snapshot *view, const struct row *row, enum column column,
			char *text)
{
	const struct snapshot_task *task;

	switch (column) {
	case HOW:
		return ns_set_holder_names[row->one.how];
	case PID:
		return row->one.pid > 0 ? number((uint64_t)row->one.pid, text) : NULL;
	case FD:
		return row->one.how == HELD_FD || row->one.how == HELD_SOCKET
			       ? number((uint64_t)row->one.number, text)
			       : NULL;
	case TID:
		return row->one.how == HELD_THREAD
			       ? number((uint64_t)row->one.number, text)
			       : NULL;
	case NS:
		return row->inode ? number(row->inode, text) : NULL;
	case TYPE:
		return row->inode ? ns_types[row->inode_type].name : NULL;
	case PATH:
		return path(row, text);
	default:
		task = snapshot_task(view, row->process);
		return !task ? NULL : column == USER ? task->user : task->info.command;
	}
}

static void print(struct snapshot *view, struct table *table,
		  const struct table_plan *plan, const struct row *row)
{
	void *line = table_row(table, NULL);
	char text[TEXT_SIZE];

	for (int i = 0; i < plan->count; i++)
		table_cell(table, line, i,
			   cell(view, row, (enum column)plan->chosen[i], text));
	table_row_done(table, line);
}

static size_t print_processes(struct snapshot *view, struct table *table,
			      const struct table_plan *plan, size_t ns)
{
	enum ns type = view->walk.set.entry[ns].type;
	size_t printed = 0;

	for (size_t i = 0; i < view->walk.count; i++) {
		const struct proc_scan_process *process = &view->walk.process[i];
		struct row row = { .type = type, .process = i };

		if (process->in[type] != ns || process->pid == view->walk.self)
			continue;
		row.one = (struct holder){ .how = HELD_PROCESS, .pid = process->pid };
		print(view, table, plan, &row);
		printed++;
	}
	return printed;
}

static size_t print_holders(struct snapshot *view, struct table *table,
			    const struct table_plan *plan, size_t ns)
{
	size_t count;
	const struct holder *one = holders_of(&view->held, ns, &count);

	for (size_t i = 0; i < count; i++) {
		struct row row = {
			.one = one[i],
			.type = view->walk.set.entry[ns].type,
			.process = proc_scan_find(&view->walk, one[i].pid),
			.inode = one[i].mnt,
			.inode_type = NS_MNT,
		};

		print(view, table, plan, &row);
	}
	return count;
}

static size_t print_namespaces(struct snapshot *view, struct table *table,
			       const struct table_plan *plan, size_t ns)
{
	const struct ns_set *set = &view->walk.set;
	size_t *order = snapshot_order(view), printed = 0;

	for (size_t i = 0; i < set->count; i++) {
		const struct ns_set_entry *entry = &set->entry[order[i]];
		struct row row = {
			.process = entry->first,
			.inode = entry->inode,
			.inode_type = entry->type,
		};

		if (entry->parent != ns && (entry->owner != ns || entry->type == NS_USER))
			continue;
		row.one.how = entry->parent == ns ? HELD_CHILD : HELD_OWNED;
		if (entry->first != NS_SET_NONE)
			row.one.pid = view->walk.process[entry->first].pid;
		print(view, table, plan, &row);
		printed++;
	}
	return printed;
}

size_t holder_table_print_all(struct snapshot *view, struct table *table,
			      const struct table_plan *plan, size_t ns)
{
	return print_processes(view, table, plan, ns) +
	       print_holders(view, table, plan, ns) +
	       print_namespaces(view, table, plan, ns);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/graphviz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/escape.h"
#include "base/print.h"

enum { NAMED = 5 }; /* processes of a group that are named */

static void indent(int depth)
{
	for (int i = 0; i <= depth; i++)
		putchar('\t');
}

/* In dot's strings '"' and '\' are special, and escape.h leaves '\' for its own use. */
static void print_escaped(const char *name)
{
	char *text = escape_copy(name);

	must_alloc(text);
	for (const char *at = text; *at; at++) {
		if (*at == '"' || *at == '\\')
			putchar('\\');
		putchar(*at);
	}
	free(text);
}

/* What keeps it, unless that is what everything has. */
static void print_holders(const struct ns_set_entry *entry)
{
	if (entry->held & 1U << HELD_PROCESS)
		return;
	for (int how = 0; how < HELD_COUNT; how++)
		if (entry->held & 1U << how)
			printf("\\n%s", ns_set_holder_names[how]);
}

/* Dashes: no process is in it. */
static void print_box(const struct ns_set_entry *entry, size_t place, int depth)
{
	indent(depth);
	printf("n%zu [shape=%s, label=\"%s\\n%u", place,
	       entry->type == NS_USER ? "plaintext" : "box", ns_types[entry->type].name,
	       (unsigned)entry->inode);
	print_holders(entry);
	printf("\"%s];\n", entry->processes ? "" : ", style=dashed");
}

/* A user namespace, what it owns, and the user namespaces below it. */
static void print_cluster(const struct snapshot *view, const size_t *order, size_t user,
			  int depth)
{
	const struct ns_set *set = &view->walk.set;

	indent(depth);
	printf("subgraph cluster_%zu {\n", user);
	indent(depth + 1);
	printf("label=\"user namespace %u\";\n", (unsigned)set->entry[user].inode);
	print_box(&set->entry[user], user, depth + 1);
	for (size_t i = 0; i < set->count; i++) {
		const struct ns_set_entry *entry = &set->entry[order[i]];

		if (entry->owner == user && entry->type != NS_USER)
			print_box(entry, order[i], depth + 1);
	}
	for (size_t i = 0; i < set->count; i++)
		if (set->entry[order[i]].type == NS_USER &&
		    set->entry[order[i]].parent == user)
			print_cluster(view, order, order[i], depth + 1);
	indent(depth);
	puts("}");
}

/* A namespace without a visible owner is outside. */
static void print_namespaces(const struct snapshot *view, const size_t *order)
{
	const struct ns_set *set = &view->walk.set;

	for (size_t i = 0; i < set->count; i++) {
		const struct ns_set_entry *entry = &set->entry[order[i]];

		if (entry->owner != NS_SET_NONE)
			continue;
		if (entry->type == NS_USER)
			print_cluster(view, order, order[i], 0);
		else
			print_box(entry, order[i], 0);
	}
	for (size_t i = 0; i < set->count; i++)
		if (set->entry[i].type == NS_PID && set->entry[i].parent != NS_SET_NONE)
			printf("\tn%zu -> n%zu [style=dashed, constraint=false];\n",
			       set->entry[i].parent, i);
}

static int by_namespaces(const void *a, const void *b)
{
	const struct proc_scan_process *x = *(const struct proc_scan_process *const *)a;
	const struct proc_scan_process *y = *(const struct proc_scan_process *const *)b;
	int differs = memcmp(x->in, y->in, sizeof(x->in));

	return differs ? differs : (x->pid > y->pid) - (x->pid < y->pid);
}

static bool same_group(const struct proc_scan_process *a,
		       const struct proc_scan_process *b)
{
	return memcmp(a->in, b->in, sizeof(a->in)) == 0;
}

static void print_group(struct snapshot *view,
			const struct proc_scan_process *const *process, size_t count)
{
	const struct snapshot_task *task;

	printf("\tp%d [label=\"", (int)process[0]->pid);
	for (size_t i = 0; i < count && i < NAMED; i++) {
		task = snapshot_task(view, (size_t)(process[i] - view->walk.process));
		printf("%s%d ", i ? "\\n" : "", (int)process[i]->pid);
		print_escaped(task ? task->info.command : "");
	}
	if (count > NAMED)
		printf("\\nand %zu more", count - NAMED);
	puts("\"];");
	for (int type = 0; type < NS_COUNT; type++)
		if (process[0]->in[type] != NSWALK_NONE)
			printf("\tn%u -> p%d [dir=none];\n",
			       (unsigned)process[0]->in[type], (int)process[0]->pid);
}

static void print_processes(struct snapshot *view)
{
	size_t count = view->walk.count, end;
	const struct proc_scan_process **process = malloc((count + 1) * sizeof(*process));

	must_alloc(process);
	for (size_t i = 0; i < count; i++)
		process[i] = &view->walk.process[i];
	qsort(process, count, sizeof(*process), by_namespaces);
	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && same_group(process[i], process[end]);)
			end++;
		print_group(view, process + i, end - i);
	}
}

void ns_graphviz_print(struct snapshot *view)
{
	size_t *order = snapshot_order(view);

	puts("digraph namespaces {\n\trankdir=LR;\n\tnewrank=true;\n"
	     "\tfontname=sans;\n\tnode [fontname=sans];");
	print_namespaces(view, order);
	print_processes(view);
	puts("}");
	print_end();
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/opt_list.h"

#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "ns/ns.h"

enum { HELD = OPT_LONG, WHY, SAME, DOT, ALL_COLUMNS };

static const struct opt_row rows[] = {
	{ 't', "type", "TYPE", "only namespaces of this type (repeatable, or list)" },
	{ 'p', "task", "PID", "only namespaces of this process" },
	{ 'P', "persistent", NULL, "only namespaces without a process" },
	{ HELD, "held", NULL, "add column HELD: what keeps each namespace alive" },
	{ 'T', "tree", "[REL]", "print a tree by owner, parent or process" },
	{ WHY, "why", "NS", "list everything that keeps this namespace alive" },
	{ SAME, "same", NULL, "test whether A and B share namespaces" },
	{ DOT, "dot", NULL, "print a graph in DOT format" },
	{ ALL_COLUMNS, "output-all", NULL, "print all columns" },
	{ 'u', "notruncate", NULL, "do not cut COMMAND to the width of a terminal" },
	{ 'W', "nowrap", NULL, "one line per row: join files in NSFS by commas" },
	{ 0 },
};

int opt_list_type(const char *name)
{
	for (int type = 0; type < NS_COUNT; type++)
		if (strcmp(name, ns_types[type].name) == 0 ||
		    strcmp(name, ns_types[type].option) == 0)
			return ns_types[type].flag;
	usage_error("invalid namespace type \"%.99s\" (expected mnt, uts, ipc, net, pid, "
		    "user, cgroup or time)",
		    name);
}

static int type_list(const char *list)
{
	int flags = 0;
	char name[16];

	for (const char *rest = list;; rest++) {
		size_t length = strcspn(rest, ",");

		snprintf(name, sizeof(name), "%.*s", (int)length, rest);
		flags |= opt_list_type(length < sizeof(name) ? name : list);
		rest += length;
		if (!*rest)
			return flags;
	}
}

static enum opt_list_tree tree_of(const char *relation)
{
	if (!relation || strcmp(relation, "owner") == 0)
		return LSNS_BY_OWNER;
	if (strcmp(relation, "parent") == 0)
		return LSNS_BY_PARENT;
	if (strcmp(relation, "process") == 0)
		return LSNS_BY_PROCESS;
	usage_error("--tree: invalid relation \"%.99s\" (expected owner, parent or "
		    "process)",
		    relation);
}

static void store(void *part, int id, const char *argument)
{
	struct opt_list *what = part;

	switch (id) {
	case 't':
		what->types |= type_list(argument);
		break;
	case 'p':
		if (what->task)
			usage_error("--task can be given only once; use operands for "
				    "several processes");
		what->task = argument;
		break;
	case 'P':
		what->persistent = true;
		break;
	case HELD:
		what->held = true;
		break;
	case 'T':
		what->tree = tree_of(argument);
		break;
	case WHY:
		if (what->why)
			usage_error("--why can be given only once");
		what->job = LSNS_WHY;
		what->why = argument;
		break;
	case SAME:
		what->job = LSNS_SAME;
		break;
	case DOT:
		what->job = LSNS_DOT;
		break;
	case 'u':
		what->no_cut = true;
		break;
	case 'W':
		what->no_wrap = true;
		break;
	case ALL_COLUMNS:
		what->all_columns = true;
		break;
	}
}

const struct opt_set opt_list_options = { "What to show", rows, store };

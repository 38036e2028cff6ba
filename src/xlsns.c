/* SPDX-License-Identifier: MIT */
/*
 * xlsns: looks at namespaces. Which there are, who is in them, who owns them, and what
 * keeps them alive. It changes nothing.
 *
 * Processes are looked at always, one link for each type; descriptors, sockets, threads
 * and foreign mount namespaces only where the answer depends on them, as that takes
 * several times as long.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "nsdot.h"
#include "nspick.h"
#include "nsrow.h"
#include "nssame.h"
#include "nsview.h"
#include "opt.h"
#include "opt_lsns.h"
#include "opt_table.h"
#include "table.h"
#include "whyrow.h"

struct plan {
	struct opt_lsns what;
	struct opt_table output;
	struct table_plan table;
	char **operands;

	struct nsview view;
	struct nspick pick;
};

/* ---- parse ---- */

static bool shows(const struct plan *p, enum nsrow_column column)
{
	for (int i = 0; i < p->table.count; i++)
		if (p->table.chosen[i] == (int)column)
			return true;
	return false;
}

/* The columns of lsns(8). */
static const char *default_columns(const struct plan *p)
{
	if (p->what.job == LSNS_WHY)
		return "HOW,PID,FD,NS,PATH,COMMAND";
	if (p->what.held)
		return "NS,TYPE,NPROCS,PID,USER,HELD,COMMAND";
	if (p->what.types & CLONE_NEWNET)
		return "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND";
	return "NS,TYPE,NPROCS,PID,USER,COMMAND";
}

static void plan_table(struct plan *p)
{
	bool why = p->what.job == LSNS_WHY;

	if (p->what.all_columns && p->output.output)
		usage_error("--output-all contradicts --output");
	if (p->what.all_columns)
		p->output.output =
			why ? "HOW,PID,FD,TID,NS,TYPE,PATH,USER,COMMAND" : nsrow_all;
	p->table.columns = why ? whyrow_columns : nsrow_columns;
	p->table.title = why ? "holders" : "namespaces";
	opt_table_plan(&p->output, default_columns(p), p->what.tree != LSNS_NO_TREE,
		       &p->table);
	if (!why && shows(p, NSROW_HELD))
		p->what.held = true;
}

/* Options that would be without any effect. */
static void check(const struct plan *p)
{
	const struct opt_lsns *what = &p->what;
	const struct opt_table *output = &p->output;

	if (what->job != LSNS_LIST &&
	    (what->tree || what->task || what->persistent || what->held))
		usage_error("--tree, --task, --persistent and --held are about lists");
	if ((what->job == LSNS_SAME || what->job == LSNS_DOT) &&
	    (output->json || output->raw || output->list || output->output ||
	     output->no_headings || what->all_columns || what->types))
		usage_error("--same and --dot take no option about a table");
	if (what->job != LSNS_LIST && what->job != LSNS_SAME && p->operands[0])
		usage_error("unexpected operand \"%.99s\"", p->operands[0]);
	if (what->job == LSNS_SAME && (!p->operands[0] || !p->operands[1]))
		usage_error("--same compares two: give A and B");
	if (what->task && p->operands[0])
		usage_error("--task contradicts the operand \"%.99s\"", p->operands[0]);
}

static void parse(struct plan *p, char **argv)
{
	const struct opt_group groups[] = {
		OPT_LSNS_GROUP(&p->what),
		OPT_TABLE_GROUP(&p->output),
		{ 0 },
	};
	const struct opt_cli cli = {
		.synopsis =
			"[options] [PID|INODE|FILE...] | --why NS | --same A B [TYPE...] | --dot",
		.purpose = "Show namespaces, who is in them, and what keeps them alive.",
		.page = "xlsns(1)",
		.permute = true,
		.groups = groups,
	};

	p->operands = opt_parse(&cli, argv);
	plan_table(p);
	check(p);
}

/* ---- lists ---- */

static bool wanted(const struct plan *p, size_t place)
{
	const struct nsset_entry *entry = &p->view.walk.set.entry[place];

	return p->view.walk.types & ns_types[entry->type].flag &&
	       !(p->what.persistent && entry->processes) &&
	       (!p->pick.operands || nspick_has(&p->pick, place));
}

static void *line_of(struct plan *p, struct table *table, void **line, size_t place);

/* The line of the nearest namespace above that is shown. */
static void *line_above(struct plan *p, struct table *table, void **line, size_t place)
{
	const struct nsset_entry *entry = p->view.walk.set.entry;

	if (!p->table.tree || p->what.tree == LSNS_BY_PROCESS)
		return NULL;
	do
		place = p->what.tree == LSNS_BY_OWNER ? entry[place].owner
						      : entry[place].parent;
	while (place != NSSET_NONE && !wanted(p, place));
	return place == NSSET_NONE ? NULL : line_of(p, table, line, place);
}

static void *line_of(struct plan *p, struct table *table, void **line, size_t place)
{
	void *above;

	if (line[place])
		return line[place];
	above = line_above(p, table, line, place);
	line[place] = nsrow_print(&p->view, table, &p->table, above, place, NSSET_NONE);
	return line[place];
}

/* ---- processes of a namespace ---- */

struct family {
	struct plan *p;
	struct table *table;
	size_t ns;
	void *top;   /* the line of the namespace, or NULL */
	void **line; /* by place of the process */
	bool *begun;
};

/* Below the nearest line of a parent that is in the namespace too. */
static void *line_of_process(struct family *family, size_t process)
{
	struct nsview *view = &family->p->view;
	const struct nsview_task *task;
	void *above = family->top;
	size_t parent;

	if (family->begun[process])
		return family->line[process];
	family->begun[process] = true; /* a PID that was used again can make a circle */
	task = family->p->table.tree ? nsview_task(view, process) : NULL;
	parent = task ? nswalk_find(&view->walk, task->info.parent) : NSSET_NONE;
	if (parent != NSSET_NONE &&
	    view->walk.process[parent].in[view->walk.set.entry[family->ns].type] ==
		    family->ns)
		above = line_of_process(family, parent);
	family->line[process] =
		nsrow_print(view, family->table, &family->p->table,
			    above ? above : family->top, family->ns, process);
	return family->line[process];
}

static void print_processes(struct plan *p, struct table *table, size_t ns, void *top)
{
	const struct nswalk *walk = &p->view.walk;
	struct family family = {
		.p = p,
		.table = table,
		.ns = ns,
		.top = top,
		.line = calloc(walk->count + 1, sizeof(void *)),
		.begun = calloc(walk->count + 1, sizeof(bool)),
	};

	must(family.line && family.begun ? 0 : -ENOMEM, "make a list");
	for (size_t i = 0; i < walk->count; i++)
		if (walk->process[i].in[walk->set.entry[ns].type] == ns)
			line_of_process(&family, i);
	free(family.line);
	free(family.begun);
}

static void print_namespaces(struct plan *p, struct table *table)
{
	size_t *order = nsview_order(&p->view), count = p->view.walk.set.count;
	void **line = calloc(count + 1, sizeof(*line));

	must(line ? 0 : -ENOMEM, "make a list");
	for (size_t i = 0; i < count; i++) {
		if (!wanted(p, order[i]))
			continue;
		line_of(p, table, line, order[i]);
		if (p->what.tree == LSNS_BY_PROCESS)
			print_processes(p, table, order[i], line[order[i]]);
	}
}

static void load(struct plan *p, bool all)
{
	struct nsview *view = &p->view;

	/* Others are found through these; of a net namespace alone nobody asks. */
	view->wants_relations = p->what.tree != LSNS_NO_TREE || shows(p, NSROW_PNS) ||
				shows(p, NSROW_ONS) ||
				view->walk.types & (CLONE_NEWUSER | CLONE_NEWPID);
	nsview_load(view, all);
	nspick_finish(&p->pick, view);
}

/*
 * As lsns(8) does: one namespace, and no process, is asked for to see who is in it. Where
 * nobody is, the answer is the namespace itself.
 */
static bool asks_for_processes(const struct plan *p)
{
	return p->pick.operands == 1 && !p->pick.processes && !p->what.tree &&
	       !p->what.held && !p->what.persistent &&
	       p->view.walk.set.entry[p->pick.place[0]].processes;
}

static void plan_processes(struct plan *p)
{
	p->table.count = 0;
	opt_table_plan(&p->output, "PID,PPID,USER,COMMAND", true, &p->table);
}

static void list(struct plan *p)
{
	struct table *table;

	nsview_begin(&p->view, p->what.types ? p->what.types : -1);
	for (char **operand = p->operands; *operand; operand++)
		nspick_add(&p->pick, &p->view, *operand);
	if (p->what.task)
		nspick_add_process(&p->pick, &p->view, p->what.task);
	load(p, p->what.held || p->what.persistent);
	if (asks_for_processes(p))
		plan_processes(p);
	table = table_begin(&p->table);
	if (asks_for_processes(p))
		print_processes(p, table, p->pick.place[0], NULL);
	else
		print_namespaces(p, table);
	table_end(table);
	nsview_confess(&p->view);
}

/* ---- the other jobs ---- */

/* A process has one of each type: which of them is meant? */
static void check_why(const struct plan *p)
{
	const struct nsset_entry *entry;

	if (p->pick.count != 1)
		usage_error(
			"--why: \"%.99s\" is a process: say which of its namespaces, with "
			"--type",
			p->what.why);
	entry = &p->view.walk.set.entry[p->pick.place[0]];
	if (p->what.types && !(p->what.types & ns_types[entry->type].flag))
		die("%s is a namespace of type %s", p->what.why,
		    ns_types[entry->type].name);
}

static void why(struct plan *p)
{
	struct table *table;

	nsview_begin(&p->view, p->what.types ? p->what.types : -1);
	nspick_add(&p->pick, &p->view, p->what.why);
	p->view.walk.types = -1;
	nsview_load(&p->view, true);
	nspick_finish(&p->pick, &p->view);
	check_why(p);
	table = table_begin(&p->table);
	if (whyrow_print_all(&p->view, table, &p->table, p->pick.place[0]) == 0)
		warn("nothing that can be seen from here keeps it");
	table_end(table);
	nsview_confess(&p->view);
}

static int same(const struct plan *p)
{
	int types = 0;

	for (char **type = p->operands + 2; *type; type++)
		types |= opt_lsns_type(*type);
	return nssame(p->operands[0], p->operands[1], types) ? EXIT_SUCCESS
							     : EXIT_FAILURE;
}

static void draw(struct plan *p)
{
	nsview_begin(&p->view, -1);
	nsview_load(&p->view, true);
	nsdot_print(&p->view);
	nsview_confess(&p->view);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xlsns", EXIT_FAILURE, 2, argv);
	parse(p, argv);
	switch (p->what.job) {
	case LSNS_SAME:
		return same(p);
	case LSNS_WHY:
		why(p);
		break;
	case LSNS_DOT:
		draw(p);
		break;
	default:
		list(p);
	}
	return EXIT_SUCCESS;
}

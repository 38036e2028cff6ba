/* SPDX-License-Identifier: MIT */
/*
 * xnspin: pins namespaces to files, and unpins them.
 *
 *   pin     TARGET TYPE=FILE...: those of a process, or of any address.
 *   --new   This process creates them, or a child for which it writes ID maps; it pins
 *           them, and both end (create/maker). Files remain, and no process.
 *   --hold  Passes them to a command as open descriptors.
 *   --unpin, --list, --prune
 *
 * All or nothing: when one pin fails, those before it are removed.
 */
#include "config.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/fd.h"
#include "ns/process.h"
#include "ns/target.h"
#include "run/child.h"
#include "hint/hint.h"
#include "cli/opt.h"
#include "create/maker.h"
#include "create/opt_host.h"
#include "create/opt_idmap.h"
#include "create/opt_ns.h"
#include "create/opt_root.h"
#include "create/opt_time.h"
#include "pins/hold.h"
#include "pins/opt_pin.h"
#include "pins/pin_prune.h"
#include "pins/pin_remove.h"
#include "pins/pin_set.h"
#include "pins/pin_table.h"

struct plan {
	struct opt_pin job;
	struct maker maker; /* with --new */

	struct target target;
	struct process held; /* the target, when it is a process */
	struct pin_set pins;
	char **operands;
};

/* ---- parse ---- */

static void take_pins(struct plan *p, char **operands)
{
	const char *file;

	for (; *operands; operands++) {
		enum ns type = pin_set_split(*operands, &file);

		pin_set_add(&p->pins, type, file);
	}
	for (int type = 0; type < NS_COUNT; type++)
		if (p->maker.create.file[type])
			pin_set_add(&p->pins, type, p->maker.create.file[type]);
	if (!pin_set_flags(&p->pins))
		usage_error("nothing to pin: give TYPE=FILE");
}

static void take_target(struct plan *p, const char *operand)
{
	int err;

	if (!operand)
		usage_error("no target given: give a PID or another address");
	err = target_parse(operand, &p->target);
	if (err < 0)
		usage_error("\"%.99s\" is not an address of a namespace (see xns(7))",
			    operand);
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_pin_options, offsetof(struct plan, job) },
		{ &opt_ns_options, offsetof(struct plan, maker.create) },
		{ &opt_idmap_options, offsetof(struct plan, maker.ids) },
		{ &opt_time_options, offsetof(struct plan, maker.clocks) },
		{ &opt_host_options, offsetof(struct plan, maker.host) },
		{ &opt_root_options, offsetof(struct plan, maker.root) },
		{ &opt_pin_table_options, offsetof(struct plan, job.table) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "new", OPT_EXCLUDES, "unpin list prune hold list-columns" },
		{ "unpin", OPT_EXCLUDES, "list prune hold list-columns" },
		{ "list list-columns", OPT_EXCLUDES, "prune hold" },
		{ "prune", OPT_EXCLUDES, "hold" },
		{ "mount uts ipc net pid user cgroup time all setgroups " OPT_IDMAP_NAMES,
		  OPT_NEEDS, "new" },
		{ "monotonic boottime hostname domainname lo new-root mount-sys mount-dev",
		  OPT_NEEDS, "new" },
		{ "read-only", OPT_NEEDS, "new-root" },
		{ "json raw noheadings output", OPT_NEEDS, "list list-columns" },
		{ "raw", OPT_EXCLUDES, "json" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis =
			"TARGET TYPE=FILE... | --new [options] TYPE=FILE... | --unpin FILE...\n"
			"       | --list | --prune DIR | --hold TARGET TYPE=FD... -- command...",
		.purpose = "Pin namespaces to files, and unpin them.",
		.page = "xnspin(1)",
		.groups = groups,
		.rules = rules,
	};

	p->operands = opt_parse(&cli, p, argv);
	if (p->job.table.list_columns)
		p->job.mode = MODE_LIST;
	if (p->job.mode == MODE_PIN || p->job.mode == MODE_HOLD)
		take_target(p, p->operands[0]);
	if (p->job.mode == MODE_PIN)
		take_pins(p, p->operands + 1);
	if (p->job.mode == MODE_NEW) {
		take_pins(p, p->operands);
		maker_check(&p->maker, pin_set_flags(&p->pins));
	}
	if (p->job.mode == MODE_UNPIN && !p->operands[0])
		usage_error("nothing to unpin: give the files");
	if ((p->job.mode == MODE_LIST || p->job.mode == MODE_PRUNE) && p->operands[0])
		usage_error("unexpected operand \"%.99s\"", p->operands[0]);
}

/* ---- namespaces that exist ---- */

static int open_of_target(void *context, enum ns type)
{
	const struct plan *p = context;

	return p->held.dir >= 0 ? process_ns(&p->held, type)
				: target_open_ns(&p->target, type);
}

static void pin_target(struct plan *p)
{
	struct child_signals saved;
	char where[256];
	int err = target_open_process(&p->target, &p->held);

	target_text(&p->target, where, sizeof(where));
	if (err != -FAULT_NOT_PROCESS && err != -FAULT_NOT_PIDFD)
		must_why(err, hint_target, &p->target, "use %s as the target", where);
	must(child_block(&saved, false),
	     "block signals"); /* between a file and its pin */
	p->pins.existed = true;
	pin_set_prepare(&p->pins);
	pin_set_mount(&p->pins, open_of_target, p, &p->target, where);
}

/* ---- new namespaces ---- */

static int open_of_maker(void *context, enum ns type)
{
	return maker_open_ns(context, type);
}

static void pin_new(struct plan *p)
{
	maker_resolve(&p->maker, pin_set_flags(&p->pins));
	maker_start(&p->maker, p->pins.pin[NS_MNT].file);
	if (p->pins.pin[NS_PID].file)
		maker_check_pid(&p->maker);
	maker_configure(&p->maker);
	pin_set_prepare(&p->pins); /* from here on a failure has something to remove */
	pin_set_mount(&p->pins, open_of_maker, &p->maker, NULL, "the new process");
	maker_end(&p->maker);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xnspin", EXIT_FAILURE, 2, argv);
	parse(p, argv);
	switch (p->job.mode) {
	case MODE_PIN:
		pin_target(p);
		break;
	case MODE_NEW:
		pin_new(p);
		break;
	case MODE_UNPIN:
		pin_remove(p->operands);
		break;
	case MODE_LIST:
		pin_table_print(&p->job.table);
		break;
	case MODE_PRUNE:
		pin_prune(p->job.prune);
		break;
	case MODE_HOLD:
		hold_namespaces(&p->target, p->operands + 1);
	}
	return EXIT_SUCCESS;
}

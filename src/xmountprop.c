/* SPDX-License-Identifier: MIT */
/*
 * xmountprop: changes the propagation type of a mount or a subtree, reads back the
 * result, and becomes the command, if one is given.
 */
#include "config.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "mount/mounts.h"
#include "mount/prop.h"
#include "run/cmd.h"
#include "hint/hint.h"
#include "cli/opt.h"
#include "cli/opt_dryrun.h"
#include "prop/change.h"
#include "prop/report.h"

struct plan {
	struct prop_change change;
	struct prop_report report;
	struct steps steps;
	struct cmd command;	  /* no file: none was given */
	struct mounts all_before; /* empty unless each is reported */
};

/* ---- parse: fills the plan and changes nothing ---- */

enum { STRICT = OPT_LONG, PEER_OF, BIND };

static const struct opt_row rows[] = {
	{ 'r', "recursive", NULL, "also change all submounts" },
	{ PEER_OF, "peer-of", "PEER", "first join the peer group of mount PEER" },
	{ BIND, "bind", NULL, "bind-mount DIR on itself if not a mount point" },
	{ 'v', "verbose", NULL, "print the old and new type of each mount" },
	{ STRICT, "strict", NULL, "fail if a mount does not get the type" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct plan *p = part;

	switch (id) {
	case 'r':
		p->change.mode.recursive = true;
		break;
	case PEER_OF:
		p->change.peer_dir = argument;
		break;
	case BIND:
		p->change.bind = true;
		break;
	case 'v':
		p->report.verbose = true;
		break;
	case STRICT:
		p->report.strict = true;
		break;
	}
}

static const struct opt_set options = { "Options", rows, store };

static void take_operands(struct plan *p, char **argv)
{
	char **operands = opt_mode_operands(&p->change.mode, argv);

	/* A late option would be a command that fails when the mount has been changed. */
	for (char **word = argv; *word && word < operands + 2; word++)
		if ((*word)[0] == '-')
			usage_error("\"%.99s\": options must precede MODE and DIR",
				    *word);
	p->report.asked = p->change.mode.type;
	p->change.dir = operands[0];
	p->command.hint = hint_exec;
	if (operands[1])
		cmd_choose(&p->command, operands + 1);
}

static void check_combinations(const struct plan *p)
{
	if (p->change.peer_dir && p->change.mode.recursive)
		usage_error("--peer-of cannot be combined with --recursive");
	if (p->change.peer_dir && (p->change.mode.type == PROP_PRIVATE ||
				   p->change.mode.type == PROP_UNBINDABLE))
		usage_error("--peer-of cannot be combined with %s, which would leave "
			    "the peer group",
			    prop_text(p->change.mode.type));
}

static void load_all(struct mounts *ret_mounts)
{
	FD_AUTO int self = must_why(proc_self(), hint_proc, NULL, "use /proc");

	must_why(mounts_load(self, ret_mounts), hint_proc, NULL,
		 "read the list of mounts");
}

/*
 * A subtree is looked at whole only when asked: reading it costs ten times the change,
 * and its private mounts stay private whenever the others become slaves.
 */
static bool reports_all(const struct plan *p)
{
	return p->change.mode.recursive && (p->report.strict || p->report.verbose);
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &options, 0 },
		{ &opt_mode_options, offsetof(struct plan, change.mode) },
		{ &opt_dryrun_options, offsetof(struct plan, steps) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "peer-of", OPT_EXCLUDES, "bind recursive" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] MODE DIR [command [argument...]]",
		.purpose =
			"Change the propagation type of a mount to shared, slave, "
			"private, unbindable,\nshared+slave or unchanged, then run the "
			"command, if given.",
		.page = "xmountprop(1)",
		.groups = groups,
		.rules = rules,
	};

	take_operands(p, opt_parse(&cli, p, argv));
	check_combinations(p);
	prop_change_look(&p->change);
	/* A peer of a slave is a slave as well: that is what was asked for. */
	if (p->change.peer_before.master && p->report.asked == PROP_SHARED)
		p->report.asked = PROP_SHARED_SLAVE;
	if (reports_all(p) && !p->steps.dry)
		load_all(&p->all_before);
}

/* ---- what came of it ---- */

static void report(struct plan *p)
{
	struct mounts_entry now;
	struct mounts all;

	if (p->steps.dry)
		return;
	if (must_why(mountfd_find(p->change.fd, &now), hint_proc, NULL,
		     "read the resulting state of %s", p->change.dir) == 0)
		die("%s no longer exists", p->change.dir);
	if (reports_all(p)) {
		load_all(&all);
		must(prop_report_add_below(&p->report, &p->all_before, &all, now.id),
		     "compare the mounts");
	} else {
		prop_report_add(&p->report, p->change.is_point ? &p->change.before : NULL,
				&now);
	}
	prop_report_end(&p->report);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xmountprop", EXIT_OURS, EXIT_OURS, argv);
	parse(p, argv);

	prop_change_apply(&p->change, &p->steps);
	report(p);
	if (!p->command.file || step_is_said(&p->steps, "execute %s", p->command.file))
		return EXIT_SUCCESS;
	cmd_exec(&p->command, environ);
}

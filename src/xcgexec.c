/* SPDX-License-Identifier: MIT */
/*
 * xcgexec: run a command in a new cgroup under limits, report what it used, and remove
 * the cgroup.
 *
 * - The caller finds the parent, enables controllers, creates the cgroup, writes the
 *   limits, starts the child in it and waits: it stays outside of the cgroup.
 * - The janitor, another child, removes the cgroup when the caller is killed.
 * - The child is created in the cgroup (CLONE_INTO_CGROUP), or is moved there while it
 *   waits at a sync pipe: no instruction of the command runs without the limits.
 */
#include "config.h"

#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "proc/proc.h"
#include "run/cmd.h"
#include "hint/hint.h"
#include "cli/launch.h"
#include "cli/opt.h"
#include "cli/opt_dryrun.h"
#include "cli/opt_env.h"
#include "cli/opt_privs.h"
#include "cgroup/enable.h"
#include "cgroup/end.h"
#include "cgroup/hint_cgroup.h"
#include "cgroup/janitor.h"
#include "cgroup/leaf.h"
#include "cgroup/limits.h"
#include "cgroup/opt_cgroup.h"
#include "cgroup/opt_limits.h"
#include "cgroup/start.h"
#include "cgroup/tree.h"
#include "cgroup/usage.h"

struct plan {
	struct limits limits;
	struct opt_cgroup cgroup;
	struct opt_privs privs;
	struct opt_env env;
	struct cmd command;
	struct steps steps;

	struct tree parent;
	struct leaf leaf;
	struct hint_group why;
	struct janitor janitor;
	struct launch launch;
	struct opt_sync sync;	  /* nothing of it is used */
	struct lifetime lifetime; /* the same: the janitor is the watcher */
	int report;		  /* where to write it, or -1 */
	pid_t supervisor;	  /* this process, once the janitor runs */
};

static struct plan plan; /* here for remove_unused() */

/* ---- parse: fills the plan and changes nothing ---- */

static void open_parent(struct plan *p)
{
	FD_AUTO int self = -1;

	if (p->cgroup.parent) {
		must(tree_open(p->cgroup.parent, &p->parent), "open the cgroup %s",
		     p->cgroup.parent);
	} else {
		self = must_why(proc_self(), hint_proc, NULL, "open /proc/self");
		must_why(tree_open_own(self, &p->parent), hint_group_find, NULL,
			 "find the cgroup of this process");
	}
	p->why = (struct hint_group){ .tree = &p->parent, .controller = "", .leaf = -1 };
	p->leaf = (struct leaf){ .parent = p->parent.dir, .dir = -1 };
	must(leaf_name(&p->leaf), "choose a name for the cgroup");
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_limits_options, offsetof(struct plan, limits) },
		{ &opt_cgroup_options, offsetof(struct plan, cgroup) },
		{ &opt_privs_options, offsetof(struct plan, privs) },
		{ &opt_env_options, offsetof(struct plan, env) },
		{ &opt_dryrun_options, offsetof(struct plan, steps) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "keep", OPT_EXCLUDES, "grace" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] command [argument...]",
		.purpose = "Run a command in a new cgroup under resource limits.",
		.page = "xcgexec(1)",
		.groups = groups,
		.rules = rules,
	};

	p->sync = (struct opt_sync)OPT_SYNC_NONE;
	p->lifetime = (struct lifetime)LIFETIME_NONE;
	p->report = -1;
	cmd_choose(&p->command, opt_parse(&cli, p, argv));
	p->command.hint = hint_exec;
	if (p->command.argv == p->command.shell_argv)
		usage_error("no command given");
	limits_imply(&p->limits);
	open_parent(p);
	must(limits_resolve(&p->limits, p->parent.dir), "compute the limits");
	if (p->cgroup.report && !p->steps.dry)
		p->report = must_why(fd_open_output(p->cgroup.report), hint_output,
				     p->cgroup.report, "open the report %s",
				     p->cgroup.report);
}

/* ---- the cgroup ---- */

/* Whatever fails from now on: the cgroup is removed before the caller learns of it. */
static void remove_unused(void)
{
	if (getpid() == plan.supervisor)
		end_unused(&plan.leaf, &plan.janitor);
}

static void create_leaf(struct plan *p)
{
	if (!p->steps.dry) {
		must_why(janitor_start(&p->janitor, &p->leaf, p->cgroup.keep), hint_fork,
			 NULL, "start the watcher of the cgroup");
		p->supervisor = getpid();
		must(atexit(remove_unused), "register the cleanup handler");
	}
	STEP_WHY(&p->steps, leaf_create(&p->leaf), hint_group_create, &p->why,
		 "create the cgroup %s/%s", p->parent.name,
		 p->steps.dry ? "xns-PID.RANDOM" : p->leaf.name);
	p->why.leaf = p->leaf.dir;
}

static void set_limits(struct plan *p)
{
	for (int i = 0; i < p->limits.count; i++) {
		const struct limit_setting *setting = &p->limits.setting[i];
		int err = p->steps.dry ? 0 : limits_write(setting, &p->leaf);

		p->why.controller = setting->controller;
		p->why.file = setting->file;
		STEP_WHY(&p->steps, err, hint_group_write, &p->why, "set %s to \"%.99s\"",
			 setting->file, setting->value);
	}
}

/* ---- the child ---- */

static _Noreturn void run_command(void *context)
{
	struct plan *p = context;
	static const int new_cgroup = CLONE_NEWCGROUP;

	if (!p->steps.dry)
		fd_close(&p->janitor.lifeline);
	if (p->cgroup.cgroup_ns)
		STEP_WHY(&p->steps, step_result(unshare(CLONE_NEWCGROUP)), hint_unshare,
			 &new_cgroup, "create a new cgroup namespace");
	opt_privs_apply(&p->privs, &p->steps);
	if (step_is_said(&p->steps, "execute %s", p->command.file))
		exit(EXIT_SUCCESS);
	/* Before the exec, which looks for an interpreter by its path. */
	fd_close(&p->leaf.dir);
	fd_close(&p->parent.dir);
	fd_close(&p->report);
	cmd_exec(&p->command, opt_env_make(&p->env));
}

static void supervise(struct plan *p)
{
	struct timespec began;
	struct usage usage;

	clock_gettime(CLOCK_MONOTONIC, &began);
	usage.status = launch_relay(
		&p->launch, start_in_leaf(&p->launch, &p->leaf, &p->why, run_command, p));
	usage_set_wall(&usage, &began);
	end_leaf(&p->leaf, &p->janitor, &p->cgroup, &usage);
	p->supervisor = 0; /* the cgroup is removed, or kept on purpose */
	end_report(&p->cgroup, &p->limits, p->report, &usage);
	launch_end(&p->launch, usage.status);
}

int main(int argc, char **argv)
{
	struct plan *p = &plan;

	(void)argc;
	die_start("xcgexec", EXIT_OURS, EXIT_OURS, argv);
	parse(p, argv);

	launch_block(&p->launch, !p->cgroup.no_forward, &p->sync, &p->lifetime);
	enable_controllers(&p->limits, &p->cgroup, &p->steps, &p->why);
	create_leaf(p);
	set_limits(p);
	if (p->steps.dry)
		run_command(p);
	supervise(p);
}

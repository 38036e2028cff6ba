/* SPDX-License-Identifier: MIT */
/*
 * xunshare: unshare(2). New namespaces for the calling process, which then becomes the
 * command.
 *
 * Up to three processes take part:
 *
 * - The caller parses, opens everything, creates the namespaces, maps its own ID. It
 *   forks when a PID or time namespace requires that, then forwards signals and waits.
 * - The helper exists only when a map or a pin needs the capabilities and the mounts that
 *   the caller leaves (create/helper_tasks). It ends before the command starts.
 * - The process inside, the caller itself or its child, configures everything and
 *   executes the command.
 *
 * The order is that of xns(7). Each step is one sentence, which --dry-run prints.
 */
#include "config.h"

#include <sched.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/step.h"
#include "run/cmd.h"
#include "cli/launch.h"
#include "cli/opt.h"
#include "cli/opt_dryrun.h"
#include "cli/opt_env.h"
#include "cli/opt_sync.h"
#include "create/helper_tasks.h"
#include "create/mntns_cpu.h"
#include "create/opt_child.h"
#include "create/owner.h"
#include "create/setup.h"

struct plan {
	struct setup setup;
	struct opt_child fork;
	struct opt_env env;
	struct opt_sync sync;
	struct cmd command;
	struct steps steps;

	struct mntns_cpu cpu; /* where the namespaces are created */
	struct launch launch;
	struct helper_tasks tasks;
};

/* ---- parse: fills the plan and changes nothing ---- */

#define IMPLIES_FORK                                                                     \
	"kill-child forward-signals status-fd block-fd userns-block-fd sync-fd ready-fd"

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_ns_options, offsetof(struct plan, setup.create) },
		{ &opt_child_options, offsetof(struct plan, fork) },
		SETUP_GROUPS(struct plan, setup),
		{ &opt_env_options, offsetof(struct plan, env) },
		{ &opt_sync_options, offsetof(struct plan, sync) },
		{ &opt_sync_userns_options, offsetof(struct plan, sync) },
		{ &opt_dryrun_options, offsetof(struct plan, steps) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		SETUP_RULES,
		{ "no-fork", OPT_EXCLUDES, "fork " IMPLIES_FORK },
		{ "no-forward-signals", OPT_NEEDS, "fork pid time all " IMPLIES_FORK },
		{ "no-forward-signals", OPT_EXCLUDES, "no-fork" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] [command [argument...]]",
		.purpose = "Run a command in new namespaces. The default command is the "
			   "user's shell.",
		.page = "xunshare(1)",
		.groups = groups,
		.rules = rules,
	};

	p->sync = (struct opt_sync)OPT_SYNC_NONE;
	p->fork = (struct opt_child)OPT_CHILD_NONE;
	cmd_choose(&p->command, opt_parse(&cli, p, argv));
	setup_plan(&p->setup, &p->sync, &p->command);
	opt_child_resolve(&p->fork, &p->setup, p->sync.given);
	if (!p->fork.fork)
		setup_create_with_root(&p->setup);
	setup_open(&p->setup);
	helper_tasks_plan(&p->tasks, &p->setup, &p->steps);
}

/* ---- the caller ---- */

/* True when there will be another process to wait for. */
static bool forks(const struct plan *p)
{
	return !p->steps.dry && (p->fork.fork || setup_needs_helper(&p->setup));
}

static void prepare_signals(struct plan *p)
{
	if (forks(p))
		launch_block(&p->launch, p->fork.fork && !p->fork.no_forward, &p->sync,
			     &p->fork.lifetime);
}

static void create_namespaces(struct plan *p)
{
	mntns_cpu_enter(&p->cpu);
	opt_ns_create(p->setup.create.flags, &p->steps);
	mntns_cpu_leave(&p->cpu);
	helper_tasks_write_maps(&p->tasks);
	mapping_write_inside(&p->setup.ids, &p->steps, p->setup.self);
	opt_time_set(&p->setup.clocks, &p->steps, p->setup.self);
}

static _Noreturn void supervise(struct plan *p, pid_t pid)
{
	opt_root_follow(&p->setup.fs.tree);
	launch_report_pid(&p->launch, pid, p->setup.create.flags);
	opt_sync_wait_for_maps(&p->sync);
	helper_tasks_pin(&p->tasks);
	(void)launch_release(&p->launch);
	helper_tasks_leave_pins(&p->tasks);
	launch_supervise(&p->launch, pid);
}

/* ---- inside ---- */

static _Noreturn void become_command(void *context)
{
	struct plan *p = context;

	setup_apply(&p->setup, &p->steps);
	opt_child_live(&p->fork, &p->steps);
	opt_sync_wait(&p->sync);
	if (step_is_said(&p->steps, "execute %s", p->command.file))
		exit(EXIT_SUCCESS);
	cmd_exec(&p->command, opt_env_make(&p->env));
}

/* ---- the child, which executes the command ---- */

/* What the sentence "fork" goes on with. */
static const char *child_role(const struct plan *p)
{
	return p->setup.create.flags & CLONE_NEWPID
		       ? " the first process of the new PID namespace"
		       : "";
}

/* The child waits: for pins that need it, or for a process that coordinates with it. */
static _Noreturn void fork_command(struct plan *p)
{
	pid_t child;

	launch_hold(&p->launch);
	child = launch_fork(&p->launch, child_role(p));
	if (child > 0)
		supervise(p, child);
	launch_wait(&p->launch, false);
	helper_tasks_take_pins(&p->tasks);
	become_command(p);
}

/* The child shares the memory of the caller until the exec, which costs no copy. */
static _Noreturn void vfork_command(struct plan *p)
{
	helper_tasks_pin(&p->tasks); /* there are no pins, but the helper has to end */
	supervise(p, launch_vfork(&p->launch, child_role(p), become_command, p));
}

/* Clocks are a part of the memory, so a time namespace takes one of its own. */
static bool can_clone_vm(const struct plan *p)
{
	return !opt_ns_pins(&p->setup.create) && !p->sync.given &&
	       !(p->setup.create.flags & CLONE_NEWTIME);
}

static _Noreturn void enter_command_process(struct plan *p)
{
	const char *as = p->setup.create.flags & CLONE_NEWPID
				 ? "PID 1 of the new PID namespace"
				 : "a child of xunshare";

	if (p->fork.fork &&
	    !step_is_said(&p->steps, "fork; the command will be %s", as)) {
		if (can_clone_vm(p))
			vfork_command(p);
		fork_command(p);
	}
	helper_tasks_pin(&p->tasks);
	if (forks(p))
		launch_unblock(&p->launch);
	become_command(p);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xunshare", EXIT_OURS, EXIT_OURS, argv);
	parse(p, argv);

	prepare_signals(p);
	mntns_cpu_find(&p->cpu, !p->steps.dry && p->setup.create.file[NS_MNT]);
	helper_tasks_start(&p->tasks, &p->launch.signals);
	/* After the helper, whose sync pipe the watcher must not hold. */
	opt_child_watch(&p->fork, &p->steps);
	owner_become(&p->setup, &p->steps);
	create_namespaces(p);
	enter_command_process(p);
}

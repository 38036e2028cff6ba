/* SPDX-License-Identifier: MIT */
/*
 * xclone: clone3(2). A new process and its namespaces in one step; the caller stays
 * outside, with all its capabilities, as the supervisor.
 *
 * - The caller parses, opens everything, creates the child, writes its ID maps, pins its
 *   namespaces, releases it, and waits: forwards signals, ends as the child ends.
 * - The child waits at a sync pipe, configures the rest inside, becomes the command. It
 *   ends when the caller fails. A child that need not wait shares the caller's memory
 *   (never one with more capabilities), and maps the caller's own IDs by itself.
 */
#include "config.h"

#include <sched.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "proc/cred.h"
#include "run/cmd.h"
#include "cli/launch.h"
#include "cli/opt.h"
#include "cli/opt_dryrun.h"
#include "cli/opt_env.h"
#include "cli/opt_fd.h"
#include "cli/opt_sync.h"
#include "create/clone.h"
#include "create/clone_parent.h"
#include "create/opt_clone.h"
#include "create/owner.h"
#include "create/setup.h"

struct plan {
	struct setup setup;
	struct opt_clone clone;
	struct opt_env env;
	struct opt_fd fds;
	struct opt_sync sync;
	struct cmd command;
	struct steps steps;

	struct cred_saved saved; /* the caller's own, while the child is created */
	struct launch launch;
	struct clone child;
};

/* ---- parse: fills the plan and changes nothing ---- */

static void check_combinations(const struct plan *p)
{
	if (!p->command.argv[0] || p->command.argv == p->command.shell_argv)
		usage_error("no command given");
	setup_check_cloned(&p->setup);
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_ns_options, offsetof(struct plan, setup.create) },
		{ &opt_clone_options, offsetof(struct plan, clone) },
		SETUP_GROUPS(struct plan, setup),
		{ &opt_env_options, offsetof(struct plan, env) },
		{ &opt_fd_options, offsetof(struct plan, fds) },
		{ &opt_sync_options, offsetof(struct plan, sync) },
		{ &opt_sync_userns_options, offsetof(struct plan, sync) },
		{ &opt_dryrun_options, offsetof(struct plan, steps) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		SETUP_RULES,
		{ "detach", OPT_EXCLUDES,
		  "kill-child die-with-parent no-forward-signals sync-fd" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] command [argument...]",
		.purpose =
			"Run a command as a new process in new namespaces, and supervise it.",
		.page = "xclone(1)",
		.groups = groups,
		.rules = rules,
	};

	p->sync = (struct opt_sync)OPT_SYNC_NONE;
	cmd_choose(&p->command, opt_parse(&cli, p, argv));
	setup_plan(&p->setup, &p->sync, &p->command);
	setup_create_with_root(&p->setup);
	check_combinations(p);
	setup_open(&p->setup);
	opt_clone_open(&p->clone);
	clone_plan(&p->child, &p->setup, &p->steps, &p->clone);
}

/* ---- a child that waits ---- */

/* The caller must learn of a failure: of --detach, and to remove the pins. */
static void wait_in_child(struct plan *p)
{
	bool tell_failure = p->clone.detach || opt_ns_pins(&p->setup.create);

	launch_child(&p->launch);
	launch_wait(&p->launch, tell_failure);
	if (!tell_failure)
		return;
	p->clone.self = p->launch.sync_pipe; /* its end is the caller's end */
	if (p->fds.close && p->fds.kept < OPT_FD_MAX)
		p->fds.keep[p->fds.kept++] = p->launch.sync_pipe;
}

static _Noreturn void run_command(struct plan *p)
{
	opt_clone_apply(&p->clone, &p->steps);
	if (p->sync.block >= 0)
		(void)step_is_said(&p->steps,
				   "wait for data or end of file on "
				   "descriptor %d",
				   p->sync.block);
	if (step_is_said(&p->steps, "execute %s", p->command.file))
		exit(EXIT_SUCCESS);
	opt_clone_arm_pdeathsig(&p->clone);
	opt_sync_wait(&p->sync);
	opt_clone_disarm_pdeathsig(&p->clone);
	fd_close(&p->clone.cgroup_dir); /* see setup_apply() */
	opt_fd_close(&p->fds);
	cmd_exec(&p->command, opt_env_make(&p->env));
}

/* ---- a child that has nothing to wait for ---- */

/* Nothing that comes from outside, and nothing that takes clone3(2). */
static bool can_clone_vm(const struct plan *p)
{
	return child_can_clone_vm() && !p->steps.dry &&
	       setup_can_share_memory(&p->setup) && !p->sync.given && !p->clone.detach &&
	       !p->clone.cgroup && !p->clone.set_tid &&
	       !(p->setup.create.flags & CLONE_NEWTIME);
}

static int run_in_vfork_child(void *context)
{
	struct plan *p = context;

	launch_vfork_child(&p->launch);
	setup_apply(&p->setup, &p->steps);
	run_command(p);
}

/* Returns where clone_create_vm() does not work. */
static void vfork_command(struct plan *p)
{
	pid_t pid;

	opt_clone_tie_to_parent(&p->clone, &p->steps);
	launch_vfork_before(&p->launch);
	pid = clone_create_vm(&p->child, run_in_vfork_child, p, p->command.argv);
	if (pid == 0)
		return;
	launch_vfork_parent(pid);
	clone_parent_supervise(&p->child, &p->launch, pid);
}

/* Returns only in a dry run. */
static void parent(struct plan *p, pid_t pid)
{
	bool released;

	owner_restore(&p->setup, &p->steps, &p->saved);
	/* Not before: a change of IDs clears it. */
	opt_clone_tie_to_parent(&p->clone, &p->steps);
	launch_parent(&p->launch);
	released = clone_parent_configure(&p->child, &p->launch, pid);
	if (p->steps.dry)
		return;
	if (released && p->clone.detach)
		clone_parent_detach(&p->launch, pid);
	clone_parent_supervise(&p->child, &p->launch, pid);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;
	pid_t pid;

	(void)argc;
	die_start("xclone", EXIT_OURS, EXIT_OURS, argv);
	parse(p, argv);

	launch_block(&p->launch, !p->clone.no_forward, &p->sync, &p->clone.lifetime);
	opt_clone_watch(&p->clone, &p->steps);
	clone_prepare(&p->child);
	if (can_clone_vm(p))
		vfork_command(p);
	launch_hold(&p->launch);
	owner_borrow(&p->setup, &p->steps, &p->saved);
	pid = clone_create(&p->child);
	if (pid > 0 || p->steps.dry) {
		parent(p, pid);
	} else {
		wait_in_child(p);
		owner_become_inside(&p->setup);
	}
	setup_apply(&p->setup, &p->steps);
	run_command(p);
}

/* SPDX-License-Identifier: MIT */
/*
 * xunshare: unshare(2). New namespaces for the calling process, which then becomes the
 * command.
 *
 * Up to three processes take part:
 *
 *   caller    Parses, opens everything, makes the namespaces, maps its own ID. Forks when
 *             a PID or time namespace asks for it, then waits, passing signals on.
 *   helper    Exists only when a map or a pin needs the rights and the mounts of the
 *             place we leave. Forked before unshare(2), waits at a sync pipe, and is gone
 *             before the command starts.
 *   inside    The caller itself or its child: sets the new world up, becomes the command.
 *
 * The order is that of xns(7). Each step is one sentence, which --dry-run prints.
 */
#include "config.h"

#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "proc/cred.h"
#include "proc/proc.h"
#include "ns/process.h"
#include "run/child.h"
#include "run/cmd.h"
#include "run/sync_pipe.h"
#include "hint/hint.h"
#include "cli/opt.h"
#include "cli/opt_dryrun.h"
#include "cli/opt_env.h"
#include "cli/opt_sync.h"
#include "create/helper.h"
#include "create/mntns_cpu.h"
#include "create/opt_child.h"
#include "create/setup.h"

struct plan {
	struct setup setup;
	struct opt_child fork;
	struct opt_env env;
	struct opt_sync sync;
	struct cmd command;
	struct steps steps;

	struct mntns_cpu cpu; /* where the namespaces are made */
	int pidfd;	      /* the caller, for the helper */
	struct child_signals signals;
	struct helper helper;
	pid_t caller;
};

/* ---- parse: fills the plan and changes nothing ---- */

static void check_combinations(const struct plan *p)
{
	setup_check(&p->setup);
	if (p->fork.no_fork && p->fork.fork)
		usage_error("--no-fork cannot be combined with --fork, --kill-child, "
			    "--forward-signals or coordination options");
	if (p->fork.no_forward && !p->fork.fork)
		usage_error("--no-forward-signals requires --fork");
	if (p->fork.no_fork && p->setup.create.file[NS_PID])
		usage_error("--pid=FILE requires --fork: the namespace does not exist "
			    "before its first process");
	if (p->fork.no_fork && p->setup.fs.proc && (p->setup.create.flags & CLONE_NEWPID))
		usage_error(
			"--mount-proc requires --fork: with --no-fork, /proc would show "
			"the old PID namespace");
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_ns_options, offsetof(struct plan, setup.create) },
		{ &opt_child_options, offsetof(struct plan, fork) },
		SETUP_GROUPS(struct plan, setup),
		{ &opt_env_options, offsetof(struct plan, env) },
		{ &opt_sync_options, offsetof(struct plan, sync) },
		{ &opt_dryrun_options, offsetof(struct plan, steps) },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] [command [argument...]]",
		.purpose = "Run a command in new namespaces. The default command is the "
			   "user's shell.",
		.page = "xunshare(1)",
		.groups = groups,
	};

	p->sync = (struct opt_sync)OPT_SYNC_NONE;
	p->fork = (struct opt_child)OPT_CHILD_NONE;
	cmd_choose(&p->command, opt_parse(&cli, p, argv));
	p->command.hint = p->setup.fs.root ? hint_exec_new_root : hint_exec;
	p->setup.maps_by_others = p->sync.userns_block >= 0;
	p->setup.report_status = p->sync.status >= 0;
	setup_imply(&p->setup);
	if ((p->setup.create.flags & (CLONE_NEWPID | CLONE_NEWTIME)) && !p->fork.no_fork)
		p->fork.fork = true;
	p->fork.fork |= p->sync.given;
	check_combinations(p);
	setup_open(&p->setup);
	p->pidfd = -1;
	if (setup_needs_helper(&p->setup))
		p->pidfd = xns_pidfd_open(getpid(), 0);
}

/* ---- the helper process ---- */

enum { TASK_MAPS, TASK_PINS, TASK_LEAVE, TASK_REMOVE_PINS };

/* The process that can remove the pins lives until the exec, and is nobody's child. */
static void leave_with_pins(const struct plan *p)
{
	int keep[2 * NS_COUNT], count = 0;

	for (int type = 0; type < NS_COUNT; type++)
		if (p->setup.create.file[type]) {
			keep[count++] = p->setup.create.pin[type].dir;
			keep[count++] = p->setup.create.pin[type].target;
		}
	helper_leave_caller(&p->helper, keep, count);
}

/*
 * Should: write maps and mount pins with the rights and in the mounts of the place that
 * the caller leaves. Mustn't: do either before its turn; a PID namespace can be pinned
 * only when it has a process.
 */
static void run_helper_task(void *context, int turn)
{
	struct plan *p = context;

	switch (turn) {
	case TASK_MAPS:
		mapping_write_outside(&p->setup.ids, &p->steps, p->setup.self, p->caller);
		break;
	case TASK_PINS:
		opt_ns_pin(&p->setup.create, &p->steps, p->pidfd, p->setup.self);
		break;
	case TASK_LEAVE:
		leave_with_pins(p);
		break;
	default:
		opt_ns_remove_pins();
		break;
	}
}

static void run_task(struct plan *p, int turn)
{
	if (p->steps.dry)
		run_helper_task(p, turn);
	else if (p->helper.pid)
		helper_run_task(&p->helper);
}

static void start_helper(struct plan *p)
{
	if (!setup_needs_helper(&p->setup) ||
	    step_is_said(&p->steps, "start the helper process"))
		return;
	p->caller = proc_own_number(); /* newuidmap(1) looks there */
	helper_start(&p->helper, &p->signals, run_helper_task, p);
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
		must(child_block(&p->signals, p->fork.fork && !p->fork.no_forward),
		     "block signals");
}

static void become_owner(struct plan *p)
{
	uint32_t uid = p->setup.ids.own[MAPPING_USER],
		 gid = p->setup.ids.own[MAPPING_GROUP];

	if (p->setup.ids.owner)
		STEP_WHY(
			&p->steps, cred_become_owner(uid, gid), hint_id, &uid,
			"switch to user %u and group %u, the owner of the user namespace",
			(unsigned)uid, (unsigned)gid);
	else if (setup_drops_groups_first(&p->setup))
		STEP(&p->steps, cred_drop_groups(), SETUP_DROPS_GROUPS);
}

static void create_namespaces(struct plan *p)
{
	int flags = p->setup.create.flags;
	char names[96];

	if (!flags)
		return;
	mntns_cpu_enter(&p->cpu);
	STEP_WHY(&p->steps, step_result(unshare(flags)), hint_unshare, &flags,
		 "create %s", ns_new_text(flags, names, sizeof(names)));
	mntns_cpu_leave(&p->cpu);
}

static void write_maps(struct plan *p)
{
	run_task(p, TASK_MAPS);
	mapping_write_inside(&p->setup.ids, &p->steps, p->setup.self);
}

static const struct helper *pins_helper; /* atexit(3) has no argument for it */

/* Until the exec, whatever step fails. */
static void remove_pins(void)
{
	if (pins_helper && sync_pipe_notify(pins_helper->sync_pipe) == 0)
		(void)!sync_pipe_wait(pins_helper->sync_pipe);
}

static void remove_pins_at_exit(const struct plan *p)
{
	if (p->steps.dry || !opt_ns_pins(&p->setup.create))
		return;
	pins_helper = &p->helper;
	atexit(remove_pins);
}

static void pin_namespaces(struct plan *p)
{
	run_task(p, TASK_PINS);
	if (p->helper.pid && opt_ns_pins(&p->setup.create)) {
		helper_run_task_and_leave(&p->helper);
		remove_pins_at_exit(p);
	} else if (p->helper.pid) {
		helper_stop(&p->helper);
	}
}

/* The child alone does it now; the descriptor that it has is closed by its exec. */
static void leave_pins_to_child(struct plan *p)
{
	if (!pins_helper)
		return;
	pins_helper = NULL;
	fd_close(&p->helper.sync_pipe);
}

static void tell_child(struct plan *p, pid_t pid)
{
	struct status_namespaces namespaces;
	struct process child;

	if (p->sync.status < 0)
		return;
	must(process_open(pid, 0, &child), "open a pidfd for the child");
	must(status_look(&child, p->setup.create.flags, &namespaces),
	     "look up the namespaces of the child");
	process_close(&child);
	opt_sync_tell_child(&p->sync, pid, &namespaces);
}

/*
 * Should: tell whoever coordinates with us, wait for what only he can do, pin, and let
 * the command start; then pass signals on, and end as it ends.
 */
static _Noreturn void supervise(struct plan *p, pid_t pid, int sync_pipe)
{
	int status;

	tell_child(p, pid);
	opt_sync_wait_for_maps(&p->sync);
	pin_namespaces(p);
	opt_sync_tell_ready(&p->sync);
	if (sync_pipe >= 0)
		must(sync_pipe_notify_if_open(sync_pipe), "release the command");
	leave_pins_to_child(p);

	status = must(child_relay(pid, p->fork.no_forward ? 0 : CHILD_FORWARD),
		      "wait for the command");
	lifetime_end(&p->fork.lifetime);
	opt_sync_tell_exit(&p->sync, status);
	child_exit_like(status);
}

/* ---- inside ---- */

static _Noreturn void run_command(struct plan *p)
{
	if (step_is_said(&p->steps, "execute %s", p->command.file))
		exit(EXIT_SUCCESS);
	cmd_exec(&p->command, opt_env_make(&p->env));
}

static _Noreturn void become_command(struct plan *p)
{
	if (forks(p))
		must(child_unblock(&p->signals), "restore the signal mask");
	setup_apply(&p->setup, &p->steps);
	opt_child_live(&p->fork, &p->steps);
	opt_sync_wait(&p->sync);
	run_command(p);
}

/* ---- the child, who becomes the command ---- */

/* What the sentence "fork" goes on with. */
static const char *child_role(const struct plan *p)
{
	return p->setup.create.flags & CLONE_NEWPID
		       ? " the first process of the new PID namespace"
		       : "";
}

/* It has something to wait for: pins that need it, or someone who coordinates with us. */
static _Noreturn void fork_command(struct plan *p)
{
	int side[2];
	pid_t child;

	must(sync_pipe_create(side), "create a sync pipe");
	child = must_why(child_fork(), hint_fork, NULL, "fork%s", child_role(p));
	if (child > 0) {
		fd_close(&side[1]);
		supervise(p, child, side[0]);
	}
	fd_close(&side[0]);
	cmd_wait_for_release(side[1]);
	fd_close(&side[1]);
	remove_pins_at_exit(p);
	become_command(p);
}

/*
 * Otherwise it borrows our memory until it is the command, while we rest: no copy is
 * made.
 */
static _Noreturn void run_vfork_child(struct plan *p)
{
	pid_t child;

	pin_namespaces(p); /* there are no pins, but the helper has to end */
	child = vfork();
	if (child == 0) {
		die_use_exit_group();
		become_command(p);
	}
	must_why(step_result(child), hint_fork, NULL, "fork%s", child_role(p));
	supervise(p, child, -1);
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
			run_vfork_child(p);
		fork_command(p);
	}
	pin_namespaces(p);
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
	start_helper(p);
	opt_child_watch(&p->fork,
			&p->steps); /* it must not hold the helper's sync pipe */
	become_owner(p);
	create_namespaces(p);
	write_maps(p);
	opt_time_set(&p->setup.clocks, &p->steps, p->setup.self);
	enter_command_process(p);
}

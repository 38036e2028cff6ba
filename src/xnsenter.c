/* SPDX-License-Identifier: MIT */
/*
 * xnsenter: setns(2). Enters namespaces that exist and becomes the command there.
 *
 * The namespaces may be hostile, so the order is strict:
 *
 * - open: the target is pinned by its pidfd; descriptors, names, IDs, environment and
 *   cgroup are opened in the caller's mount namespace;
 * - seal: a caller that could write to the executable runs from a copy of it;
 * - enter: not dumpable from here on; one setns(2) where that is enough;
 * - inside: no name is looked up and no file opened until execve(2), as whatever lies at
 *   a path is now the target's. Only --mount-proc and --netns-etc open files, in a copy
 *   of the caller's mount namespace; with them the target's cannot be entered.
 *
 * A PID namespace takes children only: the caller forks, forwards signals, ends alike.
 */
#include "config.h"

#include <stddef.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "proc/proc.h"
#include "run/cmd.h"
#include "hint/hint.h"
#include "cli/launch.h"
#include "cli/opt.h"
#include "cli/opt_cred.h"
#include "cli/opt_fd.h"
#include "cli/opt_sync.h"
#include "enter/enter.h"
#include "enter/ids.h"
#include "enter/opt_dir.h"
#include "enter/opt_enter.h"
#include "enter/opt_mounts.h"
#include "enter/opt_process.h"
#include "enter/trust.h"

struct plan {
	struct enter enter;
	struct opt_dir where;
	struct opt_mounts mounts;
	struct opt_cred cred;
	struct opt_fd fds;
	struct opt_sync sync;
	struct opt_process life;
	struct cmd command;
	struct steps steps; /* never dry; the sentences are those of the groups */

	int self;
	char **environment;
	struct status_namespaces namespaces; /* what will be told of the command */
	bool fork;
	struct launch launch;
};

/* ---- parse: fills the plan and changes nothing ---- */

/* Without a type, the target's namespaces that differ, and its root. */
static void apply_default(struct plan *p)
{
	if (p->enter.target.kind != TARGET_NONE && !opt_enter_given(&p->enter) &&
	    !opt_dir_given(&p->where) && !p->life.join_cgroup)
		p->enter.what_differs = p->where.follow = true;
}

static void check_combinations(const struct plan *p, const char *operand)
{
	opt_enter_check(&p->enter, operand);
	if (p->enter.target.kind != TARGET_NONE)
		return;
	opt_cred_refuse_follow(&p->cred);
	if (!opt_enter_given(&p->enter) && !opt_dir_given(&p->where))
		usage_error(
			"nothing to enter: give --target PID, or a type with an address");
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_enter_options, offsetof(struct plan, enter) },
		{ &opt_dir_options, offsetof(struct plan, where) },
		{ &opt_mounts_options, offsetof(struct plan, mounts) },
		{ &opt_cred_enter_options, offsetof(struct plan, cred) },
		{ &opt_process_options, offsetof(struct plan, life) },
		{ &opt_fd_options, offsetof(struct plan, fds) },
		{ &opt_sync_options, offsetof(struct plan, sync) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "join-cgroup env follow-context", OPT_NEEDS, "target" },
		{ "mount-proc", OPT_NEEDS, "pid" },
		{ "netns-etc", OPT_NEEDS, "net" },
		{ "mount-proc netns-etc", OPT_EXCLUDES, "mount all root wd" },
		{ "mount-proc", OPT_EXCLUDES, "no-fork" },
		{ "preserve-credentials", OPT_EXCLUDES, "setuid setgid" },
		{ "no-fork", OPT_EXCLUDES,
		  "new-session kill-child status-fd block-fd sync-fd ready-fd" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] [command [argument...]]",
		.purpose = "Run a command in existing namespaces. The default command is "
			   "the user's shell.",
		.page = "xnsenter(1)",
		.groups = groups,
		.rules = rules,
	};
	char **operands;

	enter_init(&p->enter);
	p->sync = (struct opt_sync)OPT_SYNC_NONE;
	p->life = (struct opt_process)OPT_PROCESS_NONE;
	operands = opt_parse(&cli, p, argv);
	apply_default(p);
	check_combinations(p, operands[0]);
	opt_mounts_check(&p->mounts, &p->enter);
	cmd_choose(&p->command, operands);
}

/* ---- open: in the caller's mount namespace ---- */

static void open_the_rest(struct plan *p)
{
	const struct process *process = &p->enter.process;

	opt_dir_open(&p->where, process);
	if (enter_takes(&p->enter, NS_MNT) || opt_where_differs(&p->where))
		p->command.hint = hint_exec_entered;
	enter_ids_choose(&p->enter, &p->cred);
	opt_process_open(&p->life, process, p->self);
	p->environment = trust_environment(&p->enter, &p->where, &p->life, &p->cred);
	if (p->sync.status >= 0)
		must(enter_look(&p->enter, &p->namespaces),
		     "look up the namespaces to enter");
	p->fork = opt_process_forks(&p->life, enter_has(&p->enter, NS_PID)) ||
		  p->sync.given;
	must(process_check_alive(process), "verify that process %d is still alive",
	     (int)process->pid);
}

/* ---- inside ---- */

static _Noreturn void become_command(void *context)
{
	struct plan *p = context;

	opt_process_become(&p->life);
	opt_sync_wait(&p->sync);
	opt_fd_close(&p->fds);
	environ = p->environment;
	cmd_exec(&p->command, environ);
}

/*
 * The caller, which is in the entered namespaces now, except the PID namespace, opens
 * nothing by name any more.
 */
static _Noreturn void fork_command(struct plan *p)
{
	pid_t child;

	launch_block(&p->launch, true, &p->sync, &p->life.lifetime);
	/* A child that need not wait shares the memory of the caller: no copy is made. */
	if (!p->sync.given)
		launch_supervise(&p->launch,
				 launch_vfork(&p->launch, "", become_command, p));
	launch_hold(&p->launch);
	child = launch_fork(&p->launch, "");
	if (child > 0) {
		opt_sync_tell_child(&p->sync, child, &p->namespaces);
		(void)launch_release(&p->launch);
		launch_supervise(&p->launch, child);
	}
	launch_wait(&p->launch, false);
	become_command(p);
}

/*
 * The kernel finds the interpreter of a script before it closes what is close-on-exec: no
 * directory of the host may be open then (CVE-2024-21626).
 */
static void let_go(struct plan *p)
{
	fd_close(&p->self);
	process_close(&p->enter.process);
	opt_dir_close(&p->where);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;
	bool groups_denied;

	(void)argc;
	die_start("xnsenter", EXIT_OURS, EXIT_OURS, argv);
	parse(p, argv);
	p->self = must_why(proc_self(), hint_proc, NULL, "use /proc");
	enter_open(&p->enter, p->self);
	trust_seal(&p->enter, &p->where, &p->life, &p->sync, argv);
	open_the_rest(p);

	opt_process_watch(&p->life);
	opt_cred_enter_drop(&p->cred, enter_has(&p->enter, NS_USER), p->self);
	enter_go(&p->enter);
	opt_mounts_apply(&p->mounts);
	opt_dir_apply(&p->where);
	groups_denied = opt_cred_enter_denied(&p->cred, p->self);
	let_go(p);
	opt_cred_become(&p->cred, &p->steps, groups_denied);
	if (p->fork)
		fork_command(p);
	become_command(p);
}

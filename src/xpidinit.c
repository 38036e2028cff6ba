/* SPDX-License-Identifier: MIT */
/*
 * xpidinit: the init of a PID namespace, or of a part of the process tree. It runs one
 * command, forwards signals to it, reaps orphans, and ends as the command ends.
 *
 * Until the command runs, a failure ends the program with a message. From then on nothing
 * does but the end of the command, because the end of an init is the end of its PID
 * namespace: a step that fails is left out (init/supervise).
 */
#include "config.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "ns/status.h"
#include "run/child.h"
#include "run/lifetime.h"
#include "cli/opt.h"
#include "cli/opt_sync.h"
#include "init/descendants.h"
#include "init/opt_dropin.h"
#include "init/opt_variable.h"
#include "init/report.h"
#include "init/signals.h"
#include "init/start.h"
#include "init/supervise.h"

struct plan {
	struct supervise supervise;	 /* with what the options say */
	const struct opt_dropin *dropin; /* called by another program's name, or NULL */
	struct opt_sync sync;
	char **command;
	struct lifetime_parent parent; /* with --die-with-parent */
};

/* ---- parse: fills the plan and changes nothing ---- */

static void check_combinations(const struct plan *p)
{
	const struct supervise *w = &p->supervise;

	if (w->init.pause && p->command[0])
		usage_error("--pause cannot be combined with a command");
	if (!w->init.pause && !p->command[0])
		usage_error("no command given");
	if (w->end.wait && w->end.grace)
		usage_error(
			"--wait cannot be combined with --grace, which limits the time "
			"to wait");
	if (w->forward.group && w->forward.session)
		usage_error("--session cannot be combined with --group: a new session "
			    "has a new process group");
}

/* The command line is that of tini(1), dumb-init(1) or catatonit(1). */
static void parse_dropin(struct plan *p, char **argv)
{
	const struct opt_group groups[] = {
		{ &p->dropin->options, offsetof(struct plan, supervise) },
		{ 0 },
	};
	const struct opt_cli cli = {
		.synopsis = "[options] [--] command [argument...]",
		.purpose = "xpidinit in compatibility mode for another init.",
		.page = "xpidinit(1)",
		.version = p->dropin->version,
		.groups = groups,
	};

	p->dropin->defaults(&p->supervise);
	p->command = opt_parse(&cli, p, argv);
}

static void parse_own(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_signals_options, offsetof(struct plan, supervise.forward) },
		{ &opt_exit_options, offsetof(struct plan, supervise.end) },
		{ &opt_init_options, offsetof(struct plan, supervise.init) },
		{ &opt_init_account_options, offsetof(struct plan, supervise.init) },
		{ &opt_sync_options, offsetof(struct plan, sync) },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] command [argument...]",
		.purpose = "Run a command under a minimal init: forward signals, reap "
			   "zombies, report usage.",
		.page = "xpidinit(1)",
		.groups = groups,
	};

	opt_variable_parse("XPIDINIT_OPTIONS", &cli, p);
	p->command = opt_parse(&cli, p, argv);
}

static void parse(struct plan *p, char **argv)
{
	struct supervise *w = &p->supervise;

	w->init = (struct opt_init)OPT_INIT_NONE;
	p->sync = (struct opt_sync)OPT_SYNC_NONE;
	w->is_pid1 = getpid() == 1;
	if (p->dropin)
		parse_dropin(p, argv);
	else
		parse_own(p, argv);
	check_combinations(p);
	w->lifetime = (struct lifetime)LIFETIME_NONE;
	p->parent = (struct lifetime_parent)LIFETIME_NO_PARENT;
	/* Of a parent that ended during this call, init->death_signal is still due. */
	if (w->init.die_with_parent && !w->init.pause && !w->is_pid1 &&
	    lifetime_find_parent(w->init.death_signal, &p->parent) < 0)
		_exit(128 + w->init.death_signal);
	opt_init_open(&w->init);
	w->status_fd = p->sync.status;
}

/* ---- the first phase: a failure ends the program ---- */

static void take_place(struct plan *p)
{
	const struct opt_init *init = &p->supervise.init;
	int adopts = 0;

	if (!p->supervise.is_pid1)
		adopts = step_result(prctl(PR_SET_CHILD_SUBREAPER, 1));
	if (init->subreaper)
		must(adopts, "become a child subreaper");
	/* As PID 1 all processes end with this one anyway. */
	if (!p->supervise.is_pid1 && !init->pause)
		must(lifetime_start(&p->supervise.lifetime, SIGKILL, &p->parent),
		     "start a process");
	if (init->die_with_parent && p->parent.pidfd < 0)
		must(child_die_with(-1, init->death_signal),
		     "set the parent-death signal");
	fd_close(&p->parent.pidfd);
	fd_close(&p->parent.self);
}

/* ---- the second phase: the program must not exit any more ---- */

/* Ends as the command has ended, or as the options want it. */
static _Noreturn void end(struct supervise *w, int status)
{
	int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);

	if (w->report.fd >= 0) {
		w->report.err = 0;
		report_summary(&w->report, descendants_count());
		watch_tell_lost(w, w->report.err, "the last line of the report");
	}
	if (w->end.remapped[code])
		_exit(w->end.remap[code]);
	if (w->end.re_raise && !w->is_pid1)
		child_exit_like(status);
	_exit(code);
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct supervise *w = &plan.supervise;
	int failure = EXIT_OURS;

	(void)argc;
	signals_take(&w->signals);
	plan.dropin = opt_dropin_find(argv[0]);
	if (plan.dropin)
		failure = plan.dropin->failure;
	die_start(plan.dropin ? plan.dropin->names[0] : "xpidinit", failure, failure,
		  argv);
	parse(&plan, argv);
	take_place(&plan);
	start_take_terminal(w);
	report_begin(&w->report, w->init.report_fd);
	opt_sync_tell_ready(&plan.sync);
	opt_sync_wait_for_leave(&plan.sync);
	if (w->init.pause)
		start_pause(w);
	else
		start_command(w, plan.command,
			      plan.dropin ? plan.dropin->exec_failure : 0);

	start_close_descriptors(w, plan.sync.sync);
	start_report(w);
	end(w, supervise(w));
}

/* SPDX-License-Identifier: MIT */
/*
 * xpidinit: the init of a PID namespace, or of a part of the process tree. It runs one
 * command, passes signals on to it, reaps what is orphaned, ends as the command ends.
 *
 * There are two phases. Until the command runs, a failure ends us, with a message. From
 * then on nothing may end us but the end of the command, as our death is that of the
 * whole namespace: what fails is left undone.
 *
 *   the init   Blocks all signals first, then starts the command, lets go of everything
 *              it was given, and watches (lib/watch).
 *   the child  Shares our memory, while we rest, until it is the command (lib/spawn).
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "ns/status.h"
#include "run/child.h"
#include "run/cmd.h"
#include "run/lifetime.h"
#include "hint/hint.h"
#include "cli/opt.h"
#include "cli/opt_sync.h"
#include "init/descendants.h"
#include "init/opt_dropin.h"
#include "init/report.h"
#include "init/signals.h"
#include "init/spawn.h"
#include "init/supervise.h"
#include "init/terminal.h"

struct plan {
	struct supervise supervise;	 /* with what the options say */
	const struct opt_dropin *dropin; /* called by another program's name, or NULL */
	struct opt_sync sync;
	char **command;
	struct lifetime_parent parent; /* with --die-with-parent */
};

/* ---- parse: fills the plan and changes nothing ---- */

enum { TEXT_MAX = 1024, WORDS_MAX = 64 };

/* Cuts text at spaces into at most WORDS_MAX words. */
static bool split(char *text, char **words)
{
	bool within = false;
	int count = 0;

	for (; *text; text++) {
		bool space = *text == ' ';

		if (space)
			*text = '\0';
		else if (!within && count == WORDS_MAX)
			return false;
		else if (!within)
			words[count++] = text;
		within = !space;
	}
	return true;
}

/*
 * Container engines write the command line of an init themselves. What the variable holds
 * comes first, so that a command line can still say otherwise.
 */
static void parse_variable(struct plan *p, const struct opt_cli *cli)
{
	static char text[TEXT_MAX]; /* options point into it */
	char *words[WORDS_MAX + 2] = { (char *)"xpidinit" };
	const char *variable = getenv("XPIDINIT_OPTIONS");

	if (!variable)
		return;
	if (snprintf(text, sizeof(text), "%s", variable) >= (int)sizeof(text))
		usage_error("XPIDINIT_OPTIONS: at most %d bytes", TEXT_MAX - 1);
	if (!split(text, words + 1))
		usage_error("XPIDINIT_OPTIONS: at most %d words", WORDS_MAX);
	if (*opt_parse(cli, p, words))
		usage_error("XPIDINIT_OPTIONS: only options are allowed");
	optind = 0; /* once more, from the start */
}

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

	parse_variable(p, &cli);
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

/* ---- the first phase: a failure ends us ---- */

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

static void take_terminal(struct supervise *w)
{
	w->terminal = -1;
	if (w->forward.group || w->forward.session)
		w->terminal = terminal_open();
	if (w->forward.session)
		w->terminal = terminal_leave(w->terminal);
}

static _Noreturn void die_unstarted(struct plan *p, int err, const char *step)
{
	const char *file = p->command[0];
	int status;

	if (p->supervise.terminal >= 0)
		terminal_take(p->supervise.terminal, tcgetpgrp(p->supervise.terminal));
	lifetime_end(&p->supervise.lifetime);
	if (step)
		must(err, "%s", step);
	status = err == -ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
	if (p->dropin && p->dropin->exec_failure)
		status = p->dropin->exec_failure;
	die_cannot(status, err, hint_exec, file, "execute %s", file);
}

static void start_command(struct plan *p)
{
	struct supervise *w = &p->supervise;
	const struct spawn how = {
		.file = p->command[0],
		.argv = p->command,
		.run = cmd_become,
		.signals = &w->signals,
		.group = w->forward.group,
		.session = w->forward.session,
		.terminal = w->terminal,
		.lifetime = w->is_pid1 ? NULL : &p->supervise.lifetime,
	};

	const char *step;

	w->main.group = how.group || how.session;
	w->main.pid = must(spawn_command(&how, &w->main.pidfd, &step), "start a process");
	if (w->main.pid == 0)
		die_unstarted(p, w->main.pidfd, step);
}

static void start_pause(struct supervise *w)
{
	w->main.pidfd = -1;
	if (w->report.fd < 0 && signals_kernel_reaps(&w->signals) == 0)
		w->reaper = SUPERVISE_KERNEL_REAPS;
	else
		w->reaper = SUPERVISE_REAP;
}

/* ---- the second phase: we may not die any more ---- */

/* There it says what it did, or at the end what it could not write. */
static bool keeps_stderr(const struct supervise *w)
{
	return w->init.verbose || w->report.fd >= 0 || w->status_fd >= 0;
}

/*
 * Pipes of the caller have to end when the command closes them, and file systems must not
 * be kept busy by us.
 */
static void let_go(const struct plan *p)
{
	const struct supervise *w = &p->supervise;
	const int keep[] = { w->main.pidfd,	    w->init.report_fd,
			     w->status_fd,	    p->sync.sync,
			     w->terminal,	    w->signals.signal_fd,
			     w->lifetime.supervisor };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= (keeps_stderr(w) ? 1 : 2); fd++)
		if (null < 0 || dup2(null, fd) < 0)
			close(fd);
	(void)fd_close_others(keep, sizeof(keep) / sizeof(keep[0]));
	(void)!chdir("/");
}

static void tell_started(struct supervise *w)
{
	const struct status_namespaces none = { { 0 } };

	if (!w->main.pid || w->status_fd < 0)
		return;
	watch_tell_lost(w,
			report_can_write(w->status_fd)
				? status_child(w->status_fd, w->main.pid, &none)
				: -EAGAIN,
			"the status");
}

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
	take_terminal(w);
	report_begin(&w->report, w->init.report_fd);
	opt_sync_tell_ready(&plan.sync);
	opt_sync_wait_for_leave(&plan.sync);
	if (w->init.pause)
		start_pause(w);
	else
		start_command(&plan);

	let_go(&plan);
	tell_started(w);
	end(w, supervise(w));
}

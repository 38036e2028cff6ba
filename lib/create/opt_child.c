/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_child.h"

#include <sched.h>
#include <signal.h>

#include "base/die.h"
#include "base/num.h"
#include "hint/hint.h"

enum { FORWARD = OPT_LONG, NO_FORWARD, KILL_CHILD, NO_FORK };

static const struct opt_row rows[] = {
	{ 'f', "fork", NULL, "fork before running; implied by --pid and --time" },
	{ NO_FORK, "no-fork", NULL, "do not fork, even with --pid or --time" },
	{ KILL_CHILD, "kill-child", "[SIGNAL]",
	  "signal for the child if this process "
	  "dies (KILL)" },
	{ FORWARD, "forward-signals", NULL, "forward signals to the command (default)" },
	{ NO_FORWARD, "no-forward-signals", NULL,
	  "ignore SIGINT and SIGTERM instead of forwarding" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_child *child = part;
	int err;

	switch (id) {
	case 'f':
		child->fork = true;
		break;
	case NO_FORK:
		child->no_fork = true;
		break;
	case FORWARD:
		child->fork = true;
		child->no_forward = false;
		break;
	case NO_FORWARD:
		child->no_forward = true;
		break;
	case KILL_CHILD:
		child->fork = true;
		child->kill_signal = SIGKILL;
		if (!argument)
			break;
		err = num_signal(argument, &child->kill_signal);
		if (err < 0)
			opt_bad(rows, id, argument, err);
		break;
	}
}

const struct opt_set opt_child_options = { "Processes", rows, store };

void opt_child_resolve(struct opt_child *child, const struct setup *setup, bool asked)
{
	int flags = setup->create.flags;

	child->fork |= asked;
	if (!child->no_fork) {
		child->fork |= flags & (CLONE_NEWPID | CLONE_NEWTIME);
		return;
	}
	if (setup->create.file[NS_PID])
		usage_error("--pid=FILE requires --fork: the namespace does not exist "
			    "before its first process");
	if (setup->fs.proc && (flags & CLONE_NEWPID))
		usage_error(
			"--mount-proc requires --fork: with --no-fork, /proc would show "
			"the old PID namespace");
}

void opt_child_watch(struct opt_child *child, const struct steps *steps)
{
	const struct lifetime_parent none = LIFETIME_NO_PARENT;

	if (child->kill_signal && !steps->dry)
		must_why(lifetime_start(&child->lifetime, child->kill_signal, &none),
			 hint_fork, NULL, "start the watcher process of the child");
}

void opt_child_live(const struct opt_child *child, struct steps *steps)
{
	char name[16];

	if (child->kill_signal)
		STEP(steps, lifetime_join(&child->lifetime, child->kill_signal),
		     "set the parent-death signal of the command to %s",
		     num_signal_text(child->kill_signal, name, sizeof(name)));
}

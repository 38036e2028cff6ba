/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_clone.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "base/step.h"
#include "base/sys.h"
#include "run/cgroup.h"
#include "run/child.h"
#include "hint/hint.h"

enum {
	CGROUP = OPT_LONG,
	SET_TID,
	DETACH,
	KILL_CHILD,
	DIE_WITH_PARENT,
	NEW_SESSION,
	NO_FORWARD
};

static const struct opt_row rows[] = {
	{ CGROUP, "into-cgroup", "DIR", "create the child in this cgroup (v2)" },
	{ SET_TID, "set-tid", "PID", "PID of the child, in its PID namespace" },
	{ DETACH, "detach", NULL, "print the PID and exit; leave the child running" },
	{ KILL_CHILD, "kill-child", "[SIGNAL]",
	  "signal for the child if this process "
	  "dies (KILL)" },
	{ DIE_WITH_PARENT, "die-with-parent", NULL,
	  "kill xclone and the child if the parent dies" },
	{ NEW_SESSION, "new-session", NULL, "detach the command from the terminal" },
	{ NO_FORWARD, "no-forward-signals", NULL,
	  "ignore SIGINT and SIGTERM instead of "
	  "forwarding" },
	{ 0 },
};

static void store_tid(struct opt_clone *options, const char *argument)
{
	int err = num_int(argument, 1, &options->set_tid);

	if (err < 0)
		opt_bad(rows, SET_TID, argument, err);
}

static void store_signal(struct opt_clone *options, const char *argument)
{
	int err;

	options->kill_signal = SIGKILL;
	if (!argument)
		return;
	err = num_signal(argument, &options->kill_signal);
	if (err < 0)
		opt_bad(rows, KILL_CHILD, argument, err);
}

static void store(void *part, int id, const char *argument)
{
	struct opt_clone *options = part;

	switch (id) {
	case CGROUP:
		options->cgroup = argument;
		break;
	case SET_TID:
		store_tid(options, argument);
		break;
	case DETACH:
		options->detach = true;
		break;
	case KILL_CHILD:
		store_signal(options, argument);
		break;
	case DIE_WITH_PARENT:
		options->die_with_parent = true;
		break;
	case NEW_SESSION:
		options->new_session = true;
		break;
	case NO_FORWARD:
		options->no_forward = true;
		break;
	}
}

const struct opt_set opt_clone_options = { "Process", rows, store };

void opt_clone_open(struct opt_clone *options)
{
	options->cgroup_dir = -1;
	if (options->cgroup)
		options->cgroup_dir = must(cgroup_open_dir(options->cgroup, O_PATH),
					   "open the cgroup %s", options->cgroup);
	options->self = options->detach ? xns_pidfd_open(getpid(), 0) : -1;
	options->lifetime = (struct lifetime)LIFETIME_NONE;
	options->parent = (struct lifetime_parent)LIFETIME_NO_PARENT;
	if (options->die_with_parent && !options->kill_signal)
		options->kill_signal = SIGKILL;
	/* Early: a parent that has ended before this is not noticed. */
	if (options->die_with_parent &&
	    lifetime_find_parent(SIGKILL, &options->parent) < 0)
		_exit(EXIT_OURS); /* no process is left to read a message */
}

void opt_clone_watch(struct opt_clone *options, const struct steps *steps)
{
	if (options->kill_signal && !steps->dry)
		must_why(lifetime_start(&options->lifetime, options->kill_signal,
					&options->parent),
			 hint_fork, NULL, "start the watcher process of the child");
}

void opt_clone_tie_to_parent(const struct opt_clone *options, struct steps *steps)
{
	if (options->die_with_parent && (options->parent.pidfd < 0 || steps->dry))
		STEP(steps, child_die_with(-1, SIGKILL),
		     "set the parent-death signal to KILL");
}

void opt_clone_apply(const struct opt_clone *options, struct steps *steps)
{
	char name[16];

	if (options->new_session)
		STEP(steps, step_result(setsid()), "start a new session");
	if (options->kill_signal)
		STEP(steps, lifetime_join(&options->lifetime, options->kill_signal),
		     "set the parent-death signal to %s",
		     num_signal_text(options->kill_signal, name, sizeof(name)));
}

void opt_clone_arm_pdeathsig(const struct opt_clone *options)
{
	if (options->detach)
		must(child_die_with(options->self, SIGKILL),
		     "set the parent-death signal");
}

void opt_clone_disarm_pdeathsig(const struct opt_clone *options)
{
	if (options->detach)
		must(step_result(prctl(PR_SET_PDEATHSIG, 0)),
		     "clear the parent-death signal");
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_clone.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "base/sys.h"
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
	{ CGROUP, "into-cgroup", "DIR", "be born in this cgroup (v2)" },
	{ SET_TID, "set-tid", "PID",
	  "get this PID in the new, or our own, PID namespace" },
	{ DETACH, "detach", NULL, "print the PID, leave it running and exit" },
	{ KILL_CHILD, "kill-child", "[SIGNAL]", "signal the child when we die (KILL)" },
	{ DIE_WITH_PARENT, "die-with-parent", NULL,
	  "die, child included, when our parent does" },
	{ NEW_SESSION, "new-session", NULL, "detach the command from our terminal" },
	{ NO_FORWARD, "no-forward-signals", NULL, "ignore INT and TERM meanwhile" },
	{ 0 },
};

static void store_tid(struct opt_clone *birth, const char *argument)
{
	uint32_t number;
	int err = num_u32(argument, &number);

	if (err == 0 && (number < 1 || number > INT_MAX))
		err = -FAULT_RANGE;
	if (err < 0)
		opt_bad(rows, SET_TID, argument, err);
	birth->set_tid = (pid_t)number;
}

static void store_signal(struct opt_clone *birth, const char *argument)
{
	int err;

	birth->kill_signal = SIGKILL;
	if (!argument)
		return;
	err = num_signal(argument, &birth->kill_signal);
	if (err < 0)
		opt_bad(rows, KILL_CHILD, argument, err);
}

static void store(void *part, int id, const char *argument)
{
	struct opt_clone *birth = part;

	switch (id) {
	case CGROUP:
		birth->cgroup = argument;
		break;
	case SET_TID:
		store_tid(birth, argument);
		break;
	case DETACH:
		birth->detach = true;
		break;
	case KILL_CHILD:
		store_signal(birth, argument);
		break;
	case DIE_WITH_PARENT:
		birth->die_with_parent = true;
		break;
	case NEW_SESSION:
		birth->new_session = true;
		break;
	case NO_FORWARD:
		birth->no_forward = true;
		break;
	}
}

const struct opt_set opt_clone_options = { "Process", rows, store };

void opt_clone_check(const struct opt_clone *birth, bool sync)
{
	if (birth->detach &&
	    (birth->kill_signal || birth->die_with_parent || birth->no_forward || sync))
		usage_error("--detach leaves nobody behind for --kill-child, "
			    "--die-with-parent, --no-forward-signals or --sync-fd");
}

static int open_cgroup(const char *name)
{
	int dir = must(step_result(open(name, O_PATH | O_DIRECTORY | O_CLOEXEC)),
		       "open the cgroup %s", name);

	if (!fd_on_fs(dir, CGROUP2_SUPER_MAGIC))
		die("cannot use the cgroup %s: it is not a directory of a cgroup2 file system",
		    name);
	return dir;
}

void opt_clone_open(struct opt_clone *birth)
{
	birth->cgroup_dir = birth->cgroup ? open_cgroup(birth->cgroup) : -1;
	birth->self = birth->detach ? xns_pidfd_open(getpid(), 0) : -1;
	birth->lifetime = (struct lifetime)LIFETIME_NONE;
	birth->parent = (struct lifetime_parent)LIFETIME_NO_PARENT;
	if (birth->die_with_parent && !birth->kill_signal)
		birth->kill_signal = SIGKILL;
	/* Early: a parent that has ended before this is not noticed. */
	if (birth->die_with_parent && lifetime_find_parent(SIGKILL, &birth->parent) < 0)
		_exit(EXIT_OURS); /* nobody is left to read a message */
}

void opt_birth_watch(struct opt_clone *birth, const struct steps *steps)
{
	if (birth->kill_signal && !steps->dry)
		must_why(lifetime_start(&birth->lifetime, birth->kill_signal,
					&birth->parent),
			 hint_fork, NULL, "start the watcher of the child");
}

void opt_clone_tie_to_parent(const struct opt_clone *birth, struct steps *steps)
{
	if (birth->die_with_parent && (birth->parent.pidfd < 0 || steps->dry))
		STEP(steps, child_die_with(-1, SIGKILL),
		     "ask to be killed when our parent dies");
}

void opt_clone_apply(const struct opt_clone *birth, struct steps *steps)
{
	char name[16];

	if (birth->new_session)
		STEP(steps, step_result(setsid()), "start a new session");
	if (birth->kill_signal)
		STEP(steps, lifetime_join(&birth->lifetime, birth->kill_signal),
		     "ask for signal %s when our parent dies",
		     num_signal_text(birth->kill_signal, name, sizeof(name)));
}

void opt_clone_arm_pdeathsig(const struct opt_clone *birth)
{
	if (birth->detach)
		must(child_die_with(birth->self, SIGKILL),
		     "end with whoever waits for us");
}

void opt_clone_disarm_pdeathsig(const struct opt_clone *birth)
{
	if (birth->detach)
		must(step_result(prctl(PR_SET_PDEATHSIG, 0)), "stay when he has gone");
}

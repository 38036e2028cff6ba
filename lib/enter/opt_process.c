/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/opt_process.h"

#include <signal.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "base/step.h"
#include "run/cgroup.h"
#include "hint/hint.h"
#include "enter/selinux.h"

enum { NEW_SESSION = OPT_LONG, TRUSTED, KILL_CHILD };

static const struct opt_row rows[] = {
	{ 'F', "no-fork", NULL, "do not fork after entering a PID namespace" },
	{ 'c', "join-cgroup", NULL, "join the target's cgroup" },
	{ 'e', "env", NULL, "use the target's environment" },
	{ 'Z', "follow-context", NULL, "use the target's SELinux context" },
	{ NEW_SESSION, "new-session", NULL, "detach the command from the terminal" },
	{ KILL_CHILD, "kill-child", "[SIGNAL]",
	  "signal the child when xnsenter ends (KILL)" },
	{ TRUSTED, "trusted", NULL, "trusted target: do not run from a sealed copy" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_process *life = part;
	int err;

	switch (id) {
	case 'F':
		life->no_fork = true;
		break;
	case 'c':
		life->join_cgroup = true;
		break;
	case 'e':
		life->target_env = true;
		break;
	case 'Z':
		life->follow_context = true;
		break;
	case NEW_SESSION:
		life->new_session = true;
		break;
	case TRUSTED:
		life->trusted = true;
		break;
	case KILL_CHILD:
		life->kill_signal = SIGKILL;
		if (!argument)
			break;
		err = num_signal(argument, &life->kill_signal);
		if (err < 0)
			opt_bad(rows, id, argument, err);
		break;
	}
}

const struct opt_set opt_process_options = { "Process", rows, store };

void opt_process_open(struct opt_process *options, const struct process *process,
		      int self)
{
	if (options->join_cgroup)
		options->cgroup =
			must_why(cgroup_open_procs(process->dir), hint_cgroup, NULL,
				 "find the cgroup of process %d", (int)process->pid);
	if (options->follow_context)
		must(selinux_follow(process->dir, self),
		     "use the SELinux context of process %d", (int)process->pid);
}

bool opt_process_forks(const struct opt_process *options, bool pid)
{
	return (pid && !options->no_fork) || options->new_session || options->kill_signal;
}

void opt_process_watch(struct opt_process *process)
{
	const struct lifetime_parent none = LIFETIME_NO_PARENT;

	if (process->kill_signal)
		must_why(lifetime_start(&process->lifetime, process->kill_signal, &none),
			 hint_fork, NULL, "start the watcher process of the child");
}

void opt_process_become(const struct opt_process *options)
{
	char name[16];

	if (options->new_session)
		must(step_result(setsid()), "start a new session");
	if (options->cgroup >= 0)
		must(cgroup_join(options->cgroup), "join the cgroup of the target");
	if (options->kill_signal)
		must(lifetime_join(&options->lifetime, options->kill_signal),
		     "ask for signal %s when the parent ends",
		     num_signal_text(options->kill_signal, name, sizeof(name)));
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/opt_process.h"

enum { NEW_SESSION = OPT_LONG, TRUSTED };

static const struct opt_row rows[] = {
	{ 'F', "no-fork", NULL, "do not fork for a PID namespace" },
	{ 'c', "join-cgroup", NULL, "join the target's cgroup" },
	{ 'e', "env", NULL, "take the target's environment" },
	{ 'Z', "follow-context", NULL, "take the target's SELinux context" },
	{ NEW_SESSION, "new-session", NULL, "detach the command from our terminal" },
	{ TRUSTED, "trusted", NULL, "do not run from a copy: nothing inside is hostile" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_process *life = part;

	(void)argument;
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
	}
}

const struct opt_set opt_process_options = { "Process", rows, store };

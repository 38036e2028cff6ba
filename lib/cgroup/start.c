/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/start.h"

#include <stdio.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/sys.h"
#include "run/child.h"

static pid_t start_and_move(struct launch *launch, const struct leaf *leaf,
			    const struct hint_group *why, launch_run_fn *run,
			    void *context)
{
	char number[16];
	pid_t pid;

	launch_hold(launch);
	pid = launch_fork(launch, " a child");
	if (pid == 0) {
		launch_wait(launch, false);
		run(context);
	}
	snprintf(number, sizeof(number), "%d", (int)pid);
	must_why(leaf_write(leaf, "cgroup.procs", number), hint_group_start, why,
		 "move the child into the cgroup");
	launch_release(launch);
	return pid;
}

pid_t start_in_leaf(struct launch *launch, const struct leaf *leaf,
		    const struct hint_group *why, launch_run_fn *run, void *context)
{
	const struct child_clone how = { .cgroup = leaf->dir };
	int pidfd;
	pid_t pid = child_clone(&how, &pidfd);

	fd_close(&pidfd);
	if (pid == 0) {
		launch_child(launch);
		run(context);
	}
	if (pid < 0 && call_unavailable(-pid))
		pid = start_and_move(launch, leaf, why, run, context);
	return must_why(pid, hint_group_start, why, "start a child in the cgroup");
}

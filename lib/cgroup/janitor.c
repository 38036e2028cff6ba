/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/janitor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"
#include "run/leave.h"

enum { RETRY_MS = 1000 };

static _Noreturn void become_janitor(struct leaf *leaf, int lifeline, bool keep)
{
	const int keep_open[] = { leaf->parent, lifeline };
	char byte;

	leave_caller("xns-watcher", keep_open, 2);
	while (read(lifeline, &byte, 1) < 0 && errno == EINTR)
		;
	/* The supervisor may have ended before it created the cgroup, or after all. */
	if (leaf_open(leaf) < 0)
		_exit(0);
	do {
		if (!keep)
			(void)!leaf_kill(leaf);
		(void)leaf_wait_empty(leaf, keep ? -1 : RETRY_MS, -1);
	} while (leaf_remove(leaf, RETRY_MS) == -EBUSY);
	_exit(0);
}

int janitor_start(struct janitor *janitor, const struct leaf *leaf, bool keep)
{
	int side[2], err;
	struct leaf copy = *leaf;

	if (pipe2(side, O_CLOEXEC) < 0)
		return -errno;
	/* Exit signal 0: a wait(2) for the command does not see it. */
	janitor->pid = xns_clone(0, NULL);
	if (janitor->pid == 0) {
		close(side[1]);
		become_janitor(&copy, side[0], keep);
	}
	err = janitor->pid < 0 ? -errno : 0;
	close(side[0]);
	janitor->lifeline = side[1];
	if (err < 0) {
		janitor->pid = 0;
		fd_close(&janitor->lifeline);
	}
	return err;
}

void janitor_leave(struct janitor *janitor)
{
	fd_close(&janitor->lifeline);
}

void janitor_end(struct janitor *janitor)
{
	if (janitor->pid <= 0)
		return;
	/* Where a filter refuses that, it ends by itself: there is no cgroup for it. */
	if (kill(janitor->pid, SIGKILL) < 0)
		fd_close(&janitor->lifeline);
	while (waitpid(janitor->pid, NULL, __WALL) < 0 && errno == EINTR)
		;
	janitor->pid = 0;
	fd_close(&janitor->lifeline);
}

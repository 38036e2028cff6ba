/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/helper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "run/leave.h"
#include "run/sync_pipe.h"

void helper_start(struct helper *helper, const struct child_signals *signals,
		  helper_task_fn *work, void *context)
{
	int side[2];

	must(sync_pipe_create(side), "create a sync pipe");
	helper->pid = must(child_fork(), "start the helper process");
	if (helper->pid > 0) {
		fd_close(&side[1]);
		helper->sync_pipe = side[0];
		return;
	}

	fd_close(&side[0]);
	helper->sync_pipe = side[1];
	must(child_unblock(signals), "restore the signal mask");
	for (int turn = 0; sync_pipe_wait(side[1]) == 0; turn++) {
		work(context, turn);
		must(sync_pipe_notify_if_open(side[1]), "notify the helper process");
	}
	work(context, HELPER_END);
	_exit(EXIT_SUCCESS);
}

/* Not close(2): a child forked since then holds a copy until it executes its command. */
static void stop_helper(struct helper *helper)
{
	must(step_result(shutdown(helper->sync_pipe, SHUT_RDWR)),
	     "stop the helper process");
	fd_close(&helper->sync_pipe);
}

void helper_run_task(struct helper *helper)
{
	char name[16];
	int status, err = sync_pipe_notify(helper->sync_pipe);

	if (err == 0)
		err = sync_pipe_wait(helper->sync_pipe);
	if (err == 0)
		return;
	/* It may still wait for this process: closing the sync pipe ends that. */
	stop_helper(helper);
	status = must(child_wait(helper->pid), "wait for the helper process");
	if (WIFSIGNALED(status))
		die("the helper process was killed by signal %s",
		    num_signal_text(WTERMSIG(status), name, sizeof(name)));
	if (status == 0)
		must(err, "synchronize with the helper process");
	exit(EXIT_OURS);
}

void helper_stop(struct helper *helper)
{
	stop_helper(helper);
	must(child_wait(helper->pid), "wait for the helper process");
	helper->pid = 0;
}

void helper_leave_caller(const struct helper *helper, const int *keep, int count)
{
	int fds[HELPER_KEEP_MAX] = { helper->sync_pipe };
	pid_t pid = must(child_fork(), "fork the process that can remove the pins");

	if (pid > 0)
		_exit(EXIT_SUCCESS);
	memcpy(fds + 1, keep, (size_t)count * sizeof(*keep));
	leave_caller(NULL, fds, count + 1);
}

void helper_run_task_and_leave(struct helper *helper)
{
	helper_run_task(helper);
	must(child_wait(helper->pid), "wait for the helper process");
	helper->pid = 0;
}

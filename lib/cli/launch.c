/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/launch.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "ns/status.h"
#include "run/cmd.h"
#include "run/signal_received.h"
#include "run/sync_pipe.h"
#include "hint/hint.h"

void launch_block(struct launch *launch, bool forward, struct opt_sync *sync,
		  struct lifetime *lifetime)
{
	*launch = (struct launch){
		.forward = forward,
		.sync = sync,
		.lifetime = lifetime,
		.sync_pipe = -1,
		.child_end = -1,
	};
	must(child_block(&launch->signals, forward), "block signals");
}

void launch_hold(struct launch *launch)
{
	int side[2];

	must(sync_pipe_create(side), "create a sync pipe");
	launch->sync_pipe = side[0];
	launch->child_end = side[1];
}

void launch_parent(struct launch *launch)
{
	signal_find_missed(&launch->missed);
	fd_close(&launch->child_end);
}

void launch_child(struct launch *launch)
{
	fd_close(&launch->sync_pipe);
	launch->sync_pipe = fd_take(&launch->child_end);
	launch_unblock(launch);
}

pid_t launch_fork(struct launch *launch, const char *role)
{
	pid_t pid = must_why(child_fork(), hint_fork, NULL, "fork%s", role);

	if (pid > 0)
		launch_parent(launch);
	else
		launch_child(launch);
	return pid;
}

void launch_unblock(const struct launch *launch)
{
	must(child_unblock(&launch->signals), "restore the signal mask");
}

void launch_vfork_child(const struct launch *launch)
{
	die_use_exit_group();
	child_defer_stops();
	launch_unblock(launch);
}

void launch_vfork_before(struct launch *launch)
{
	signal_find_missed(&launch->missed);
}

void launch_vfork_parent(pid_t child)
{
	child_send_deferred_stop(child);
}

pid_t launch_vfork(struct launch *launch, const char *role, launch_run_fn *run,
		   void *context)
{
	pid_t pid;

	launch_vfork_before(launch);
	pid = vfork();
	if (pid == 0) {
		launch_vfork_child(launch);
		run(context);
	}
	must_why(step_result(pid), hint_fork, NULL, "fork%s", role);
	launch_vfork_parent(pid);
	return pid;
}

static int failure_pipe; /* atexit(3) has no argument for it */

static void send_failure(void)
{
	(void)!sync_pipe_notify(failure_pipe); /* this process ends in any case */
}

void launch_wait(struct launch *launch, bool tell_failure)
{
	if (launch->sync_pipe < 0)
		return;
	cmd_wait_for_release(launch->sync_pipe);
	if (tell_failure) {
		failure_pipe = launch->sync_pipe;
		atexit(send_failure);
	} else {
		fd_close(&launch->sync_pipe);
	}
}

void launch_report(const struct launch *launch, const struct process *child, int flags)
{
	struct status_namespaces namespaces;

	must(status_look(child, flags, &namespaces),
	     "look up the namespaces of the child");
	opt_sync_tell_child(launch->sync, child->pid, &namespaces);
}

void launch_report_pid(const struct launch *launch, pid_t child, int flags)
{
	struct process process;

	if (launch->sync->status < 0)
		return;
	must(process_open(child, 0, &process), "open a pidfd for the child");
	launch_report(launch, &process, flags);
	process_close(&process);
}

bool launch_release(struct launch *launch)
{
	int err;

	opt_sync_tell_ready(launch->sync);
	if (launch->sync_pipe < 0)
		return true;
	err = sync_pipe_notify(launch->sync_pipe);
	if (err == -FAULT_PEER_GONE)
		return false;
	must(err, "release the child");
	return true;
}

int launch_wait_for_exec(const struct launch *launch, pid_t child)
{
	int err = sync_pipe_wait(launch->sync_pipe);

	if (err < 0 && err != -FAULT_PEER_GONE)
		return err;
	/* The exec closes the other end; so does a signal that kills. */
	return err < 0 && child_has_executed(child);
}

bool launch_failed(const struct launch *launch, pid_t child)
{
	return !must(launch_wait_for_exec(launch, child),
		     "wait for the exec of the child");
}

int launch_relay(struct launch *launch, pid_t child)
{
	return must(
		child_relay(child, launch->forward ? CHILD_FORWARD : 0, &launch->missed),
		"wait for the command");
}

void launch_end(const struct launch *launch, int status)
{
	lifetime_end(launch->lifetime);
	opt_sync_tell_exit(launch->sync, status);
	child_exit_like(status);
}

void launch_supervise(struct launch *launch, pid_t child)
{
	launch_end(launch, launch_relay(launch, child));
}

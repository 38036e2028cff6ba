/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/clone_parent.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"

/* True if the files of the child in /proc have to be read or written. */
static bool has_tasks(const struct clone *clone)
{
	const struct setup *setup = clone->setup;

	return (setup->create.flags & CLONE_NEWUSER) || opt_ns_pins(&setup->create) ||
	       setup->report_status;
}

bool clone_parent_configure(struct clone *clone, struct launch *launch, pid_t pid)
{
	struct setup *setup = clone->setup;
	const struct process *child = &clone->child;

	if (!clone->steps->dry && has_tasks(clone)) {
		clone_open(clone, pid);
		if (setup->report_status)
			launch_report(launch, child, setup->create.flags);
	}
	if (setup->maps_by_others && !step_is_said(clone->steps, "wait for the ID maps"))
		opt_sync_wait_for_maps(launch->sync);
	mapping_write_all(&setup->ids, clone->steps, child->dir,
			  child->pid ? child->pid : pid);
	opt_ns_pin(&setup->create, clone->steps, child->pidfd, child->dir);
	if (clone->steps->dry || launch_release(launch))
		return true;
	opt_ns_remove_pins(); /* the child was killed, after its PID was reported */
	return false;
}

void clone_parent_supervise(const struct clone *clone, struct launch *launch, pid_t pid)
{
	int status = launch_relay(launch, pid);

	if (opt_ns_pins(&clone->setup->create)) {
		if (launch_failed(launch, pid))
			opt_ns_remove_pins();
		else
			opt_ns_keep_pins();
	}
	launch_end(launch, status);
}

static int print_pid(pid_t pid)
{
	char line[32];
	int length = snprintf(line, sizeof(line), "%d\n", (int)pid);

	return fd_write_all(STDOUT_FILENO, line, (size_t)length);
}

/* A command of which the caller will not know is killed. It was not waited for yet. */
static void kill_unknown(pid_t pid, int err)
{
	if (err < 0)
		(void)kill(pid, SIGKILL);
}

void clone_parent_detach(struct launch *launch, pid_t pid)
{
	int status, executed;

	opt_sync_let_die(launch->sync);
	executed = launch_wait_for_exec(launch, pid);
	kill_unknown(pid, executed);
	if (must(executed, "wait for the exec of the child") == 0) {
		opt_ns_remove_pins();
		child_exit_like(must(child_wait(pid), "wait for the command"));
	}
	if (waitpid(pid, &status, WNOHANG) == pid) {
		opt_ns_keep_pins();
		child_exit_like(status);
	}
	executed = print_pid(pid);
	kill_unknown(pid, executed);
	must(executed, "print the PID");
	opt_ns_keep_pins();
	exit(EXIT_SUCCESS);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/maker.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "proc/cred.h"
#include "proc/proc.h"
#include "mount/prop.h"
#include "run/child.h"
#include "run/sync_pipe.h"
#include "hint/hint.h"
#include "create/mntns_cpu.h"

/* What is set without a new namespace would be the caller's. */
static void need_type(int types, bool given, const char *option, enum ns type)
{
	if (given && !(types & ns_types[type].flag))
		usage_error("%s requires a new %s namespace", option,
			    ns_types[type].name);
}

void maker_check(const struct maker *maker, int flags)
{
	int types = maker->create.flags | flags;

	need_type(types, maker->host.hostname, "--hostname", NS_UTS);
	need_type(types, maker->host.domainname, "--domainname", NS_UTS);
	need_type(types, maker->host.loopback, "--lo", NS_NET);
	need_type(types, maker->root.dir, "--new-root", NS_MNT);
	need_type(types, maker->root.sys, "--mount-sys", NS_MNT);
	need_type(types, maker->root.dev, "--mount-dev", NS_MNT);
	need_type(types, maker->clocks.set[TIMENS_MONOTONIC], "--monotonic", NS_TIME);
	need_type(types, maker->clocks.set[TIMENS_BOOTTIME], "--boottime", NS_TIME);
}

void maker_resolve(struct maker *maker, int flags)
{
	int self = must_why(proc_self(), hint_proc, NULL, "use /proc");

	maker->self = self;
	if (maker->create.all)
		maker->create.flags &= must(
			ns_known(self), "find the types of namespaces of this kernel");
	maker->create.flags |= flags;
	if (mapping_given(&maker->ids))
		maker->create.flags |= CLONE_NEWUSER;
	if (maker->create.flags & CLONE_NEWUSER)
		mapping_resolve(&maker->ids, self);
	opt_time_check(&maker->clocks, self);
	opt_root_check(&maker->root);
}

static void configure(struct maker *maker)
{
	opt_root_open(&maker->root, PROP_PRIVATE, &maker->steps);
	if (maker->create.flags & CLONE_NEWNS)
		must_why(prop_set("/", PROP_PRIVATE, true), hint_propagation, NULL,
			 "make all mounts private");
	if (opt_time_given(&maker->clocks))
		opt_time_set(&maker->clocks, &maker->steps,
			     must(proc_self(), "use /proc"));
	opt_host_set(&maker->host, &maker->steps);
	opt_root_switch(&maker->root, &maker->steps);
	opt_root_mount(&maker->root, &maker->steps);
	opt_root_finish(&maker->root, &maker->steps);
}

/*
 * Where maps or pins need the user and mount namespaces of the caller, and a PID
 * namespace would take in what the caller forks.
 */
static bool needs_process(const struct maker *maker)
{
	return maker->create.flags & (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID);
}

/*
 * The process. It makes no child: a PID namespace whose first process has ended takes no
 * other.
 */
static _Noreturn void run(struct maker *maker, const struct mntns_cpu *cpu)
{
	uint32_t uid = maker->ids.own[MAPPING_USER], gid = maker->ids.own[MAPPING_GROUP];

	if (maker->ids.owner)
		must_why(cred_become_owner(uid, gid), hint_id, &uid,
			 "switch to user %u and group %u", (unsigned)uid, (unsigned)gid);
	mntns_cpu_enter(cpu);
	opt_ns_create(maker->create.flags, &maker->steps);
	must(sync_pipe_notify_if_open(maker->sync_pipe),
	     "report that the namespaces exist");
	if (sync_pipe_wait(maker->sync_pipe) < 0)
		_exit(EXIT_FAILURE);
	configure(maker);
	must(sync_pipe_notify_if_open(maker->sync_pipe),
	     "report that the namespaces are configured");
	(void)!sync_pipe_wait(maker->sync_pipe); /* until maker_end() */
	_exit(EXIT_SUCCESS);
}

/* Ends the program when the process has failed, which prints the reason itself. */
static void wait_for(struct maker *maker)
{
	char name[16];
	int status, err = sync_pipe_wait(maker->sync_pipe);

	if (err == 0)
		return;
	fd_close(&maker->sync_pipe); /* it may wait for this end: its wait ends */
	status = child_wait(maker->pid);
	if (status >= 0 && WIFSIGNALED(status))
		die("the process that creates the namespaces was killed by signal %s",
		    num_signal_text(WTERMSIG(status), name, sizeof(name)));
	if (err != -FAULT_PEER_GONE)
		must(err, "wait for the process that creates the namespaces");
	exit(EXIT_FAILURE);
}

static void start_process(struct maker *maker, const struct child_signals *saved,
			  bool pins_mount)
{
	struct mntns_cpu cpu;
	int side[2];

	must(sync_pipe_create(side), "create a sync pipe");
	mntns_cpu_find(&cpu, pins_mount);
	maker->pid = must(child_fork(), "fork");
	maker->sync_pipe = side[maker->pid == 0];
	fd_close(&side[maker->pid != 0]);
	if (maker->pid == 0) {
		must(child_unblock(saved), "restore the signal mask");
		run(maker, &cpu);
	}
	wait_for(maker);
	must(process_open(maker->pid, 0, &maker->process),
	     "open a pidfd for the process that creates the namespaces");
}

void maker_start(struct maker *maker, bool pins_mount)
{
	struct child_signals saved;

	must(child_block(&saved, false), "block signals");
	if (needs_process(maker)) {
		start_process(maker, &saved, pins_mount);
		return;
	}
	maker->process = (struct process){ .pidfd = -1, .dir = maker->self };
	opt_ns_create(maker->create.flags, &maker->steps);
}

void maker_configure(struct maker *maker)
{
	if (!needs_process(maker)) {
		configure(maker);
		return;
	}
	mapping_write_all(&maker->ids, &maker->steps, maker->process.dir,
			  maker->process.pid);
	must(sync_pipe_notify_if_open(maker->sync_pipe),
	     "release the process that creates the namespaces");
	wait_for(maker);
}

int maker_open_ns(const struct maker *maker, enum ns type)
{
	return ns_open_children(maker->process.pidfd, maker->process.dir, type);
}

void maker_check_pid(const struct maker *maker)
{
	FD_AUTO int fd = maker_open_ns(maker, NS_PID);

	if (fd == -ENOENT)
		die_hint("\"xunshare --pid=FILE command\" pins one that has a process; "
			 "it can be entered while that process runs",
			 "cannot pin a new pid namespace before it has a process: this "
			 "requires an ioctl of Linux 6.11, which this kernel or a "
			 "seccomp filter does not provide");
}

void maker_end(struct maker *maker)
{
	if (!needs_process(maker))
		return;
	fd_close(&maker->sync_pipe);
	must(child_wait(maker->pid), "wait for the process that created the namespaces");
}

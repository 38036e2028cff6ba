/* SPDX-License-Identifier: MIT */
/*
 * xnspin: keep namespaces alive in files, and let them go.
 *
 *   pin     TARGET TYPE=FILE...: those of a process, or of any address.
 *   --new   Makes them: a child does unshare(2), we map its IDs and pin what it has, and
 * it ends. What stays is files; no process.
 *   --hold  Gives them to a command as open descriptors.
 *   --unpin, --list, --prune
 *
 * All or nothing: when one pin fails, those before it are taken back.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "proc/cred.h"
#include "proc/proc.h"
#include "mount/prop.h"
#include "ns/process.h"
#include "ns/target.h"
#include "run/child.h"
#include "run/cmd.h"
#include "run/sync_pipe.h"
#include "hint/hint.h"
#include "cli/opt.h"
#include "create/mapping.h"
#include "create/mntns_cpu.h"
#include "create/opt_host.h"
#include "create/opt_idmap.h"
#include "create/opt_ns.h"
#include "create/opt_time.h"
#include "pins/hold.h"
#include "pins/opt_pin.h"
#include "pins/pin_prune.h"
#include "pins/pin_remove.h"
#include "pins/pin_set.h"
#include "pins/pin_table.h"

struct plan {
	struct opt_pin job;
	struct opt_ns create;
	struct mapping ids;
	struct timens clocks;
	struct opt_host host;
	struct steps steps;   /* never dry */
	struct mntns_cpu cpu; /* where the namespaces are made */

	struct target target;
	struct process held; /* the target, when it is a process */
	struct pin_set pins;
	char **operands;
};

/* ---- parse ---- */

static void take_pins(struct plan *p, char **operands)
{
	const char *file;

	for (; *operands; operands++) {
		enum ns type = pin_set_split(*operands, &file);

		pin_set_add(&p->pins, type, file);
	}
	for (int type = 0; type < NS_COUNT; type++)
		if (p->create.file[type])
			pin_set_add(&p->pins, type, p->create.file[type]);
	if (!pin_set_flags(&p->pins))
		usage_error("nothing to pin: give TYPE=FILE");
}

static void take_target(struct plan *p, const char *operand)
{
	int err;

	if (!operand)
		usage_error("no target given: give a PID or another address");
	err = target_parse(operand, &p->target);
	if (err < 0)
		usage_error("\"%.99s\" is not an address of a namespace (see xns(7))",
			    operand);
}

/* What is set without a namespace of its own would be ours. */
static void need_type(const struct plan *p, bool given, const char *option, enum ns type)
{
	int flags = p->create.flags | pin_set_flags(&p->pins);

	if (given && !(flags & ns_types[type].flag))
		usage_error("%s requires a new %s namespace", option,
			    ns_types[type].name);
}

static void check_new(const struct plan *p)
{
	need_type(p, p->host.hostname, "--hostname", NS_UTS);
	need_type(p, p->host.domainname, "--domainname", NS_UTS);
	need_type(p, p->host.loopback, "--lo", NS_NET);
	need_type(p, p->clocks.set[TIMENS_MONOTONIC], "--monotonic", NS_TIME);
	need_type(p, p->clocks.set[TIMENS_BOOTTIME], "--boottime", NS_TIME);
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &opt_pin_options, offsetof(struct plan, job) },
		{ &opt_ns_options, offsetof(struct plan, create) },
		{ &opt_idmap_options, offsetof(struct plan, ids) },
		{ &opt_time_options, offsetof(struct plan, clocks) },
		{ &opt_host_options, offsetof(struct plan, host) },
		{ &opt_pin_table_options, offsetof(struct plan, job.table) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "new", OPT_EXCLUDES, "unpin list prune hold list-columns" },
		{ "unpin", OPT_EXCLUDES, "list prune hold list-columns" },
		{ "list list-columns", OPT_EXCLUDES, "prune hold" },
		{ "prune", OPT_EXCLUDES, "hold" },
		{ "mount uts ipc net pid user cgroup time all setgroups " OPT_IDMAP_NAMES,
		  OPT_NEEDS, "new" },
		{ "monotonic boottime hostname domainname lo", OPT_NEEDS, "new" },
		{ "json raw noheadings output", OPT_NEEDS, "list list-columns" },
		{ "raw", OPT_EXCLUDES, "json" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis =
			"TARGET TYPE=FILE... | --new [options] TYPE=FILE... | --unpin FILE...\n"
			"       | --list | --prune DIR | --hold TARGET TYPE=FD... -- command...",
		.purpose = "Pin namespaces to files, and unpin them.",
		.page = "xnspin(1)",
		.groups = groups,
		.rules = rules,
	};

	p->operands = opt_parse(&cli, p, argv);
	if (p->job.table.list_columns)
		p->job.mode = MODE_LIST;
	if (p->job.mode == MODE_PIN || p->job.mode == MODE_HOLD)
		take_target(p, p->operands[0]);
	if (p->job.mode == MODE_PIN)
		take_pins(p, p->operands + 1);
	if (p->job.mode == MODE_NEW) {
		take_pins(p, p->operands);
		check_new(p);
	}
	if (p->job.mode == MODE_UNPIN && !p->operands[0])
		usage_error("nothing to unpin: give the files");
	if ((p->job.mode == MODE_LIST || p->job.mode == MODE_PRUNE) && p->operands[0])
		usage_error("unexpected operand \"%.99s\"", p->operands[0]);
}

/* ---- namespaces that exist ---- */

static int open_of_target(void *context, enum ns type)
{
	const struct plan *p = context;

	return p->held.dir >= 0 ? process_ns(&p->held, type)
				: target_open_ns(&p->target, type);
}

static void pin_target(struct plan *p)
{
	struct child_signals saved;
	char where[256];
	int err = target_open_process(&p->target, &p->held);

	target_text(&p->target, where, sizeof(where));
	if (err != -FAULT_NOT_PROCESS && err != -FAULT_NOT_PIDFD)
		must_why(err, hint_target, &p->target, "use %s as the target", where);
	must(child_block(&saved, false),
	     "block signals"); /* between a file and its pin */
	p->pins.existed = true;
	pin_set_prepare(&p->pins);
	pin_set_mount(&p->pins, open_of_target, p, where);
}

/* ---- new namespaces ---- */

static int open_of_maker(void *context, enum ns type)
{
	const struct process *maker = context;

	return ns_open_children(maker->pidfd, maker->dir, type);
}

/*
 * Should: make the namespaces, wait for the maps, furnish them, wait to be pinned, and
 * end. Mustn't: make a child. A PID namespace whose first process has ended takes no
 * other.
 */
static _Noreturn void make_namespaces(struct plan *p, int sync_pipe)
{
	uint32_t uid = p->ids.own[MAPPING_USER], gid = p->ids.own[MAPPING_GROUP];
	int flags = p->create.flags;
	char names[96];

	if (p->ids.owner)
		must_why(cred_become_owner(uid, gid), hint_id, &uid,
			 "switch to user %u and group %u", (unsigned)uid, (unsigned)gid);
	mntns_cpu_enter(&p->cpu);
	must_why(step_result(unshare(flags)), hint_unshare, &flags, "create %s",
		 ns_new_text(flags, names, sizeof(names)));
	must(sync_pipe_notify_if_open(sync_pipe), "report that the namespaces exist");
	if (sync_pipe_wait(sync_pipe) < 0)
		_exit(EXIT_FAILURE);
	if (flags & CLONE_NEWNS)
		must_why(prop_set("/", PROP_PRIVATE, true), hint_propagation, NULL,
			 "make all mounts private");
	if (opt_time_given(&p->clocks))
		opt_time_set(&p->clocks, &p->steps, must(proc_self(), "use /proc"));
	opt_host_set(&p->host, &p->steps);
	must(sync_pipe_notify_if_open(sync_pipe), "report that the namespaces are "
						  "configured");
	(void)!sync_pipe_wait(sync_pipe); /* it is closed when all is pinned */
	_exit(EXIT_SUCCESS);
}

/* Ends the program when the maker has failed; it has said why, if it could. */
static void wait_for_maker(int sync_pipe, pid_t maker)
{
	char name[16];
	int status, err = sync_pipe_wait(sync_pipe);

	if (err == 0)
		return;
	fd_close(&sync_pipe); /* the maker may wait for this side: its wait ends */
	status = child_wait(maker);
	if (status >= 0 && WIFSIGNALED(status))
		die("the process that creates the namespaces was killed by signal %s",
		    num_signal_text(WTERMSIG(status), name, sizeof(name)));
	if (err != -FAULT_PEER_GONE)
		must(err, "wait for the process that creates the namespaces");
	exit(EXIT_FAILURE);
}

static void resolve_new(struct plan *p)
{
	int self = must_why(proc_self(), hint_proc, NULL, "use /proc");

	if (p->create.all)
		p->create.flags &= ns_known(self);
	p->create.flags |= pin_set_flags(&p->pins);
	if (mapping_given(&p->ids))
		p->create.flags |= CLONE_NEWUSER;
	if (p->create.flags & CLONE_NEWUSER)
		mapping_resolve(&p->ids, self);
	opt_time_check(&p->clocks, self);
}

/* Only the kernel of this moment can tell: a filter may forbid the ioctl. */
static void check_pid(const struct plan *p, struct process *maker)
{
	FD_AUTO int fd = p->pins.pin[NS_PID].file ? open_of_maker(maker, NS_PID) : -1;

	if (p->pins.pin[NS_PID].file && fd == -ENOENT)
		die_hint("\"xunshare --pid=FILE command\" pins one that has a process; "
			 "it can be entered while that process runs",
			 "cannot pin a new pid namespace before it has a process: this "
			 "requires an ioctl of Linux 6.11, which this kernel or a "
			 "seccomp filter does not provide");
}

static void pin_new(struct plan *p)
{
	struct child_signals saved;
	struct process maker;
	int side[2];
	pid_t pid;

	resolve_new(p);
	must(sync_pipe_create(side), "create a sync pipe");
	must(child_block(&saved, false), "block signals");
	mntns_cpu_find(&p->cpu, p->pins.pin[NS_MNT].file);
	pid = must(child_fork(), "fork");
	if (pid == 0) {
		fd_close(&side[0]);
		must(child_unblock(&saved), "restore the signal mask");
		make_namespaces(p, side[1]);
	}
	fd_close(&side[1]);
	wait_for_maker(side[0], pid);
	must(process_open(pid, 0, &maker), "open a pidfd for the process that creates "
					   "the namespaces");
	check_pid(p, &maker);
	mapping_write_all(&p->ids, &p->steps, maker.dir, maker.pid);
	must(sync_pipe_notify_if_open(side[0]), "release the process that creates the "
						"namespaces");
	wait_for_maker(side[0], pid);
	pin_set_prepare(&p->pins); /* from here on a failure has something to take back */
	pin_set_mount(&p->pins, open_of_maker, &maker, "the new process");
	fd_close(&side[0]);
	must(child_wait(pid), "wait for the process that created the namespaces");
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xnspin", EXIT_FAILURE, 2, argv);
	parse(p, argv);
	switch (p->job.mode) {
	case MODE_PIN:
		pin_target(p);
		break;
	case MODE_NEW:
		pin_new(p);
		break;
	case MODE_UNPIN:
		pin_remove(p->operands);
		break;
	case MODE_LIST:
		pin_table_print(&p->job.table);
		break;
	case MODE_PRUNE:
		pin_prune(p->job.prune);
		break;
	case MODE_HOLD:
		hold_namespaces(&p->target, p->operands + 1);
	}
	return EXIT_SUCCESS;
}

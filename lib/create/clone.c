/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/clone.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "hint/hint.h"

void clone_plan(struct clone *clone, struct setup *setup, struct steps *steps,
		const struct opt_clone *options)
{
	*clone = (struct clone){
		.setup = setup,
		.steps = steps,
		.how = { setup->create.flags, options->cgroup_dir, options->set_tid },
		.child = { .pidfd = -1, .dir = -1 },
	};
}

static void create_time_namespace(struct clone *clone)
{
	int flags = CLONE_NEWTIME;

	if (!opt_time_given(&clone->setup->clocks))
		return;
	STEP_WHY(clone->steps, step_result(unshare(flags)), hint_unshare, &flags,
		 "create a new time namespace for the child");
	opt_time_set(&clone->setup->clocks, clone->steps, clone->setup->self);
	clone->how.flags &= ~CLONE_NEWTIME;
}

void clone_prepare(struct clone *clone)
{
	mntns_cpu_find(&clone->cpu,
		       !clone->steps->dry && clone->setup->create.file[NS_MNT]);
	create_time_namespace(clone);
}

/* " into new mnt and pid namespaces", or nothing. */
static const char *into(const struct clone *clone, char *text, size_t size)
{
	char names[96];

	text[0] = '\0';
	if (clone->setup->create.flags)
		snprintf(text, size, " into %s",
			 ns_new_text(clone->setup->create.flags, names, sizeof(names)));
	return text;
}

pid_t clone_create(struct clone *clone)
{
	char names[112];
	pid_t pid;

	if (step_is_said(clone->steps, "clone a child%s",
			 into(clone, names, sizeof(names))))
		return 0;
	mntns_cpu_enter(&clone->cpu);
	pid = child_clone(&clone->how, &clone->child.pidfd);
	mntns_cpu_leave(&clone->cpu); /* of the child also */
	if (pid == -ENOSYS)
		die("cannot clone a child: --into-cgroup, --set-tid and --time require "
		    "clone3(2) of Linux 5.7, which this kernel or a seccomp filter does "
		    "not provide");
	return must_why(pid, hint_clone, &clone->how, "clone a child%s",
			into(clone, names, sizeof(names)));
}

/* What the child of clone_create_vm() is told, and answers. */
struct vm_child {
	const struct setup *setup;
	int (*run)(void *context);
	void *context;
	int map_error;
};

static int run_vm_child(void *context)
{
	struct vm_child *child = context;

	child->map_error = setup_write_own_maps(child->setup);
	if (child->map_error < 0)
		_exit(EXIT_OURS);
	return child->run(child->context);
}

pid_t clone_create_vm(struct clone *clone, int (*run)(void *context), void *context,
		      char *const *argv)
{
	struct vm_child child = { .setup = clone->setup, .run = run, .context = context };
	char names[112];
	pid_t pid = must_why(child_clone_vm(clone->how.flags, run_vm_child, &child, argv,
					    &clone->child.pidfd),
			     hint_clone, &clone->how, "clone a child%s",
			     into(clone, names, sizeof(names)));

	if (child.map_error == 0)
		return pid;
	must(child_wait(pid), "wait for the child");
	fd_close(&clone->child.pidfd);
	return 0;
}

void clone_open(struct clone *clone, pid_t pid)
{
	int pidfd = fd_take(&clone->child.pidfd);

	must(pidfd < 0 ? process_open(pid, 0, &clone->child)
		       : process_from_pidfd(pidfd, &clone->child),
	     "open a pidfd for the child");
	fd_close(&pidfd);
}

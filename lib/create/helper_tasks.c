/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/helper_tasks.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "run/sync_pipe.h"

enum { TASK_MAPS, TASK_PINS, TASK_LEAVE, TASK_REMOVE_PINS };

void helper_tasks_plan(struct helper_tasks *tasks, struct setup *setup,
		       struct steps *steps)
{
	*tasks = (struct helper_tasks){ .setup = setup, .steps = steps, .pidfd = -1 };
	if (setup_needs_helper(setup))
		tasks->pidfd = xns_pidfd_open(getpid(), 0);
}

/*
 * The process that can remove the pins lives until the exec, and is not a child of the
 * caller.
 */
static void leave_with_pins(struct helper_tasks *tasks)
{
	const struct opt_ns *create = &tasks->setup->create;
	int keep[2 * NS_COUNT], count = 0;

	for (int type = 0; type < NS_COUNT; type++)
		if (create->file[type]) {
			keep[count++] = create->pin[type].dir;
			keep[count++] = create->pin[type].target;
		}
	helper_leave_caller(&tasks->helper, keep, count);
	tasks->left = true;
}

/* A PID namespace can be pinned only when it has a process: so the pins wait. */
static void run_task(void *context, int task)
{
	struct helper_tasks *tasks = context;
	struct setup *setup = tasks->setup;

	switch (task) {
	case TASK_MAPS:
		mapping_write_outside(&setup->ids, tasks->steps, setup->self,
				      tasks->caller);
		break;
	case TASK_PINS:
		opt_ns_pin(&setup->create, tasks->steps, tasks->pidfd, setup->self);
		break;
	case TASK_LEAVE:
		leave_with_pins(tasks);
		break;
	case HELPER_END:
		/* The caller failed between the pins and the exec. */
		if (!tasks->left)
			opt_ns_remove_pins();
		break;
	default:
		opt_ns_remove_pins();
		break;
	}
}

static void request(struct helper_tasks *tasks, int task)
{
	if (tasks->steps->dry)
		run_task(tasks, task);
	else if (tasks->helper.pid)
		helper_run_task(&tasks->helper);
}

void helper_tasks_start(struct helper_tasks *tasks, const struct child_signals *signals)
{
	if (!setup_needs_helper(tasks->setup) ||
	    step_is_said(tasks->steps, "start the helper process"))
		return;
	tasks->caller = proc_own_number();
	helper_start(&tasks->helper, signals, run_task, tasks);
}

void helper_tasks_write_maps(struct helper_tasks *tasks)
{
	request(tasks, TASK_MAPS);
}

static const struct helper *pins_helper; /* atexit(3) has no argument for it */

static void remove_pins(void)
{
	if (pins_helper && sync_pipe_notify(pins_helper->sync_pipe) == 0)
		(void)!sync_pipe_wait(pins_helper->sync_pipe);
}

void helper_tasks_take_pins(struct helper_tasks *tasks)
{
	if (tasks->steps->dry || !opt_ns_pins(&tasks->setup->create))
		return;
	pins_helper = &tasks->helper;
	atexit(remove_pins);
}

void helper_tasks_leave_pins(struct helper_tasks *tasks)
{
	if (!pins_helper)
		return;
	pins_helper = NULL;
	fd_close(&tasks->helper.sync_pipe);
}

void helper_tasks_pin(struct helper_tasks *tasks)
{
	request(tasks, TASK_PINS);
	if (tasks->helper.pid && opt_ns_pins(&tasks->setup->create)) {
		helper_run_task_and_leave(&tasks->helper);
		helper_tasks_take_pins(tasks);
	} else if (tasks->helper.pid) {
		helper_stop(&tasks->helper);
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * What the helper process of xunshare does, with the capabilities and in the mount
 * namespace that the caller leaves by unshare(2): it writes the ID maps and mounts the
 * pins. When there are pins, a process remains until the exec, which removes them if a
 * later step fails.
 */
#ifndef XNS_CREATE_HELPER_TASKS_H
#define XNS_CREATE_HELPER_TASKS_H

#include <stdbool.h>

#include "base/step.h"
#include "create/helper.h"
#include "create/setup.h"

struct helper_tasks {
	struct setup *setup;
	struct steps *steps;
	int pidfd;    /* of the caller, or -1 */
	pid_t caller; /* its PID in the PID namespace of /proc: newuidmap(1) looks there
		       */
	struct helper helper;
	bool left; /* in the helper: it is the process that remains until the exec */
};

/*
 * Plans the tasks: nothing when there is no map to write from outside and no pin. setup
 * and steps stay the caller's. Opens a pidfd.
 */
void helper_tasks_plan(struct helper_tasks *tasks, struct setup *setup,
		       struct steps *steps);

/* Before unshare(2): starts the helper process, if there is something to do. */
void helper_tasks_start(struct helper_tasks *tasks, const struct child_signals *signals);

/* The maps that only a process outside can write. */
void helper_tasks_write_maps(struct helper_tasks *tasks);

/*
 * Mounts the pins; ends the helper process. From here on an exit(3) of this process
 * removes the pins.
 */
void helper_tasks_pin(struct helper_tasks *tasks);

/*
 * After a fork: the child removes the pins if it exits, the caller no longer does. The
 * exec closes the descriptor of the child.
 */
void helper_tasks_take_pins(struct helper_tasks *tasks);
void helper_tasks_leave_pins(struct helper_tasks *tasks);

#endif

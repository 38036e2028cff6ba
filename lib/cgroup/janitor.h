/* SPDX-License-Identifier: MIT */
/*
 * A process that removes the cgroup when its supervisor cannot: it was killed by SIGKILL,
 * or processes stay in the cgroup (--keep). It is started before the cgroup is created,
 * holds one end of a pipe of which only the supervisor holds the other, is in a session
 * of its own, and has no descriptor of the caller.
 */
#ifndef XNS_CGROUP_JANITOR_H
#define XNS_CGROUP_JANITOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "cgroup/leaf.h"

struct janitor {
	pid_t pid;    /* or 0 */
	int lifeline; /* its end is the supervisor's end */
};

/*
 * Starts it for the cgroup that will have the name of leaf. With keep it does not kill
 * what is in the cgroup, but waits until it is empty. Returns 0 or -errno.
 */
int janitor_start(struct janitor *janitor, const struct leaf *leaf, bool keep)
	__attribute__((warn_unused_result));

/*
 * Lets it remove the cgroup, now or when that is empty; janitor->pid stays. This process
 * must exit soon.
 */
void janitor_leave(struct janitor *janitor);

/* The cgroup is removed: ends the process and reaps it. */
void janitor_end(struct janitor *janitor);

#endif

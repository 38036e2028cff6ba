/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/opt_cgroup.h"

#include "base/die.h"
#include "base/num.h"

enum {
	PARENT = OPT_LONG,
	EVACUATE,
	CGROUP_NS,
	KEEP,
	GRACE,
	REPORT,
	NO_FORWARD,
	GRACE_MAX = 1000000, /* seconds: in milliseconds they fit in an int */
};

static const struct opt_row rows[] = {
	{ PARENT, "parent", "DIR", "create the cgroup in the cgroup DIR" },
	{ EVACUATE, "evacuate", NULL,
	  "first move the processes of the parent to a child" },
	{ CGROUP_NS, "cgroup-ns", NULL, "run the command in a new cgroup namespace" },
	{ KEEP, "keep", NULL, "leave processes running after the command exits" },
	{ GRACE, "grace", "SECONDS", "... or send them SIGTERM, SIGKILL after SECONDS" },
	{ REPORT, "report", "FILE", "append the usage to FILE or fd:N, in JSON" },
	{ NO_FORWARD, "no-forward-signals", NULL,
	  "do not forward signals to the command" },
	{ 'v', "verbose", NULL, "print the usage to standard error" },
	{ 0 },
};

static void store_grace(struct opt_cgroup *cgroup, const char *argument)
{
	struct timespec time;
	int err = num_duration(argument, &time);

	if (err == 0 && time.tv_sec > GRACE_MAX)
		err = -FAULT_RANGE;
	if (err < 0)
		opt_bad(rows, GRACE, argument, err);
	cgroup->graceful = true;
	cgroup->grace_ms = (int)(time.tv_sec * 1000 + time.tv_nsec / 1000000);
}

static void store(void *part, int id, const char *argument)
{
	struct opt_cgroup *cgroup = part;

	switch (id) {
	case PARENT:
		cgroup->parent = argument;
		break;
	case EVACUATE:
		cgroup->evacuate = true;
		break;
	case CGROUP_NS:
		cgroup->cgroup_ns = true;
		break;
	case KEEP:
		cgroup->keep = true;
		break;
	case GRACE:
		store_grace(cgroup, argument);
		break;
	case REPORT:
		cgroup->report = argument;
		break;
	case NO_FORWARD:
		cgroup->no_forward = true;
		break;
	case 'v':
		cgroup->verbose = true;
		break;
	}
}

const struct opt_set opt_cgroup_options = { "Cgroup", rows, store };

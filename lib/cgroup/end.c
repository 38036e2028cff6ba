/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/end.h"
#include "cgroup/size.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"

enum {
	KILLED_MS = 10000, /* for processes that were sent SIGKILL to end */
	REMOVE_MS = 2000,  /* for the kernel to let the empty cgroup go */
};

/* ---- the end of what is left ---- */

/* SIGTERM, and the wait for its effect, which the user can cut short. */
static void terminate(const struct leaf *leaf, int grace_ms)
{
	sigset_t set;
	FD_AUTO int stop = -1;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	stop = signalfd(-1, &set, SFD_CLOEXEC);
	(void)should(leaf_signal(leaf, SIGTERM),
		     "send SIGTERM to the processes that are left");
	(void)leaf_wait_empty(leaf, grace_ms, stop);
}

static void kill_all(const struct leaf *leaf)
{
	(void)should(leaf_kill(leaf), "kill the processes that are left");
	(void)leaf_wait_empty(leaf, KILLED_MS, -1);
}

static int remove_or_leave(struct leaf *leaf, struct janitor *janitor, int milliseconds)
{
	int err = leaf_remove(leaf, milliseconds);

	if (err < 0)
		janitor_leave(janitor);
	else
		janitor_end(janitor);
	return err;
}

void end_leaf(struct leaf *leaf, struct janitor *janitor, const struct opt_cgroup *how,
	      struct usage *usage)
{
	bool left = leaf_is_populated(leaf);
	int err;

	if (left && how->graceful)
		terminate(leaf, how->grace_ms);
	if (left && !how->keep && leaf_is_populated(leaf))
		kill_all(leaf);
	usage_read(leaf->dir, usage);
	if (how->keep && leaf_is_populated(leaf)) {
		janitor_leave(janitor);
		if (how->verbose)
			notice("processes are left in %s, which is removed when they end",
			       leaf->name);
		return;
	}
	err = remove_or_leave(leaf, janitor, REMOVE_MS);
	if (should(err, "remove the cgroup %s", leaf->name) == -EBUSY)
		notice("process %d removes it when it is empty", (int)janitor->pid);
}

void end_unused(struct leaf *leaf, struct janitor *janitor)
{
	if (leaf->dir < 0) {
		janitor_end(janitor); /* it was not created */
		return;
	}
	if (leaf_is_populated(leaf)) {
		(void)!leaf_kill(leaf);
		(void)leaf_wait_empty(leaf, KILLED_MS, -1);
	}
	(void)remove_or_leave(leaf, janitor, REMOVE_MS);
}

/* ---- the report ---- */

/* Also as a shell reports it: the limit may have killed a child of the command. */
static bool was_killed(int status)
{
	return WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL
				   : WEXITSTATUS(status) == 128 + SIGKILL;
}

static void explain_oom(const struct limits *limits, const struct usage *usage)
{
	const struct limit_setting *limit = limits_find(limits, LIMIT_MEMORY_MAX);
	int64_t kills = usage->value[USAGE_OOM_KILLS];
	char who[64], size[32];
	uint64_t bytes;

	if (was_killed(usage->status))
		snprintf(who, sizeof(who), "the command was");
	else if (kills == 1)
		snprintf(who, sizeof(who), "one process was");
	else
		snprintf(who, sizeof(who), "%" PRId64 " processes were", kills);
	/* The kernel counts where the limit is that could not be kept, and above. */
	if (usage->own_oom > 0 && limit && num_u64(limit->value, &bytes) == 0)
		notice("%s killed by the %s memory limit", who,
		       size_text(bytes, size, sizeof(size)));
	else if (usage->own_oom == 0 && usage->value[USAGE_OOM] > 0)
		notice("%s killed by a memory limit of a cgroup below this one", who);
	else
		notice("%s killed because memory ran out outside of this cgroup", who);
}

/*
 * The counter includes forks that a limit below refused; before Linux 6.11, those that
 * one above refused. Where this limit was reached, so was its number of processes.
 */
static void explain_pids(const struct limits *limits, const struct usage *usage)
{
	const struct limit_setting *limit = limits_find(limits, LIMIT_PIDS_MAX);
	int64_t peak = usage->value[USAGE_PIDS_PEAK];
	uint64_t most;

	if (!limit)
		return;
	if (num_u64(limit->value, &most) == 0 &&
	    (peak == USAGE_UNKNOWN || (uint64_t)peak >= most))
		notice("the limit of %s processes and threads was reached", limit->value);
	else
		notice("a limit of processes of another cgroup, above or below, was reached");
}

static void explain(const struct limits *limits, const struct usage *usage)
{
	if (usage->value[USAGE_OOM_KILLS] > 0)
		explain_oom(limits, usage);
	if (usage->value[USAGE_PIDS_MAX] > 0 && usage->status != 0)
		explain_pids(limits, usage);
}

typedef void print_fn(const struct usage *usage, FILE *file);

/* In one write(2), as others may append to the same file. */
static int write_usage(print_fn *print, const struct usage *usage, int fd)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	int err;

	if (!file)
		return -errno;
	print(usage, file);
	err = fclose(file) ? -errno : fd_write_all(fd, text, size);
	free(text);
	return err;
}

void end_report(const struct opt_cgroup *how, const struct limits *limits, int report,
		const struct usage *usage)
{
	int err = report < 0 ? 0 : write_usage(usage_print_json, usage, report);

	explain(limits, usage);
	if (how->verbose)
		(void)write_usage(usage_print_table, usage, STDERR_FILENO);
	/* The status of a command that has failed says more. */
	if (usage->status == 0)
		must(err, "write the report to %s", how->report);
	else
		(void)should(err, "write the report to %s", how->report);
}

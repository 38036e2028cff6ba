/* SPDX-License-Identifier: MIT */
/*
 * After the command: ends what is left in its cgroup, removes that, and reports. These
 * are the last steps of the program; they print warnings and do not exit, end_report()
 * excepted.
 */
#ifndef XNS_CGROUP_END_H
#define XNS_CGROUP_END_H

#include "cgroup/janitor.h"
#include "cgroup/leaf.h"
#include "cgroup/limits.h"
#include "cgroup/opt_cgroup.h"
#include "cgroup/usage.h"

/*
 * Ends every process in the cgroup, unless how->keep is set: SIGTERM first where
 * how->graceful is, then SIGKILL. Reads the usage, and removes the cgroup. SIGINT and
 * SIGTERM, which the caller has blocked, end the wait of how->grace_ms. Where processes
 * are left, the janitor removes the cgroup when they have ended.
 */
void end_leaf(struct leaf *leaf, struct janitor *janitor, const struct opt_cgroup *how,
	      struct usage *usage);

/*
 * When a step failed: kills what is in the cgroup and removes it, or leaves that to the
 * janitor. Prints nothing.
 */
void end_unused(struct leaf *leaf, struct janitor *janitor);

/*
 * Prints a line to standard error when a limit ended the command; the table with
 * how->verbose; and the JSON line to report, unless that is -1. Ends the program with a
 * message when the line cannot be written and the command has succeeded.
 */
void end_report(const struct opt_cgroup *how, const struct limits *limits, int report,
		const struct usage *usage);

#endif

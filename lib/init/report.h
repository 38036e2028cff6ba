/* SPDX-License-Identifier: MIT */
/*
 * The account of an init: one JSON line for each process that it has reaped, and a
 * summary. A slow reader loses lines, and never blocks this process.
 */
#ifndef XNS_INIT_REPORT_H
#define XNS_INIT_REPORT_H

#include <stdbool.h>
#include <time.h>

#include "proc/own_proc.h"
#include "init/reap.h"

struct report {
	int fd; /* -1: there is no account */
	bool has_proc;
	struct timespec began;
	unsigned long processes, adopted, lost; /* lost: lines that were not written */
	bool torn;				/* half of the last line was written */
	int err;				/* why the last one was lost, or 0 */
};

/* Begins it, at fd. */
void report_begin(struct report *report, int fd);

/*
 * Looks at a zombie before it is reaped. Nothing is known where /proc is of another PID
 * namespace.
 */
void report_look(const struct report *report, pid_t pid, struct own_proc_stat *ret_stat);

/* Writes the line of one process. */
void report_process(struct report *report, const struct reaped *process,
		    const struct own_proc_stat *stat, bool adopted);

/* Writes the last line. left: how many are still there, negative when not known. */
void report_summary(struct report *report, int left);

/* True when a line can be written there without blocking. */
bool report_can_write(int fd);

#endif

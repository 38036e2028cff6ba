/* SPDX-License-Identifier: MIT */
/* What a cgroup used, as its interface files count it, and how it is reported. */
#ifndef XNS_CGROUP_USAGE_H
#define XNS_CGROUP_USAGE_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum usage_field {
	USAGE_MEMORY_PEAK, /* bytes */
	USAGE_SWAP_PEAK,
	USAGE_OOM,	  /* how often memory.max could not be kept by reclaim */
	USAGE_OOM_KILLS,  /* processes killed by any OOM killer */
	USAGE_MEMORY_MAX, /* how often memory.max was reached */
	USAGE_MEMORY_HIGH,
	USAGE_PIDS_PEAK,
	USAGE_PIDS_MAX, /* forks refused */
	USAGE_CPU_USER, /* microseconds */
	USAGE_CPU_SYSTEM,
	USAGE_PERIODS,
	USAGE_THROTTLED,
	USAGE_THROTTLED_TIME, /* microseconds */
	USAGE_PRESSURE_CPU,   /* microseconds in which some process waited */
	USAGE_PRESSURE_MEMORY,
	USAGE_PRESSURE_IO,
	USAGE_COUNT
};

enum { USAGE_UNKNOWN = -1, USAGE_IO = 65536 /* some 500 devices */ };

struct usage {
	int64_t value[USAGE_COUNT]; /* or USAGE_UNKNOWN: this kernel has no such file */
	int64_t own_oom;   /* USAGE_OOM without the cgroups below, or USAGE_UNKNOWN */
	char io[USAGE_IO]; /* io.stat, or "" */
	struct timespec wall;
	int status; /* of the command: see wait(2) */
};

/* Reads all from the cgroup that is open as dir; what is not there is unknown. */
void usage_read(int dir, struct usage *ret_usage);

/* Sets the wall time: how long ago began (CLOCK_MONOTONIC) was. */
void usage_set_wall(struct usage *usage, const struct timespec *began);

/* Prints it as one JSON object on one line. */
void usage_print_json(const struct usage *usage, FILE *file);

/* Prints it as a table for people, what is unknown as "-". */
void usage_print_table(const struct usage *usage, FILE *file);

#endif

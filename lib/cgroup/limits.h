/* SPDX-License-Identifier: MIT */
/*
 * Limits as a caller writes them, and as the interface files of cgroup v2 take them.
 * Source: Documentation/admin-guide/cgroup-v2.rst.
 */
#ifndef XNS_CGROUP_LIMITS_H
#define XNS_CGROUP_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgroup/leaf.h"

/* The limits that have an option; the order in which they are written. */
enum limit {
	LIMIT_MEMORY_MAX,
	LIMIT_MEMORY_HIGH,
	LIMIT_MEMORY_LOW,
	LIMIT_MEMORY_SWAP_MAX,
	LIMIT_OOM_GROUP,
	LIMIT_PIDS_MAX,
	LIMIT_CPU_MAX,
	LIMIT_CPU_WEIGHT,
	LIMIT_CPUSET_CPUS,
	LIMIT_CPUSET_MEMS,
	LIMIT_IO_MAX,
	LIMIT_IO_WEIGHT,
	LIMIT_HUGETLB_MAX,
	LIMIT_HUGETLB_RSVD_MAX,
	LIMIT_SET, /* any other file */
	LIMIT_COUNT
};

enum {
	LIMITS_MAX = 64,
	LIMIT_FILE = 64,
	LIMIT_VALUE = 256,
	LIMIT_CONTROLLER = 16,
	LIMIT_PERCENT = 1000
};

struct limit_setting {
	enum limit limit;
	char file[LIMIT_FILE];		   /* the interface file */
	char controller[LIMIT_CONTROLLER]; /* "" for files that every cgroup has */
	char value[LIMIT_VALUE];	   /* what to write */
	uint64_t percent; /* in units of 1/LIMIT_PERCENT %, of what limits_resolve()
			     finds, or 0 */
	bool implied;	  /* the caller did not ask: a missing file is no error */
};

struct limits {
	struct limit_setting setting[LIMITS_MAX];
	int count;
};

/*
 * Reads the argument of an option and adds it; a later one of the same file and, for
 * devices, of the same device replaces an earlier one. Returns 0, -FAULT_NOT_NUMBER,
 * -FAULT_RANGE, -FAULT_NO_NAME, -E2BIG when there are LIMITS_MAX already, -EPERM for a
 * file that must not be set, -EINVAL, or -errno of a device's file.
 */
int limits_add(struct limits *limits, enum limit limit, const char *argument)
	__attribute__((warn_unused_result));

/* Adds memory.swap.max 0 where memory.max is a number and swap was not spoken of. */
void limits_imply(struct limits *limits);

/*
 * Makes numbers of percentages: of the smallest limit of the cgroup parent (a descriptor)
 * and those above it, or of what the machine has. Returns 0 or -errno.
 */
int limits_resolve(struct limits *limits, int parent) __attribute__((warn_unused_result));

/*
 * Writes the setting to its file of the cgroup. A weight of I/O is also written to the
 * file of BFQ, where there is one: io.weight is that of io.cost alone, and either may be
 * in use for a disk. Returns 0 or -errno.
 */
int limits_write(const struct limit_setting *setting, const struct leaf *leaf)
	__attribute__((warn_unused_result));

/* True when one of the settings before number i has the same controller. */
bool limits_share_controller(const struct limits *limits, int i);

/* The setting of a limit, or NULL. */
const struct limit_setting *limits_find(const struct limits *limits, enum limit limit);

#endif

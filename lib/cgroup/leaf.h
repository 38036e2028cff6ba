/* SPDX-License-Identifier: MIT */
/*
 * A cgroup for one command: created, limited, emptied and removed, always relative to
 * descriptors. Source: Documentation/admin-guide/cgroup-v2.rst.
 */
#ifndef XNS_CGROUP_LEAF_H
#define XNS_CGROUP_LEAF_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum { LEAF_NAME = 48 };

struct leaf {
	int parent;	      /* the directory it is in, open for reading */
	int dir;	      /* itself, open for reading, or -1 */
	char name[LEAF_NAME]; /* unique: see leaf_name() */
};

/* Chooses a name that no other process chooses. Returns 0 or -errno. */
int leaf_name(struct leaf *leaf) __attribute__((warn_unused_result));

/* Creates the cgroup and opens it. Returns 0 or -errno; then there is none. */
int leaf_create(struct leaf *leaf) __attribute__((warn_unused_result));

/* Opens one that another process created. Returns 0, or -ENOENT, or -errno. */
int leaf_open(struct leaf *leaf) __attribute__((warn_unused_result));

/* Writes the value to a file of the cgroup, in one write(2). Returns 0 or -errno. */
int leaf_write(const struct leaf *leaf, const char *file, const char *value)
	__attribute__((warn_unused_result));

/* True when a process is in the cgroup or below it. */
bool leaf_is_populated(const struct leaf *leaf);

/*
 * Waits until no process is in it or below it, at most so many milliseconds (-1: without
 * limit), or until descriptor stop (or -1) is readable. Returns true when it is empty.
 */
bool leaf_wait_empty(const struct leaf *leaf, int milliseconds, int stop);

/*
 * Sends the signal to every process in it and below it, none of which can fork or exit
 * meanwhile: the cgroup is frozen. Returns 0 or -errno.
 */
int leaf_signal(const struct leaf *leaf, int signal) __attribute__((warn_unused_result));

/*
 * Kills every process in it and below it: by cgroup.kill (Linux 5.14), or by
 * leaf_signal(). Returns 0 or -errno.
 */
int leaf_kill(const struct leaf *leaf) __attribute__((warn_unused_result));

/*
 * Removes it and the cgroups below it, all empty. Waits while the kernel still counts
 * processes that have exited, at most so many milliseconds. Returns 0, also when it is
 * gone already, or -errno; -EBUSY when a process is still in it.
 */
int leaf_remove(struct leaf *leaf, int milliseconds) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/* Where a new cgroup can be created, and which controllers it can have there. */
#ifndef XNS_CGROUP_TREE_H
#define XNS_CGROUP_TREE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The name of the cgroup that --evacuate moves processes to. */
#define TREE_EVACUATED "xns-evacuated"

/* The parent of the new cgroup. */
struct tree {
	int dir;		     /* open for reading, or -1 */
	bool own;		     /* it is the cgroup of the caller */
	char name[3 * PATH_MAX + 2]; /* for messages */
};

/*
 * Opens the cgroup of this process, or the one above it where a process was moved by
 * tree_evacuate() before. proc: proc_self(). Returns 0, and errors as
 * cgroup_open_procs().
 */
int tree_open_own(int proc, struct tree *ret_tree);

/* Opens the cgroup of that name. Returns 0, and errors as cgroup_open_dir(). */
int tree_open(const char *name, struct tree *ret_tree);

/*
 * True when the word stands in a file of the cgroup that lists words (cgroup.controllers,
 * cgroup.subtree_control).
 */
bool tree_lists(int dir, const char *file, const char *word);

/*
 * Enables the controller for the children of the cgroup, if it is not. Returns 0,
 * -ENOENT when the cgroup does not have the controller, or -errno.
 */
int tree_enable(int dir, const char *controller) __attribute__((warn_unused_result));

/*
 * The controllers that count what a report shows: "+memory +pids +io", as far as the
 * cgroup has them and they are not enabled for its children. Returns false when there is
 * nothing to enable.
 */
bool tree_measured(int dir, char *text, size_t size);

/* Writes the words to cgroup.subtree_control. Returns 0 or -errno. */
int tree_control(int dir, const char *words) __attribute__((warn_unused_result));

/* True when the cgroup itself, not one below it, has a process; not for the root. */
bool tree_must_evacuate(int dir);

/*
 * Moves every process of the cgroup into the child TREE_EVACUATED, which is created if it
 * is not there. Returns how many it has moved, -FAULT_NOT_SHOWN when one of them belongs
 * to a PID namespace that cannot be seen from here, or -errno.
 */
int tree_evacuate(int dir) __attribute__((warn_unused_result));

/*
 * The smallest number in this file of the cgroup and of those above it, UINT64_MAX when
 * there is none. It stops where another file system begins.
 */
uint64_t tree_ceiling(int dir, const char *file);

/* True when a cgroup above, of the same file system, has the controller. */
bool tree_has_above(int dir, const char *controller);

#endif

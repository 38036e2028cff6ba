/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID/mountinfo, exactly: nothing is cut, and names are the bytes that they are.
 * Source: proc_pid_mountinfo(5).
 */
#ifndef XNS_MOUNT_MOUNTS_H
#define XNS_MOUNT_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "mount/prop.h"

struct mounts_entry {
	int id, parent;
	unsigned major, minor; /* the file system's device */
	int peer_group;	       /* of a shared mount, else 0 */
	int master;	       /* the peer group it receives from, else 0 */
	int propagate_from;    /* if master has no mount below the root: the nearest
				  group above it that has one, else 0 */
	bool unbindable;
	const char *root;    /* the directory of the file system that is mounted */
	const char *target;  /* where, seen from the process's root directory */
	const char *options; /* per-mount options */
	const char *type;
	const char *source;
	const char *super; /* options of the file system */
};

/* All mounts below a process's root, in the kernel's order: parents first, as a rule. */
struct mounts {
	struct mounts_entry *entry;
	size_t count;
	char *text; /* holds the strings of all entries */
};

/*
 * Reads the list of the process whose directory in /proc is dir, in time that is linear
 * in its length. Returns 0 or -errno. mounts_free() frees it; programs need not.
 */
int mounts_load(int dir, struct mounts *ret_mounts) __attribute__((warn_unused_result));

/* The same from a mountinfo file that is open. */
int mounts_read(int fd, struct mounts *ret_mounts);

/* Frees what mounts_load() has read. */
void mounts_free(struct mounts *mounts);

/* Looks at one entry. Returns true to stop. */
typedef bool mounts_visit(const struct mounts_entry *entry, void *context);

/*
 * Shows each mount that the process whose directory in /proc is dir sees below its root
 * to visit, in the kernel's order, in little memory. Returns 1 when visit stopped it, 0
 * at the end, or -errno. An entry and its strings live until visit returns.
 */
int mounts_each_of(int dir, mounts_visit *visit, void *context)
	__attribute__((warn_unused_result));

/* The same for this process, or an error of proc_self(). */
int mounts_each(mounts_visit *visit, void *context);

/* The entry of that ID, or NULL. */
const struct mounts_entry *mounts_by_id(const struct mounts *mounts, int id);

/* The mount's propagation type. */
enum prop mounts_prop(const struct mounts_entry *entry);

/* "shared+slave (peer group 5, master 3)", in text. */
const char *mounts_prop_text(const struct mounts_entry *entry, char *text, size_t size);

/*
 * What remains of path below base, "" when they are the same, NULL when it is not below.
 */
const char *mounts_below(const char *path, const char *base);

#endif

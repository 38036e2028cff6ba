/* SPDX-License-Identifier: MIT */
/*
 * The mounts as one process sees them, ourselves or another: its list, and the
 * directories that paths lead to below its root. Ends the program when it cannot look.
 */
#ifndef XNS_PROP_PROCESS_MOUNTS_H
#define XNS_PROP_PROCESS_MOUNTS_H

#include "mount/mounts.h"
#include "ns/target.h"

struct process_mounts {
	int proc;		     /* the process's directory in /proc */
	const struct target *target; /* NULL: the caller's view */
};

/*
 * Opens the view of the process, the caller's for TARGET_NONE. The descriptor stays open,
 * and target is used as long.
 */
void process_mounts_open(struct process_mounts *view, const struct target *target);

/* Ends with a message when err, of reading the mounts of the view, is negative. */
void process_mounts_must(const struct process_mounts *view, int err);

/* Reads all mounts of the view. */
void process_mounts_load(const struct process_mounts *view, struct mounts *ret_mounts);

/*
 * Opens a file in it, O_PATH; links stay below the root. This takes the right to trace
 * another process, which its list does not. The descriptor is the caller's.
 */
int process_mounts_open_file(const struct process_mounts *view, const char *path);

/* The mount of the open file. path is for the message. */
const struct mounts_entry *process_mounts_find(const struct process_mounts *view,
					       const struct mounts *mounts, int fd,
					       const char *path);

/*
 * What follows the mount's target in the path of the open file: "" for the mount point,
 * else it begins with a slash. It stands in text, which has PATH_MAX bytes. path is for
 * messages.
 */
const char *process_mounts_below(const struct process_mounts *view, int fd,
				 const char *path, const struct mounts_entry *mount,
				 char *text);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * All processes of /proc and the namespaces that they are in: one readlink(2) for each
 * process and type, one open(2) for each namespace. A process that ends meanwhile is
 * passed over.
 */
#ifndef XNS_LIST_PROC_SCAN_H
#define XNS_LIST_PROC_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "list/ns_set.h"

#define NSWALK_NONE UINT32_MAX

struct proc_scan_process {
	pid_t pid;
	uint32_t in[NS_COUNT]; /* places in the set; NSWALK_NONE: not known */
};

struct proc_scan {
	int proc;     /* /proc */
	pid_t self;   /* the caller's PID there; 0 in another PID namespace */
	int types;    /* the CLONE_NEW* flags of what is looked for */
	int most_fds; /* so many may be held */
	struct ns_set set;
	struct proc_scan_process *process; /* in ascending order of PIDs */
	size_t count, capacity;
	bool listed; /* the set began with all that kernel_list_is_complete() says */
	size_t total, unreadable; /* processes seen; those whose links may not be read */
};

/*
 * Opens /proc, and raises the limit of descriptors to the hard limit. Returns 0,
 * -FAULT_NOT_PROC, or -errno.
 */
int proc_scan_begin(struct proc_scan *walk, int types)
	__attribute__((warn_unused_result));

/* Looks at all processes. Returns 0 or -errno. */
int proc_scan_processes(struct proc_scan *walk) __attribute__((warn_unused_result));

/*
 * The text of a link below /proc, ended with NUL. Returns its length; -ENAMETOOLONG when
 * it does not fit, or -errno.
 */
int proc_scan_link(const struct proc_scan *walk, const char *path, char *text,
		   size_t size) __attribute__((warn_unused_result));

/*
 * The place of the namespace that the link below /proc names, opened if it is new.
 * Returns 0; -ENOENT when the link is none of a namespace of a type that is looked for;
 * or -errno.
 */
int proc_scan_namespace(struct proc_scan *walk, const char *path, size_t *ret_place)
	__attribute__((warn_unused_result));

/* The place of the process, or NS_SET_NONE. */
size_t proc_scan_find(const struct proc_scan *walk, pid_t pid);

#endif

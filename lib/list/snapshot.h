/* SPDX-License-Identifier: MIT */
/*
 * What a listing of namespaces looks at: the processes, what else keeps namespaces, and
 * what people want to know about a process, which is read once, when it is asked for.
 */
#ifndef XNS_LIST_SNAPSHOT_H
#define XNS_LIST_SNAPSHOT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "proc/procinfo.h"
#include "list/holders.h"
#include "list/proc_scan.h"

enum { NSVIEW_NOT_OPENED = INT_MIN };

/* Each includes what stands above it. */
enum snapshot_depth {
	NSVIEW_NOTHING,
	NSVIEW_PROCESSES,  /* all processes, and the pins of the caller's mount namespace
			    */
	NSVIEW_NAMESPACES, /* every namespace; without what keeps it, where that is
			      cheaper */
	NSVIEW_EVERYTHING, /* all that keeps a namespace */
};

struct snapshot {
	struct proc_scan walk;
	struct holders held;
	struct snapshot_task *task; /* by place of the process */
	bool wants_relations;	    /* owners and parents */
	enum snapshot_depth depth;  /* so much was looked at */
	int netlink;		    /* to ask for NETNSID; or how opening it has failed */
};

struct snapshot_task {
	bool asked, known;
	struct procinfo info;
	char *user; /* the name, or the number */
};

/* Begins: opens /proc. types: CLONE_NEW* flags. Ends the program with a message. */
void snapshot_begin(struct snapshot *view, int types);

/*
 * Has snapshot_load() begin with the namespaces that the kernel lists, if that is every
 * one of them.
 */
void snapshot_list(struct snapshot *view);

/* Looks at so much. May be called again to see more. */
void snapshot_load(struct snapshot *view, enum snapshot_depth depth);

/* What is known about the process at this place; NULL when it has ended. */
const struct snapshot_task *snapshot_task(struct snapshot *view, size_t process);

/* The namespaces' places, by inode. The array is the caller's. */
size_t *snapshot_order(const struct snapshot *view);

/* What of an answer can be wrong because something could not be read. */
enum snapshot_answer {
	NSVIEW_ROWS = 1,      /* which namespaces, or which processes, there are */
	NSVIEW_RELATIONS = 2, /* owners and parents */
	NSVIEW_HOLDERS = 4,   /* what keeps namespaces */
	NSVIEW_ALL = 7,
};

/*
 * Prints a warning for what could not be read, if that can make the answer wrong, which
 * is a set of enum snapshot_answer. NPROCS, PID and what belongs to that process are of
 * the processes that could be read, and are no such answer.
 */
void snapshot_warn_incomplete(const struct snapshot *view, unsigned answer);

#endif

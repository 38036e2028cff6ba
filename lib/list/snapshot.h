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

struct snapshot {
	struct proc_scan walk;
	struct holders held;
	struct snapshot_task *task; /* by place of the process */
	bool wants_relations;	    /* owners and parents */
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
 * Looks at all processes, the pins of the caller's mount namespace, and with all also at
 * everything else. May be called again with all to see more.
 */
void snapshot_load(struct snapshot *view, bool all);

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

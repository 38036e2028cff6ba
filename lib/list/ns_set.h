/* SPDX-License-Identifier: MIT */
/*
 * The namespaces that were found. Each one is held open until the program ends: inode
 * numbers are soon reused, but not that of an open namespace. So the same number means
 * the same namespace here.
 */
#ifndef XNS_LIST_NS_SET_H
#define XNS_LIST_NS_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/intmap.h"
#include "ns/ns.h"

#define NS_SET_NONE ((size_t)-1)

/* What keeps a namespace, in the order in which it is shown. */
enum ns_set_holder {
	HELD_PROCESS,	   /* a process is in it */
	HELD_THREAD,	   /* a thread is in it, and its process is not */
	HELD_FOR_CHILDREN, /* new children of a process will be in it */
	HELD_FD,	   /* an open descriptor */
	HELD_SOCKET,	   /* a socket of it, in a process of another network namespace */
	HELD_PIN,	   /* it is mounted on a file */
	HELD_CHILD,	   /* a PID or user namespace below it */
	HELD_OWNED,	   /* a namespace that this user namespace owns */
	HELD_COUNT
};

/* "process", "for_children": one word each */
extern const char *const ns_set_holder_names[HELD_COUNT];

/*
 * owner is the place of the user namespace that owns the namespace, of a user namespace
 * that of its parent; parent is one of PID and user namespaces. Both are NS_SET_NONE when
 * they are above what the caller may see.
 */
struct ns_set_entry {
	enum ns type;
	uint32_t inode;
	int fd;	     /* -1: it exists, and could not be opened */
	uint64_t id; /* 0: ns_id() has not been asked */
	size_t owner, parent;
	size_t processes; /* how many are in it */
	size_t first;	  /* the place of the one with the lowest PID, see proc_scan.h */
	unsigned held;	  /* a bit, 1 << enum ns_set_holder, for each way */
};

struct ns_set {
	struct ns_set_entry *entry;
	size_t count, capacity;
	struct intmap place[NS_COUNT]; /* inode -> place */
	dev_t device;		       /* of nsfs; 0: not known yet */
	size_t related;		       /* how many entries know owner and parent */
	size_t unheld;		       /* for want of descriptors */
	size_t failed;		       /* look-ups, see ns_set_failed() */
	int failure;		       /* -errno of the first of them */
};

/*
 * Counts a look-up that failed with err, a negative error, so that a listing can say that
 * it is incomplete. What does not exist any more (-ENOENT, -ESRCH) is not counted.
 */
void ns_set_failed(struct ns_set *set, int err);

/*
 * Reads "net:[4026531840]", the text of a link. Returns false when it is something else.
 */
bool ns_set_link(const char *text, enum ns *ret_type, uint32_t *ret_inode);

/* The place of the namespace, or NS_SET_NONE. */
size_t ns_set_find(const struct ns_set *set, enum ns type, uint32_t inode);

/*
 * Adds the namespace that fd is, which the set takes over, or closes when it has that
 * namespace. inode is what a link said before, or 0 when there was none. Returns 0 and
 * the place, -ESTALE when fd is now another one, -FAULT_NOT_NS, or -errno.
 */
int ns_set_add(struct ns_set *set, enum ns type, uint32_t inode, int fd,
	       size_t *ret_place) __attribute__((warn_unused_result));

/*
 * The same for a namespace whose type and 64-bit id are known from listns(2), with one
 * fstat(2); without hold, fd is closed, and the namespace known by its inode alone.
 * Returns 0, -FAULT_NOT_NS, or -errno.
 */
int ns_set_add_listed(struct ns_set *set, enum ns type, uint64_t id, int fd, bool hold)
	__attribute__((warn_unused_result));

/* Adds a namespace that exists and cannot be opened. Returns 0 or -ENOMEM. */
int ns_set_add_closed(struct ns_set *set, enum ns type, uint32_t inode, size_t *ret_place)
	__attribute__((warn_unused_result));

/*
 * Finds owner and parent of every namespace, and adds those that are not in the set yet,
 * up to the last visible one. Returns 0 or -ENOMEM.
 */
int ns_set_relate(struct ns_set *set) __attribute__((warn_unused_result));

#endif

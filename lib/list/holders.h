/* SPDX-License-Identifier: MIT */
/*
 * What keeps namespaces alive other than the processes in them: descriptors, sockets,
 * threads, children to come, pins. One list, ordered by namespace.
 */
#ifndef XNS_LIST_HOLDERS_H
#define XNS_LIST_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/die.h"
#include "list/ns_set.h"

enum { NSHELD_NOBODY = -1 }; /* no process is in that mount namespace */

struct holder {
	size_t ns; /* its place */
	enum ns_set_holder how;
	pid_t pid; /* the process; of a pin, one in that mount namespace, 0: the caller's,
		      or NSHELD_NOBODY */
	int number;   /* of a descriptor, or a thread */
	size_t order; /* of a pin: that of mountinfo */
	uint32_t mnt; /* of a pin, the mount namespace's inode; 0: not known */
	char *path;   /* of a pin: the file, as that process sees it */
};

struct holders {
	struct holder *one; /* by place, after holders_sort() */
	size_t count, capacity;
	size_t unreadable; /* processes whose descriptors or threads may not be read */
	size_t sockets;	   /* sockets whose network namespace may not be queried */
	struct hint why;   /* why the first of these sockets was refused, or "" */
	size_t empty;	   /* PID namespaces without a process that could not be opened */
};

/* Adds one, and notes it in the namespace. Returns 0 or -ENOMEM. */
int holders_add(struct holders *held, struct ns_set *set, struct holder one)
	__attribute__((warn_unused_result));

/* Call once all are found, and before holders_of(). */
void holders_sort(struct holders *held);

/* Those of one namespace, *ret_count of them. */
const struct holder *holders_of(const struct holders *held, size_t ns, size_t *ret_count);

/* "/proc/12/fd/3": where a holder, or the namespace itself, can be found. */
const char *holders_path(const struct holder *one, enum ns type, char *text, size_t size);

#endif

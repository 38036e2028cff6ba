/* SPDX-License-Identifier: MIT */
/*
 * What keeps namespaces beside the processes that are in them: descriptors, sockets,
 * threads, children to come, pins. One list, ordered by namespace.
 */
#ifndef XNS_LIST_HOLDERS_H
#define XNS_LIST_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "list/ns_set.h"

enum { NSHELD_NOBODY = -1 }; /* no process is in that mount namespace */

struct nsheld_one {
	size_t ns; /* its place */
	enum nsset_holder how;
	pid_t pid;  /* the process; of a pin, one in that mount namespace, 0: it is ours,
		       or NSHELD_NOBODY */
	int number; /* of a descriptor, or a thread */
	size_t order; /* of a pin: that of mountinfo */
	uint32_t mnt; /* of a pin, the mount namespace's inode; 0: not known */
	char *path;   /* of a pin: the file, as that process sees it */
};

struct nsheld {
	struct nsheld_one *one; /* by place, after nsheld_sort() */
	size_t count, room;
	size_t unreadable; /* processes whose descriptors or threads we may not see */
	size_t sockets;	   /* sockets whose network namespace we may not ask for */
	bool whole;	   /* everything was looked for */
};

/* Adds one, and notes it in the namespace. Returns 0 or -ENOMEM. */
int nsheld_add(struct nsheld *held, struct nsset *set, struct nsheld_one one);

/* Call once all are found, and before nsheld_of(). */
void nsheld_sort(struct nsheld *held);

/* Those of one namespace, *ret_count of them. */
const struct nsheld_one *nsheld_of(const struct nsheld *held, size_t ns,
				   size_t *ret_count);

/* "/proc/12/fd/3": where a holder, or the namespace itself, can be found. */
const char *nsheld_path(const struct nsheld_one *one, enum ns type, char *text,
			size_t size);

#endif

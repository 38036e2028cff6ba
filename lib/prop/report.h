/* SPDX-License-Identifier: MIT */
/*
 * What came of a request to change mounts: the kernel says "done" also where it has done
 * nothing, or something else. Prints to standard error.
 */
#ifndef XNS_PROP_REPORT_H
#define XNS_PROP_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "mount/mounts.h"

struct prop_report {
	enum prop asked; /* PROP_UNCHANGED: nothing, so anything is right */
	bool verbose;	 /* say of each mount what it was and what it is */
	bool strict;	 /* a mount of another type than asked ends the program */
	size_t differing;
	char first[512]; /* what is to say about the first one that differs */
};

/* Adds a mount as it is now. before is NULL for one that was made just before. */
void prop_report_add(struct prop_report *report, const struct mounts_entry *before,
		     const struct mounts_entry *now);

/*
 * Adds the mount with this ID and all that lie on it. before is the list of earlier.
 * Returns 0 or -ENOMEM.
 */
int prop_report_add_below(struct prop_report *report, const struct mounts *before,
			  const struct mounts *now, int id)
	__attribute__((warn_unused_result));

/* Warns about what differs, or with strict ends the program. */
void prop_report_end(const struct prop_report *report);

#endif

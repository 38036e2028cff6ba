/* SPDX-License-Identifier: MIT */
/* Options about which mounts to look at, and what to tell of them. */
#ifndef XNS_PROP_OPT_PROP_H
#define XNS_PROP_OPT_PROP_H

#include <stdbool.h>

#include "mount/mounts.h"
#include "ns/target.h"
#include "cli/opt.h"

enum opt_prop_job { PROP_LIST, PROP_RECEIVERS, PROP_SENDERS, PROP_DOT };

struct opt_prop {
	enum opt_prop_job job;
	struct target target; /* source of the mounts; TARGET_NONE: the caller */
	bool submounts;
	unsigned types;	 /* a bit for each enum prop to show; 0 means all */
	const char *dir; /* or NULL */
};

extern const struct opt_set opt_prop_options;

/* Takes the operands. Ends the program when options contradict each other or them. */
void opt_prop_operands(struct opt_prop *what, char **operands);

/* True for --receivers and --senders. */
bool opt_prop_hits(const struct opt_prop *what);

/* True when the mount is of a type to show. */
bool opt_prop_wants(const struct opt_prop *what, const struct mounts_entry *mount);

#endif

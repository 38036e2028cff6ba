/* SPDX-License-Identifier: MIT */
/* Options of an init about itself: its place among the others, and what it tells. */
#ifndef XNS_INIT_OPT_INIT_H
#define XNS_INIT_OPT_INIT_H

#include <stdbool.h>

#include "cli/opt.h"

struct opt_init {
	bool subreaper; /* --subreaper: insist on it */
	bool die_with_parent;
	int death_signal; /* the parent-death signal */
	bool pause;
	const char *report; /* a file or fd:N */
	int report_fd;	    /* open, or -1 */
	bool verbose;
};

#define OPT_INIT_NONE                                                                    \
	{                                                                                \
		.report_fd = -1                                                          \
	}

extern const struct opt_set opt_init_options;
extern const struct opt_set opt_init_account_options;

/* Opens what --report names. Ends the program when that is impossible. */
void opt_init_open(struct opt_init *init);

#endif

/* SPDX-License-Identifier: MIT */
/* Options about the process that we make: whether, what it hears, when it dies. */
#ifndef XNS_OPT_CHILD_H
#define XNS_OPT_CHILD_H

#include <stdbool.h>

#include "opt.h"

struct opt_child {
	bool fork;	 /* --fork or what implies it */
	bool no_fork;	 /* --no-fork */
	bool no_forward; /* --no-forward-signals */
	int kill_signal; /* --kill-child: sent to the child when we die; 0 for none */
};

extern const struct opt_row opt_child_rows[];

#define OPT_CHILD_GROUP(part)                                                            \
	{                                                                                \
		"Processes", opt_child_rows, opt_child_store, part                       \
	}
void opt_child_store(void *part, int id, const char *argument);

#endif

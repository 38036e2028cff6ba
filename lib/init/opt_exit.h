/* SPDX-License-Identifier: MIT */
/* Options of an init about the end: of the command, of those it leaves, and its own. */
#ifndef XNS_INIT_OPT_EXIT_H
#define XNS_INIT_OPT_EXIT_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/opt.h"

struct opt_exit {
	bool wait;	    /* --wait: stay until everyone is gone */
	int64_t grace;	    /* --grace, in nanoseconds; 0 when not given */
	int64_t kill_after; /* --kill-after, the same */
	bool re_raise;
	bool remapped[256];
	unsigned char remap[256]; /* --remap, where remapped says so */
};

extern const struct opt_set opt_exit_options;

#endif

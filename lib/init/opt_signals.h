/* SPDX-License-Identifier: MIT */
/* Options of an init about signals: to whom they go, and as what. */
#ifndef XNS_INIT_OPT_SIGNALS_H
#define XNS_INIT_OPT_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#include "cli/opt.h"

struct opt_signals {
	bool group, session;
	bool rewritten[_NSIG];
	unsigned char rewrite[_NSIG]; /* where rewritten says so; 0 drops it */
};

extern const struct opt_set opt_signals_options;

/* What to pass on for a signal: its number, another, or 0 for nothing. */
int opt_signals_rewrite(const struct opt_signals *signals, int number);

#endif

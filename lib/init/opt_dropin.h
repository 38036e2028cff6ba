/* SPDX-License-Identifier: MIT */
/*
 * The options and variables of tini(1), dumb-init(1) and catatonit(1), for an xpidinit
 * that is called by one of these names: it then takes that program's command line, with
 * its meaning and its exit statuses.
 */
#ifndef XNS_INIT_OPT_DROPIN_H
#define XNS_INIT_OPT_DROPIN_H

#include "cli/opt.h"
#include "init/supervise.h"

struct opt_dropin {
	const char *names[4];	/* the file names it is called by; the first is its own */
	const char *version;	/* what --version prints */
	struct opt_set options; /* their part is a struct supervise */
	void (*defaults)(
		struct supervise *supervise); /* before the options: its variables too */
	int failure;	  /* exit status of its own failures and usage errors */
	int exec_failure; /* ... when the command cannot be run; 0: 126 and 127 */
};

/* The program that is named by the last component of argv0, or NULL: xpidinit itself. */
const struct opt_dropin *opt_dropin_find(const char *argv0);

#endif

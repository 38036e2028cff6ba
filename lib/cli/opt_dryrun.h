/* SPDX-License-Identifier: MIT */
/* The option that prints the plan instead of carrying it out; part is a struct steps. */
#ifndef XNS_CLI_OPT_DRYRUN_H
#define XNS_CLI_OPT_DRYRUN_H

#include "cli/opt.h"

extern const struct opt_row opt_dryrun_rows[];

#define OPT_DRYRUN_GROUP(part)                                                           \
	{                                                                                \
		"Plan", opt_dryrun_rows, opt_dryrun_store, part                          \
	}
void opt_dryrun_store(void *part, int id, const char *argument);

#endif

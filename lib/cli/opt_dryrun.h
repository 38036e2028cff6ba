/* SPDX-License-Identifier: MIT */
/* The option that prints the plan instead of carrying it out; part is a struct steps. */
#ifndef XNS_CLI_OPT_DRYRUN_H
#define XNS_CLI_OPT_DRYRUN_H

#include "cli/opt.h"

extern const struct opt_set opt_dryrun_options;

#endif

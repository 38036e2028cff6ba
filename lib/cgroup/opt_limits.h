/* SPDX-License-Identifier: MIT */
/* Options that limit what the command can use; part is a struct limits. */
#ifndef XNS_CGROUP_OPT_LIMITS_H
#define XNS_CGROUP_OPT_LIMITS_H

#include "cli/opt.h"

extern const struct opt_set opt_limits_options;

#endif

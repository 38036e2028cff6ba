/* SPDX-License-Identifier: MIT */
/*
 * Options that map user and group IDs into a new user namespace; part is a struct
 * mapping.
 */
#ifndef XNS_CREATE_OPT_IDMAP_H
#define XNS_CREATE_OPT_IDMAP_H

#include "cli/opt.h"

extern const struct opt_set opt_idmap_options;

#endif

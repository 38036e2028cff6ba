/* SPDX-License-Identifier: MIT */
/*
 * Options that map user and group IDs into a new user namespace; part is a struct
 * mapping.
 */
#ifndef XNS_CREATE_OPT_IDMAP_H
#define XNS_CREATE_OPT_IDMAP_H

#include "cli/opt.h"

extern const struct opt_set opt_idmap_options;

/* Those that ask for a user namespace, for opt_rule.h. */
#define OPT_IDMAP_NAMES                                                                  \
	"map-root-user map-current-user map-user map-group map-users map-groups "        \
	"map-auto map-subids owner"

#endif

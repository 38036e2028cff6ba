/* SPDX-License-Identifier: MIT */
/*
 * Options that map user and group IDs into a new user namespace; part is a struct
 * mapping.
 */
#ifndef XNS_CREATE_OPT_IDMAP_H
#define XNS_CREATE_OPT_IDMAP_H

#include "cli/opt.h"

extern const struct opt_row opt_idmap_rows[];

#define OPT_IDMAP_GROUP(part)                                                            \
	{                                                                                \
		"User and group IDs", opt_idmap_rows, opt_idmap_store, part              \
	}
void opt_idmap_store(void *part, int id, const char *argument);

#endif

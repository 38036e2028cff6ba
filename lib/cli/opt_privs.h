/* SPDX-License-Identifier: MIT */
/* The option that keeps the command from gaining privileges, and its step. */
#ifndef XNS_CLI_OPT_PRIVS_H
#define XNS_CLI_OPT_PRIVS_H

#include <stdbool.h>

#include "base/step.h"
#include "cli/opt.h"

struct opt_privs {
	bool no_new;
};

/* The row, for sets with other rows about credentials, and a set of it alone. */
#define OPT_PRIVS_ROW(id)                                                                \
	{                                                                                \
		id, "no-new-privs", NULL,                                                \
			"set-user-ID files grant nothing (no_new_privs)"                 \
	}

extern const struct opt_set opt_privs_options;

/*
 * The step that sets no_new_privs (PR_SET_NO_NEW_PRIVS in prctl(2)) for this process and
 * all that it executes. It comes after the last helper program and change of IDs.
 */
void opt_privs_apply(const struct opt_privs *privs, struct steps *steps);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Options about the descriptors that the command inherits: all, unless it is asked
 * otherwise.
 */
#ifndef XNS_CLI_OPT_FD_H
#define XNS_CLI_OPT_FD_H

#include <stdbool.h>

#include "cli/opt.h"

enum { OPT_FD_MAX = 64 };

struct opt_fd {
	bool close; /* --close-fds, or implied by --keep-fd */
	int keep[OPT_FD_MAX];
	int kept;
};

extern const struct opt_set opt_fd_options;

/* Closes what the command shall not have. Call last before the exec. */
void opt_fd_close(const struct opt_fd *fds);

#endif

/* SPDX-License-Identifier: MIT */
/* Options about the environment of the command. */
#ifndef XNS_CLI_OPT_ENV_H
#define XNS_CLI_OPT_ENV_H

#include <stdbool.h>

#include "cli/opt.h"

enum { OPT_ENV_LISTS = 64 };

struct opt_env {
	bool clear;
	int lists;
	const char *keep[OPT_ENV_LISTS]; /* comma-separated names, each */
};

extern const struct opt_set opt_env_options;

/*
 * The environment for the command: environ, or what is left of it, in an array on the
 * heap that lives until exec. Ends the program when there is no memory.
 */
char **opt_env_make(const struct opt_env *env);

/*
 * The environment of a process, from its directory in /proc; on the heap, until exec.
 * Ends the program when it cannot be read.
 */
char **opt_env_read(int dir);

/*
 * Makes the environment of another process safe for a program of the caller, in place:
 * PATH, HOME, SHELL and TMPDIR get the values of environ, and variables that choose code,
 * such as LD_PRELOAD or BASH_ENV, are left out, with a warning that names them.
 */
void opt_env_make_safe(char **environment);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Options from an environment variable. Container engines write the command line of an
 * init themselves, so this is the only way to give it options there.
 */
#ifndef XNS_INIT_OPT_VARIABLE_H
#define XNS_INIT_OPT_VARIABLE_H

#include "cli/opt.h"

/*
 * Parses the words of the variable, separated by spaces, before the command line, which
 * therefore prevails. Ends the program when the variable holds anything but options. Call
 * once: the options point into a static buffer.
 */
void opt_variable_parse(const char *name, const struct opt_cli *cli, void *plan);

#endif

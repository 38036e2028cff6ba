/* SPDX-License-Identifier: MIT */
/* Options that offset the clocks of a new time namespace; part is a struct timens. */
#ifndef XNS_CREATE_OPT_TIME_H
#define XNS_CREATE_OPT_TIME_H

#include <stdbool.h>

#include "base/step.h"
#include "ns/timens.h"
#include "cli/opt.h"

extern const struct opt_set opt_time_options;

/* True when a clock is to be offset. */
bool opt_time_given(const struct timens *timens);

/* Ends the program when the kernel would refuse an offset, and names what it takes. */
void opt_time_check(const struct timens *timens, int dir);

/* The step, after unshare(2) and before the first process of the namespace. */
void opt_time_set(const struct timens *timens, struct steps *steps, int dir);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What we may do, for programs and messages that set no capability: capget(2) itself, as
 * libcap costs a start, and /proc may be that of somebody else by now.
 */
#ifndef XNS_PROC_CAPS_H
#define XNS_PROC_CAPS_H

#include <stdbool.h>

/* True when the capability (CAP_* of linux/capability.h) is in our effective set. */
bool caps_effective(int capability);

#endif

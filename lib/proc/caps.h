/* SPDX-License-Identifier: MIT */
/*
 * Effective capabilities, for programs and messages that set none: capget(2) itself, as
 * libcap costs a start, and /proc may be that of another PID namespace.
 */
#ifndef XNS_PROC_CAPS_H
#define XNS_PROC_CAPS_H

#include <stdbool.h>

/*
 * True when the capability (CAP_* of linux/capability.h) is in the caller's effective
 * set.
 */
bool caps_effective(int capability);

#endif

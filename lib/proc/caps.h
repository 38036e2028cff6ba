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

/* True when the caller has a permitted capability, or that cannot be read. */
bool caps_permitted_any(void);

#endif

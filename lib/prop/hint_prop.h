/* SPDX-License-Identifier: MIT */
/* Why the kernel refuses to change a mount's propagation; see hint.h. */
#ifndef XNS_PROP_HINT_PROP_H
#define XNS_PROP_HINT_PROP_H

#include "base/die.h"

/* Changing a mount failed. context: NULL */
void hint_prop_set(int err, const void *context, struct hint *hint);

/* prop_join() failed on mounts that fit each other. context: NULL */
void hint_prop_join(int err, const void *context, struct hint *hint);

#endif

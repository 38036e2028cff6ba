/* SPDX-License-Identifier: MIT */
/* Why the kernel refuses to change a mount's propagation; see why.h. */
#ifndef XNS_PROP_HINT_PROP_H
#define XNS_PROP_HINT_PROP_H

#include <stddef.h>

/* Changing a mount failed. context: NULL */
void hint_prop_set(int err, const void *context, char *text, size_t size);

/* prop_join() failed on mounts that fit each other. context: NULL */
void hint_prop_join(int err, const void *context, char *text, size_t size);

#endif

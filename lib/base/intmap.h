/* SPDX-License-Identifier: MIT */
/* From a number of the kernel's (a mount ID, a peer group) to a place in an array. */
#ifndef XNS_BASE_INTMAP_H
#define XNS_BASE_INTMAP_H

#include <stddef.h>

struct intmap {
	struct intmap_slot *slot;
	size_t size, used; /* size is 0 or a power of two */
};

/*
 * The value of the key, to read or to change; a key that is new gets the value
 * INTMAP_NONE. Keys are not 0. Returns NULL when memory runs out. The pointer is good
 * until the next call.
 */
#define INTMAP_NONE ((size_t)-1)
size_t *intmap_put(struct intmap *map, int key);

/* The value of the key, or INTMAP_NONE. */
size_t intmap_get(const struct intmap *map, int key);

#endif

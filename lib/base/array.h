/* SPDX-License-Identifier: MIT */
/* Arrays on the heap that grow. */
#ifndef XNS_BASE_ARRAY_H
#define XNS_BASE_ARRAY_H

#include <stddef.h>

/*
 * Makes room for one more element. array is the address of the pointer to the elements,
 * of which there are count, each of size bytes; *capacity is how many fit. Both may begin
 * as NULL and 0. The capacity is doubled, so that n additions cost O(n). Returns 0, or
 * -ENOMEM: then nothing has changed. The caller frees the elements.
 */
int array_grow(void *array, size_t *capacity, size_t count, size_t size)
	__attribute__((warn_unused_result));

#endif

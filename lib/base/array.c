/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

int array_grow(void *array, size_t *capacity, size_t count, size_t size)
{
	size_t wanted = *capacity ? 2 * *capacity : FIRST_CAPACITY;
	void *elements, *grown;

	if (count < *capacity)
		return 0;
	memcpy(&elements, array, sizeof(elements)); /* whatever its type is */
	grown = reallocarray(elements, wanted, size);
	if (!grown)
		return -ENOMEM;
	memcpy(array, &grown, sizeof(grown));
	*capacity = wanted;
	/* cppcheck-suppress memleak ; *array holds it */
	return 0;
}

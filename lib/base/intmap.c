/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/intmap.h"

#include <stdlib.h>

enum { FIRST_SIZE = 64 };

struct intmap_slot {
	int key; /* 0: free */
	size_t value;
};

/* The slot of the key, or the free one where it belongs. At most half are taken. */
static struct intmap_slot *find(const struct intmap *map, int key)
{
	size_t at = (unsigned)key * 2654435761U;

	for (;; at++) {
		struct intmap_slot *slot = &map->slot[at & (map->size - 1)];

		if (slot->key == key || !slot->key)
			return slot;
	}
}

static int grow(struct intmap *map)
{
	struct intmap larger = { .size = map->size ? 2 * map->size : FIRST_SIZE };

	larger.slot = calloc(larger.size, sizeof(*larger.slot));
	if (!larger.slot)
		return -1;
	for (size_t i = 0; i < map->size; i++)
		if (map->slot[i].key)
			*find(&larger, map->slot[i].key) = map->slot[i];
	larger.used = map->used;
	free(map->slot);
	*map = larger;
	return 0;
}

size_t *intmap_put(struct intmap *map, int key)
{
	struct intmap_slot *slot;

	if (2 * map->used >= map->size && grow(map) < 0)
		return NULL;
	slot = find(map, key);
	if (!slot->key) {
		*slot = (struct intmap_slot){ key, INTMAP_NONE };
		map->used++;
	}
	return &slot->value;
}

size_t intmap_get(const struct intmap *map, int key)
{
	const struct intmap_slot *slot = map->size ? find(map, key) : NULL;

	return slot && slot->key ? slot->value : INTMAP_NONE;
}

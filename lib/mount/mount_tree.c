/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/mount_tree.h"

#include <errno.h>
#include <stdlib.h>

#include "base/intmap.h"

/* What only the building needs, by place. */
struct links {
	size_t *child, *sibling; /* the first submount; the next one of the same parent */
	bool *done;
};

static bool find_parents(const struct mounts *mounts, size_t *parent)
{
	struct intmap place = { 0 };
	size_t *value;

	for (size_t i = 0; i < mounts->count; i++) {
		value = intmap_put(&place, mounts->entry[i].id);
		if (!value)
			return false;
		*value = i;
	}
	for (size_t i = 0; i < mounts->count; i++) {
		parent[i] = intmap_get(&place, mounts->entry[i].parent);
		if (parent[i] == i)
			parent[i] =
				MTREE_NONE; /* the first mount of all is its own parent */
	}
	free(place.slot);
	return true;
}

/* From the last to the first, so that each is put before those behind it. */
static void link_children(const size_t *parent, size_t count, struct links *links)
{
	for (size_t i = 0; i < count; i++)
		links->child[i] = links->sibling[i] = MTREE_NONE;
	for (size_t i = count; i-- > 0;) {
		if (parent[i] == MTREE_NONE)
			continue;
		links->sibling[i] = links->child[parent[i]];
		links->child[parent[i]] = i;
	}
}

static size_t skip_done(const struct links *links, size_t at)
{
	while (at != MTREE_NONE && links->done[at])
		at = links->sibling[at];
	return at;
}

/*
 * Writes root and all its submounts. Without recursion: a stack of mounts can be deep.
 */
static size_t write_below(const struct mount_tree *tree, const struct links *links,
			  size_t root, size_t written)
{
	size_t at = root, next;

	while (at != MTREE_NONE) {
		if (!links->done[at]) {
			links->done[at] = true;
			tree->order[written++] = at;
		}
		next = skip_done(links, links->child[at]);
		links->child[at] = next == MTREE_NONE ? next : links->sibling[next];
		if (next != MTREE_NONE)
			at = next;
		else
			at = at == root ? MTREE_NONE : tree->parent[at];
	}
	return written;
}

static void write_order(const struct mount_tree *tree, const struct links *links,
			size_t count)
{
	size_t written = 0;

	for (size_t i = 0; i < count; i++)
		if (tree->parent[i] == MTREE_NONE)
			written = write_below(tree, links, i, written);
	/* A list that was read while mounts moved may hold a circle. */
	for (size_t i = 0; i < count; i++) {
		if (links->done[i])
			continue;
		tree->parent[i] = MTREE_NONE;
		written = write_below(tree, links, i, written);
	}
}

int mount_tree_make(const struct mounts *mounts, struct mount_tree *ret_tree)
{
	size_t count = mounts->count;
	size_t *place = malloc((4 * count + 1) * sizeof(*place));
	struct links links = { .done = calloc(count + 1, sizeof(*links.done)) };

	if (!place || !links.done)
		return -ENOMEM;
	ret_tree->parent = place;
	ret_tree->order = place + count;
	links.child = place + 2 * count;
	links.sibling = place + 3 * count;
	if (!find_parents(mounts, ret_tree->parent))
		return -ENOMEM;
	link_children(ret_tree->parent, count, &links);
	write_order(ret_tree, &links, count);
	free(links.done);
	return 0;
}

bool *mount_tree_below(const struct mount_tree *tree, const struct mounts *mounts, int id)
{
	bool *below = calloc(mounts->count + 1, sizeof(*below));

	if (!below)
		return NULL;
	for (size_t i = 0; i < mounts->count; i++) {
		size_t at = tree->order[i], parent = tree->parent[at];

		below[at] = mounts->entry[at].id == id ||
			    (parent != MTREE_NONE && below[parent]);
	}
	return below;
}

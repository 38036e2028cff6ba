/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/mount_list.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/fd.h"
#include "mount/mount_tree.h"
#include "mount/mountfd.h"
#include "hint/hint.h"
#include "prop/mount_table.h"

/* One mount is asked for by its descriptor, unless a column needs the list. */
static bool list_one(const struct opt_prop *what, const struct process_mounts *view,
		     const struct table_plan *plan, struct table *table)
{
	struct mounts_entry entry;
	FD_AUTO int fd = -1;

	if (!what->dir || what->submounts || view->target)
		return false;
	for (int i = 0; i < plan->count; i++)
		if (plan->chosen[i] >= ROW_SOURCE)
			return false;
	fd = process_mounts_open_file(view, what->dir);
	if (must_why(mountfd_find(fd, &entry), hint_proc, NULL, "find the mount of %s",
		     what->dir) == 0)
		return false;
	if (opt_prop_wants(what, &entry))
		mount_table_print_row(plan, table, NULL,
				      &(struct mount_table){ .mount = &entry });
	return true;
}

/* By place, which mounts DIR asks for; NULL: all. */
static bool *choose(const struct opt_prop *what, const struct process_mounts *view,
		    const struct mounts *mounts, const struct mount_tree *tree)
{
	FD_AUTO int fd = -1;
	const struct mounts_entry *found;
	bool *chosen;

	if (!what->dir)
		return NULL;
	fd = process_mounts_open_file(view, what->dir);
	found = process_mounts_find(view, mounts, fd, what->dir);
	chosen = what->submounts ? mount_tree_below(tree, mounts, found->id)
				 : calloc(mounts->count, sizeof(*chosen));
	must_alloc(chosen);
	chosen[found - mounts->entry] = true;
	return chosen;
}

/* In the kernel's order; in a tree, below the nearest mount above that is shown. */
static void list_many(const struct opt_prop *what, const struct table_plan *plan,
		      struct table *table, const struct mounts *mounts,
		      const struct mount_tree *tree, const bool *chosen)
{
	void **line = calloc(mounts->count + 1, sizeof(*line));

	must_alloc(line);
	for (size_t i = 0; i < mounts->count; i++) {
		size_t at = plan->tree ? tree->order[i] : i;
		size_t above = plan->tree ? tree->parent[at] : MTREE_NONE;
		const struct mount_table row = { .mount = &mounts->entry[at] };

		line[at] = above == MTREE_NONE ? NULL : line[above];
		if ((!chosen || chosen[at]) && opt_prop_wants(what, row.mount)) {
			void *own = mount_table_print_row(plan, table, line[at], &row);

			line[at] = own ? own : line[at];
		}
	}
}

struct stream {
	const struct opt_prop *what;
	const struct table_plan *plan;
	struct table *table;
};

static bool list_next(const struct mounts_entry *mount, void *context)
{
	const struct stream *stream = context;

	if (opt_prop_wants(stream->what, mount))
		mount_table_print_row(stream->plan, stream->table, NULL,
				      &(struct mount_table){ .mount = mount });
	return false;
}

/* All mounts, in the kernel's order: none has to be kept in memory. */
static bool list_each(const struct opt_prop *what, const struct process_mounts *view,
		      const struct table_plan *plan, struct table *table)
{
	struct stream stream = { what, plan, table };

	if (what->dir || plan->tree)
		return false;
	process_mounts_must(view, mounts_each_of(view->proc, list_next, &stream));
	return true;
}

void mount_list_print(const struct opt_prop *what, const struct process_mounts *view,
		      const struct table_plan *plan)
{
	struct table *table = table_begin(plan);
	struct mounts mounts;
	struct mount_tree tree;

	if (!list_one(what, view, plan, table) && !list_each(what, view, plan, table)) {
		process_mounts_load(view, &mounts);
		if (plan->tree || what->submounts)
			must(mount_tree_make(&mounts, &tree), "allocate memory");
		list_many(what, plan, table, &mounts, &tree,
			  choose(what, view, &mounts, &tree));
	}
	table_end(table);
}

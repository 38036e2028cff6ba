/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/mntns_pinned.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "ns/mntns_inside.h"

struct pinned {
	struct mntns_list *list;
	size_t first; /* the first that is added here */
	int *ns;      /* those from the first on, open */
	size_t capacity;
	int proc;
};

static bool is_listed(const struct mntns_list *list, unsigned inode)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ns[i].inode == inode)
			return true;
	return false;
}

/* What is at the path in the mount namespace of that place of the list, O_PATH. */
static int find_file(const struct pinned *pinned, size_t place, const char *file)
{
	char path[PATH_MAX + 64];

	if (place >= pinned->first)
		return mntns_open_file(pinned->proc, pinned->ns[place - pinned->first],
				       file);
	if (place == 0)
		snprintf(path, sizeof(path), "self/root%s", file);
	else
		snprintf(path, sizeof(path), "%d/root%s",
			 (int)pinned->list->ns[place].pid, file);
	return step_result(openat(pinned->proc, path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

/* -ENOENT when another file is found there. Only a namespace is opened for reading. */
static int open_pin(const struct pinned *pinned, size_t place, const char *file,
		    unsigned inode)
{
	FD_AUTO int found = find_file(pinned, place, file);
	char path[64];
	struct stat st;

	if (found < 0)
		return found;
	if (fstat(found, &st) < 0)
		return -errno;
	if (!fd_on_fs(found, NSFS_MAGIC) || st.st_ino != inode)
		return -ENOENT;
	snprintf(path, sizeof(path), "self/fd/%d", found);
	return step_result(openat(pinned->proc, path, O_RDONLY | O_CLOEXEC));
}

static int append(struct pinned *pinned, const struct mntns *found, int ns)
{
	struct mntns_list *list = pinned->list;
	struct mntns *larger = realloc(list->ns, (list->count + 1) * sizeof(*larger));

	if (!larger)
		return -ENOMEM;
	list->ns = larger;
	if (array_grow(&pinned->ns, &pinned->capacity, list->count - pinned->first,
		       sizeof(*pinned->ns)) < 0)
		return -ENOMEM;
	pinned->ns[list->count - pinned->first] = ns;
	list->ns[list->count++] = *found;
	return 0;
}

/* A namespace that the caller may not enter stays out of sight: no error. */
static int add_one(struct pinned *pinned, size_t place, const char *file, unsigned inode)
{
	FD_AUTO int ns = open_pin(pinned, place, file, inode);
	FD_AUTO int text = ns < 0 ? ns : mntns_open_list(pinned->proc, ns);
	struct mntns found = { .inode = inode };
	int err = text < 0 ? text : mounts_read(text, &found.mounts);

	if (err < 0)
		return fd_exhausted(err) ? err : 0;
	err = append(pinned, &found, ns);
	if (err == 0)
		(void)fd_take(&ns);
	return err;
}

static int add_pins_of(struct pinned *pinned, size_t place)
{
	const struct mounts mounts = pinned->list->ns[place].mounts;
	unsigned inode;
	int err = 0;

	for (size_t i = 0; i < mounts.count && err == 0; i++) {
		const struct mounts_entry *entry = &mounts.entry[i];

		if (strcmp(entry->type, "nsfs") != 0)
			continue;
		inode = num_ns_inode(entry->root, "mnt");
		if (inode && !is_listed(pinned->list, inode))
			err = add_one(pinned, place, entry->target, inode);
	}
	return err;
}

int mntns_pinned_add(struct mntns_list *list)
{
	FD_AUTO int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct pinned pinned = { .list = list, .first = list->count, .proc = proc };
	int err = proc < 0 ? -errno : 0;

	/* The list grows: a mount namespace in it may hold the pin of the next one. */
	for (size_t i = 0; i < list->count && err == 0; i++)
		err = add_pins_of(&pinned, i);
	for (size_t i = 0; i < list->count - pinned.first; i++)
		fd_close(&pinned.ns[i]);
	free(pinned.ns);
	return err;
}

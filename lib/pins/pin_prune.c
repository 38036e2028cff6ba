/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/pin_prune.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/print.h"
#include "base/step.h"
#include "proc/proc.h"
#include "mount/mntns.h"
#include "mount/mountfd.h"
#include "mount/mounts.h"
#include "ns/pin.h"
#include "hint/hint.h"
#include "pins/mntns_pinned.h"

struct prune {
	struct mntns_list others;
	struct mounts_entry mount; /* of the directory */
	char inside[PATH_MAX];	   /* the directory, as a path of its file system */
	int dir;
};

/*
 * A path of a mount as one of the file system, where a file has the same in all mounts.
 */
static const char *inside(const struct mounts_entry *mount, const char *path, char *text,
			  size_t size)
{
	const char *below = mounts_below(path, mount->target);

	snprintf(text, size, "%s%s", strcmp(mount->root, "/") == 0 ? "" : mount->root,
		 below ? below : "");
	return text;
}

/* Where the open directory is now, by the kernel's word. */
static int path_of(int dir, char *path)
{
	char link[32];
	int err = proc_fd_path(dir, link, sizeof(link));
	ssize_t length = err < 0 ? 0 : readlink(link, path, PATH_MAX - 1);

	if (length < 0)
		return -errno;
	path[length] = '\0';
	return err;
}

static void open_dir(struct prune *prune, const char *path)
{
	char full[PATH_MAX], again[PATH_MAX];

	prune->dir = must(step_result(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
			  "open the directory %s", path);
	must_why(path_of(prune->dir, full), hint_proc, NULL, "find %s", path);
	if (must_why(mountfd_find(prune->dir, &prune->mount), hint_proc, NULL,
		     "find the mount of %s", path) == 0)
		die("the mount of %s is not reachable from the root directory", path);
	inside(&prune->mount, full, prune->inside, sizeof(prune->inside));
	must(mntns_visible(&prune->others), "scan the other mount namespaces");
	must(mntns_pinned_add(&prune->others), "look at the pinned mount namespaces");
	/* The lists of mounts name it as it was called when they were read. */
	must(path_of(prune->dir, again), "find %s", path);
	if (strcmp(full, again) != 0)
		die("the directory %s was renamed while the mounts were read", path);
}

/* A mount of nsfs is on that file, wherever its file system is mounted. */
static bool lies_on(const struct prune *prune, const struct mounts *mounts,
		    const struct mounts_entry *pin, const char *file)
{
	const struct mounts_entry *below;
	char text[PATH_MAX];

	if (strcmp(pin->type, "nsfs") != 0)
		return false;
	below = mounts_by_id(mounts, pin->parent);
	return below && below->major == prune->mount.major &&
	       below->minor == prune->mount.minor &&
	       strcmp(inside(below, pin->target, text, sizeof(text)), file) == 0;
}

/* Where that cannot be told, in the caller's. */
enum where { NOWHERE, HERE, ELSEWHERE };

static enum where where_pinned(const struct prune *prune, const char *name)
{
	char file[PATH_MAX];

	if (snprintf(file, sizeof(file), "%s/%s", prune->inside, name) >=
	    (int)sizeof(file))
		return HERE;
	for (size_t i = 0; i < prune->others.count; i++) {
		const struct mounts *mounts = &prune->others.ns[i].mounts;

		for (size_t k = 0; k < mounts->count; k++)
			if (lies_on(prune, mounts, &mounts->entry[k], file))
				return i == 0 ? HERE : ELSEWHERE;
	}
	return NOWHERE;
}

/*
 * What pin_prepare() makes, and what ip-netns(8) makes: an empty file without
 * write permission. On a pin stat(2) sees the namespace, which is not a file of the
 * caller.
 */
static int was_pin(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(st.st_mode) && st.st_size == 0 && !(st.st_mode & 0222) &&
	       st.st_uid == geteuid();
}

static void print_name(const char *file)
{
	char *text = escape_copy(file);

	must_alloc(text);
	puts(text);
	free(text);
}

static bool prune_one(const struct prune *prune, const char *path, const char *name)
{
	char full[PATH_MAX];
	enum where where;
	int is;

	snprintf(full, sizeof(full), "%s/%s", path, name);
	is = pin_is(prune->dir, name);
	if (is == 1)
		return true;
	if (is == 0)
		is = was_pin(prune->dir, name);
	if (is == 0)
		return true;
	if (should(is, "look up %s", full) < 0)
		return false;
	where = where_pinned(prune, name);
	if (where != NOWHERE) {
		warning("%s is not removed: it is a pin %s", full,
			where == HERE ? "that is hidden by another mount"
				      : "in another mount namespace");
		return true;
	}
	if (should(step_result(unlinkat(prune->dir, name, 0)), "remove %s", full) < 0)
		return false;
	print_name(full);
	return true;
}

void pin_prune(const char *path)
{
	struct prune prune;
	struct dirent *entry;
	bool done = true;
	DIR *dir;

	open_dir(&prune, path);
	dir = fdopendir(must(step_result(fcntl(prune.dir, F_DUPFD_CLOEXEC, 0)),
			     "open the directory %s", path));
	must(dir ? 0 : -errno, "read the directory %s", path);
	while (errno = 0, (entry = readdir(dir)))
		done &= prune_one(&prune, path, entry->d_name);
	must(-errno, "read the directory %s", path);
	closedir(dir);
	print_end();
	if (!done)
		exit(EXIT_FAILURE);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/process_mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "ns/process.h"
#include "hint/hint.h"

void process_mounts_open(struct process_mounts *view, const struct target *target)
{
	struct process process;
	char text[64];

	view->target = NULL;
	if (target->kind == TARGET_NONE) {
		view->proc = must_why(proc_self(), hint_proc, NULL, "use /proc");
		return;
	}
	must_why(target_open_process(target, &process), hint_target, target,
		 "use %s as the target", target_text(target, text, sizeof(text)));
	view->proc = process.dir;
	view->target = target;
}

void process_mounts_must(const struct process_mounts *view, int err)
{
	must_why(err, view->target ? hint_target : hint_proc, view->target,
		 "read the list of mounts");
}

void process_mounts_load(const struct process_mounts *view, struct mounts *ret_mounts)
{
	process_mounts_must(view, mounts_load(view->proc, ret_mounts));
}

static int open_root(const struct process_mounts *view)
{
	char text[64];

	return must_why(
		step_result(openat(view->proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC)),
		hint_target, view->target, "open the root directory of %s",
		target_text(view->target, text, sizeof(text)));
}

static bool is_link(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISLNK(st.st_mode);
}

/*
 * Without openat2(2): one directory after the other. A symbolic link or ".." could lead
 * out of the root directory, and is refused with -ELOOP.
 */
static int open_by_component(int root, const char *path)
{
	FD_AUTO int dir = fcntl(root, F_DUPFD_CLOEXEC, 0);
	char copy[PATH_MAX], *name, *rest = copy;

	if (!*path)
		return -ENOENT;
	if (strlen(path) >= sizeof(copy))
		return -ENAMETOOLONG;
	strcpy(copy, path);
	while (dir >= 0 && (name = strsep(&rest, "/"))) {
		int next;

		if (strcmp(name, "..") == 0)
			return -ELOOP;
		/* An empty name: a path that ends in a slash is a directory. */
		next = openat(dir, *name ? name : ".", O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (next >= 0 && is_link(next)) {
			close(next);
			return -ELOOP;
		}
		fd_close(&dir);
		dir = next;
	}
	return dir < 0 ? -errno : fd_take(&dir);
}

/* context: not NULL when openat2(2) is not available */
static void hint_link(int err, const void *context, struct hint *hint)
{
	if (context && err == -ELOOP)
		hint_set(hint,
			 "openat2(2) is not available, and without it a symbolic link or "
			 "\"..\" is not followed; use a path without them");
}

int process_mounts_open_file(const struct process_mounts *view, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	FD_AUTO int root = -1;
	bool by_component;
	int fd;

	if (!view->target)
		return must(step_result(open(path, O_PATH | O_CLOEXEC)), "open %s", path);
	root = open_root(view);
	fd = step_result(xns_openat2(root, path, &how, sizeof(how)));
	by_component = fd < 0 && call_unavailable(-fd);
	if (by_component)
		fd = open_by_component(root, path);
	return must_why(fd, hint_link, by_component ? path : NULL, "open %s", path);
}

const struct mounts_entry *process_mounts_find(const struct process_mounts *view,
					       const struct mounts *mounts, int fd,
					       const char *path)
{
	int id = must_why(mountfd_id(fd), hint_proc, NULL, "find the mount of %s", path);
	const struct mounts_entry *found = mounts_by_id(mounts, id);

	if (!found)
		die("%s is on a mount that is not reachable from %s root directory", path,
		    view->target ? "the target's" : "the caller's");
	return found;
}

static void read_link(int dir, const char *link, char *text)
{
	ssize_t length = must(step_result(readlinkat(dir, link, text, PATH_MAX - 1)),
			      "read the link %s", link);

	text[length] = '\0';
}

/*
 * The kernel names the file and the process's root from the caller's root, and the
 * mount's target from the process's.
 */
const char *process_mounts_below(const struct process_mounts *view, int fd,
				 const char *path, const struct mounts_entry *mount,
				 char *text)
{
	char link[64], root[PATH_MAX] = "/";
	struct stat st;
	const char *rest;

	/* its name would be unusable, with " (deleted)" at the end */
	if (fstat(fd, &st) == 0 && st.st_nlink == 0)
		die("%s has been removed: nothing can be mounted there", path);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	read_link(AT_FDCWD, link, text);
	if (view->target)
		read_link(view->proc, "root", root);
	rest = mounts_below(text, root);
	rest = rest ? mounts_below(*rest ? rest : "/", mount->target) : NULL;
	if (!rest)
		die("%s is not a path below its mount, %s", text, mount->target);
	return rest;
}

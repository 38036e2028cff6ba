/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/process_mounts.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
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

int process_mounts_open_file(const struct process_mounts *view, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	FD_AUTO int root = view->target ? open_root(view) : -1;
	int fd = view->target ? xns_openat2(root, path, &how, sizeof(how))
			      : open(path, O_PATH | O_CLOEXEC);

	return must(step_result(fd), "open %s", path);
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
 * The kernel names the file and the process's root from our own root, and the mount's
 * target from the process's.
 */
const char *process_mounts_below(const struct process_mounts *view, int fd,
				 const char *path, const struct mounts_entry *mount,
				 char *text)
{
	char link[64], root[PATH_MAX] = "/";
	struct stat st;
	const char *rest;

	/* its name would be one that nobody can use, with " (deleted)" behind it */
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

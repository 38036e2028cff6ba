/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "run/cgroup.h"

enum { LIST = 4096, EVACUATE_TURNS = 1000 };

/* Removes the last name where it is that of tree_evacuate(). */
static void leave_evacuated(char *path)
{
	char *slash = strrchr(path, '/');
	char *last = slash ? slash + 1 : path;

	if (strcmp(last, TREE_EVACUATED) == 0)
		*(slash ? slash : last) = '\0';
}

int tree_open_own(int proc, struct tree *ret_tree)
{
	struct cgroup_location location;
	int err = cgroup_locate(proc, &location);
	FD_AUTO int root = location.root;

	*ret_tree = (struct tree){ .dir = -1, .own = true };
	if (err < 0)
		return err;
	leave_evacuated(location.path);
	snprintf(ret_tree->name, sizeof(ret_tree->name), "%s%s%s", location.mount,
		 *location.path ? "/" : "", location.path);
	ret_tree->dir = cgroup_open_beneath(root, location.path, O_RDONLY | O_DIRECTORY);
	return ret_tree->dir < 0 ? ret_tree->dir : 0;
}

int tree_open(const char *name, struct tree *ret_tree)
{
	*ret_tree = (struct tree){ .dir = cgroup_open_dir(name, O_RDONLY) };
	snprintf(ret_tree->name, sizeof(ret_tree->name), "%s", name);
	return ret_tree->dir < 0 ? ret_tree->dir : 0;
}

bool tree_lists(int dir, const char *file, const char *word)
{
	char text[LIST], *rest = text, *name;

	if (fd_read_small(dir, file, text, sizeof(text)) < 0)
		return false;
	while ((name = strsep(&rest, " \n")))
		if (strcmp(name, word) == 0)
			return true;
	return false;
}

static int write_file(int dir, const char *file, const char *text)
{
	FD_AUTO int fd = openat(dir, file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

int tree_enable(int dir, const char *controller)
{
	char text[64];

	if (tree_lists(dir, "cgroup.subtree_control", controller))
		return 0;
	if (!tree_lists(dir, "cgroup.controllers", controller))
		return -ENOENT;
	snprintf(text, sizeof(text), "+%s", controller);
	return tree_control(dir, text);
}

bool tree_measured(int dir, char *text, size_t size)
{
	static const char *const names[] = { "memory", "pids", "io" };
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (used < size && tree_lists(dir, "cgroup.controllers", names[i]) &&
		    !tree_lists(dir, "cgroup.subtree_control", names[i]))
			used += (size_t)snprintf(text + used, size - used, "%s+%s",
						 used ? " " : "", names[i]);
	return used > 0;
}

int tree_control(int dir, const char *words)
{
	return write_file(dir, "cgroup.subtree_control", words);
}

bool tree_must_evacuate(int dir)
{
	char first;
	FD_AUTO int fd = -1;

	/* The root has no such file, and may hold processes. */
	if (faccessat(dir, "cgroup.type", F_OK, 0) < 0)
		return false;
	fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read(fd, &first, 1) == 1;
}

/* Moves the first processes that the file lists. Returns how many, or -errno. */
static int move_some(int from, int to)
{
	char text[LIST], *rest = text, *pid;
	FD_AUTO int fd = openat(from, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	int moved = 0, err;

	if (length < 0)
		return -errno;
	text[length] = '\0';
	while ((pid = strsep(&rest, "\n")) && rest) {
		if (strcmp(pid, "0") == 0)
			return -FAULT_NOT_SHOWN;
		err = write_file(to, "cgroup.procs", pid);
		if (err < 0 && err != -ESRCH) /* it has exited */
			return err;
		moved++;
	}
	return moved;
}

int tree_evacuate(int dir)
{
	FD_AUTO int to = -1;
	int moved = 1, sum = 0;

	if (mkdirat(dir, TREE_EVACUATED, 0777) < 0 && errno != EEXIST)
		return -errno;
	to = cgroup_open_beneath(dir, TREE_EVACUATED, O_RDONLY | O_DIRECTORY);
	if (to < 0)
		return to;
	/* Processes that fork in between are found by the next turn. */
	for (int turn = 0; moved > 0 && turn < EVACUATE_TURNS; turn++) {
		moved = move_some(dir, to);
		sum += moved > 0 ? moved : 0;
	}
	if (moved < 0)
		return moved;
	return moved ? -EAGAIN : sum;
}

static uint64_t number_in(int dir, const char *file)
{
	char text[64];
	uint64_t number;

	if (fd_read_small(dir, file, text, sizeof(text)) < 0)
		return UINT64_MAX;
	text[strcspn(text, "\n")] = '\0';
	return num_u64(text, &number) < 0 ? UINT64_MAX : number;
}

/*
 * Goes to the cgroup above. False at the root of a mount: above it is another file
 * system, or "/" itself.
 */
static bool go_up(int *at)
{
	FD_AUTO int up = openat(*at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat here, above;

	if (up < 0 || !fd_on_fs(up, CGROUP2_SUPER_MAGIC) || fstat(*at, &here) < 0 ||
	    fstat(up, &above) < 0 || above.st_ino == here.st_ino)
		return false;
	fd_close(at);
	*at = fd_take(&up);
	return true;
}

uint64_t tree_ceiling(int dir, const char *file)
{
	FD_AUTO int at = fcntl(dir, F_DUPFD_CLOEXEC, 0);
	uint64_t least = UINT64_MAX, number;

	if (at < 0)
		return least;
	do {
		number = number_in(at, file);
		least = number < least ? number : least;
	} while (go_up(&at));
	return least;
}

bool tree_has_above(int dir, const char *controller)
{
	FD_AUTO int at = fcntl(dir, F_DUPFD_CLOEXEC, 0);

	while (at >= 0 && go_up(&at))
		if (tree_lists(at, "cgroup.controllers", controller))
			return true;
	return false;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/leaf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/step.h"

enum {
	MSEC = 1000000,
	FREEZE_MS = 500, /* until the kernel has stopped every process */
	DEPTH_MAX = 32,	 /* of cgroups below, where each is opened */
	LIST = 4096,
};

int leaf_name(struct leaf *leaf)
{
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -errno;
	snprintf(leaf->name, sizeof(leaf->name), "xns-%d.%016llx", (int)getpid(),
		 (unsigned long long)random);
	return 0;
}

int leaf_open(struct leaf *leaf)
{
	leaf->dir = step_result(openat(leaf->parent, leaf->name,
				       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	return leaf->dir < 0 ? leaf->dir : 0;
}

int leaf_create(struct leaf *leaf)
{
	int err = step_result(mkdirat(leaf->parent, leaf->name, 0777));

	if (err < 0)
		return err;
	err = leaf_open(leaf);
	if (err < 0)
		(void)unlinkat(leaf->parent, leaf->name, AT_REMOVEDIR);
	return err;
}

int leaf_write(const struct leaf *leaf, const char *file, const char *value)
{
	FD_AUTO int fd = openat(leaf->dir, file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, value, strlen(value)) < 0 ? -errno : 0;
}

/* ---- cgroup.events ---- */

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / MSEC;
}

/* True when the file has the line. A cgroup that was removed has none. */
static bool events_have(int events, const char *line)
{
	char text[256];
	ssize_t length = pread(events, text, sizeof(text) - 1, 0);

	text[length < 0 ? 0 : length] = '\0';
	return length < 0 ? errno == ENODEV : strstr(text, line) != NULL;
}

/* The kernel notifies poll(2) of each change after the last read. */
static bool wait_for_event(const struct leaf *leaf, const char *line, int milliseconds,
			   int stop)
{
	FD_AUTO int events = openat(leaf->dir, "cgroup.events", O_RDONLY | O_CLOEXEC);
	long long end = now_ms() + milliseconds, left = -1;

	if (events < 0)
		return errno == ENODEV || errno == ENOENT;
	while (!events_have(events, line)) {
		struct pollfd poller[] = { { events, POLLPRI, 0 }, { stop, POLLIN, 0 } };

		if (milliseconds >= 0 && (left = end - now_ms()) <= 0)
			return false;
		if (poll(poller, 2, (int)left) > 0 && poller[1].revents)
			return events_have(events, line);
	}
	return true;
}

bool leaf_is_populated(const struct leaf *leaf)
{
	return !wait_for_event(leaf, "populated 0\n", 0, -1);
}

bool leaf_wait_empty(const struct leaf *leaf, int milliseconds, int stop)
{
	return wait_for_event(leaf, "populated 0\n", milliseconds, stop);
}

/* ---- signals ---- */

static void signal_listed(int dir, int number)
{
	FD_AUTO int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "re");
	int pid;

	if (!file)
		return;
	fd = -1;
	/* A process of a PID namespace that is not below this one is 0. */
	while (fscanf(file, "%d", &pid) == 1)
		if (pid > 0)
			(void)kill(pid, number);
	(void)fclose(file);
}

/* The name of the first cgroup below, or false. */
static bool next_below(DIR *list, char *name, size_t size)
{
	const struct dirent *entry;

	while ((entry = readdir(list))) {
		if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, size, "%s", entry->d_name);
		return true;
	}
	return false;
}

static DIR *list_of(int dir)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = copy < 0 ? NULL : fdopendir(copy);

	if (!list && copy >= 0)
		close(copy);
	return list;
}

static void signal_below(int dir, int number, int depth)
{
	char name[NAME_MAX + 1];
	DIR *list = list_of(dir);

	signal_listed(dir, number);
	while (list && depth < DEPTH_MAX && next_below(list, name, sizeof(name))) {
		FD_AUTO int below = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (below >= 0)
			signal_below(below, number, depth + 1);
	}
	if (list)
		closedir(list);
}

int leaf_signal(const struct leaf *leaf, int number)
{
	int err = leaf_write(leaf, "cgroup.freeze", "1");

	if (err == 0)
		(void)wait_for_event(leaf, "frozen 1\n", FREEZE_MS, -1);
	signal_below(leaf->dir, number, 0);
	return leaf_write(leaf, "cgroup.freeze", "0");
}

int leaf_kill(const struct leaf *leaf)
{
	int err = leaf_write(leaf, "cgroup.kill", "1");

	return err < 0 ? leaf_signal(leaf, SIGKILL) : 0;
}

/* ---- removal ---- */

static bool first_below(int dir, char *name, size_t size)
{
	DIR *list = list_of(dir);
	bool found = list && next_below(list, name, size);

	if (list)
		closedir(list);
	return found;
}

/*
 * Removes the cgroups below, however deep, with one descriptor. A cgroup is never moved,
 * so that ".." leads back.
 */
static int remove_below(int top)
{
	FD_AUTO int at = fcntl(top, F_DUPFD_CLOEXEC, 0);
	bool entered = false;
	char name[NAME_MAX + 1];
	int depth = 0, next;

	while (at >= 0) {
		bool found = first_below(at, name, sizeof(name));

		if (!found && depth == 0)
			return 0;
		if (!found && entered)
			return -EBUSY; /* a process, not a cgroup, is in it */
		if (found && unlinkat(at, name, AT_REMOVEDIR) == 0) {
			entered = false;
			continue;
		}
		if (found && errno != EBUSY)
			return -errno;
		next = openat(at, found ? name : "..",
			      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		entered = found;
		depth += found ? 1 : -1;
		fd_close(&at);
		at = next;
	}
	return -errno;
}

int leaf_remove(struct leaf *leaf, int milliseconds)
{
	long long end = now_ms() + milliseconds;
	int err;

	for (;;) {
		(void)remove_below(leaf->dir);
		err = step_result(unlinkat(leaf->parent, leaf->name, AT_REMOVEDIR));
		if (err != -EBUSY || now_ms() >= end)
			break;
		poll(NULL, 0, 1);
	}
	if (err < 0 && err != -ENOENT)
		return err;
	fd_close(&leaf->dir);
	return 0;
}

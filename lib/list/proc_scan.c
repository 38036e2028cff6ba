/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/proc_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/array.h"
#include "base/die.h"
#include "base/fd.h"
#include "proc/proc_walk.h"

enum {
	TRIES = 3,	/* for a process that changes its namespace during the scan */
	SPARE_FDS = 24, /* for all but holding namespaces */
};

int proc_scan_begin(struct proc_scan *walk, int types)
{
	struct rlimit limit;
	char self[16];
	int err;

	*walk = (struct proc_scan){ .types = types };
	walk->proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (walk->proc < 0)
		return -errno;
	if (!fd_on_fs(walk->proc, PROC_SUPER_MAGIC))
		return -FAULT_NOT_PROC;
	err = proc_scan_link(walk, "self", self, sizeof(self));
	if (err > 0)
		walk->self = atoi(self);
	else if (err != -ENOENT)
		return err;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return -errno;
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	walk->most_fds =
		limit.rlim_cur < INT_MAX ? (int)limit.rlim_cur - SPARE_FDS : INT_MAX;
	return 0;
}

int proc_scan_link(const struct proc_scan *walk, const char *path, char *text,
		   size_t size)
{
	ssize_t length = readlinkat(walk->proc, path, text, size);

	if (length < 0)
		return -errno;
	if ((size_t)length == size)
		return -ENAMETOOLONG;
	text[length] = '\0';
	return (int)length;
}

/* When descriptors run out it is known by its number alone from here on. */
static int add_new(struct proc_scan *walk, const char *path, enum ns type, uint32_t inode,
		   size_t *ret_place)
{
	FD_AUTO int fd = openat(walk->proc, path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && fd < walk->most_fds)
		return ns_set_add(&walk->set, type, inode, fd_take(&fd), ret_place);
	if (fd >= 0 || errno == EMFILE || errno == ENFILE) {
		walk->set.unheld++;
		return ns_set_add_closed(&walk->set, type, inode, ret_place);
	}
	return -errno;
}

int proc_scan_namespace(struct proc_scan *walk, const char *path, size_t *ret_place)
{
	enum ns type;
	uint32_t inode;
	char text[64];
	int err = -ESTALE;

	for (int tries = 0; tries < TRIES && err == -ESTALE; tries++) {
		err = proc_scan_link(walk, path, text, sizeof(text));
		if (err == -ENAMETOOLONG)
			return -ENOENT;
		if (err < 0)
			return err;
		if (!ns_set_link(text, &type, &inode) ||
		    !(walk->types & ns_types[type].flag))
			return -ENOENT;
		*ret_place = ns_set_find(&walk->set, type, inode);
		if (*ret_place != NS_SET_NONE)
			return 0;
		err = add_new(walk, path, type, inode, ret_place);
	}
	return err;
}

static void count_in(struct proc_scan *walk, size_t place)
{
	struct ns_set_entry *entry = &walk->set.entry[place];

	if (entry->processes++ == 0)
		entry->first = walk->count;
	entry->held |= 1U << HELD_PROCESS;
}

/*
 * EACCES, but for a process that has ended meanwhile, for which readlink(2) answers the
 * same (proc_ns_readlink() in fs/proc/namespaces.c of the kernel): then ESRCH.
 */
static int refusal(const struct proc_scan *walk, const char *pid)
{
	return faccessat(walk->proc, pid, F_OK, 0) == 0 ? -EACCES : -ESRCH;
}

/* Returns 0 when something can be told about the process. */
static int look_at(struct proc_scan *walk, const char *pid,
		   struct proc_scan_process *process)
{
	char path[64], *name = stpcpy(stpcpy(path, pid), "/ns/");
	int report_status = -ESRCH;

	for (int type = 0; type < NS_COUNT; type++) {
		size_t place;
		int err;

		process->in[type] = NSWALK_NONE;
		if (!(walk->types & ns_types[type].flag))
			continue;
		strcpy(name, ns_types[type].name);
		err = proc_scan_namespace(walk, path, &place);
		if (err == -ENOMEM)
			return err;
		if (err == -EACCES || err == -EPERM)
			return refusal(walk, pid); /* the others would be refused too */
		if (err < 0) {
			/* it has ended; or the kernel has no such type; or */
			ns_set_failed(&walk->set, err);
			continue;
		}
		process->in[type] = (uint32_t)place;
		report_status = 0;
	}
	return report_status;
}

static int add_process(void *context, const char *pid)
{
	struct proc_scan *walk = context;
	struct proc_scan_process *process;
	int err = array_grow(&walk->process, &walk->capacity, walk->count,
			     sizeof(*walk->process));

	if (err < 0)
		return err;
	process = &walk->process[walk->count];
	process->pid = atoi(pid);
	err = look_at(walk, pid, process);
	if (err == -ENOMEM)
		return err;
	walk->total += err == 0 || err == -EACCES;
	walk->unreadable += err == -EACCES;
	if (err < 0)
		return 0;
	for (int type = 0; type < NS_COUNT; type++)
		if (process->in[type] != NSWALK_NONE)
			count_in(walk, process->in[type]);
	walk->count++;
	return 0;
}

int proc_scan_processes(struct proc_scan *walk)
{
	return proc_walk(walk->proc, add_process, walk);
}

static int by_pid(const void *pid, const void *process)
{
	pid_t wanted = *(const pid_t *)pid;
	pid_t found = ((const struct proc_scan_process *)process)->pid;

	return (wanted > found) - (wanted < found);
}

size_t proc_scan_find(const struct proc_scan *walk, pid_t pid)
{
	const struct proc_scan_process *found =
		walk->count ? bsearch(&pid, walk->process, walk->count, sizeof(*found),
				      by_pid)
			    : NULL;

	return found ? (size_t)(found - walk->process) : NS_SET_NONE;
}

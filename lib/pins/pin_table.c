/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/pin_table.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "proc/proc.h"
#include "mount/mounts.h"
#include "ns/ns.h"
#include "run/child.h"
#include "hint/hint.h"

enum column { PATH, TYPE, NS, ID, OWNER, STATE };

static const struct table_column columns[] = {
	[PATH] = { "PATH", "path of the pin", false },
	[TYPE] = { "TYPE", "type of the namespace", false },
	[NS] = { "NS", "inode number of the namespace", true },
	[ID] = { "ID", "64-bit namespace ID, if the kernel has one", true },
	[OWNER] = { "OWNER", "user ID of the owner of its user namespace", true },
	[STATE] = { "STATE",
		    "ok, ended (PID namespace without init), shadowed (covered by "
		    "another mount) or unreachable",
		    false },
	{ 0 },
};

struct list {
	struct table_plan plan;
	struct table *table;
};

/*
 * Whatever hides a pin must not be opened: it may be a device. So what was found is
 * opened, and not the path once more. Returns the descriptor, -FAULT_NOT_PIN when
 * another file was found, or -errno.
 */
static int open_pin(const struct mounts_entry *entry, uint32_t inode)
{
	FD_AUTO int found = open(entry->target, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	char path[64];
	struct stat st;
	int fd;

	if (found < 0)
		return -errno;
	fd = fd_check_fs(found, NSFS_MAGIC);
	if (fd <= 0)
		return fd < 0 ? fd : -FAULT_NOT_PIN;
	if (fstat(found, &st) < 0)
		return -errno;
	if (st.st_ino != inode)
		return -FAULT_NOT_PIN;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", found);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * Creates a process with PID 2 as a child in the PID namespace of the caller's children.
 * Before PID 1 this is EINVAL, and after its end ENOMEM (kernel/pid.c, alloc_pid()): in
 * both cases there is no process. When another process has become PID 1 since, the
 * child may exist, and exits.
 */
static bool refuses_processes(void)
{
	const struct child_clone second = { 0, -1, 2 };
	int pidfd;
	pid_t pid = child_clone(&second, &pidfd);

	if (pid == 0)
		_exit(EXIT_SUCCESS);
	if (pid > 0) {
		fd_close(&pidfd);
		(void)!child_wait(pid);
	}
	return pid == -ENOMEM;
}

/*
 * A PID namespace takes no process any more when its first one has been and is gone.
 * Before Linux 7.3 the link for children is there only when it has been, which saves the
 * attempt. setns(2) changes the namespace of children of the caller, which has no others.
 */
static bool has_ended(int fd)
{
	FD_AUTO int self = proc_self();
	char text[64];

	if (fd_exhausted(self))
		must(self, "use /proc");
	return self >= 0 && ns_type_of(fd) == CLONE_NEWPID &&
	       setns(fd, CLONE_NEWPID) == 0 &&
	       readlinkat(self, "ns/pid_for_children", text, sizeof(text)) > 0 &&
	       ioctl(fd, XNS_NS_GET_PID_FROM_PIDNS, 1) < 0 && errno == ESRCH &&
	       refuses_processes();
}

static const char *state_of(int fd)
{
	if (fd >= 0)
		return has_ended(fd) ? "ended" : "ok";
	return fd == -FAULT_NOT_PIN ? "shadowed" : "unreachable";
}

/* False when the owner is above what the caller may see. */
static bool owner_of(int fd, unsigned *ret_uid)
{
	int type = must(ns_type_of(fd), "find the type of a pinned namespace");
	FD_AUTO int owner = type == CLONE_NEWUSER ? -1 : ns_owner(fd);
	int err = owner;

	if (type == CLONE_NEWUSER || owner >= 0)
		err = ns_owner_uid(type == CLONE_NEWUSER ? fd : owner, ret_uid);
	if (err != -EPERM)
		must(err, "find the owner of a pinned namespace");
	return err >= 0;
}

static const char *cell(const struct mounts_entry *entry, int fd, enum column column,
			char *text, size_t size)
{
	unsigned long long id;
	unsigned uid;

	switch (column) {
	case PATH:
		return entry->target;
	case TYPE:
		snprintf(text, size, "%.*s", (int)strcspn(entry->root, ":"), entry->root);
		return text;
	case NS:
		snprintf(text, size, "%u", num_ns_inode(entry->root, NULL));
		return text;
	case ID:
		id = fd < 0 ? 0 : ns_id(fd);
		if (!id)
			return NULL;
		snprintf(text, size, "%llu", id);
		return text;
	case OWNER:
		if (fd < 0 || !owner_of(fd, &uid))
			return NULL;
		snprintf(text, size, "%u", uid);
		return text;
	case STATE:
		return state_of(fd);
	}
	return NULL;
}

static bool print_one(const struct mounts_entry *entry, void *context)
{
	struct list *list = context;
	FD_AUTO int fd = -1;
	char text[64];
	void *row;

	if (strcmp(entry->type, "nsfs") != 0)
		return false;
	fd = open_pin(entry, num_ns_inode(entry->root, NULL));
	if (fd < 0 && fd != -FAULT_NOT_PIN && fd != -ELOOP && !fd_absent(fd))
		must(fd, "open the pin %s", entry->target); /* says nothing of the pin */
	row = table_row(list->table, NULL);
	for (int i = 0; i < list->plan.count; i++)
		table_cell(list->table, row, i,
			   cell(entry, fd, (enum column)list->plan.chosen[i], text,
				sizeof(text)));
	table_row_done(list->table, row);
	return false;
}

void pin_table_print(const struct opt_table *table)
{
	struct list list = { .plan = { .columns = columns, .title = "pins" } };

	opt_table_plan(table, "PATH,TYPE,NS,ID,OWNER,STATE", false, &list.plan);
	list.table = table_begin(&list.plan);
	must_why(mounts_each(print_one, &list), hint_proc, NULL,
		 "read the list of mounts");
	table_end(list.table);
}

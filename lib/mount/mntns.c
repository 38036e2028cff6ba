/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/mntns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/die.h"
#include "base/fd.h"
#include "base/intmap.h"
#include "base/num.h"
#include "proc/proc_walk.h"

enum { OURS = 0 }; /* the index of the caller's namespace, seen from its root */

struct walk {
	struct mntns_list list;
	pid_t self;
	size_t capacity;     /* of list.ns and whole */
	bool *whole;	     /* by place: its process has the namespace's own root */
	struct intmap place; /* namespace inode -> place in the list */
	struct intmap mount; /* the ID of each mount that was read */
	pid_t *nameless;     /* processes whose namespace link may not be read */
	size_t nameless_count, nameless_capacity;
	int proc;
};

static int add(struct walk *walk, unsigned inode, pid_t pid)
{
	size_t capacity = walk->capacity;

	if (array_grow(&walk->list.ns, &capacity, walk->list.count,
		       sizeof(*walk->list.ns)) < 0 ||
	    array_grow(&walk->whole, &walk->capacity, walk->list.count,
		       sizeof(*walk->whole)) < 0)
		return -ENOMEM;
	walk->whole[walk->list.count] = false;
	walk->list.ns[walk->list.count++] = (struct mntns){ .inode = inode, .pid = pid };
	return 0;
}

/* The link's text in text; its length or -errno. */
static ssize_t read_link(const struct walk *walk, pid_t pid, const char *link, char *text,
			 size_t size)
{
	char path[64];
	ssize_t length;

	snprintf(path, sizeof(path), "%d/%s", (int)pid, link);
	length = readlinkat(walk->proc, path, text, size - 1);
	if (length < 0)
		return -errno;
	text[length] = '\0';
	return length;
}

/* A process in a chroot shows only what is below its root. */
static bool has_whole_root(const struct walk *walk, pid_t pid)
{
	char root[8];

	return read_link(walk, pid, "root", root, sizeof(root)) == 1;
}

static int note_nameless(struct walk *walk, pid_t pid)
{
	if (array_grow(&walk->nameless, &walk->nameless_capacity, walk->nameless_count,
		       sizeof(*walk->nameless)) < 0)
		return -ENOMEM;
	walk->nameless[walk->nameless_count++] = pid;
	return 0;
}

static int note_process(void *context, const char *name)
{
	struct walk *walk = context;
	pid_t pid = atoi(name);
	char text[64];
	unsigned inode;
	size_t *place;
	ssize_t err = read_link(walk, pid, "ns/mnt", text, sizeof(text));

	if (err == -EACCES || err == -EPERM)
		return note_nameless(walk, pid);
	if (err < 0)
		return fd_absent((int)err) ? 0 : (int)err; /* it has ended */
	inode = num_ns_inode(text, "mnt");
	if (!inode)
		return 0;
	place = intmap_put(&walk->place, (int)inode);
	if (!place)
		return -ENOMEM;
	if (*place == INTMAP_NONE) {
		*place = walk->list.count;
		err = add(walk, inode, pid);
		if (err < 0)
			return (int)err;
	}
	if (*place == OURS) {
		/* This process has terminated when the reader uses the number. */
		if (walk->list.ns[OURS].pid == walk->self)
			walk->list.ns[OURS].pid = pid;
	} else if (!walk->whole[*place] && has_whole_root(walk, pid)) {
		walk->list.ns[*place].pid = pid;
		walk->whole[*place] = true;
	}
	return 0;
}

/* Of a process that has terminated, EINVAL too, or may not be read. */
static bool is_its_failure(int err)
{
	return err == -EINVAL || fd_absent(err);
}

/* If the process has terminated, its namespace is not found. */
static int load(struct walk *walk, struct mntns *ns)
{
	char path[32];
	FD_AUTO int dir = -1;
	int err;

	snprintf(path, sizeof(path), "%d",
		 (int)(ns == &walk->list.ns[OURS] ? walk->self : ns->pid));
	dir = openat(walk->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	err = dir < 0 ? -errno : mounts_load(dir, &ns->mounts);
	if (err < 0 && !is_its_failure(err))
		return err;
	for (size_t i = 0; i < ns->mounts.count; i++) {
		size_t *seen = intmap_put(&walk->mount, ns->mounts.entry[i].id);

		if (!seen)
			return -ENOMEM;
		*seen = i;
	}
	return 0;
}

/*
 * A mount belongs to one namespace: has the first one that the process sees been read?
 * Returns 1, also where there is nothing to see; 0 or -errno.
 */
static int is_known(const struct walk *walk, pid_t pid)
{
	char path[64], text[32];
	FD_AUTO int fd = -1;
	ssize_t length;

	snprintf(path, sizeof(path), "%d/mountinfo", (int)pid);
	fd = openat(walk->proc, path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (length < 0)
		return is_its_failure(-errno) ? 1 : -errno;
	text[length] = '\0';
	return !length ||
	       (strchr(text, ' ') && intmap_get(&walk->mount, atoi(text)) != INTMAP_NONE);
}

static int load_all(struct walk *walk)
{
	int err = 0;

	for (size_t i = 0; i < walk->list.count && err == 0; i++)
		err = load(walk, &walk->list.ns[i]);
	for (size_t i = 0; i < walk->nameless_count && err == 0; i++) {
		err = is_known(walk, walk->nameless[i]);
		if (err > 0) {
			err = 0;
			continue;
		}
		if (err == 0)
			err = add(walk, 0, walk->nameless[i]);
		if (err == 0)
			err = load(walk, &walk->list.ns[walk->list.count - 1]);
	}
	return err;
}

int mntns_visible(struct mntns_list *ret_list)
{
	FD_AUTO int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct walk walk = { .proc = proc };
	char self[32] = "";
	int err;

	if (proc < 0)
		return -errno;
	if (!fd_on_fs(proc, PROC_SUPER_MAGIC))
		return -FAULT_NOT_PROC;
	/* Not getpid(): /proc may be that of another PID namespace. */
	if (readlinkat(proc, "self", self, sizeof(self) - 1) < 0)
		return -errno;
	walk.self = atoi(self);
	err = note_process(&walk, self);
	if (err == 0)
		err = proc_walk(walk.proc, note_process, &walk);
	if (err == 0)
		err = load_all(&walk);
	if (err == 0)
		*ret_list = walk.list;
	return err;
}

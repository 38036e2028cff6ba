/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/ns_set.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"

const char *const ns_set_holder_names[HELD_COUNT] = {
	[HELD_PROCESS] = "process",
	[HELD_THREAD] = "thread",
	[HELD_FOR_CHILDREN] = "for_children",
	[HELD_FD] = "fd",
	[HELD_SOCKET] = "socket",
	[HELD_PIN] = "pin",
	[HELD_CHILD] = "child",
	[HELD_OWNED] = "owned",
};

bool ns_set_link(const char *text, enum ns *ret_type, uint32_t *ret_inode)
{
	for (int type = 0; type < NS_COUNT; type++) {
		*ret_inode = num_ns_inode(text, ns_types[type].name);
		*ret_type = (enum ns)type;
		if (*ret_inode)
			return true;
	}
	return false;
}

size_t ns_set_find(const struct ns_set *set, enum ns type, uint32_t inode)
{
	return intmap_get(&set->place[type], (int)inode);
}

int ns_set_add_closed(struct ns_set *set, enum ns type, uint32_t inode, size_t *ret_place)
{
	size_t *place = intmap_put(&set->place[type], (int)inode);

	if (!place ||
	    array_grow(&set->entry, &set->capacity, set->count, sizeof(*set->entry)) < 0)
		return -ENOMEM;
	if (*place == INTMAP_NONE) {
		*place = set->count;
		set->entry[set->count++] = (struct ns_set_entry){
			.type = type,
			.inode = inode,
			.fd = -1,
			.owner = NS_SET_NONE,
			.parent = NS_SET_NONE,
			.first = NS_SET_NONE,
		};
	}
	*ret_place = *place;
	return 0;
}

void ns_set_failed(struct ns_set *set, int err)
{
	if (err == -ENOENT || err == -ESRCH)
		return;
	if (set->failed++ == 0)
		set->failure = err;
}

/* One fstatfs(2) for all: they lie on one file system, which has one device number. */
static int check_device(struct ns_set *set, int fd, dev_t device)
{
	int err = set->device ? 0 : fd_check_fs(fd, NSFS_MAGIC);

	if (err < 0)
		return err;
	if (err > 0)
		set->device = device;
	return set->device == device ? 0 : -FAULT_NOT_NS;
}

/*
 * The number of an open namespace is not reused; a new one may be of another type.
 * Returns 0, -ESTALE for another type, or -errno.
 */
static int check_type(const struct ns_set *set, enum ns type, int fd,
		      const struct stat *st)
{
	size_t place = ns_set_find(set, type, (uint32_t)st->st_ino);
	int flag;

	if (place != NS_SET_NONE && set->entry[place].fd >= 0)
		return 0;
	flag = ioctl(fd, XNS_NS_GET_NSTYPE);
	if (flag < 0)
		return -errno;
	return flag == ns_types[type].flag ? 0 : -ESTALE;
}

int ns_set_add(struct ns_set *set, enum ns type, uint32_t inode, int fd,
	       size_t *ret_place)
{
	FD_AUTO int own = fd;
	struct stat st;
	int err;

	if (fstat(own, &st) < 0)
		return -errno;
	err = check_device(set, own, st.st_dev);
	if (err == 0 && inode && st.st_ino != inode)
		err = -ESTALE;
	if (err == 0)
		err = check_type(set, type, own, &st);
	if (err == 0)
		err = ns_set_add_closed(set, type, (uint32_t)st.st_ino, ret_place);
	if (err == 0 && set->entry[*ret_place].fd < 0)
		set->entry[*ret_place].fd = fd_take(&own);
	return err;
}

int ns_set_add_listed(struct ns_set *set, enum ns type, uint64_t id, int fd, bool hold)
{
	FD_AUTO int own = fd;
	struct stat st;
	size_t place;
	int err;

	if (fstat(own, &st) < 0)
		return -errno;
	err = check_device(set, own, st.st_dev);
	if (err == 0)
		err = ns_set_add_closed(set, type, (uint32_t)st.st_ino, &place);
	if (err < 0)
		return err;
	set->entry[place].id = id;
	if (hold && set->entry[place].fd < 0)
		set->entry[place].fd = fd_take(&own);
	return 0;
}

/* The place of the namespace that the ioctl gives, or NS_SET_NONE. */
static int relative(struct ns_set *set, int nsfd, unsigned long request, enum ns type,
		    size_t *ret_place)
{
	int fd = ioctl(nsfd, request), err;

	*ret_place = NS_SET_NONE;
	if (fd < 0) {
		if (fd_exhausted(-errno))
			set->unheld++;
		else if (errno != EPERM) /* above what the caller may see */
			ns_set_failed(set, -errno);
		return 0;
	}
	err = ns_set_add(set, type, 0, fd, ret_place);
	if (err < 0)
		ns_set_failed(set, err);
	return err == -ENOMEM ? err : 0;
}

int ns_set_relate(struct ns_set *set)
{
	int err = 0;

	/* The array grows while it is iterated, until all that was added is known. */
	for (; set->related < set->count && err == 0; set->related++) {
		const struct ns_set_entry entry = set->entry[set->related];
		size_t owner = NS_SET_NONE, parent = NS_SET_NONE;

		if (entry.fd < 0)
			continue;
		err = relative(set, entry.fd, XNS_NS_GET_USERNS, NS_USER, &owner);
		if (entry.type == NS_USER)
			parent = owner;
		else if (entry.type == NS_PID && err == 0)
			err = relative(set, entry.fd, XNS_NS_GET_PARENT, NS_PID, &parent);
		set->entry[set->related].owner = owner;
		set->entry[set->related].parent = parent;
	}
	for (size_t i = 0; i < set->count && err == 0; i++) {
		const struct ns_set_entry *entry = &set->entry[i];

		if (entry->parent != NS_SET_NONE)
			set->entry[entry->parent].held |= 1U << HELD_CHILD;
		if (entry->owner != NS_SET_NONE && entry->type != NS_USER)
			set->entry[entry->owner].held |= 1U << HELD_OWNED;
	}
	return err;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/prop.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "base/die.h"
#include "base/sys.h"

enum { MOVE_MOUNT_SET_GROUP_ = 0x100 }; /* linux/mount.h, Linux 5.15 */

/* The mount(2) flags to apply one after the other; 0 ends the list early. */
static const struct {
	const char *name;
	unsigned long first, then;
} types[PROP_COUNT] = {
	[PROP_PRIVATE] = { "private", MS_PRIVATE, 0 },
	[PROP_SHARED] = { "shared", MS_SHARED, 0 },
	[PROP_SLAVE] = { "slave", MS_SLAVE, 0 },
	[PROP_SHARED_SLAVE] = { "shared+slave", MS_SLAVE, MS_SHARED },
	[PROP_UNBINDABLE] = { "unbindable", MS_UNBINDABLE, 0 },
	[PROP_UNCHANGED] = { "unchanged", 0, 0 },
};

static int find_type(const char *name)
{
	for (int type = 0; type < PROP_COUNT; type++)
		if (strcmp(name, types[type].name) == 0)
			return type;
	return -FAULT_NO_NAME;
}

int prop_parse(const char *name, bool *ret_recursive)
{
	int type = find_type(name);

	if (type >= 0 || name[0] != 'r')
		return type;
	type = find_type(name + 1);
	if (type == PROP_UNCHANGED)
		return -FAULT_NO_NAME;
	if (type >= 0)
		*ret_recursive = true;
	return type;
}

const char *prop_text(enum prop type)
{
	return types[type].name;
}

enum prop prop_from(bool shared, bool slave, bool unbindable)
{
	if (unbindable)
		return PROP_UNBINDABLE;
	if (shared)
		return slave ? PROP_SHARED_SLAVE : PROP_SHARED;
	return slave ? PROP_SLAVE : PROP_PRIVATE;
}

int prop_set(const char *path, enum prop type, bool recursive)
{
	unsigned long whole = recursive ? MS_REC : 0;

	if (types[type].first &&
	    mount(NULL, path, NULL, types[type].first | whole, NULL) < 0)
		return -errno;
	if (types[type].then &&
	    mount(NULL, path, NULL, types[type].then | whole, NULL) < 0)
		return -errno;
	return 0;
}

static int set_one(int fd, unsigned long flag, bool recursive)
{
	const struct xns_mount_attr attr = { .propagation = flag };
	unsigned whole = recursive ? XNS_AT_RECURSIVE : 0;
	char path[64];

	if (xns_mount_setattr(fd, "", XNS_AT_EMPTY_PATH | whole, &attr) == 0)
		return 0;
	/* Before Linux 5.12, and below seccomp filters that do not know it. */
	if (!call_unavailable(errno))
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (mount(NULL, path, NULL, flag | (recursive ? MS_REC : 0), NULL) < 0)
		return -errno;
	return 0;
}

int prop_set_fd(int fd, enum prop type, bool recursive)
{
	int err = 0;

	if (types[type].first)
		err = set_one(fd, types[type].first, recursive);
	if (err == 0 && types[type].then)
		err = set_one(fd, types[type].then, recursive);
	return err;
}

int prop_join(int fd, int peer)
{
	unsigned flags = XNS_MOVE_MOUNT_F_EMPTY_PATH | XNS_MOVE_MOUNT_T_EMPTY_PATH;

	return xns_move_mount(peer, "", fd, "", flags | MOVE_MOUNT_SET_GROUP_) < 0
		       ? -errno
		       : 0;
}

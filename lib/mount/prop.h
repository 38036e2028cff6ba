/* SPDX-License-Identifier: MIT */
/*
 * A propagation type: where mount events go and come from. Source: mount_namespaces(7)
 * and Documentation/filesystems/sharedsubtree.rst.
 */
#ifndef XNS_MOUNT_PROP_H
#define XNS_MOUNT_PROP_H

#include <stdbool.h>

enum prop {
	PROP_PRIVATE,
	PROP_SHARED,
	PROP_SLAVE,
	PROP_SHARED_SLAVE, /* a slave that is shared among peers of its own */
	PROP_UNBINDABLE,
	PROP_UNCHANGED,
	PROP_COUNT
};

/*
 * The type of that name, or -FAULT_NO_NAME: "private", "shared", "slave", "shared+slave",
 * "unbindable" or "unchanged". An "r" before the name, as mount(8) and mount options have
 * it ("rshared"), means the whole subtree and sets *ret_recursive; otherwise that is left
 * as it is.
 */
int prop_parse(const char *name, bool *ret_recursive) __attribute__((warn_unused_result));

/* The name of a type. */
const char *prop_text(enum prop type);

/* The type of a mount that has, or has not, these three properties. */
enum prop prop_from(bool shared, bool slave, bool unbindable);

/*
 * Gives the mount at path the type, its whole subtree with recursive. The kernel takes
 * one type in a call: PROP_SHARED_SLAVE is slave, then shared. PROP_UNCHANGED does
 * nothing. Returns 0 or -errno: -EINVAL where path is not a mount point.
 */
int prop_set(const char *path, enum prop type, bool recursive)
	__attribute__((warn_unused_result));

/*
 * The same for the mount whose root the descriptor refers to (O_PATH will do), attached
 * or not. With Linux 5.12 a subtree is changed whole or not at all; before, it goes by
 * the descriptor's name in /proc.
 */
int prop_set_fd(int fd, enum prop type, bool recursive);

/*
 * Makes the private mount a member of the peer group of another mount of the same file
 * system, and a slave of its master if it has one (Linux 5.15). Both are descriptors of
 * the roots of mounts. Returns 0 or -errno: -EINVAL where the two do not fit, and on
 * older kernels; -ENOSYS before Linux 5.2.
 */
int prop_join(int fd, int peer) __attribute__((warn_unused_result));

#endif

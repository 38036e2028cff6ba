/* SPDX-License-Identifier: MIT */
/* A new /dev: the devices that every program may expect, and nothing else of the host. */
#ifndef XNS_CREATE_DEVICES_H
#define XNS_CREATE_DEVICES_H

enum { DEVICES_COUNT = 6 };

struct devices {
	int node[DEVICES_COUNT]; /* null, zero, full, random, urandom, tty; O_PATH */
};

/*
 * Opens the devices in /dev of the caller's mount namespace. Returns 0, -errno, or
 * -ENODEV if one is not the device of that name; then *ret_name is its path.
 */
int devices_open(struct devices *devices, const char **ret_name)
	__attribute__((warn_unused_result));

/*
 * Mounts on dir a new tmpfs with the devices (bind-mounted), pts and shm (new devpts and
 * tmpfs), and the links ptmx, fd, stdin, stdout and stderr. Closes the devices. Returns 0
 * or -errno: EOVERFLOW where the caller's IDs are not mapped.
 */
int devices_mount(struct devices *devices, const char *dir)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Pins that another mount hides: "ip netns add" for example bind-mounts /run/netns with
 * all that is mounted there on itself, and so there are two pins, one above the other.
 */
#ifndef XNS_PINS_PIN_HIDDEN_H
#define XNS_PINS_PIN_HIDDEN_H

#include <stdbool.h>

#include "mount/mount_index.h"

/*
 * Unmounts the pins that have the path of name in the directory dir too, and are hidden
 * by another mount of the same file system. Returns how many there were; or -errno, when
 * one stays, or it cannot be told whether there are any.
 */
int pin_unmount_hidden(int dir, const char *name, struct mount_index *mounts)
	__attribute__((warn_unused_result));

/*
 * Whether the list of mounts has a pin at this path, by which it cannot be reached. dir
 * and name are those of the path file, as pin_open_dir() returns them; a negative dir is
 * none.
 */
bool pin_is_hidden(int dir, const char *name, const char *file);

#endif

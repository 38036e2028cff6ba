/* SPDX-License-Identifier: MIT */
/*
 * Pins that another mount hides: "ip netns add" for example bind-mounts /run/netns with
 * all that is mounted there on itself, and so there are two pins, one above the other.
 */
#ifndef XNS_PINS_PIN_HIDDEN_H
#define XNS_PINS_PIN_HIDDEN_H

#include <stdbool.h>

/*
 * Removes the file name in the directory dir. Pins on it that are hidden by another mount
 * of the same file system are unmounted first. Returns 0; -EBUSY when a mount remains on
 * the file; or -errno.
 */
int pin_unlink(int dir, const char *name);

/*
 * Whether the list of mounts has a pin at this path, by which it cannot be reached. dir
 * and name are those of the path file, as pin_open_dir() returns them; a negative dir is
 * none.
 */
bool pin_is_hidden(int dir, const char *name, const char *file);

#endif

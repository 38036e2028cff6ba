/* SPDX-License-Identifier: MIT */
/* Removes pins, also those that lie over one another. */
#ifndef XNS_NS_PIN_UNMOUNT_H
#define XNS_NS_PIN_UNMOUNT_H

#include "mount/mount_index.h"

/*
 * Unmounts the pins that lie at name in the directory dir, over one another as they may,
 * also while a descriptor is open on one. A symbolic link is not followed, and what is
 * unmounted is the mount that was looked at. Returns 0;
 * -FAULT_NOT_PIN; -EBUSY when there is another mount below them, and nothing was done;
 * or -errno. mounts: the same for all pins.
 */
int pin_unmount(int dir, const char *name, struct mount_index *mounts)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Mount namespaces that no process is in, and that a pin keeps.
 */
#ifndef XNS_PINS_MNTNS_PINNED_H
#define XNS_PINS_MNTNS_PINNED_H

#include "mount/mntns.h"

/*
 * Adds to the list, which mntns_visible() has made, the mount namespaces whose pins are
 * in one of its members, those added here included. Their pid is 0. Those that the caller
 * may not enter are left out. Returns 0 or -errno.
 */
int mntns_pinned_add(struct mntns_list *list) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A pin: a namespace mounted on a file, which keeps it alive without a process. Made
 * whole or not at all; a file that was made for it goes with it.
 */
#ifndef XNS_PIN_H
#define XNS_PIN_H

#include <stdbool.h>

#include "ns.h"

struct pin {
	enum ns type;
	const char *file;
	int target; /* the file, O_PATH, or -1 */
	bool created, mounted;
};

enum pin_how {
	PIN_EXISTING, /* the file must be there; symbolic links are resolved, once */
	PIN_CREATE,   /* it is made, mode 0444, when absent; a symbolic link is refused */
};

/*
 * Gets the file ready. Returns 0, -ELOOP for a link, -EISDIR, -FAULT_IS_PIN when a
 * namespace is pinned there already, -FAULT_SHARED for a mount namespace on a shared
 * mount, or -errno.
 */
int pin_prepare(struct pin *pin, enum pin_how how);

/*
 * Mounts the namespace nsfd there. Returns 0, -FAULT_IS_PIN when one lies there by now,
 * or -errno; see ns_pin().
 */
int pin_mount(struct pin *pin, int nsfd);

/* Takes back what the two above have done. */
void pin_undo(struct pin *pin);

/*
 * Unmounts the pins that lie at the file, over one another as they may, also while a
 * descriptor is open on one. Returns 0; -FAULT_NOT_PIN; -EBUSY when there is another
 * mount below them, and nothing was done; or -errno.
 */
int pin_unmount(const char *file);

/* True when a namespace lies at the file. */
bool pin_is(const char *file);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A pin: a namespace mounted on a file, which keeps it alive without a process. Made
 * whole or not at all; a file that was made for it goes with it.
 */
#ifndef XNS_NS_PIN_H
#define XNS_NS_PIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "ns/ns.h"

struct pin {
	enum ns type;
	const char *file;
	const char *name;	  /* the last component of file, no symbolic link */
	int dir;		  /* the directory that name is in, O_PATH, or -1 */
	int target;		  /* the file, or -1 */
	dev_t device;		  /* of the namespace, once it is mounted */
	unsigned long long inode; /* the same */
	bool created, mounted;
	const char *made_dir;	/* the directory of ip-netns(8), if it was created */
	const char *made_mount; /* the same, if it was mounted on itself */
};

#define PIN_OF(t, f)                                                                     \
	{                                                                                \
		.type = (t), .file = (f), .dir = -1, .target = -1                        \
	}

enum pin_how {
	PIN_EXISTING, /* the file must be there; symbolic links are resolved, once */
	PIN_CREATE,   /* it is made, mode 0444, when absent; a symbolic link is refused */
};

/*
 * Gets the file ready. With PIN_CREATE, the directory of ip-netns(8) is created too, mode
 * 0755, when it is missing. Returns 0, -ELOOP for a link, -EISDIR, -FAULT_IS_PIN when a
 * namespace is pinned there already, -FAULT_SHARED for a mount namespace on a shared
 * mount, -FAULT_REPLACED when a symbolic link was changed, or -errno.
 */
int pin_prepare(struct pin *pin, enum pin_how how) __attribute__((warn_unused_result));

/*
 * Mounts the namespace nsfd there. In the directory of ip-netns(8), makes the mount that
 * this program makes there, see ns/netns_dir.h, except for a mount namespace, which a
 * shared mount cannot take. Returns 0, -FAULT_IS_PIN when a namespace has been
 * pinned there since, -FAULT_REPLACED when another file is found there, or -errno; see
 * ns_pin().
 */
int pin_mount(struct pin *pin, int nsfd) __attribute__((warn_unused_result));

/*
 * Takes back what the two above have done, and nothing that others have done since. Needs
 * no free descriptor. Returns 0 or -errno, when the pin or the file stays.
 */
int pin_undo(struct pin *pin) __attribute__((warn_unused_result));

/*
 * Opens the directory that the file is in, O_PATH. Symbolic links on the way to it are
 * resolved, once: what acts on *ret_name, the last component, relative to the descriptor
 * acts in the same directory each time. *ret_name is part of file. Returns the
 * descriptor, -EISDIR when file ends with a slash, or -errno.
 */
int pin_open_dir(const char *file, const char **ret_name)
	__attribute__((warn_unused_result));

/*
 * Returns 1 when a namespace lies at name in the directory dir, 0 when none does, or
 * -errno when that cannot be told. No file at the name is 0.
 */
int pin_is(int dir, const char *name) __attribute__((warn_unused_result));

#endif

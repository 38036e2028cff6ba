/* SPDX-License-Identifier: MIT */
/*
 * Options that give a mount namespace a root of its own, and the file systems in it, with
 * the steps that make it so.
 */
#ifndef XNS_CREATE_OPT_ROOT_H
#define XNS_CREATE_OPT_ROOT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/step.h"
#include "mount/prop.h"
#include "cli/opt.h"
#include "create/devices.h"

struct opt_root {
	const char *dir;       /* the new root, or NULL */
	const char *sys, *dev; /* where to mount sysfs and devices, or NULL */
	bool read_only;
	/*
	 * The mount namespace is created together with its root, not before: where
	 * nothing else needs it. Linux 7.0 then copies no mounts of the caller.
	 */
	bool creates;

	struct stat file; /* the new root, as opt_root_check() has found it */
	int fd;		  /* opened again in the new mount namespace */
	int ns;		  /* the mount namespace, until it is entered, or -1 */
	int copy, old;	  /* the mount that becomes the root, and the old root, or -1 */
	struct devices devices;
};

extern const struct opt_set opt_root_options;

/* True when an option was given that needs a mount namespace of its own. */
bool opt_root_given(const struct opt_root *root);

/* Ends the program if the new root is missing. Changes nothing. */
void opt_root_check(struct opt_root *root);

/*
 * In the new mount namespace: opens the new root, and the devices, while their paths are
 * those of the caller. Leaves a chroot for a new root. With root->creates, creates the
 * mount namespace, and if it is a copy gives its mounts the propagation type.
 */
void opt_root_open(struct opt_root *root, enum prop type, const struct steps *steps);

/* The step that makes the directory the root. The old one is mounted until the end. */
void opt_root_switch(struct opt_root *root, struct steps *steps);

/* The steps that mount sysfs and devices. */
void opt_root_mount(struct opt_root *root, struct steps *steps);

/* The step that unmounts the old root. */
void opt_root_finish(struct opt_root *root, struct steps *steps);

/*
 * In a process that waits for the command in the same mount namespace: leaves the old
 * root, in which a process inside could otherwise find its working directory by /proc.
 */
void opt_root_follow(const struct opt_root *root);

#endif

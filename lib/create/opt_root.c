/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_root.h"

#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "mount/newmount.h"
#include "hint/hint.h"
#include "create/new_root.h"

enum { NEW_ROOT = OPT_LONG, READ_ONLY, MOUNT_SYS, MOUNT_DEV };

static const struct opt_row rows[] = {
	{ NEW_ROOT, "new-root", "DIR", "make DIR the root of the new mount namespace" },
	{ READ_ONLY, "read-only", NULL, "make the new root read-only" },
	{ MOUNT_SYS, "mount-sys", "[DIR]", "mount a new sysfs file system (/sys)" },
	{ MOUNT_DEV, "mount-dev", "[DIR]", "mount a new set of basic devices (/dev)" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_root *root = part;

	switch (id) {
	case NEW_ROOT:
		root->dir = argument;
		break;
	case READ_ONLY:
		root->read_only = true;
		break;
	case MOUNT_SYS:
		root->sys = argument ? argument : "/sys";
		break;
	case MOUNT_DEV:
		root->dev = argument ? argument : "/dev";
		break;
	}
}

const struct opt_set opt_root_options = { "Root file system", rows, store };

bool opt_root_given(const struct opt_root *root)
{
	return root->dir || root->sys || root->dev;
}

#define MAKE_ROOT "make %s the root of %s mount namespace%s"

static const char *article(const struct opt_root *root)
{
	return root->creates ? "a new" : "the";
}

static const char *read_only_text(const struct opt_root *root)
{
	return root->read_only ? ", read-only" : "";
}

void opt_root_check(struct opt_root *root)
{
	FD_AUTO int fd = -1;

	if (root->dir)
		fd = must(new_root_look(root->dir, &root->file), MAKE_ROOT, root->dir,
			  article(root), read_only_text(root));
}

static void open_root(struct opt_root *root)
{
	root->fd = must(new_root_open(root->dir, &root->file), MAKE_ROOT, root->dir,
			article(root), read_only_text(root));
}

/* Returns false where only a copy of the caller's mount namespace can be had. */
static bool create_with_root(struct opt_root *root)
{
	root->ns = new_root_namespace(root->fd);
	if (root->ns < 0 && !new_root_unavailable(root->ns))
		must(root->ns, MAKE_ROOT, root->dir, article(root), read_only_text(root));
	fd_close(&root->fd);
	return root->ns >= 0;
}

static void create_copy(struct opt_root *root)
{
	const int flags = CLONE_NEWNS;

	must_why(step_result(unshare(flags)), hint_unshare, &flags,
		 "create a new mnt namespace");
	open_root(root);
}

void opt_root_open(struct opt_root *root, enum prop type, const struct steps *steps)
{
	const char *device = "";

	root->ns = root->copy = root->old = -1;
	if (steps->dry)
		return;
	if (root->dev)
		must(devices_open(&root->devices, &device), "use the device %s", device);
	if (!root->dir)
		return;
	open_root(root);
	if (root->creates) {
		if (create_with_root(root))
			return;
		create_copy(root);
	}
	must_why(new_root_leave_chroot(), hint_chroot, NULL,
		 "change to the root directory of the mount namespace");
	if (root->creates)
		must_why(prop_set("/", type, true), hint_propagation, NULL,
			 "make all mounts %s", prop_text(type));
}

static int make_root(struct opt_root *root)
{
	int err;

	if (root->ns >= 0) {
		err = new_root_enter(root->ns, root->read_only);
		fd_close(&root->ns);
		return err;
	}
	root->copy = new_root_copy(root->fd, root->read_only);
	fd_close(&root->fd);
	if (root->copy < 0)
		return root->copy;
	root->old = new_root_use(root->copy);
	return root->old;
}

void opt_root_switch(struct opt_root *root, struct steps *steps)
{
	if (root->dir)
		STEP_WHY(steps, make_root(root), hint_inside, NULL, MAKE_ROOT, root->dir,
			 article(root), read_only_text(root));
}

static int mount_sys(const char *dir)
{
	const struct newmount sys = { "sysfs", NULL,
				      MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC };
	FD_AUTO int mount = newmount_at(AT_FDCWD, dir, &sys);

	return mount < 0 ? mount : 0;
}

void opt_root_mount(struct opt_root *root, struct steps *steps)
{
	if (root->sys)
		STEP_WHY(steps, mount_sys(root->sys), hint_mount_sys, NULL,
			 "mount a new sysfs on %s", root->sys);
	if (root->dev)
		STEP_WHY(steps, devices_mount(&root->devices, root->dev), hint_mount_dev,
			 NULL, "mount new devices on %s", root->dev);
}

/* In a dry run it is not known whether there will be an old root. */
void opt_root_finish(struct opt_root *root, struct steps *steps)
{
	if (!root->dir || (steps->dry ? root->creates : root->copy < 0))
		return;
	STEP_WHY(steps, new_root_finish(root->copy, root->old), hint_inside, NULL,
		 "unmount the old root directory");
	if (steps->dry)
		return;
	fd_close(&root->copy);
	fd_close(&root->old);
}

/* Before the end this is the old root, which pivot_root(2) replaces here too. */
void opt_root_follow(const struct opt_root *root)
{
	if (root->dir)
		(void)!chdir("/");
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/cwd.h"
#include "mount/newmount.h"
#include "hint/hint.h"

#define BINFMT_DIR "/proc/sys/fs/binfmt_misc"

enum { PROPAGATION = OPT_LONG, MOUNT_PROC, MOUNT_BINFMT };

static const struct opt_row rows[] = {
	{ PROPAGATION, "propagation", "TYPE",
	  "private, shared, slave, shared+slave, unchanged" },
	{ MOUNT_PROC, "mount-proc", "[DIR]", "mount a new proc file system (/proc)" },
	{ MOUNT_BINFMT, "mount-binfmt", "[DIR]", "mount a new binfmt_misc file system" },
	{ 'l', "load-interp", "STRING", "register an interpreter (with --mount-binfmt)" },
	{ 'R', "root", "DIR", "change the root directory to DIR" },
	{ 'w', "wd", "DIR", "change the working directory to DIR" },
	{ 0 },
};

static void store_propagation(struct opt_mount *mount, const char *argument)
{
	bool recursive; /* always is: mounts of a new namespace change together */
	int type = prop_parse(argument, &recursive);

	/*
	 * A new mount namespace loses it again (Linux 6.18), and -R could not be bound.
	 */
	if (type == PROP_UNBINDABLE || type < 0)
		usage_error("--propagation: invalid type \"%.99s\" (expected private, "
			    "shared, slave, shared+slave or unchanged)",
			    argument);
	mount->propagation = (enum prop)type;
	mount->propagation_given = true;
}

static void store(void *part, int id, const char *argument)
{
	struct opt_mount *mount = part;

	switch (id) {
	case PROPAGATION:
		store_propagation(mount, argument);
		break;
	case MOUNT_PROC:
		mount->proc = argument ? argument : "/proc";
		break;
	case MOUNT_BINFMT:
		mount->binfmt = argument ? argument : BINFMT_DIR;
		break;
	case 'l':
		mount->interpreter = argument;
		if (!mount->binfmt)
			mount->binfmt = BINFMT_DIR;
		break;
	case 'R':
		mount->root = argument;
		break;
	case 'w':
		mount->wd = argument;
		break;
	}
}

const struct opt_set opt_mount_options = { "File system", rows, store };

bool opt_mount_given(const struct opt_mount *mount)
{
	return mount->proc || mount->binfmt || opt_root_given(&mount->tree);
}

bool opt_mount_new_root(const struct opt_mount *mount)
{
	return mount->root || mount->tree.dir;
}

/* The sentence is that of the step which would fail later. */
static void check_directory(const char *path, const char *step)
{
	FD_AUTO int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	must(step_result(fd), "%s %s", step, path);
}

void opt_mount_check(struct opt_mount *mount)
{
	bool same_root = !mount->root && !mount->tree.dir;

	if (mount->tree.dir && mount->propagation == PROP_UNCHANGED)
		usage_error(
			"--propagation=unchanged cannot be combined with --new-root: "
			"unmounting the old root would reach the peers of its mounts");
	if (mount->root)
		check_directory(mount->root, "change the root directory to");
	opt_root_check(&mount->tree);
	if (mount->wd && same_root)
		check_directory(mount->wd, "change the working directory to");
	if (mount->proc && same_root)
		check_directory(mount->proc, "mount a new proc on");
	if (mount->tree.sys && same_root)
		check_directory(mount->tree.sys, "mount a new sysfs on");
	if (mount->tree.dev && same_root)
		check_directory(mount->tree.dev, "mount new devices on");
}

static void propagate(enum prop type, struct steps *steps)
{
	if (type != PROP_UNCHANGED)
		STEP_WHY(steps, prop_set("/", type, true), hint_propagation, NULL,
			 "make all mounts %s", prop_text(type));
}

/* Before a root can be replaced, none of the mounts may be shared. */
static enum prop without_shared(enum prop type)
{
	return type == PROP_SHARED	   ? PROP_PRIVATE
	       : type == PROP_SHARED_SLAVE ? PROP_SLAVE
					   : type;
}

void opt_mount_propagate(struct opt_mount *mount, struct steps *steps)
{
	enum prop type = mount->propagation;

	if (mount->tree.dir)
		type = without_shared(type);
	opt_root_open(&mount->tree, type, steps);
	if (!mount->tree.creates)
		propagate(type, steps);
}

/* In the new root; for pivot_root(2) it may not be shared. */
static void finish_new_root(struct opt_mount *mount, struct steps *steps)
{
	enum prop before = without_shared(mount->propagation);

	opt_root_finish(&mount->tree, steps);
	if (mount->tree.creates)
		propagate(before, steps);
	if (mount->tree.dir && before != mount->propagation)
		propagate(PROP_SHARED, steps);
}

/*
 * With the flag F the kernel opens the interpreter when it is registered, not when it
 * runs.
 */
static bool opened_at_once(const char *interpreter)
{
	const char *flags = strrchr(interpreter, ':');

	return flags && strchr(flags, 'F');
}

/* mount: the new binfmt_misc, not a path, which may lead to another one */
static int register_interpreter(int mount, const char *interpreter)
{
	FD_AUTO int fd = openat(mount, "register", O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (!fd_on_fs(fd, BINFMTFS_MAGIC))
		return -ENODEV;
	return write(fd, interpreter, strlen(interpreter)) < 0 ? -errno : 0;
}

/* Registers the interpreter too, unless it is NULL. */
static void mount_binfmt(const char *dir, const char *interpreter, struct steps *steps)
{
	int mount = STEP_WHY(steps, newmount_create("binfmt_misc", dir), hint_inside,
			     NULL, "mount a new binfmt_misc on %s", dir);

	if (interpreter)
		STEP_WHY(steps, register_interpreter(mount, interpreter), hint_inside,
			 NULL, "register the interpreter %s in %s", interpreter, dir);
	if (!steps->dry)
		fd_close(&mount);
}

static void mount_proc(const char *dir, struct steps *steps)
{
	int mount = STEP_WHY(steps, newmount_create("proc", dir), hint_mount_proc, NULL,
			     "mount a new proc on %s", dir);

	if (!steps->dry)
		fd_close(&mount);
}

static int change_root(const char *dir)
{
	return step_result(chroot(dir) < 0 ? -1 : chdir("/"));
}

void opt_mount_enter(struct opt_mount *mount, struct steps *steps)
{
	bool from_outside = mount->interpreter && opt_mount_new_root(mount) &&
			    opened_at_once(mount->interpreter);

	if (from_outside)
		mount_binfmt(BINFMT_DIR, mount->interpreter, steps);
	if (mount->root)
		STEP_WHY(steps, change_root(mount->root), hint_chroot, NULL,
			 "change the root directory to %s", mount->root);
	opt_root_switch(&mount->tree, steps);
	if (mount->proc)
		mount_proc(mount->proc, steps);
	opt_root_mount(&mount->tree, steps);
	if (mount->binfmt)
		mount_binfmt(mount->binfmt, from_outside ? NULL : mount->interpreter,
			     steps);
	finish_new_root(mount, steps);
	if (mount->wd)
		STEP(steps, cwd_change(mount->wd), "change the working directory to %s",
		     mount->wd);
}

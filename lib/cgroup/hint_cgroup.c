/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/hint_cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/proc.h"
#include "mount/mounts.h"

/* "yes" in text where an entry is a mount of the version. */
static bool is_type(const struct mounts_entry *entry, void *type)
{
	return strcmp(entry->type, type) == 0;
}

static bool has_mount(const char *type)
{
	return mounts_each(is_type, (void *)type) == 1;
}

void hint_group_find(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -FAULT_OUTSIDE_CGROUP)
		hint_set(hint,
			 "choose a cgroup that can be seen from here with --parent DIR");
	else if (err != -ENODEV)
		return;
	else if (has_mount("cgroup2"))
		hint_set(
			hint,
			"no mount shows the whole cgroup2 hierarchy; --parent DIR names a cgroup");
	else if (has_mount("cgroup"))
		hint_set(
			hint,
			"only cgroup v1 is mounted here: mount cgroup2 (mount -t cgroup2 none DIR), or "
			"boot with systemd.unified_cgroup_hierarchy=1");
	else
		hint_set(
			hint,
			"no cgroup2 file system is mounted here: mount -t cgroup2 none DIR");
}

static bool is_threaded(int dir, char *type, size_t size)
{
	if (fd_read_small(dir, "cgroup.type", type, size) < 0)
		return false;
	type[strcspn(type, "\n")] = '\0';
	return strcmp(type, "domain") != 0;
}

/*
 * The hierarchy that /proc/cgroups gives for the controller; 0 is v2, -1 unknown. Since
 * Linux 6.15 it lists only controllers that can be used by v1.
 */
static int hierarchy_of(const char *controller, int *ret_enabled)
{
	char text[4096], *rest = text, *line, name[32];
	int hierarchy, count, enabled;

	if (fd_read_small(AT_FDCWD, "/proc/cgroups", text, sizeof(text)) < 0)
		return -1;
	/* It calls the controller io by its older name. */
	if (strcmp(controller, "io") == 0)
		controller = "blkio";
	while ((line = strsep(&rest, "\n"))) {
		if (sscanf(line, "%31s %d %d %d", name, &hierarchy, &count, &enabled) !=
			    4 ||
		    strcmp(name, controller) != 0)
			continue;
		*ret_enabled = enabled;
		return hierarchy;
	}
	return -1;
}

/*
 * Where root can create a cgroup that has the controllers of tree: beside it, as it may
 * hold processes and then cannot enable controllers for its children. In text, or tree's
 * own name where it is the root or nothing is shown above it.
 */
static const char *beside(const struct tree *tree, char *text, size_t size)
{
	char *slash;
	FD_AUTO int above = openat(tree->dir, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

	snprintf(text, size, "%s", tree->name);
	slash = strrchr(text, '/');
	if (text[0] == '/' && slash > text && slash[1] && above >= 0 &&
	    fd_on_fs(above, CGROUP2_SUPER_MAGIC))
		*slash = '\0';
	return text;
}

/* How an unprivileged user gets a cgroup, with the commands for this one. */
static void hint_delegate(const struct hint_group *group, struct hint *hint)
{
	const struct tree *tree = group->tree;
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *controller = group->controller;
	unsigned uid = (unsigned)geteuid();
	char socket[256], place[sizeof(tree->name)], enable[sizeof(tree->name) + 64] = "";

	snprintf(socket, sizeof(socket), "%s/systemd/private", runtime ? runtime : "");
	if (runtime && access(socket, F_OK) == 0) {
		hint_set(
			hint,
			"user %u may not write to %s; a delegated cgroup: systemd-run --user "
			"--scope -p Delegate=yes %s --evacuate ...",
			uid, tree->name, die_program());
		return;
	}
	beside(tree, place, sizeof(place));
	if (controller && *controller && strcmp(place, tree->name) == 0 &&
	    !tree_lists(tree->dir, "cgroup.subtree_control", controller))
		snprintf(enable, sizeof(enable),
			 "echo +%s >%s/cgroup.subtree_control && ", controller, place);
	hint_set(
		hint,
		"user %u may not write to %s; root can delegate a cgroup: %sD=%s/user-%u && mkdir "
		"-p $D && chown %u $D $D/cgroup.procs $D/cgroup.subtree_control && echo %d "
		">$D/cgroup.procs; then use --evacuate",
		uid, tree->name, enable, place, uid, uid, (int)getppid());
}

static bool may_write(int dir, const char *file)
{
	return faccessat(dir, file, W_OK, AT_EACCESS) == 0;
}

static bool is_read_only(int dir)
{
	struct statvfs fs;

	return fstatvfs(dir, &fs) == 0 && (fs.f_flag & ST_RDONLY);
}

static void hint_refused(const struct hint_group *group, const char *file,
			 struct hint *hint)
{
	const struct tree *tree = group->tree;

	if (is_read_only(tree->dir))
		hint_set(hint, "the cgroup2 file system is mounted read-only here");
	else if (geteuid() != 0 && !may_write(tree->dir, file))
		hint_delegate(group, hint);
}

void hint_group_create(int err, const void *context, struct hint *hint)
{
	const struct hint_group *group = context;
	const struct tree *tree = group->tree;
	char number[32];

	if (err == -EACCES || err == -EPERM || err == -EROFS)
		hint_refused(group, ".", hint);
	else if (err == -EAGAIN && fd_read_small(tree->dir, "cgroup.max.descendants",
						 number, sizeof(number)) > 0)
		hint_set(
			hint,
			"a limit of cgroups is reached: cgroup.max.descendants or cgroup.max.depth of "
			"%s or above it",
			tree->name);
}

void hint_group_enable(int err, const void *context, struct hint *hint)
{
	const struct hint_group *group = context;
	const struct tree *tree = group->tree;
	char type[64];
	int enabled = 1, hierarchy = hierarchy_of(group->controller, &enabled);

	if (err == -EACCES || err == -EPERM || err == -EROFS)
		hint_refused(group, "cgroup.subtree_control", hint);
	else if (err == -EBUSY && tree_must_evacuate(tree->dir))
		hint_set(
			hint,
			"%s holds processes, so that it cannot enable controllers for its children: "
			"--evacuate moves them to a child first, --parent DIR takes another cgroup",
			tree->name);
	else if (is_threaded(tree->dir, type, sizeof(type)))
		hint_set(
			hint,
			"%s is of type \"%s\" (cgroup.type): choose another with --parent DIR",
			tree->name, type);
	else if (err == -ENOENT && hierarchy > 0)
		hint_set(
			hint,
			"the controller %s is bound to a cgroup v1 hierarchy (number %d in "
			"/proc/cgroups); this program uses cgroup v2 only",
			group->controller, hierarchy);
	else if (err == -ENOENT && !enabled)
		hint_set(
			hint,
			"the controller %s was disabled when the kernel was booted (/proc/cgroups)",
			group->controller);
	else if (err == -ENOENT &&
		 (hierarchy == 0 || tree_has_above(tree->dir, group->controller)))
		hint_set(
			hint,
			"the cgroup above %s does not enable %s for it (cgroup.subtree_control); root can, "
			"or choose another with --parent DIR",
			tree->name, group->controller);
}

void hint_group_write(int err, const void *context, struct hint *hint)
{
	const struct hint_group *group = context;
	char has[256];

	if (err == -ENOENT &&
	    fd_read_small(group->leaf, "cgroup.controllers", has, sizeof(has)) >= 0) {
		has[strcspn(has, "\n")] = '\0';
		hint_set(
			hint,
			"the cgroup has no such file on this kernel; its controllers are: %s",
			has[0] ? has : "none");
	} else if (err == -EOPNOTSUPP && group->file &&
		   strcmp(group->file, "io.weight") == 0) {
		/* blkg_conf_prep(): neither policy is active on the disk. */
		hint_set(
			hint,
			"this disk has no weights: its I/O scheduler is not bfq, and io.cost is not "
			"enabled for it (io.cost.qos of the root cgroup)");
	}
}

void hint_group_start(int err, const void *context, struct hint *hint)
{
	const struct hint_group *group = context;
	const struct tree *tree = group->tree;
	char type[64];

	if (err == -EACCES && !tree->own)
		hint_set(
			hint,
			"to move a process, the caller needs write permission to cgroup.procs of %s and of "
			"the nearest cgroup that is above both that and its own",
			tree->name);
	else if (err == -EACCES)
		hint_refused(group, "cgroup.procs", hint);
	else if (err == -EAGAIN || err == -ENOMEM)
		hint_set(
			hint,
			"a limit that was set, or one above, does not let another process start");
	else if (err == -EOPNOTSUPP && is_threaded(group->leaf, type, sizeof(type)))
		hint_set(hint,
			 "the new cgroup is of type \"%s\", as %s has threads as members",
			 type, tree->name);
	else if (err == -ENODEV || err == -ENOENT)
		hint_set(hint, "another process removed the new cgroup");
}

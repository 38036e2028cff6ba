/* SPDX-License-Identifier: MIT */
/* The proc file system. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/statmount.h"
#include "mount/mounts.h"
#include "hint/evidence.h"
#include "hint/hint.h"

enum { WHERE_SIZE = 256 }; /* enough of a path for a hint */

struct cover {
	const char *dir; /* "/proc/" */
	char where[WHERE_SIZE];
};

/* What hides a part of /proc, as container runtimes do with masks. */
static bool covers(const struct mounts_entry *entry, void *context)
{
	struct cover *cover = context;

	if (strncmp(entry->target, cover->dir, strlen(cover->dir)) != 0 ||
	    strcmp(entry->type, "binfmt_misc") == 0 || strcmp(entry->type, "autofs") == 0)
		return false;
	snprintf(cover->where, WHERE_SIZE, "%s", entry->target);
	return true;
}

/* A directory, or another file system, where the proc file system is expected. */
static void hint_no_proc(struct hint *hint)
{
	struct xns_statx file = { .attributes = 0 };

	if (xns_statx_at(AT_FDCWD, "/proc", 0, &file) < 0 && errno == ENOENT)
		hint_set(hint,
			 "there is no directory /proc; create it, and run mount -t proc "
			 "proc /proc");
	else if (!(file.attributes_mask & XNS_STATX_ATTR_MOUNT_ROOT))
		hint_set(hint, "/proc is not a proc file system");
	else if (file.attributes & XNS_STATX_ATTR_MOUNT_ROOT)
		hint_set(hint,
			 "another file system is mounted on /proc; run mount -t proc "
			 "proc /proc");
	else
		hint_set(hint, "/proc is not mounted; run mount -t proc proc /proc");
}

static void hint_read_only(struct hint *hint)
{
	struct statvfs fs;

	if (statvfs("/proc", &fs) == 0 && (fs.f_flag & ST_RDONLY))
		hint_set(hint, "/proc is mounted read-only; run mount -o remount,bind,rw "
			       "/proc, or mount a new proc on it");
}

void hint_proc(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -ENOENT || err == -FAULT_NOT_PROC)
		hint_no_proc(hint);
	else if (err == -EROFS)
		hint_read_only(hint);
	else if (err == -FAULT_OTHER_PROC)
		hint_set(hint,
			 "this process is not in that PID namespace; run mount -t proc "
			 "proc /proc");
}

void hint_mount_proc(int err, const void *context, struct hint *hint)
{
	struct cover cover = { .dir = "/proc/" };

	if (err != -EPERM && err != -EACCES)
		return;
	if (evidence_apparmor())
		hint_apparmor(hint);
	else if (evidence_ns_of_other("pid"))
		hint_set(hint, "a new proc requires a PID namespace owned by this user "
			       "namespace: add --pid");
	else if (mounts_each(covers, &cover) == 1)
		hint_set(hint,
			 "a mount at %s covers a part of /proc, so the kernel refuses a "
			 "fully visible new proc (mount_too_revealing); in a container, "
			 "unmask it (--security-opt unmask=ALL)",
			 cover.where);
	else
		hint_inside(err, context, hint);
}

void hint_mount_sys(int err, const void *context, struct hint *hint)
{
	if (err != -EPERM && err != -EACCES)
		return;
	if (!evidence_apparmor() && evidence_ns_of_other("net"))
		hint_set(hint, "a new sysfs requires a network namespace owned by this "
			       "user namespace: add --net");
	else
		hint_inside(err, context, hint);
}

void hint_mount_dev(int err, const void *context, struct hint *hint)
{
	if (err == -EOVERFLOW && (evidence_id_unmapped("uid_map", geteuid()) ||
				  evidence_id_unmapped("gid_map", getegid())))
		hint_set(hint,
			 "files can be created only with a mapped user and group ID: add "
			 "--map-root-user (-r) or --map-current-user (-c)");
	else
		hint_inside(err, context, hint);
}

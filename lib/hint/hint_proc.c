/* SPDX-License-Identifier: MIT */
/* The proc file system. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mount/mounts.h"
#include "hint/evidence.h"
#include "hint/hint.h"

enum { WHERE_SIZE = 256 }; /* enough of a path for a hint */

/* What hides a part of /proc, as container runtimes do with masks. */
static bool covers_proc(const struct mounts_entry *entry, void *context)
{
	if (strncmp(entry->target, "/proc/", 6) != 0 ||
	    strcmp(entry->type, "binfmt_misc") == 0 || strcmp(entry->type, "autofs") == 0)
		return false;
	snprintf(context, WHERE_SIZE, "%s", entry->target);
	return true;
}

void hint_proc(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -ENOENT)
		hint_set(hint, "/proc is not mounted; run mount -t proc proc /proc");
	else if (err == -FAULT_NOT_PROC)
		hint_set(hint, "another file system is mounted over /proc");
	else if (err == -FAULT_OTHER_PROC)
		hint_set(hint,
			 "this process is not in that PID namespace; run mount -t proc "
			 "proc /proc");
}

void hint_mount_proc(int err, const void *context, struct hint *hint)
{
	char where[WHERE_SIZE];

	if (err != -EPERM && err != -EACCES)
		return;
	if (evidence_apparmor())
		hint_apparmor(hint);
	else if (evidence_ns_of_other("pid"))
		hint_set(hint, "a new proc requires a PID namespace owned by this user "
			       "namespace: add --pid");
	else if (mounts_each(covers_proc, where) == 1)
		hint_set(hint,
			 "a mount at %s covers a part of /proc, so the kernel refuses a "
			 "fully visible new proc (mount_too_revealing); in a container, "
			 "unmask it (--security-opt unmask=ALL)",
			 where);
	else
		hint_inside(err, context, hint);
}

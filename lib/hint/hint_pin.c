/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "hint/evidence.h"
#include "hint/hint.h"

static void hint_shared(int target, struct hint *hint)
{
	struct mounts_entry mount;

	if (mountfd_find(target, &mount) == 1)
		hint_set(hint,
			 "it is on the shared mount %s, from which the pin would "
			 "propagate into the namespace itself: bind-mount its directory "
			 "on itself and make that mount private",
			 mount.target);
}

/*
 * A pin may lie only in a mount namespace that is older than the one that is pinned. The
 * kernel compares ids to tell which is.
 */
static void hint_older(const struct hint_pin *tried, struct hint *hint)
{
	FD_AUTO int own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	unsigned long long id = ns_id(tried->nsfd), ours = own < 0 ? 0 : ns_id(own);

	if (own >= 0 && ns_same(own, tried->nsfd))
		hint_set(hint,
			 "it is the caller's own: a mount namespace can be pinned only "
			 "in an older one; pin it in the mount namespace in which it was "
			 "created");
	else if (id && ours && id < ours && tried->existed)
		hint_set(hint,
			 "a mount namespace can be pinned only in an older one, and its "
			 "ID (%llu) shows that it is older than the caller's (%llu)",
			 id, ours);
	else if (id && ours && id < ours)
		hint_set(hint,
			 "this kernel numbers namespaces per CPU and treats the new one "
			 "(ID %llu) as older than the caller's (ID %llu); run the "
			 "command on the CPU of its parent (taskset -c)",
			 id, ours);
}

/* xnspin creates the file where there is none; xunshare does not, like unshare(1). */
static void hint_missing(const char *file, struct hint *hint)
{
	const char *slash = strrchr(file, '/');
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - file) : 0, file);
	if (dir[0] && access(dir, F_OK) < 0 && errno == ENOENT)
		hint_set(hint, "there is no directory %s", dir);
	else if (access(file, F_OK) < 0 && errno == ENOENT)
		hint_set(hint, "the file must exist: create it first with touch(1)");
}

void hint_pin(int err, const void *context, struct hint *hint)
{
	const struct hint_pin *tried = context;
	const char *remedy =
		"; \"xunshare -rm\" before the whole command line provides it, "
		"in a mount namespace that the pin does not outlive";

	if (err == -ENOENT)
		hint_missing(tried->file, hint);
	else if (err == -FAULT_IS_PIN)
		hint_set(hint, "unmount it first");
	else if (err == -FAULT_SHARED)
		hint_shared(tried->target, hint);
	else if (err == -EPERM && !caps_effective(CAP_SYS_ADMIN))
		hint_set(hint,
			 "a pin is a mount, which requires CAP_SYS_ADMIN, which this "
			 "process does not have%s",
			 tried->existed || !evidence_unshare_works(CLONE_NEWUSER |
								   CLONE_NEWNS)
				 ? ""
				 : remedy);
	else if (err == -EINVAL && tried->type == NS_MNT)
		hint_older(tried, hint);
}

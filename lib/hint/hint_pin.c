/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "hint/hint.h"

#define HINT(...) snprintf(text, size, __VA_ARGS__)

static void hint_shared(int target, char *text, size_t size)
{
	struct mounts_entry mount;

	if (mountfd_find(target, &mount) == 1)
		HINT("it lies on the shared mount %s, from where the pin would reach the namespace "
		     "itself: mount --bind its directory on itself and make that private",
		     mount.target);
}

/*
 * A pin may lie only in a mount namespace that is older than the one that is pinned. The
 * kernel compares ids to tell which is.
 */
static void hint_older(const struct hint_pin *tried, char *text, size_t size)
{
	FD_AUTO int own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	unsigned long long id = ns_id(tried->nsfd), ours = own < 0 ? 0 : ns_id(own);

	if (own >= 0 && ns_same(own, tried->nsfd))
		HINT("it is our own: a mount namespace can be pinned only in an older one; pin it "
		     "from the one that it was made in");
	else if (id && ours && id < ours && tried->existed)
		HINT("a mount namespace can be pinned only in an older one, and by its id (%llu; "
		     "ours is %llu) it is older than ours",
		     id, ours);
	else if (id && ours && id < ours)
		HINT("this kernel numbers namespaces by CPU and takes the new one (id %llu) for "
		     "older than ours (id %llu); run it on the CPU of its parent (taskset -c)",
		     id, ours);
}

void hint_pin(int err, const void *context, char *text, size_t size)
{
	const struct hint_pin *tried = context;

	if (err == -ENOENT)
		HINT("the file must exist: touch it first");
	else if (err == -FAULT_IS_PIN)
		HINT("unmount it first");
	else if (err == -FAULT_SHARED)
		hint_shared(tried->target, text, size);
	else if (err == -EPERM && !caps_effective(CAP_SYS_ADMIN))
		HINT("a pin is a mount, which needs CAP_SYS_ADMIN, which we do not have%s",
		     tried->existed
			     ? ""
			     : "; \"xunshare -rm\" before the whole command line gives "
			       "it, in a mount namespace that the pin lasts as long as");
	else if (err == -EINVAL && tried->type == NS_MNT)
		hint_older(tried, text, size);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/hint_prop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"
#include "proc/caps.h"

#define HINT(...) snprintf(text, size, __VA_ARGS__)

/* The mounts of a namespace are changed by who has rights where it was made. */
static bool mount_ns_is_anothers(void)
{
	FD_AUTO int mnt = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	FD_AUTO int owner = mnt < 0 ? -1 : ioctl(mnt, XNS_NS_GET_USERNS);
	struct stat owned, own;

	/* EPERM: the owner is above what we may see, so it is not ours. */
	if (owner < 0)
		return mnt >= 0 && errno == EPERM;
	return fstat(owner, &owned) == 0 && stat("/proc/self/ns/user", &own) == 0 &&
	       owned.st_ino != own.st_ino;
}

void hint_prop_set(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err != -EPERM)
		return;
	if (!caps_effective(CAP_SYS_ADMIN))
		HINT("this requires CAP_SYS_ADMIN, which this process does not have; "
		     "run it inside \"xunshare -rm\"");
	else if (mount_ns_is_anothers())
		HINT("the mount namespace is owned by another user namespace; run it "
		     "inside \"xunshare -m\"");
}

void hint_prop_join(int err, const void *context, char *text, size_t size)
{
	struct utsname kernel;
	int version, level;

	if (err != -EINVAL && err != -ENOSYS) {
		hint_prop_set(err, context, text, size);
		return;
	}
	if (uname(&kernel) < 0 || sscanf(kernel.release, "%d.%d", &version, &level) != 2)
		return;
	if (version < 5 || (version == 5 && level < 15))
		HINT("joining a peer group requires Linux 5.15, and this is %s",
		     kernel.release);
	else if (err == -ENOSYS)
		HINT("this system, Linux %s, refuses move_mount(2), as some containers do",
		     kernel.release);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/hint_prop.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "proc/caps.h"
#include "hint/evidence.h"

void hint_prop_set(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err != -EPERM)
		return;
	if (!caps_effective(CAP_SYS_ADMIN))
		hint_set(hint,
			 "this requires CAP_SYS_ADMIN, which this process does not "
			 "have%s",
			 evidence_unshare_works(CLONE_NEWUSER | CLONE_NEWNS)
				 ? "; run it inside \"xunshare -rm\""
				 : "");
	else if (evidence_ns_of_other("mnt"))
		hint_set(hint, "the mount namespace is owned by another user namespace%s",
			 evidence_unshare_works(CLONE_NEWNS)
				 ? "; run it inside \"xunshare -m\""
				 : "");
}

void hint_prop_join(int err, const void *context, struct hint *hint)
{
	struct utsname kernel;

	if (err != -EINVAL && err != -ENOSYS) {
		hint_prop_set(err, context, hint);
		return;
	}
	if (uname(&kernel) < 0)
		return;
	if (evidence_kernel_before(5, 15))
		hint_set(hint, "joining a peer group requires Linux 5.15, and this is %s",
			 kernel.release);
	else if (err == -ENOSYS)
		hint_set(hint,
			 "this system, Linux %s, refuses move_mount(2), as some "
			 "containers do",
			 kernel.release);
}

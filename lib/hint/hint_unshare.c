/* SPDX-License-Identifier: MIT */
/* unshare(2). */
#include "config.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fd.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "hint/evidence.h"
#include "hint/hint.h"

/* What the kernel's capable(CAP_SYS_ADMIN) asks for, unlike ns_capable(). */
static bool root_of_machine(void)
{
	FD_AUTO int self = proc_self();

	return caps_effective(CAP_SYS_ADMIN) && self >= 0 && ns_in_initial_user(self);
}

static void hint_unshare_eperm(int flags, struct hint *hint)
{
	bool user = flags & CLONE_NEWUSER, admin = caps_effective(CAP_SYS_ADMIN);
	char names[64];

	if (!user && !admin)
		hint_set(hint,
			 "this requires CAP_SYS_ADMIN, which this process does not "
			 "have%s",
			 evidence_unshare_works(CLONE_NEWUSER | flags)
				 ? "; --map-root-user (-r) provides it in a new user "
				   "namespace"
				 : "");
	else if (user && (evidence_id_unmapped("uid_map", geteuid()) ||
			  evidence_id_unmapped("gid_map", getegid())))
		hint_set(hint,
			 "the caller's user or group ID is not mapped in this user "
			 "namespace; the creator of the namespace must map them first");
	else if (user && !root_of_machine() &&
		 proc_sysctl("kernel/unprivileged_userns_clone", 1) == 0)
		hint_set(hint,
			 "sysctl kernel.unprivileged_userns_clone is 0: only root may "
			 "create user namespaces%s",
			 admin ? ", and not the root of a user namespace" : "");
	else if (user && evidence_chroot())
		hint_set(hint,
			 "this process is in a chroot, where the kernel refuses to "
			 "create user namespaces; they are allowed if the root directory "
			 "is entered with pivot_root(2) instead of chroot(2)");
	else if (evidence_seccomp())
		hint_set(hint,
			 "a seccomp filter is active in this process (Seccomp: 2), as in "
			 "containers, and may refuse new %s namespaces",
			 ns_text(flags, names, sizeof(names)));
}

static void hint_unshare_enospc(int flags, struct hint *hint)
{
	char sysctl[64];

	for (int type = 0; type < NS_COUNT; type++) {
		if (!(flags & ns_types[type].flag))
			continue;
		snprintf(sysctl, sizeof(sysctl), "user/max_%s_namespaces",
			 ns_types[type].name);
		if (proc_sysctl(sysctl, -1) != 0)
			continue;
		hint_set(hint,
			 "sysctl user.max_%s_namespaces is 0: no %s namespaces may be "
			 "created in this user namespace",
			 ns_types[type].name, ns_types[type].name);
		return;
	}
	/* Only these two nest. */
	if (!(flags & (CLONE_NEWUSER | CLONE_NEWPID)))
		hint_set(hint,
			 "a user.max_*_namespaces limit of this user namespace or an "
			 "ancestor is reached");
	else
		hint_set(hint,
			 "either user or pid namespaces are nested 32 levels deep, the "
			 "kernel's limit, or a user.max_*_namespaces limit of this user "
			 "namespace or an ancestor is reached");
}

static void hint_unshare_einval(int flags, struct hint *hint)
{
	char link[64];

	if (access("/proc/self/ns/mnt", F_OK) < 0)
		return; /* without /proc there is no evidence */
	for (int type = 0; type < NS_COUNT; type++) {
		snprintf(link, sizeof(link), "/proc/self/ns/%s", ns_types[type].name);
		if ((flags & ns_types[type].flag) && access(link, F_OK) < 0 &&
		    errno == ENOENT) {
			hint_set(hint, "this kernel has no %s namespaces",
				 ns_types[type].name);
			return;
		}
	}
	if ((flags & CLONE_NEWPID) &&
	    !evidence_same_file("/proc/self/ns/pid", "/proc/self/ns/pid_for_children"))
		hint_set(hint, "this process has already created a PID namespace for its "
			       "children, and the kernel allows only one; fork first");
}

void hint_unshare(int err, const void *context, struct hint *hint)
{
	int flags = *(const int *)context;

	if (err == -EPERM)
		hint_unshare_eperm(flags, hint);
	else if (err == -ENOSPC || err == -EUSERS)
		hint_unshare_enospc(flags, hint);
	else if (err == -EINVAL)
		hint_unshare_einval(flags, hint);
}

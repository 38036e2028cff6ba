/* SPDX-License-Identifier: MIT */
/* unshare(2). */
#include "config.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/stat.h>
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
			 "is entered with --new-root of xunshare(1) instead of "
			 "chroot(2) or --root");
	else if (evidence_seccomp())
		hint_set(hint,
			 "a seccomp filter is active in this process (Seccomp: 2), as in "
			 "containers, and may refuse new %s namespaces",
			 ns_text(flags, names, sizeof(names)));
}

/* The first type that is refused for lack of room when it is tried alone, or NS_COUNT. */
static enum ns type_refused(int flags)
{
	int user = flags & CLONE_NEWUSER;

	if (user && evidence_unshare_error(0, user) == ENOSPC)
		return NS_USER;
	for (int type = 0; type < NS_COUNT; type++)
		if ((flags & ns_types[type].flag) && type != NS_USER &&
		    evidence_unshare_error(user, ns_types[type].flag) == ENOSPC)
			return type;
	return NS_COUNT;
}

/*
 * True when user or PID namespaces may be nested as deep as the kernel allows: not in the
 * initial one. How deep they are cannot be seen from inside.
 */
static bool may_be_nested(enum ns type)
{
	FD_AUTO int self = proc_self();
	struct stat st;

	if (self < 0 || (type != NS_USER && type != NS_PID))
		return false;
	if (type == NS_USER)
		return !ns_in_initial_user(self);
	/* PROC_PID_INIT_INO, linux/proc_ns.h */
	return fstatat(self, "ns/pid", &st, 0) == 0 && st.st_ino != 0xeffffffcU;
}

static void hint_limit(enum ns type, struct hint *hint)
{
	const char *name = type == NS_COUNT ? "*" : ns_types[type].name;
	char sysctl[64];
	long long limit;

	snprintf(sysctl, sizeof(sysctl), "user/max_%s_namespaces", name);
	limit = proc_sysctl(sysctl, -1);
	if (limit < 0)
		return;
	hint_set(
		hint,
		"%s%s%sthe user.max_%s_namespaces limit of this user namespace (%lld) "
		"or of an ancestor is reached%s",
		may_be_nested(type) ? "either " : "", may_be_nested(type) ? name : "",
		may_be_nested(type)
			? " namespaces are nested 32 levels deep, the kernel's limit, or "
			: "",
		name, limit,
		evidence_seccomp() ? ", unless a seccomp filter of this process refuses "
				     "the call with this error"
				   : "");
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
	hint_limit(type_refused(flags), hint);
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

/* SPDX-License-Identifier: MIT */
/* Steps that a capability allows. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>

#include "proc/caps.h"
#include "hint/evidence.h"
#include "hint/hint.h"

/* EACCES can be that of a path: it proves no missing capability. */
static void hint_capability(int err, int capability, const char *name, struct hint *hint)
{
	if ((err == -EPERM || err == -EACCES) && evidence_apparmor())
		hint_apparmor(hint);
	else if (err == -EPERM && !caps_effective(capability))
		hint_set(hint, "this requires %s, which this process does not have%s",
			 name,
			 evidence_unshare_works(CLONE_NEWUSER)
				 ? "; --map-root-user (-r) provides it in a new user "
				   "namespace"
				 : "");
}

void hint_inside(int err, const void *context, struct hint *hint)
{
	(void)context;
	hint_capability(err, CAP_SYS_ADMIN, "CAP_SYS_ADMIN", hint);
}

void hint_chroot(int err, const void *context, struct hint *hint)
{
	(void)context;
	hint_capability(err, CAP_SYS_CHROOT, "CAP_SYS_CHROOT", hint);
}

void hint_time(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -EROFS)
		hint_proc(err, NULL, hint);
	hint_capability(err, CAP_SYS_TIME, "CAP_SYS_TIME", hint);
}

void hint_propagation(int err, const void *context, struct hint *hint)
{
	if (err == -EINVAL && evidence_chroot())
		hint_set(hint,
			 "the root directory is not a mount point (a chroot into a plain "
			 "directory): bind-mount that directory on itself before "
			 "chroot(2), or use --propagation=unchanged");
	else
		hint_inside(err, context, hint);
}

void hint_id(int err, const void *context, struct hint *hint)
{
	uint32_t id = *(const uint32_t *)context;
	bool user = caps_effective(CAP_SETUID), group = caps_effective(CAP_SETGID);

	if (err == -EINVAL)
		hint_set(hint, "ID %" PRIu32 " is not mapped in this user namespace", id);
	else if (err == -EPERM && !(user && group))
		hint_set(hint,
			 "changing user and group IDs requires CAP_SETUID and "
			 "CAP_SETGID; this process does not have %s",
			 user	 ? "CAP_SETGID"
			 : group ? "CAP_SETUID"
				 : "either");
	else if (err == -EPERM)
		hint_set(hint,
			 "this process has CAP_SETUID and CAP_SETGID; a security module "
			 "or a seccomp filter may be the cause");
}

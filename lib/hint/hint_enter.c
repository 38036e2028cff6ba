/* SPDX-License-Identifier: MIT */
/* setns(2), and what follows it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "ns/process.h"
#include "hint/evidence.h"
#include "hint/hint.h"

/* What setns(2) requires in the caller's own user namespace and is missing, or NULL. */
static const char *missing_right(enum ns type)
{
	if (!caps_effective(CAP_SYS_ADMIN))
		return "CAP_SYS_ADMIN";
	return type == NS_MNT && !caps_effective(CAP_SYS_CHROOT) ? "CAP_SYS_CHROOT"
								 : NULL;
}

/* Its owner is below the caller's user namespace, where a right is missing. */
static void hint_enter_below(const struct hint_enter *tried, int owner, struct hint *hint)
{
	char user[80];
	unsigned uid;

	if (ns_owner_uid(owner, &uid) < 0)
		return;
	evidence_user(tried->self, uid, user, sizeof(user));
	if (tried->type != NS_USER && (uid == geteuid() || caps_effective(CAP_SYS_ADMIN)))
		hint_set(hint,
			 "it is owned by a user namespace of %s, which must be entered "
			 "as well (--user)",
			 user);
	else if (tried->type != NS_USER)
		hint_set(hint,
			 "it is owned by a user namespace of %s; entering requires that "
			 "user, or CAP_SYS_ADMIN",
			 user);
	else if (uid != geteuid())
		hint_set(hint,
			 "that user namespace belongs to %s; entering requires that "
			 "user, or CAP_SYS_ADMIN",
			 user);
}

/* The owner of the namespace and the caller's capabilities decide; see setns(2). */
void hint_enter(int err, const void *context, struct hint *hint)
{
	const struct hint_enter *tried = context;
	const char *missing = missing_right(tried->type);
	FD_AUTO int owner = -1;

	if (err == -EINVAL && tried->type == NS_PID)
		hint_set(hint,
			 "only the caller's own PID namespace and its descendants can be "
			 "entered");
	if (err != -EPERM)
		return;

	owner = tried->type == NS_USER ? fcntl(tried->nsfd, F_DUPFD_CLOEXEC, 3)
				       : ns_owner(tried->nsfd);
	if (owner == -EPERM)
		hint_set(hint,
			 "it is owned by a user namespace that is not a descendant of "
			 "the caller's");
	else if (owner >= 0 && !missing)
		hint_unexplained("every capability that setns(2) requires", hint);
	else if (owner >= 0 && ns_is_own(tried->self, owner, NS_USER))
		hint_set(hint,
			 "it is owned by the caller's user namespace, in which this "
			 "process does not have %s",
			 missing);
	else if (owner >= 0)
		hint_enter_below(tried, owner, hint);
}

/* pidfd_getfd(2) on the caller itself is always allowed, except by a seccomp filter. */
static bool copies_own_descriptor(void)
{
	FD_AUTO int pidfd = xns_pidfd_open(getpid(), 0);
	FD_AUTO int copy = pidfd < 0 ? -1 : xns_pidfd_getfd(pidfd, pidfd);

	return copy >= 0;
}

/*
 * After the checks that reading /proc/PID/ns needs too, Yama decides which process may
 * attach to a process: see Documentation/admin-guide/LSM/Yama.rst of the kernel. A
 * capability in the caller's user namespace counts for processes in that namespace.
 */
static bool hint_yama(const struct process *process, int self, struct hint *hint)
{
	static const char name[] = "sysctl kernel.yama.ptrace_scope";
	long long scope = proc_sysctl("kernel/yama/ptrace_scope", 0);
	bool decides = !caps_effective(CAP_SYS_PTRACE) &&
		       process_compare(process, self, NS_USER) == PROCESS_SAME;

	if (scope == 3)
		hint_set(hint,
			 "%s is 3: no process may copy the descriptors of another one",
			 name);
	else if (scope == 2 && decides)
		hint_set(hint,
			 "%s is 2: copying a descriptor of another process requires "
			 "CAP_SYS_PTRACE",
			 name);
	else if (scope == 1 && decides)
		hint_set(hint,
			 "%s is 1: copying a descriptor of a process that is not a "
			 "descendant of the caller requires CAP_SYS_PTRACE",
			 name);
	else
		return false;
	return true;
}

void hint_getfd(int err, const void *context, struct hint *hint)
{
	const struct process *process = context;
	FD_AUTO int self = proc_self();
	FD_AUTO int seen = -1;

	if (err != -EPERM || self < 0)
		return;
	if (!copies_own_descriptor()) {
		hint_set(hint, "a seccomp filter in this process refuses pidfd_getfd(2)");
		return;
	}
	seen = process_ns(process, NS_USER);
	if (seen < 0)
		hint_no_access(process->pid, hint);
	else if (!hint_yama(process, self, hint))
		hint_set(hint,
			 "this process may read the namespaces of process %d; a security "
			 "module may be the cause",
			 (int)process->pid);
}

void hint_net_socket(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -EPERM && !caps_effective(CAP_NET_ADMIN))
		hint_set(hint,
			 "querying a socket's network namespace requires CAP_NET_ADMIN "
			 "in its owning user namespace");
}

void hint_follow(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -EOVERFLOW)
		hint_set(hint,
			 "the IDs of the process are not mapped in that user namespace; "
			 "choose others with --setuid and --setgid");
}

void hint_cgroup(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -ENODEV)
		hint_set(hint,
			 "--join-cgroup requires a mount of the whole cgroup2 tree, and "
			 "there is none");
	else if (err == -EXDEV || err == -ELOOP)
		hint_set(hint,
			 "the path of that cgroup is covered by another mount or is a "
			 "symbolic link");
}

void hint_cloned_binary(int err, const void *context, struct hint *hint)
{
	(void)context;
	(void)err;
	hint_set(hint, "--trusted skips the sealed copy if the target is trusted");
}

/*
 * True when the process is in another user namespace, which the caller's user created.
 * The caller's own is opened below the /proc that was opened before the entry: a file by
 * name could be the target's.
 */
static bool in_user_ns_of_ours(const struct process *process)
{
	FD_AUTO int self = process->dir < 0 ? -1
					    : openat(process->dir, "../self",
						     O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_AUTO int own = self < 0 ? -1 : ns_open_of(-1, self, NS_USER);
	FD_AUTO int other = process->dir < 0 ? -1 : process_ns(process, NS_USER);
	unsigned uid;

	return own >= 0 && other >= 0 && !ns_same(own, other) &&
	       ns_owner_uid(other, &uid) == 0 && uid == geteuid();
}

void hint_root(int err, const void *context, struct hint *hint)
{
	const struct process *process = context;

	if (err == -EPERM && !caps_effective(CAP_SYS_CHROOT))
		hint_set(hint,
			 "this requires CAP_SYS_CHROOT, which this process does not "
			 "have%s",
			 in_user_ns_of_ours(process)
				 ? "; entering the user namespace of the target (--user) "
				   "provides it"
				 : "");
}

void hint_wd(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -FAULT_OUTSIDE_ROOT)
		hint_set(hint,
			 "a directory of the caller does not lead into another mount "
			 "namespace or root; use --wdns for a directory inside");
}

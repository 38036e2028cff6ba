/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/sys.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "ns/idmap.h"
#include "ns/target.h"
#include "hint/hint.h"

#define HINT(...) snprintf(text, size, __VA_ARGS__)

/* 'Z' and the like, from the field after the command's name, which may hold anything. */
static char state_of(pid_t pid)
{
	char path[64], stat_text[1024];
	const char *end;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (fd_read_small(AT_FDCWD, path, stat_text, sizeof(stat_text)) < 0)
		return '?';
	end = strrchr(stat_text, ')');
	return end && end[1] ? end[2] : '?';
}

/* The number of the process whose thread this is, or 0: it is none, or cannot be told. */
static int process_of_thread(pid_t tid)
{
	char path[64], text[8192];
	const char *line;
	int pid = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
	if (process_numbers_differ() ||
	    fd_read_small(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, "\nTgid:");
	if (line)
		pid = atoi(line + strlen("\nTgid:"));
	return pid == tid ? 0 : pid;
}

/* A number that does not lead to /proc. Returns false when there is nothing to say. */
static bool hint_numbers(int err, const struct target *target, char *text, size_t size)
{
	char path[64];
	struct stat st;
	int pid;

	snprintf(path, sizeof(path), "/proc/%d", (int)target->pid);
	if (err == -FAULT_OTHER_PROC)
		HINT("a PID is a number in the caller's PID namespace, and /proc cannot "
		     "be searched for it; mount a proc of this namespace (xunshare "
		     "--pid --mount-proc), or use a pidfd (fd:N)");
	else if (err == -FAULT_THREAD && (pid = process_of_thread(target->pid)) > 0)
		HINT("it is a thread of process %d, and a pidfd of a thread requires "
		     "Linux 6.9; use %d, or the file /proc/%d/ns/TYPE",
		     pid, pid, (int)target->pid);
	else if (err == -ESRCH && stat(path, &st) == 0 && process_numbers_differ())
		HINT("/proc shows another PID namespace, in which %d is a process; a "
		     "PID is a number in the caller's PID namespace",
		     (int)target->pid);
	else
		return false;
	return true;
}

/*
 * True when the ID only stands for one that this user namespace does not map. self is
 * proc_self(): nothing is opened by a name of the mount namespace.
 */
static bool stands_for_unmapped(int self, unsigned uid)
{
	char text[32768];
	struct idmap map;

	if (fd_read_small(self, "../sys/kernel/overflowuid", text, sizeof(text)) < 0 ||
	    strtoul(text, NULL, 10) != uid)
		return false;
	return proc_read(self, "uid_map", text, sizeof(text)) >= 0 &&
	       idmap_read(&map, text) == 0 && !idmap_has_inside(&map, uid);
}

/* "user ID 12", or that it cannot be named here. */
static const char *user_text(int self, unsigned uid, char *text, size_t size)
{
	if (stands_for_unmapped(self, uid))
		HINT("a user ID that is not mapped in this user namespace");
	else
		HINT("user ID %u", uid);
	return text;
}

/* What was checked, where it does not explain the refusal. */
static void hint_unexplained(const char *has, char *text, size_t size)
{
	HINT("this process has %s; %s may be the cause", has,
	     prctl(PR_GET_SECCOMP) == 2
		     ? "a seccomp filter is active (Seccomp: 2): it, or a security module,"
		     : "a security module or a seccomp filter");
}

/* The IDs and CAP_SYS_PTRACE decide first; see ptrace(2), access mode checking. */
static void hint_no_access(pid_t pid, char *text, size_t size)
{
	FD_AUTO int self = proc_self();
	char path[64], user[80];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (self < 0 || stat(path, &st) < 0)
		return;
	if (caps_effective(CAP_SYS_PTRACE) && ns_in_initial_user(self))
		hint_unexplained("CAP_SYS_PTRACE", text, size);
	else if (caps_effective(CAP_SYS_PTRACE))
		HINT("this process has CAP_SYS_PTRACE in its own user namespace and its "
		     "descendants; process %d belongs to %s, and may be in another user "
		     "namespace",
		     (int)pid, user_text(self, st.st_uid, user, sizeof(user)));
	else if (st.st_uid != geteuid() || stands_for_unmapped(self, st.st_uid))
		HINT("process %d belongs to %s; entering requires the IDs of that user, "
		     "or CAP_SYS_PTRACE and CAP_SYS_ADMIN over it",
		     (int)pid, user_text(self, st.st_uid, user, sizeof(user)));
	else
		HINT("this process does not have CAP_SYS_PTRACE; without it, its user "
		     "and group IDs must match those of process %d, which must be "
		     "dumpable and have no capability that this process lacks",
		     (int)pid);
}

static void hint_process(int err, const struct target *target, char *text, size_t size)
{
	if (hint_numbers(err, target, text, size))
		return;
	/* From here on a number is looked at in /proc, where it must be the same. */
	if (err != -FAULT_NOT_PROC && process_numbers_differ())
		return;
	if (err == -FAULT_EXITED && state_of(target->pid) == 'Z')
		HINT("it is a zombie: it has exited, and its parent has not waited for "
		     "it yet; a zombie has no namespaces");
	else if ((err == -ESRCH || err == -ENOENT) && state_of(target->pid) == 'Z')
		HINT("its main thread has exited and other threads are running: use "
		     "/proc/TID/ns/TYPE of one of those");
	else if (err == -EACCES || err == -EPERM)
		hint_no_access(target->pid, text, size);
	else if (err == -FAULT_NOT_PROC)
		HINT("/proc is not a proc file system");
}

void hint_target(int err, const void *context, char *text, size_t size)
{
	const struct target *target = context;
	struct stat st;

	if (target->kind == TARGET_PROCESS)
		hint_process(err, target, text, size);
	else if (target->kind == TARGET_FD && err == -FAULT_OTHER_PROC)
		HINT("the process of this pidfd is not in the PID namespace that /proc shows");
	else if (target->kind == TARGET_ID && err == -ENOSYS)
		HINT("opening a namespace by its ID requires Linux 6.19");
	else if (target->kind == TARGET_ID && err == -ESTALE)
		HINT("no namespace has this ID, or this kernel is older than Linux 6.19 "
		     "and cannot open a namespace by its ID");
	else if (target->kind == TARGET_PATH && err == -FAULT_NOT_NS &&
		 stat(target->text, &st) == 0)
		HINT(S_ISREG(st.st_mode) && st.st_size == 0
			     ? "it is an empty file: perhaps a pin that was unmounted, "
			       "or that is mounted in another mount namespace"
			     : "a namespace file is /proc/PID/ns/TYPE, or a pin of a "
			       "namespace");
}

/* What setns(2) requires in the caller's own user namespace and is missing, or NULL. */
static const char *missing_right(enum ns type)
{
	if (!caps_effective(CAP_SYS_ADMIN))
		return "CAP_SYS_ADMIN";
	return type == NS_MNT && !caps_effective(CAP_SYS_CHROOT) ? "CAP_SYS_CHROOT"
								 : NULL;
}

/* Its owner is below the caller's user namespace, where a right is missing. */
static void hint_enter_below(const struct hint_enter *tried, int owner, char *text,
			     size_t size)
{
	char user[80];
	unsigned uid;

	if (ns_owner_uid(owner, &uid) < 0)
		return;
	user_text(tried->self, uid, user, sizeof(user));
	if (tried->type != NS_USER && (uid == geteuid() || caps_effective(CAP_SYS_ADMIN)))
		HINT("it is owned by a user namespace of %s, which must be entered as "
		     "well (--user)",
		     user);
	else if (tried->type != NS_USER)
		HINT("it is owned by a user namespace of %s; entering requires that user, or "
		     "CAP_SYS_ADMIN",
		     user);
	else if (uid != geteuid())
		HINT("that user namespace belongs to %s; entering requires that user, or "
		     "CAP_SYS_ADMIN",
		     user);
}

/* The owner of the namespace and the caller's capabilities decide; see setns(2). */
void hint_enter(int err, const void *context, char *text, size_t size)
{
	const struct hint_enter *tried = context;
	const char *missing = missing_right(tried->type);
	FD_AUTO int owner = -1;

	if (err == -EINVAL && tried->type == NS_PID)
		HINT("only the caller's own PID namespace and its descendants can be "
		     "entered");
	if (err != -EPERM)
		return;

	owner = tried->type == NS_USER ? fcntl(tried->nsfd, F_DUPFD_CLOEXEC, 3)
				       : ns_owner(tried->nsfd);
	if (owner == -EPERM)
		HINT("it is owned by a user namespace that is not a descendant of the "
		     "caller's");
	else if (owner >= 0 && !missing)
		hint_unexplained("every capability that setns(2) requires", text, size);
	else if (owner >= 0 && ns_is_own(tried->self, owner, NS_USER))
		HINT("it is owned by the caller's user namespace, in which this process "
		     "does not have %s",
		     missing);
	else if (owner >= 0)
		hint_enter_below(tried, owner, text, size);
}

/* pidfd_getfd(2) on the caller itself is always allowed, except by a seccomp filter. */
static bool copies_own_descriptor(void)
{
	FD_AUTO int pidfd = xns_pidfd_open(getpid(), 0);
	FD_AUTO int copy = pidfd < 0 ? -1 : xns_pidfd_getfd(pidfd, pidfd);

	return copy >= 0;
}

/*
 * After the checks that reading /proc/PID/ns needs too, Yama decides who attaches to a
 * process: see Documentation/admin-guide/LSM/Yama.rst of the kernel. A capability in the
 * caller's user namespace counts for processes in that namespace.
 */
static bool hint_yama(const struct process *process, int self, char *text, size_t size)
{
	static const char name[] = "sysctl kernel.yama.ptrace_scope";
	long long scope = proc_sysctl("kernel/yama/ptrace_scope", 0);
	bool decides = !caps_effective(CAP_SYS_PTRACE) &&
		       process_compare(process, self, NS_USER) == PROCESS_SAME;

	if (scope == 3)
		HINT("%s is 3: no process may copy the descriptors of another one", name);
	else if (scope == 2 && decides)
		HINT("%s is 2: copying a descriptor of another process requires "
		     "CAP_SYS_PTRACE",
		     name);
	else if (scope == 1 && decides)
		HINT("%s is 1: copying a descriptor of a process that is not a "
		     "descendant of the caller requires CAP_SYS_PTRACE",
		     name);
	else
		return false;
	return true;
}

void hint_getfd(int err, const void *context, char *text, size_t size)
{
	const struct process *process = context;
	FD_AUTO int self = proc_self();
	FD_AUTO int seen = -1;

	if (err != -EPERM || self < 0)
		return;
	if (!copies_own_descriptor()) {
		HINT("a seccomp filter in this process refuses pidfd_getfd(2)");
		return;
	}
	seen = process_ns(process, NS_USER);
	if (seen < 0)
		hint_no_access(process->pid, text, size);
	else if (!hint_yama(process, self, text, size))
		HINT("this process may read the namespaces of process %d; a security "
		     "module may be the cause",
		     (int)process->pid);
}

void hint_net_socket(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -EPERM && !caps_effective(CAP_NET_ADMIN))
		HINT("querying a socket's network namespace requires CAP_NET_ADMIN in "
		     "its owning user namespace");
}

void hint_follow(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -EOVERFLOW)
		HINT("the IDs of the process are not mapped in that user namespace; "
		     "choose others with --setuid and --setgid");
}

void hint_cgroup(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -ENODEV)
		HINT("--join-cgroup requires a mount of the whole cgroup2 tree, and "
		     "there is none");
	else if (err == -EXDEV || err == -ELOOP)
		HINT("the path of that cgroup is covered by another mount or is a "
		     "symbolic link");
}

void hint_cloned_binary(int err, const void *context, char *text, size_t size)
{
	(void)context;
	(void)err;
	HINT("--trusted skips the sealed copy if the target is trusted");
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

void hint_root(int err, const void *context, char *text, size_t size)
{
	const struct process *process = context;

	if (err == -EPERM && !caps_effective(CAP_SYS_CHROOT))
		HINT("this requires CAP_SYS_CHROOT, which this process does not have%s",
		     in_user_ns_of_ours(process)
			     ? "; entering the user namespace of the target (--user) "
			       "provides it"
			     : "");
}

void hint_wd(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -FAULT_OUTSIDE_ROOT)
		HINT("a directory of the caller does not lead into another mount "
		     "namespace or root; use --wdns for a directory inside");
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "proc.h"
#include "rights.h"
#include "target.h"
#include "why.h"

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
		HINT("a PID is the number in the caller's PID namespace, and /proc cannot be "
		     "searched for it; mount a proc of this namespace (xunshare --pid "
		     "--mount-proc), or give a pidfd (fd:N)");
	else if (err == -FAULT_THREAD && (pid = process_of_thread(target->pid)) > 0)
		HINT("it is a thread of process %d, and threads can be opened since Linux 6.9; "
		     "give %d, or the file /proc/%d/ns/TYPE",
		     pid, pid, (int)target->pid);
	else if (err == -ESRCH && stat(path, &st) == 0 && process_numbers_differ())
		HINT("/proc shows another PID namespace, where %d is a process; a PID is the "
		     "number in the caller's PID namespace",
		     (int)target->pid);
	else
		return false;
	return true;
}

static void why_process(int err, const struct target *target, char *text, size_t size)
{
	char path[64];
	struct stat st;

	if (hint_numbers(err, target, text, size))
		return;
	/* From here on a number is looked at in /proc, where it must be the same. */
	if (err != -FAULT_NOT_PROC && process_numbers_differ())
		return;
	snprintf(path, sizeof(path), "/proc/%d", (int)target->pid);
	if (err == -FAULT_EXITED && state_of(target->pid) == 'Z')
		HINT("it is a zombie: it has ended, and its parent has not asked for its status "
		     "yet; a zombie has no namespaces");
	else if ((err == -ESRCH || err == -ENOENT) && state_of(target->pid) == 'Z')
		HINT("its first thread has ended, and others have not: /proc/TID/ns/TYPE is the "
		     "namespace of one of those");
	else if ((err == -EACCES || err == -EPERM) && stat(path, &st) == 0)
		HINT("process %d belongs to user ID %u; entering takes that user's rights, or "
		     "CAP_SYS_PTRACE and CAP_SYS_ADMIN over it",
		     (int)target->pid, (unsigned)st.st_uid);
	else if (err == -FAULT_NOT_PROC)
		HINT("/proc is not a proc file system");
}

void why_target(int err, const void *context, char *text, size_t size)
{
	const struct target *target = context;
	struct stat st;

	if (target->kind == TARGET_PROCESS)
		why_process(err, target, text, size);
	else if (target->kind == TARGET_FD && err == -FAULT_OTHER_PROC)
		HINT("the process of this pidfd is not in the PID namespace that /proc shows");
	else if (target->kind == TARGET_ID && err == -ENOSYS)
		HINT("namespaces can be opened by their id since Linux 6.19");
	else if (target->kind == TARGET_ID && err == -ESTALE)
		HINT("no namespace has this id, or this kernel is older than Linux 6.19, which opens "
		     "none by its id alone");
	else if (target->kind == TARGET_PATH && err == -FAULT_NOT_NS &&
		 stat(target->text, &st) == 0)
		HINT(S_ISREG(st.st_mode) && st.st_size == 0
			     ? "it is an empty file; was it a pin that was unmounted, or that lies "
			       "in another mount namespace?"
			     : "a namespace file is /proc/PID/ns/TYPE, or a pin made of one");
}

/* Who owns the namespace that refuses us decides who may enter. */
void why_enter(int err, const void *context, char *text, size_t size)
{
	const struct why_enter *tried = context;
	FD_AUTO int owner = -1;
	unsigned uid;

	if (err == -EINVAL && tried->type == NS_PID)
		HINT("only our own PID namespace and those below it can be entered");
	if (err != -EPERM)
		return;

	owner = tried->type == NS_USER ? fcntl(tried->nsfd, F_DUPFD_CLOEXEC, 3)
				       : ns_owner(tried->nsfd);
	if (owner == -EPERM)
		HINT("it is owned by a user namespace that is not below ours");
	else if (owner >= 0 && ns_is_own(tried->self, owner, NS_USER) &&
		 !rights_has(CAP_SYS_ADMIN))
		HINT("it is owned by our own user namespace, in which we have no CAP_SYS_ADMIN");
	else if (owner >= 0 && ns_owner_uid(owner, &uid) == 0 && tried->type == NS_USER)
		HINT("that user namespace belongs to user ID %u", uid);
	else if (owner >= 0 && ns_owner_uid(owner, &uid) == 0)
		HINT("it is owned by a user namespace of user ID %u, which must be entered too "
		     "(--user)",
		     uid);
}

void why_net_socket(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -EPERM)
		HINT("the namespace of a socket is told to who has CAP_NET_ADMIN over it");
}

void why_follow(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -EOVERFLOW)
		HINT("the process itself has no ID that is mapped there; name one with --setuid and "
		     "--setgid");
}

void why_cgroup(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -ENODEV)
		HINT("no mount shows the whole cgroup2 tree here, which --join-cgroup needs");
	else if (err == -EXDEV || err == -ELOOP)
		HINT("another mount or a symbolic link is at the path of that cgroup");
}

void why_sealed(int err, const void *context, char *text, size_t size)
{
	(void)context;
	(void)err;
	HINT("--trusted goes without, where nothing inside is hostile");
}

void why_root(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -EPERM && !rights_has(CAP_SYS_CHROOT))
		HINT("we have no CAP_SYS_CHROOT; entering a user namespace of ours (--user) gives "
		     "it");
}

void why_wd(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -FAULT_OUTSIDE_ROOT)
		HINT("a directory of ours does not lead into another mount namespace or root; "
		     "--wdns takes one from inside");
}

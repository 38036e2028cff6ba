/* SPDX-License-Identifier: MIT */
/* Processes and namespaces that cannot be opened. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "proc/caps.h"
#include "proc/own_proc.h"
#include "proc/proc.h"
#include "ns/target.h"
#include "hint/evidence.h"
#include "hint/hint.h"

/* 'Z' and the like */
static char state_of(pid_t pid)
{
	struct own_proc_stat stat;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	return own_proc_stat(AT_FDCWD, path, &stat) ? stat.state : '?';
}

/* The number of the process whose thread this is, or 0: it is none, or cannot be told. */
static int process_of_thread(pid_t tid)
{
	char path[64], text[8192];
	const char *line;
	int pid = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
	if (process_numbers_differ() != 0 ||
	    fd_read_small(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, "\nTgid:");
	if (line)
		pid = atoi(line + strlen("\nTgid:"));
	return pid == tid ? 0 : pid;
}

/* A number that does not lead to /proc. Returns false when there is nothing to say. */
static bool hint_numbers(int err, const struct target *target, struct hint *hint)
{
	char path[64];
	struct stat st;
	int pid;

	snprintf(path, sizeof(path), "/proc/%d", (int)target->pid);
	if (err == -FAULT_OTHER_PROC)
		hint_set(hint,
			 "a PID is a number in the caller's PID namespace, and /proc "
			 "cannot be searched for it; mount a proc of this namespace "
			 "(xunshare --pid --mount-proc), or use a pidfd (fd:N)");
	else if (err == -FAULT_THREAD && (pid = process_of_thread(target->pid)) > 0)
		hint_set(hint,
			 "it is a thread of process %d, and a pidfd of a thread requires "
			 "Linux 6.9; use %d, or the file /proc/%d/ns/TYPE",
			 pid, pid, (int)target->pid);
	else if (err == -ESRCH && stat(path, &st) == 0 && process_numbers_differ() > 0)
		hint_set(hint,
			 "/proc shows another PID namespace, in which %d is a process; a "
			 "PID is a number in the caller's PID namespace",
			 (int)target->pid);
	else
		return false;
	return true;
}

/* It exists, and its directory in /proc does not. See proc(5), hidepid=. */
static bool hint_hidden(pid_t pid, struct hint *hint)
{
	char path[64], option[64];

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (access(path, F_OK) == 0 || (kill(pid, 0) < 0 && errno != EPERM) ||
	    !evidence_hidepid(option, sizeof(option)))
		return false;
	hint_set(hint,
		 "/proc is mounted with %s, which hides process %d from this user; "
		 "CAP_SYS_PTRACE, or the group of its gid= option, makes it visible",
		 option, (int)pid);
	return true;
}

void hint_no_access(pid_t pid, struct hint *hint)
{
	FD_AUTO int self = proc_self();
	char path[64], user[80];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (self < 0 || stat(path, &st) < 0)
		return;
	if (caps_effective(CAP_SYS_PTRACE) && ns_in_initial_user(self))
		hint_unexplained("CAP_SYS_PTRACE", hint);
	else if (caps_effective(CAP_SYS_PTRACE))
		hint_set(hint,
			 "this process has CAP_SYS_PTRACE in its own user namespace and "
			 "its descendants; process %d belongs to %s, and may be in "
			 "another user namespace",
			 (int)pid, evidence_user(self, st.st_uid, user, sizeof(user)));
	else if (st.st_uid != geteuid() || evidence_stands_for_unmapped(self, st.st_uid))
		hint_set(hint,
			 "process %d belongs to %s; entering requires the IDs of that "
			 "user, or CAP_SYS_PTRACE and CAP_SYS_ADMIN over it",
			 (int)pid, evidence_user(self, st.st_uid, user, sizeof(user)));
	else
		hint_set(hint,
			 "this process does not have CAP_SYS_PTRACE; without it, its "
			 "user and group IDs must match those of process %d, which must "
			 "be dumpable and have no capability that this process lacks",
			 (int)pid);
}

static void hint_process(int err, const struct target *target, struct hint *hint)
{
	if (hint_numbers(err, target, hint))
		return;
	/* From here on a number is looked at in /proc, where it must be the same. */
	if (err != -FAULT_NOT_PROC && process_numbers_differ() > 0)
		return;
	if (hint_hidden(target->pid, hint))
		return;
	if (err == -FAULT_EXITED && state_of(target->pid) == 'Z')
		hint_set(hint,
			 "it is a zombie: it has exited, and its parent has not waited "
			 "for it yet; a zombie has no namespaces");
	else if ((err == -ESRCH || err == -ENOENT) && state_of(target->pid) == 'Z')
		hint_set(hint,
			 "its main thread has exited and other threads are running: use "
			 "/proc/TID/ns/TYPE of one of those");
	else if (err == -EACCES || err == -EPERM)
		hint_no_access(target->pid, hint);
	else
		hint_proc(err == -FAULT_NOT_PROC ? err : 0, NULL, hint);
}

static void hint_not_ns(const char *path, struct hint *hint)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return;
	if (S_ISREG(st.st_mode) && st.st_size == 0)
		hint_set(hint,
			 "it is an empty file: perhaps a pin that was unmounted, or that "
			 "is mounted in another mount namespace");
	else
		hint_set(
			hint,
			"a namespace file is /proc/PID/ns/TYPE, or a pin of a namespace");
}

void hint_target(int err, const void *context, struct hint *hint)
{
	const struct target *target = context;

	if (target->kind == TARGET_PROCESS)
		hint_process(err, target, hint);
	else if (target->kind == TARGET_FD && err == -FAULT_OTHER_PROC)
		hint_set(hint,
			 "the process of this pidfd is not in the PID namespace that "
			 "/proc shows");
	else if (target->kind == TARGET_ID && evidence_kernel_before(6, 19))
		hint_set(hint, "opening a namespace by its ID requires Linux 6.19");
	else if (target->kind == TARGET_ID && err == -ESTALE)
		hint_set(hint, "no namespace has this ID");
	else if (target->kind == TARGET_PATH && err == -FAULT_NOT_NS)
		hint_not_ns(target->text, hint);
}

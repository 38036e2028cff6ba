/* SPDX-License-Identifier: MIT */
/* fork(2) and clone3(2). */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "proc/proc_walk.h"
#include "run/cgroup.h"
#include "run/child.h"
#include "hint/hint.h"

/* A PID namespace for children that this process is not in. */
static bool pid_ns_differs(void)
{
	struct stat own, children;

	return stat("/proc/self/ns/pid", &own) == 0 &&
	       stat("/proc/self/ns/pid_for_children", &children) == 0 &&
	       own.st_ino != children.st_ino;
}

/* ---- EAGAIN: a limit of the user, or of a cgroup ---- */

struct threads {
	int proc;
	unsigned long uid, count; /* of the processes with this real user ID */
};

static int count_threads(void *context, const char *pid)
{
	struct threads *threads = context;
	char path[32], text[8192];
	const char *user, *number;

	snprintf(path, sizeof(path), "%.20s/status", pid);
	if (fd_read_small(threads->proc, path, text, sizeof(text)) < 0)
		return 0;
	user = strstr(text, "\nUid:");
	number = strstr(text, "\nThreads:");
	if (user && number && strtoul(user + 5, NULL, 10) == threads->uid)
		threads->count += strtoul(number + 9, NULL, 10);
	return 0;
}

/* How many threads of the caller's real user /proc shows. */
static unsigned long threads_of_user(void)
{
	FD_AUTO int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct threads threads = { .proc = proc, .uid = getuid() };

	if (proc < 0 || proc_walk(proc, count_threads, &threads) < 0)
		return 0;
	return threads.count;
}

/* See setrlimit(2): RLIMIT_NPROC counts the threads of the real user ID. */
static bool hint_nproc(struct hint *hint)
{
	struct rlimit limit;

	if (caps_effective(CAP_SYS_RESOURCE) || caps_effective(CAP_SYS_ADMIN) ||
	    getrlimit(RLIMIT_NPROC, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY ||
	    threads_of_user() < limit.rlim_cur)
		return false;
	hint_set(hint,
		 "the limit of %llu processes and threads of user ID %u (RLIMIT_NPROC, "
		 "\"ulimit -u\") is reached",
		 (unsigned long long)limit.rlim_cur, (unsigned)getuid());
	return true;
}

/* A number in a file of a cgroup, or -1: the file has none ("max"), or does not exist. */
static long long number_in(int cgroup, const char *file)
{
	char text[64];

	if (fd_read_small(cgroup, file, text, sizeof(text)) <= 0 || text[0] < '0' ||
	    text[0] > '9')
		return -1;
	return strtoll(text, NULL, 10);
}

/* A cgroup without room for one more, from this one upwards. The root has no limit. */
static bool hint_pids_max(int cgroup, struct hint *hint)
{
	FD_AUTO int dir =
		cgroup < 0 ? cgroup_open_own() : openat(cgroup, ".", O_PATH | O_CLOEXEC);
	char link[64], path[PATH_MAX];
	long long max;
	ssize_t length;

	while (dir >= 0 && fd_on_fs(dir, CGROUP2_SUPER_MAGIC) &&
	       faccessat(dir, "cgroup.type", F_OK, 0) == 0) {
		max = number_in(dir, "pids.max");
		if (max >= 0 && number_in(dir, "pids.current") >= max) {
			snprintf(link, sizeof(link), "/proc/self/fd/%d", dir);
			length = readlink(link, path, sizeof(path) - 1);
			path[length < 0 ? 0 : length] = '\0';
			hint_set(hint,
				 "the limit of %lld processes and threads (pids.max) of "
				 "the cgroup %s is reached",
				 max, path);
			return true;
		}
		int above = openat(dir, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

		fd_close(&dir);
		dir = above;
	}
	return false;
}

static void hint_limit(int cgroup, struct hint *hint)
{
	if (!hint_nproc(hint))
		hint_pids_max(cgroup, hint);
}

void hint_fork(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -EAGAIN)
		hint_limit(-1, hint);
	else if (err == -ENOMEM && pid_ns_differs())
		hint_set(hint,
			 "the init of the PID namespace for this process's children has "
			 "exited, and the kernel creates no further process in it");
}

/* ---- clone3(2) ---- */

static bool file_begins(int cgroup, const char *file, const char *begin)
{
	char text[4096];

	return fd_read_small(cgroup, file, text, sizeof(text)) > 0 &&
	       strncmp(text, begin, strlen(begin)) == 0;
}

/* See clone(2), CLONE_INTO_CGROUP, and cgroups(7). */
static bool hint_into_cgroup(int err, int cgroup, struct hint *hint)
{
	char controllers[4096];

	if (err == -EBUSY && fd_read_small(cgroup, "cgroup.subtree_control", controllers,
					   sizeof(controllers)) > 1)
		hint_set(hint,
			 "the cgroup has controllers enabled for its children "
			 "(cgroup.subtree_control), so it cannot contain processes");
	else if (err == -EOPNOTSUPP &&
		 file_begins(cgroup, "cgroup.type", "domain invalid"))
		hint_set(hint,
			 "its cgroup.type is \"domain invalid\", as a cgroup above it is "
			 "threaded; write \"threaded\" to its cgroup.type first");
	else if (err == -EACCES &&
		 faccessat(cgroup, "cgroup.procs", W_OK, AT_EACCESS) < 0)
		hint_set(hint,
			 "the caller has no write permission for cgroup.procs in that "
			 "cgroup");
	else if (err == -EACCES)
		hint_set(hint,
			 "the caller has write permission for cgroup.procs in that "
			 "cgroup; it is also required in the common ancestor of that "
			 "cgroup and its own");
	else if (err == -EAGAIN)
		hint_limit(cgroup, hint);
	return hint->text[0];
}

static bool hint_set_tid(int err, const struct child_clone *how, struct hint *hint)
{
	long long pid_max = proc_sysctl("kernel/pid_max", LLONG_MAX);

	if (err == -EEXIST)
		hint_set(hint, "PID %d is in use", (int)how->set_tid);
	else if (err == -EINVAL && (how->flags & CLONE_NEWPID) && how->set_tid != 1)
		hint_set(hint, "the first process of a new PID namespace has PID 1");
	else if (err == -EINVAL && how->set_tid >= pid_max)
		hint_set(hint, "PID exceeds sysctl kernel.pid_max (%lld)", pid_max);
	else if (err == -EPERM && !caps_effective(CAP_CHECKPOINT_RESTORE) &&
		 !caps_effective(CAP_SYS_ADMIN))
		hint_set(hint,
			 "--set-tid requires CAP_CHECKPOINT_RESTORE in the owning user "
			 "namespace of the PID namespace");
	return hint->text[0];
}

void hint_clone(int err, const void *context, struct hint *hint)
{
	const struct child_clone *how = context;

	if ((how->set_tid && hint_set_tid(err, how, hint)) ||
	    (how->cgroup >= 0 && hint_into_cgroup(err, how->cgroup, hint)))
		return;
	if ((how->cgroup >= 0 || how->set_tid) && err == -EPERM &&
	    (!how->flags || caps_effective(CAP_SYS_ADMIN)) &&
	    proc_status("Seccomp", 10, 0) == 2)
		hint_set(hint,
			 "a seccomp filter is active in this process (Seccomp: 2), and "
			 "may refuse clone3(2), which --into-cgroup and --set-tid "
			 "require");
	else if (err == -EAGAIN || err == -ENOMEM)
		hint_fork(err, NULL, hint);
	else if (how->flags)
		hint_unshare(err, &how->flags, hint);
}

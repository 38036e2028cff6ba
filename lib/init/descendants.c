/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/descendants.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"
#include "proc/own_proc.h"

enum { DEPTH = 128 }; /* of the tree of processes; deeper ones are met when it shrinks */

/* struct linux_dirent64, see getdents64(2) */
struct entry {
	uint64_t inode, offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

struct walk {
	int proc, number; /* the signal; 0 only counts */
	bool stopped;	  /* only for those that are stopped */
	int depth, count;
};

static void walk_threads(struct walk *walk, int dir, pid_t pid);

/*
 * By a descriptor: a PID that now refers to another process has another parent. Children
 * first, as they are not to be found here any more when their parent is gone.
 */
static void visit(struct walk *walk, pid_t pid, pid_t parent)
{
	FD_AUTO int dir = -1;
	struct own_proc_stat stat;
	char name[16];

	sprintf(name, "%d", (int)pid);
	dir = openat(walk->proc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || !own_proc_stat(dir, "stat", &stat) || stat.parent != parent)
		return;
	if (++walk->depth < DEPTH)
		walk_threads(walk, dir, pid);
	walk->depth--;
	if (stat.state == 'Z' || stat.state == 'X')
		return;
	walk->count++;
	if (walk->stopped && stat.state != 'T')
		return;
	if (walk->number && xns_pidfd_send_signal(dir, walk->number, NULL) < 0 &&
	    errno != ESRCH && errno != EPERM)
		(void)kill(pid, walk->number);
}

/* The children of one thread: numbers, each with a space behind it. */
static void walk_list(struct walk *walk, int list, pid_t parent)
{
	char text[256];
	ssize_t got;
	pid_t pid = 0;

	while ((got = read(list, text, sizeof(text))) > 0) {
		for (ssize_t i = 0; i < got; i++) {
			if (text[i] >= '0' && text[i] <= '9') {
				pid = pid * 10 + (text[i] - '0');
			} else if (pid) {
				visit(walk, pid, parent);
				pid = 0;
			}
		}
	}
}

static void walk_thread(struct walk *walk, int tasks, const char *thread, pid_t parent)
{
	FD_AUTO int list = -1;
	char name[32];

	if (thread[0] == '.')
		return;
	snprintf(name, sizeof(name), "%s/children", thread);
	list = openat(tasks, name, O_RDONLY | O_CLOEXEC);
	if (list >= 0)
		walk_list(walk, list, parent);
}

/* Each thread has children of its own. Not by readdir(3), which wants memory. */
static void walk_threads(struct walk *walk, int dir, pid_t pid)
{
	FD_AUTO int tasks = openat(dir, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_Alignas(struct entry) char entries[512];
	const struct entry *entry;
	long got;

	while ((got = syscall(SYS_getdents64, tasks, entries, sizeof(entries))) > 0) {
		for (long at = 0; at < got; at += entry->length) {
			entry = (const void *)(entries + at);
			walk_thread(walk, tasks, entry->name, pid);
		}
	}
}

static int walk_all(int number, bool stopped)
{
	struct walk walk = { .number = number, .stopped = stopped };
	FD_AUTO int proc = own_proc_open();
	FD_AUTO int list = -1;

	if (proc < 0)
		return proc;
	/* Not every kernel has it (CONFIG_PROC_CHILDREN). There is only one thread. */
	list = openat(proc, "thread-self/children", O_RDONLY | O_CLOEXEC);
	if (list < 0)
		return -errno;
	walk.proc = proc;
	walk_list(&walk, list, getpid());
	return walk.count;
}

int descendants_signal(int number)
{
	if (getpid() != 1)
		return walk_all(number, false);
	if (kill(-1, number) == 0)
		return 1;
	return errno == ESRCH ? 0 : -errno;
}

int leftover_continue(void)
{
	int found = walk_all(SIGCONT, true);

	return found < 0 && getpid() == 1 ? descendants_signal(SIGCONT) : found;
}

int descendants_count(void)
{
	return walk_all(0, false);
}

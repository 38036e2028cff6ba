/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/mntns_cpu.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "ns/ns.h"
#include "run/child.h"

/* MNT_NS_INIT_INO of linux/nsfs.h (Linux 6.18): every other one has a greater ID. */
#define INITIAL_INODE 0xeffffff8u

/* The ID of the mount namespace of the caller; 0: unknown, or any new one is greater. */
static unsigned long long own_id(void)
{
	FD_AUTO int fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_ino == INITIAL_INODE)
		return 0;
	return ns_id(fd);
}

enum verdict { GREATER, SMALLER, UNKNOWN };

/* Creates a mount namespace in a child process, on the CPU of the caller. */
static enum verdict compare_new(unsigned long long id)
{
	unsigned long long new_id;
	pid_t pid = child_fork();
	int status;

	if (pid == 0) {
		new_id = unshare(CLONE_NEWNS) == 0 ? own_id() : 0;
		_exit(!new_id ? UNKNOWN : new_id > id ? GREATER : SMALLER);
	}
	status = pid < 0 ? -1 : child_wait(pid);
	return status == GREATER << 8	? GREATER
	       : status == SMALLER << 8 ? SMALLER
					: UNKNOWN;
}

static bool set_cpu(const struct mntns_cpu *where, int cpu)
{
	cpu_set_t one[sizeof(where->allowed) / sizeof(*where->allowed)];

	CPU_ZERO_S(sizeof(one), one);
	CPU_SET_S((size_t)cpu, sizeof(one), one);
	return sched_setaffinity(0, sizeof(one), one) == 0;
}

void mntns_cpu_find(struct mntns_cpu *ret, bool wanted)
{
	const size_t size = sizeof(ret->allowed);
	unsigned long long id = wanted ? own_id() : 0;
	enum verdict verdict = SMALLER;

	ret->cpu = -1;
	CPU_ZERO_S(size, ret->allowed);
	if (!id || sched_getaffinity(0, size, ret->allowed) < 0 ||
	    CPU_COUNT_S(size, ret->allowed) < 2)
		return;
	for (int cpu = 0; cpu < (int)size * 8 && verdict == SMALLER; cpu++) {
		if (!CPU_ISSET_S((size_t)cpu, size, ret->allowed) || !set_cpu(ret, cpu))
			continue;
		verdict = compare_new(id);
		ret->cpu = verdict == GREATER ? cpu : -1;
	}
	(void)!sched_setaffinity(0, size, ret->allowed);
}

void mntns_cpu_enter(const struct mntns_cpu *where)
{
	if (where->cpu >= 0)
		set_cpu(where, where->cpu);
}

/* It fails only when these CPUs are gone; the kernel has chosen others then. */
void mntns_cpu_leave(const struct mntns_cpu *where)
{
	if (where->cpu >= 0)
		(void)!sched_setaffinity(0, sizeof(where->allowed), where->allowed);
}

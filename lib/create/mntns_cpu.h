/* SPDX-License-Identifier: MIT */
/*
 * The CPU on which a mount namespace is made that will be pinned.
 *
 * A pin of a mount namespace may lie only in an older one. Linux 6.18 takes the one with
 * the smaller ID for the older one, and each CPU takes IDs from a range of its own
 * (include/linux/cookie.h). So a new namespace can look older than the one it was made
 * in. The IDs of one CPU only grow: what holds for one new namespace holds for the next.
 */
#ifndef XNS_CREATE_MNTNS_CPU_H
#define XNS_CREATE_MNTNS_CPU_H

#include <sched.h>
#include <stdbool.h>

struct mntns_cpu {
	int cpu;	      /* -1: any */
	cpu_set_t allowed[8]; /* of the caller, for up to 8192 CPUs */
};

/*
 * Looks for a CPU on which a new mount namespace gets a greater ID than the caller's; a
 * child process creates one to see. ret->cpu is -1 when every CPU will do, when none
 * does, when it is not wanted, and when it cannot be determined, without CAP_SYS_ADMIN.
 * Call with signals blocked. The CPU affinity is unchanged afterwards.
 */
void mntns_cpu_find(struct mntns_cpu *ret, bool wanted);

/*
 * Sets the CPU affinity of the calling process to that CPU, and back. A child inherits
 * it, so both processes have to call mntns_cpu_leave() after a fork in between.
 */
void mntns_cpu_enter(const struct mntns_cpu *where);
void mntns_cpu_leave(const struct mntns_cpu *where);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The /proc of the caller's PID namespace. After clone(2) or unshare(2) the one that is
 * mounted may still be that of another, where the same numbers are other processes.
 */
#ifndef XNS_PROC_OWN_PROC_H
#define XNS_PROC_OWN_PROC_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Opens /proc for reading. Returns the descriptor, -FAULT_NOT_PROC when it is no proc
 * filesystem or does not show the caller under its PID, or -errno. Not to be kept: it
 * would keep the filesystem from being unmounted.
 */
int own_proc_open(void) __attribute__((warn_unused_result));

struct own_proc_stat {
	char name[16];
	char state; /* Z: it has terminated but was not waited for */
	pid_t parent;
	unsigned flags;	       /* PF_* of linux/sched.h in the kernel's sources */
	long long start_ticks; /* since the machine was booted */
};

/*
 * Reads a process's stat file, relative to dir (proc_pid_stat(5)). False when it is not
 * there.
 */
bool own_proc_stat(int dir, const char *path, struct own_proc_stat *ret_stat);

#endif

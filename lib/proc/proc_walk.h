/* SPDX-License-Identifier: MIT */
/* The processes that a /proc shows. */
#ifndef XNS_PROC_PROC_WALK_H
#define XNS_PROC_PROC_WALK_H

/*
 * Gets a PID as /proc writes it, which is also the name of the directory of the process.
 * Returns 0 to continue; another value ends the walk.
 */
typedef int proc_walk_fn(void *context, const char *pid);

/*
 * Calls each for every process that proc, an open directory that is a /proc, shows: in
 * the order of their PIDs, as the kernel lists them. A process may have terminated by
 * then. Returns 0, the value of each that ended the walk, or -errno when the directory
 * cannot be read to its end.
 */
int proc_walk(int proc, proc_walk_fn *each, void *context)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/* What a process is, for people: its parent, its user, its command line. */
#ifndef XNS_PROC_PROCINFO_H
#define XNS_PROC_PROCINFO_H

#include <stdint.h>
#include <sys/types.h>

struct procinfo {
	pid_t parent;
	uint32_t uid;  /* the effective one, in the caller's user namespace */
	char *command; /* words with spaces between, cut at 8 KiB, as lsns(8) does; or the
			* process's name
			*/
};

/*
 * Reads it; proc is a descriptor of /proc. The command is the caller's to free. Returns
 * 0, -ESRCH when the process has ended, -ENOMEM, or -errno.
 */
int procinfo_read(int proc, pid_t pid, struct procinfo *ret_info)
	__attribute__((warn_unused_result));

#endif

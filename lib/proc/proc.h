/* SPDX-License-Identifier: MIT */
/*
 * /proc, believed only when it is procfs. A file that merely lies at /proc/self/uid_map
 * takes any write and changes nothing: unshare(1) then runs the command unmapped and says
 * nothing (runc had the same fault as CVE-2019-16884 and CVE-2025-52881).
 */
#ifndef XNS_PROC_PROC_H
#define XNS_PROC_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Opens the caller's own directory /proc/self (O_PATH). It stays this process's even
 * after fork(2). Returns the descriptor, -FAULT_NOT_PROC, -FAULT_OTHER_PROC, or
 * -errno.
 */
int proc_self(void) __attribute__((warn_unused_result));

/*
 * Why /proc/self is missing: -FAULT_OTHER_PROC when /proc is that of a PID namespace
 * which this process is not in, else -ENOENT.
 */
int proc_missing(void) __attribute__((warn_unused_result));

/*
 * Writes the path below /proc/self/fd that leads to the very file or mount that fd refers
 * to, for system calls that take no descriptor. Opens nothing. Returns 0; -FAULT_NOT_PROC
 * when /proc is not procfs; or -errno.
 */
int proc_fd_path(int fd, char *text, size_t size) __attribute__((warn_unused_result));

/* The number of this process in /proc, for programs that search there. */
pid_t proc_own_number(void);

/*
 * Writes text to the file in one write(2), as the kernel's map files want it. dir comes
 * from proc_self(); a file mounted over the entry is refused (RESOLVE_NO_XDEV).
 * Returns 0 or -errno.
 */
int proc_write(int dir, const char *file, const char *text)
	__attribute__((warn_unused_result));

/* Reads the file whole into text, ended with NUL. Returns the length or -errno. */
int proc_read(int dir, const char *file, char *text, size_t size)
	__attribute__((warn_unused_result));

/*
 * Whether setgroups(2) is denied to every process of the user namespace that a process is
 * in, capability or not (user_namespaces(7)): its file setgroups says "deny", or it has
 * no group map. dir is the directory of the process. Returns 1, 0, or -errno.
 */
int proc_setgroups_denied(int dir) __attribute__((warn_unused_result));

/*
 * The number after "KEY:" in /proc/self/status, in the given base; fallback where the
 * line or the file is missing. For hints only, which must not fail.
 */
unsigned long long proc_status(const char *key, int base, unsigned long long fallback);

/* The number in a file below /proc/sys; fallback where it cannot be read. For hints. */
long long proc_sysctl(const char *path, long long fallback);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Changing the working directory without leaving the root. A descriptor, or a link such
 * as /proc/self/fd/N, can lead out of it; the kernel then knows no path for the directory
 * (the second half of CVE-2024-21626).
 */
#ifndef XNS_PROC_CWD_H
#define XNS_PROC_CWD_H

/* Each returns 0, -FAULT_OUTSIDE_ROOT, or -errno. */

/* chdir(2) */
int cwd_change(const char *path) __attribute__((warn_unused_result));

/* fchdir(2) */
int cwd_change_fd(int fd);

#endif

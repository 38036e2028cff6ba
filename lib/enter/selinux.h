/* SPDX-License-Identifier: MIT */
/* The SELinux context of the next exec, without a library: attr(5) files of proc. */
#ifndef XNS_ENTER_SELINUX_H
#define XNS_ENTER_SELINUX_H

/*
 * Makes the next execve(2) take the security context of a process. dir is its directory
 * in /proc, self is this process's. Does nothing where SELinux is not enabled. Returns 0
 * or -errno.
 */
int selinux_follow(int dir, int self) __attribute__((warn_unused_result));

#endif

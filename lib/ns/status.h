/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a command, as JSON lines on a descriptor. The keys are those of
 * bwrap(1)'s --json-status-fd, so that one parser reads both.
 *
 *	{ "child-pid": 12, "mnt-namespace": 4026532185, "net-namespace": 4026532190 }
 *	{ "exit-code": 0 }
 */
#ifndef XNS_NS_STATUS_H
#define XNS_NS_STATUS_H

#include "ns/process.h"

/* The inode of each namespace of a child; 0 for those that are not to be told. */
struct status_namespaces {
	unsigned long long inode[NS_COUNT];
};

/*
 * Looks up the namespaces of the types in flags (CLONE_NEW*) that a process has, or that
 * its children get. Returns 0, or -errno when one of them cannot be opened or looked at.
 */
int status_look(const struct process *process, int flags, struct status_namespaces *ret)
	__attribute__((warn_unused_result));

/*
 * The inode behind nsfd, which may be a negative errno: that is returned. 0 or -errno.
 */
int status_inode_of(int nsfd, unsigned long long *ret_inode)
	__attribute__((warn_unused_result));

/* The inode behind an open namespace, or 0. */
unsigned long long status_inode(int nsfd);

/*
 * Writes the first line: the child's PID in the caller's PID namespace, and its
 * namespaces. 0 or -errno.
 */
int status_child(int fd, pid_t pid, const struct status_namespaces *namespaces)
	__attribute__((warn_unused_result));

/* Writes the last line, from a wait status: the exit code, or 128 + N for signal N. */
int status_exit(int fd, int wait_status);

#endif

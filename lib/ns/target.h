/* SPDX-License-Identifier: MIT */
/*
 * Where a namespace is: the one address syntax of the suite, see xns(7).
 *
 *	PID          the namespace of that process
 *	PID:INODE    the same, and the process's pidfd must have this inode
 *	fd:N         the inherited descriptor N, 0 included
 *	:ID          the namespace with this 64-bit id (Linux 6.19)
 *	NAME         for a network namespace: that name of ip-netns(8), /run/netns/NAME
 *	PATH         a file: a pin, or /proc/PID/ns/TYPE; "./12" for a file of that name
 */
#ifndef XNS_NS_TARGET_H
#define XNS_NS_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "ns/ns.h"
#include "ns/process.h"

enum target_kind { TARGET_NONE, TARGET_PROCESS, TARGET_FD, TARGET_ID, TARGET_PATH };

struct target {
	enum target_kind kind;
	const char *text; /* as it was given */
	pid_t pid;
	uint64_t number; /* the pidfd's inode, the descriptor, or the id */
};

/*
 * Reads an address; text must outlive it. Returns 0, -FAULT_NOT_NUMBER, -FAULT_RANGE (a
 * PID is 1 to 2147483647), or -EINVAL for empty text.
 */
int target_parse(const char *text, struct target *ret_target)
	__attribute__((warn_unused_result));

/* The address for a message: "process 12", "descriptor 9", "namespace id 7", "/run/x". */
const char *target_text(const struct target *target, char *text, size_t size);

/*
 * Opens the process that the address names: PID, PID:INODE, or fd:N of a pidfd. Returns
 * 0, -FAULT_NOT_PROCESS for an address of another kind, or what process_open() returns.
 */
int target_open_process(const struct target *target, struct process *ret_process)
	__attribute__((warn_unused_result));

/*
 * Opens the namespace and checks its type. Returns the descriptor, -FAULT_NOT_NS,
 * -FAULT_WRONG_TYPE, what process_open() returns, or -errno.
 */
int target_open_ns(const struct target *target, enum ns type)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Another process, held so that its number cannot come to mean another one: the pidfd
 * first, its directory in /proc afterwards, and a look at the end whether it is still
 * alive.
 */
#ifndef XNS_NS_PROCESS_H
#define XNS_NS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "ns/ns.h"

struct process {
	pid_t pid; /* its PID in /proc, not that in the caller's PID namespace */
	int pidfd; /* -1 where pidfd_open(2) is not available */
	int dir;   /* /proc/PID, O_PATH */
};

#define PROCESS_NONE                                                                     \
	{                                                                                \
		0, -1, -1                                                                \
	}

/*
 * Whether /proc does not number processes as system calls do, being that of another PID
 * namespace than the caller's. Returns 1, 0, or -errno when it cannot be read: then
 * neither is known, and the number must not be used.
 */
int process_numbers_differ(void) __attribute__((warn_unused_result));

/*
 * Opens the process or the thread (Linux 6.9) that has this PID in the caller's PID
 * namespace: the number that kill(2) takes. Its directory in /proc is found by the number
 * that its pidfd has there, which is another one when /proc is that of another PID
 * namespace. inode is that of its pidfd (Linux 6.9), or 0 when it was not given. Returns
 * 0, -ESRCH, -FAULT_EXITED for a zombie, -FAULT_OTHER_PROCESS when the inode differs,
 * -FAULT_THREAD, -FAULT_NOT_PROC, -FAULT_NOT_SHOWN when /proc hides the process,
 * -FAULT_OTHER_PROC when it has no number there or that cannot be told, or -errno. The
 * descriptors are the caller's; see process_close().
 */
int process_open(pid_t pid, uint64_t inode, struct process *ret_process)
	__attribute__((warn_unused_result));

/* The same for an inherited pidfd, which stays the caller's own. */
int process_from_pidfd(int pidfd, struct process *ret_process);

/* Returns 0, -FAULT_EXITED when the process has ended since, or -errno: not known. */
int process_check_alive(const struct process *process)
	__attribute__((warn_unused_result));

/* Opens the namespace that the process is in. Returns the descriptor or -errno. */
int process_ns(const struct process *process, enum ns type)
	__attribute__((warn_unused_result));

enum process_versus { PROCESS_SAME, PROCESS_DIFFERS, PROCESS_ABSENT };

/*
 * Whether the process and the caller (self: proc_self()) are in the same namespace of
 * this type. PROCESS_ABSENT when the kernel has no such type; PROCESS_DIFFERS also when
 * it cannot be told, because then the entry will tell.
 */
enum process_versus process_compare(const struct process *process, int self,
				    enum ns type);

/*
 * The effective user and group ID of the process: as the caller sees them, or with inside
 * as numbers of its own user namespace. Returns 0, -EOVERFLOW where one has no number
 * there, or -errno.
 */
int process_ids(const struct process *process, bool inside, uint32_t *ret_uid,
		uint32_t *ret_gid) __attribute__((warn_unused_result));

/*
 * Whether a map file of the process, "uid_map" or "gid_map", has this inside ID. Returns
 * 1, 0, or -errno.
 */
int process_maps(const struct process *process, const char *map_file, uint32_t inside)
	__attribute__((warn_unused_result));

/* True when that user namespace maps the caller's user ID, or cannot be inspected. */
bool process_maps_ours(const struct process *process, uint32_t uid);

/* Closes both descriptors. */
void process_close(struct process *process);

#endif

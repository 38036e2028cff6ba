/* SPDX-License-Identifier: MIT */
/*
 * The eight types of namespace, in one table. Nothing else in the suite lists them:
 * option rows, masks, pins and messages are made from it, and interfaces take [NS_COUNT]
 * arrays. Source of the facts: namespaces(7), clone(2), ioctl_ns(2), linux/pidfd.h.
 */
#ifndef XNS_NS_NS_H
#define XNS_NS_NS_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/sys.h"

/*
 * id; clone flag; name and link in /proc/PID/ns, number of the pidfd ioctl that opens it;
 * link and ioctl of what new children get; letter and long option; what gets its own
 * copy. The order is the documented order. The limit of a type is the sysctl
 * user.max_NAME_namespaces.
 */
/* clang-format off */
#define NS_TYPES(X) \
	X(MNT, CLONE_NEWNS, "mnt", 3, "mnt", 3, 'm', "mount", "mount points") \
	X(UTS, CLONE_NEWUTS, "uts", 10, "uts", 10, 'u', "uts", "host and domain name") \
	X(IPC, CLONE_NEWIPC, "ipc", 2, "ipc", 2, 'i', "ipc", "System V IPC, message queues") \
	X(NET, CLONE_NEWNET, "net", 4, "net", 4, 'n', "net", "network devices, addresses") \
	X(PID, CLONE_NEWPID, "pid", 5, "pid_for_children", 6, 'p', "pid", "process IDs") \
	X(USER, CLONE_NEWUSER, "user", 9, "user", 9, 'U', "user", "user and group IDs") \
	X(CGROUP, CLONE_NEWCGROUP, "cgroup", 1, "cgroup", 1, 'C', "cgroup", "cgroup root") \
	X(TIME, CLONE_NEWTIME, "time", 7, "time_for_children", 8, 'T', "time", "clock offsets")
/* clang-format on */

#define NS_ID(id, ...) NS_##id,
enum ns { NS_TYPES(NS_ID) NS_COUNT };
#undef NS_ID

struct ns_type {
	int flag;
	const char *name; /* "mnt" */
	unsigned ioctl;
	const char *children_name;
	unsigned children_ioctl;
	char letter;
	const char *option; /* "mount" */
	const char *isolates;
};

extern const struct ns_type ns_types[NS_COUNT];

/* The types in flags as new ones: "a new pid namespace", "new mnt and pid namespaces". */
const char *ns_new_text(int flags, char *text, size_t size);

/* The types in flags as words, "user, mnt and pid". text takes at most size bytes. */
const char *ns_text(int flags, char *text, size_t size);

/*
 * The flags of all types that this kernel has, seen in /proc/self/ns (dir: proc_self()),
 * or a negative errno: a type is unknown only if its file does not exist.
 */
__attribute__((warn_unused_result)) int ns_known(int dir);

/*
 * Opens the namespace of this type that a process is in, or that its new children get.
 * pidfd names the process, dir is its directory in /proc (for kernels without the ioctl,
 * before Linux 6.11); one of them may be -1. Returns the descriptor, which is the
 * caller's, or -errno: -ENOENT for a PID namespace that has no process yet.
 */
int ns_open_of(int pidfd, int dir, enum ns type) __attribute__((warn_unused_result));
int ns_open_children(int pidfd, int dir, enum ns type)
	__attribute__((warn_unused_result));

/*
 * Opens a namespace by its 64-bit id. Returns the descriptor, -ESTALE when none has it,
 * or the kernel is Linux 6.18, which wants the inode too; -ENOSYS before; or -errno.
 */
int ns_open_id(unsigned long long id) __attribute__((warn_unused_result));

/*
 * Mounts the namespace nsfd on the file that the O_PATH descriptor file refers to, so
 * that it lives without processes. By descriptors; by path below /proc/self/fd where
 * open_tree(2) and move_mount(2) are missing or forbidden. Returns 0 or -errno.
 */
int ns_pin(int nsfd, int file) __attribute__((warn_unused_result));

/* The namespace's 64-bit id (Linux 6.18), or 0 where the kernel has none. */
unsigned long long ns_id(int nsfd);

/*
 * The user namespace that owns the namespace, or for a user namespace its parent. Returns
 * the descriptor, -EPERM when it is above what the caller may see, or -errno.
 */
int ns_owner(int nsfd) __attribute__((warn_unused_result));

/* The creator of a user namespace, into *ret_uid. Returns 0 or -errno. */
int ns_owner_uid(int userns, unsigned *ret_uid) __attribute__((warn_unused_result));

/* True when both descriptors are the same namespace, or the same file. */
bool ns_same(int a, int b);

/* The flag of the descriptor's type, -FAULT_NOT_NS, or -errno. */
int ns_type_of(int nsfd) __attribute__((warn_unused_result));

/*
 * True when nsfd is the caller's own namespace of that type. self comes from proc_self();
 * nothing is opened, so this also works in the namespaces of another process.
 */
bool ns_is_own(int self, int nsfd, enum ns type);

/*
 * True when the process whose directory in /proc is dir is in the initial user namespace:
 * a capability counts for the whole machine only there.
 */
bool ns_in_initial_user(int dir);

/* The same of the initial PID namespace. */
bool ns_in_initial_pid(int dir);

#endif

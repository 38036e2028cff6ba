/* SPDX-License-Identifier: MIT */
/*
 * From what was tried and how it failed to the true reason and the remedy. Each function
 * is a hint_fn (die.h): it reads its evidence when it is called (a sysctl, a capability
 * set, a map, a mount) and says nothing where the evidence does not decide.
 */
#ifndef XNS_HINT_HINT_H
#define XNS_HINT_HINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ns/idmap.h"
#include "ns/ns.h"

/* proc_self() failed. context: NULL */
void why_proc(int err, const void *context, char *text, size_t size);

/* unshare(2) failed. context: const int *, the CLONE_NEW* flags */
void why_unshare(int err, const void *context, char *text, size_t size);

/* clone3(2) failed. context: const struct child_clone * */
void why_clone(int err, const void *context, char *text, size_t size);

/* Writing a map from inside failed. context: NULL */
void why_map_inside(int err, const void *context, char *text, size_t size);

/* Writing a map from outside failed. context: struct why_map */
struct why_map {
	const struct idmap *map;
	const char *file; /* "uid_map" */
};
void why_map_outside(int err, const void *context, char *text, size_t size);

/* newuidmap or newgidmap failed. context: const char *, its path */
void why_map_helper(int err, const void *context, char *text, size_t size);

/* Changing the propagation of / failed. context: NULL */
void why_propagation(int err, const void *context, char *text, size_t size);

/* Mounting a new proc failed. context: NULL */
void why_mount_proc(int err, const void *context, char *text, size_t size);

/* A step that needs a capability in the new user namespace failed. context: NULL */
void why_inside(int err, const void *context, char *text, size_t size);

/* setresuid(2) or setresgid(2) failed. context: const uint32_t *, the ID */
void why_id(int err, const void *context, char *text, size_t size);

/* ns_pin() failed. context: struct why_pin */
struct why_pin {
	enum ns type;
	int nsfd, target;
	bool existed; /* it was not made just now */
};
void why_pin(int err, const void *context, char *text, size_t size);

/* A process or a namespace could not be opened. context: const struct target * */
void why_target(int err, const void *context, char *text, size_t size);

/* setns(2) failed; opens no file, as we may be inside. context: struct why_enter */
struct why_enter {
	enum ns type;
	int nsfd, self; /* self: proc_self() */
};
void why_enter(int err, const void *context, char *text, size_t size);

/* The network namespace of a socket cannot be asked for. context: NULL */
void why_net_socket(int err, const void *context, char *text, size_t size);

/* process_ids() failed. context: NULL */
void why_follow(int err, const void *context, char *text, size_t size);

/* sealed_self() failed. context: NULL */
void why_sealed(int err, const void *context, char *text, size_t size);

/* cgroup_open_procs() failed. context: NULL */
void why_cgroup(int err, const void *context, char *text, size_t size);

/* chroot(2) failed after entering. context: const struct process *, the target */
void why_root(int err, const void *context, char *text, size_t size);

/* dir_change() failed after entering. context: NULL */
void why_wd(int err, const void *context, char *text, size_t size);

/* fork(2) failed. context: NULL */
void why_fork(int err, const void *context, char *text, size_t size);

/* execve(2) failed. context: const char *, the file */
void why_exec(int err, const void *context, char *text, size_t size);

#endif

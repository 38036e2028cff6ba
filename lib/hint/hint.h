/* SPDX-License-Identifier: MIT */
/*
 * From what was tried and how it failed to the true reason and the remedy. Each function
 * is a hint_fn (die.h): it reads its evidence when it is called (a sysctl, a capability
 * set, a map, a mount) and says nothing where the evidence does not decide.
 */
#ifndef XNS_HINT_HINT_H
#define XNS_HINT_HINT_H

#include <stdbool.h>

#include "base/die.h"
#include "ns/idmap.h"
#include "ns/ns.h"

/*
 * proc_self() or mounts_each() failed, or a file of /proc is on a read-only file system.
 * context: NULL
 */
void hint_proc(int err, const void *context, struct hint *hint);

/* unshare(2) failed. context: const int *, the CLONE_NEW* flags */
void hint_unshare(int err, const void *context, struct hint *hint);

/* clone3(2) failed. context: const struct child_clone * */
void hint_clone(int err, const void *context, struct hint *hint);

/* An ID map that was tried. */
struct hint_map {
	const struct idmap *map;
	const char *file;   /* "uid_map" */
	const char *helper; /* the path of the helper that was run, or NULL */
	bool setfcap;	    /* the creator of the user namespace had CAP_SETFCAP */
};

/* Writing a map, or setgroups, from inside failed. context: struct hint_map, or NULL */
void hint_map_inside(int err, const void *context, struct hint *hint);

/* Writing a map from outside failed. context: struct hint_map */
void hint_map_outside(int err, const void *context, struct hint *hint);

/* newuidmap or newgidmap failed. context: struct hint_map */
void hint_map_helper(int err, const void *context, struct hint *hint);

/* idmap_subid() failed. context: struct hint_subid */
struct hint_subid {
	const char *file, *user; /* "/etc/subuid", and the user that was looked up */
	const char *map_file, *option; /* "uid_map", "--map-users" */
};
void hint_subid(int err, const void *context, struct hint *hint);

/* Changing the propagation of / failed. context: NULL */
void hint_propagation(int err, const void *context, struct hint *hint);

/* Mounting a new proc failed. context: NULL */
void hint_mount_proc(int err, const void *context, struct hint *hint);

/* Mounting a new sysfs, or new devices, failed. context: NULL */
void hint_mount_sys(int err, const void *context, struct hint *hint);
void hint_mount_dev(int err, const void *context, struct hint *hint);

/* A step that needs a capability in the new user namespace failed. context: NULL */
void hint_inside(int err, const void *context, struct hint *hint);

/* The same for chroot(2) and for the clock offsets. context: NULL */
void hint_chroot(int err, const void *context, struct hint *hint);
void hint_time(int err, const void *context, struct hint *hint);

/* setresuid(2) or setresgid(2) failed. context: const uint32_t *, the ID */
void hint_id(int err, const void *context, struct hint *hint);

/* ns_pin() failed. context: struct hint_pin */
struct hint_pin {
	enum ns type;
	int nsfd, target;
	bool existed;	  /* it was not made just now */
	const char *file; /* the path of the pin */
};
void hint_pin(int err, const void *context, struct hint *hint);

/* A process or a namespace could not be opened. context: const struct target * */
void hint_target(int err, const void *context, struct hint *hint);

/*
 * setns(2) failed; opens no file, as the caller may be inside. context: struct hint_enter
 */
struct hint_enter {
	enum ns type;
	int nsfd, self; /* self: proc_self() */
};
void hint_enter(int err, const void *context, struct hint *hint);

/* pidfd_getfd(2) failed. context: const struct process *, the one with the descriptor */
void hint_getfd(int err, const void *context, struct hint *hint);

/* The network namespace of a socket cannot be asked for. context: NULL */
void hint_net_socket(int err, const void *context, struct hint *hint);

/* process_ids() failed. context: NULL */
void hint_follow(int err, const void *context, struct hint *hint);

/* fd_open_output() failed. context: its address, const char * */
void hint_output(int err, const void *context, struct hint *hint);

/* cloned_binary_execute() failed. context: NULL */
void hint_cloned_binary(int err, const void *context, struct hint *hint);

/* cgroup_open_procs() failed. context: NULL */
void hint_cgroup(int err, const void *context, struct hint *hint);

/* chroot(2) failed after entering. context: const struct process *, the target */
void hint_root(int err, const void *context, struct hint *hint);

/* cwd_change() failed after entering. context: NULL */
void hint_wd(int err, const void *context, struct hint *hint);

/* fork(2) failed. context: NULL */
void hint_fork(int err, const void *context, struct hint *hint);

/* execve(2) failed. context: const char *, the file */
void hint_exec(int err, const void *context, struct hint *hint);

/*
 * The same where the caller has joined another mount namespace or changed its root. The
 * first opens no file, as those there are the target's. context: const char *, the file
 */
void hint_exec_entered(int err, const void *context, struct hint *hint);
void hint_exec_new_root(int err, const void *context, struct hint *hint);

#endif

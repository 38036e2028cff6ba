/* SPDX-License-Identifier: MIT */
/*
 * What more than one hint looks for. Each reads the system when it is called; where it
 * cannot, the answer is false.
 */
#ifndef XNS_HINT_EVIDENCE_H
#define XNS_HINT_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/die.h"

/* The root directory is not a mount point, as after chroot(2) into a plain directory. */
bool evidence_chroot(void);

/* The caller's user namespace does not map this ID. map_file: "uid_map" or "gid_map" */
bool evidence_id_unmapped(const char *map_file, uint32_t id);

/*
 * unshare(flags) would work; tried in a child. Of a new user namespace the caller's user
 * ID must also be mappable to 0, as --map-root-user does. flags: CLONE_NEW*
 */
bool evidence_unshare_works(int flags);

/*
 * The errno of unshare(flags) after unshare(first), tried in a child; 0 when both work,
 * -1 when the first one fails. flags, first: CLONE_NEW*, first may be 0
 */
int evidence_unshare_error(int first, int flags);

/* This kernel's release is older than version.level. */
bool evidence_kernel_before(int version, int level);

/* AppArmor removes all capabilities in this user namespace; hint_apparmor() says so. */
bool evidence_apparmor(void);
void hint_apparmor(struct hint *hint);

/* A seccomp filter is active in this process. */
bool evidence_seccomp(void);

/* Both are one file, symbolic links followed. */
bool evidence_same_file(const char *a, const char *b);

/*
 * The caller's namespace of this type is owned by another user namespace than the
 * caller's. name: a file of /proc/self/ns, "pid"
 */
bool evidence_ns_of_other(const char *name);

/*
 * The option of /proc that hides processes of other users from this one,
 * "hidepid=invisible", in text; or NULL: there is none, or process 1 is shown, so it may
 * not apply.
 */
const char *evidence_hidepid(char *text, size_t size);

/*
 * The ID is the overflow ID and the caller's user namespace does not map it, so it stands
 * for another one. self: proc_self(); nothing is opened by a name of the mount namespace.
 */
bool evidence_stands_for_unmapped(int self, unsigned uid);

/* Writes "user ID 12", or that it is not mapped here, and returns text. */
const char *evidence_user(int self, unsigned uid, char *text, size_t size);

/* Sets what was checked where it does not explain the refusal. has: "CAP_SYS_PTRACE" */
void hint_unexplained(const char *has, struct hint *hint);

/*
 * Says what is missing to access a process: the IDs and CAP_SYS_PTRACE decide first; see
 * ptrace(2), access mode checking.
 */
void hint_no_access(pid_t pid, struct hint *hint);

#endif

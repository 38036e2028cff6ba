/* SPDX-License-Identifier: MIT */
/*
 * Another directory as the root of the caller's mount namespace, by pivot_root(2): unlike
 * after chroot(2) nested user namespaces are allowed, and the old mounts cannot be
 * reached, nor are they there any more when new_root_finish() has returned.
 *
 * But for new_root_namespace(), the mount namespace is the caller's own, and none of its
 * mounts is shared: unmounting would reach the host.
 */
#ifndef XNS_CREATE_NEW_ROOT_H
#define XNS_CREATE_NEW_ROOT_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * Opens the directory (O_PATH) and looks at it. Returns the descriptor, which is the
 * caller's, or -errno.
 */
int new_root_look(const char *dir, struct stat *ret_file)
	__attribute__((warn_unused_result));

/*
 * Opens it again, in the new mount namespace. Returns the descriptor, which is the
 * caller's; -FAULT_REPLACED if it is not the one that was looked at; or -errno.
 */
int new_root_open(const char *dir, const struct stat *file)
	__attribute__((warn_unused_result));

/*
 * Makes a mount namespace of the directory's mount, from it on, with its submounts: one
 * call in place of all that follows and of unshare(2), without a copy of the caller's
 * mounts (Linux 7.0). Nobody is in it. Returns its descriptor, which is the caller's, or
 * -errno: new_root_unavailable() tells when to go the other way.
 */
int new_root_namespace(int dir) __attribute__((warn_unused_result));
bool new_root_unavailable(int err);

/*
 * Enters this namespace, whose root becomes root and working directory. read_only: that
 * no mount in it can be written to. Returns 0 or -errno.
 */
int new_root_enter(int ns, bool read_only) __attribute__((warn_unused_result));

/*
 * Changes root and working directory of the caller to the root of its mount namespace:
 * out of a chroot, which pivot_root(2) could not replace. Returns 0 or -errno; EPERM
 * without CAP_SYS_CHROOT.
 */
int new_root_leave_chroot(void) __attribute__((warn_unused_result));

/*
 * Makes a copy of the directory's mount, from it on, with its submounts, which is mounted
 * on it. read_only: that no mount of the copy can be written to. Returns its descriptor
 * (O_PATH), which is the caller's, -FAULT_REPLACED or -errno.
 */
int new_root_copy(int dir, bool read_only) __attribute__((warn_unused_result));

/*
 * Makes the copy the root and working directory of the caller, by chroot(2): the other
 * mounts are still there, and what is mounted now is looked up below the copy alone.
 * After pivot_root(2), ".." of the new root would lead to the old one, until that is
 * unmounted. Returns the old root (O_PATH), which is the caller's, or -errno; EPERM
 * without CAP_SYS_CHROOT.
 */
int new_root_use(int copy) __attribute__((warn_unused_result));

/*
 * Makes the copy the root of the mount namespace, and root and working directory of the
 * caller and of the processes that had the old one. Unmounts the old root with all its
 * submounts. Returns 0 or -errno: EINVAL if the old root is the initial file system of
 * the kernel.
 */
int new_root_finish(int copy, int old) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Owning descriptors. Unset is -1, 0 is a valid descriptor, and each one that is opened
 * is close-on-exec: the command gets exactly the descriptors of its caller.
 */
#ifndef XNS_BASE_FD_H
#define XNS_BASE_FD_H

#include <stdbool.h>
#include <stddef.h>

/* Closes *fd unless it is unset, and marks it unset. errno is kept. */
void fd_close(int *fd);

/* A local descriptor that is closed when it goes out of scope. */
#define FD_AUTO __attribute__((cleanup(fd_close)))

/* Hands a descriptor over: returns *fd and marks it unset. */
int fd_take(int *fd);

/*
 * Fills each closed descriptor of 0, 1 and 2 with /dev/null, or the root directory
 * as O_PATH where there is none, close-on-exec, so that the
 * command still sees it closed; reading from 0 and writing to 1 and 2 stay errors.
 * Returns 0 or -errno.
 */
int fd_guard_stdio(void) __attribute__((warn_unused_result));

/*
 * Opens where output goes: a file, which is created or appended to, or "fd:N", an
 * inherited descriptor that can be written to. Returns the descriptor (a copy for 0 to
 * 2), -errno, -FAULT_NOT_NUMBER or -FAULT_RANGE.
 */
int fd_open_output(const char *address) __attribute__((warn_unused_result));

/* Writes all of it. Returns 0 or -errno; a short write is continued, EINTR repeated. */
int fd_write_all(int fd, const void *data, size_t size)
	__attribute__((warn_unused_result));

/*
 * Reads to the end of the file into text (size bytes, ended with NUL). Returns the
 * length, -E2BIG when it does not fit, or -errno.
 */
int fd_read_text(int fd, char *text, size_t size) __attribute__((warn_unused_result));

/* The same for a file by name. dir is a directory descriptor or AT_FDCWD. */
int fd_read_small(int dir, const char *path, char *text, size_t size);

/*
 * Closes every descriptor from 3 up, except those in keep (count of them, in any order).
 * Returns 0 or -errno. One close_range(2) for each gap, one close(2) each before
 * Linux 5.9.
 */
int fd_close_others(const int *keep, int count) __attribute__((warn_unused_result));

/*
 * 1 when fd is on a filesystem with this f_type (see linux/magic.h), 0 when it is on
 * another, or -errno.
 */
int fd_check_fs(int fd, long magic) __attribute__((warn_unused_result));

/* The same; false also when that cannot be found out. */
bool fd_on_fs(int fd, long magic);

/*
 * True for -EMFILE, -ENFILE and -ENOMEM: no descriptor or memory was left, which says
 * nothing of the file that was asked about.
 */
bool fd_exhausted(int err);

/*
 * True for -ENOENT, -ENOTDIR, -ESRCH, -EACCES and -EPERM: there is no such file or
 * process (any more), or it is not for the caller. A list may leave it out; any other
 * error means that the list is not complete.
 */
bool fd_absent(int err);

/* True when fd is a socket; other files may give a request of sockets another meaning. */
bool fd_is_socket(int fd);

#endif

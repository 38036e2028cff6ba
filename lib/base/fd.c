/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "base/sys.h"

void fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

int fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/*
 * The wrong way round, so that reading or writing there fails as it
 * would without this program. In a root directory without /dev/null, a descriptor that
 * can neither be read nor written does the same.
 */
static int open_guard(int flags)
{
	int fd = open("/dev/null", flags | O_CLOEXEC);

	return fd >= 0 ? fd : open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* True for each of 0 to 2 that is open: one poll(2), which some limits refuse. */
static void find_open(bool open[3])
{
	struct pollfd stdio[3] = { { .fd = 0 }, { .fd = 1 }, { .fd = 2 } };
	bool polled = poll(stdio, 3, 0) >= 0;

	for (int fd = 0; fd <= 2; fd++)
		open[fd] = polled ? !(stdio[fd].revents & POLLNVAL)
				  : fcntl(fd, F_GETFD) >= 0 || errno != EBADF;
}

int fd_guard_stdio(void)
{
	bool open[3];
	int guard;

	find_open(open);
	for (int fd = 0; fd <= 2; fd++) {
		if (open[fd])
			continue;
		/* open(2) takes the lowest free number, and those below fd are taken. */
		guard = open_guard(fd == 0 ? O_WRONLY : O_RDONLY);
		if (guard != fd)
			return guard < 0 ? -errno : -EBADF;
	}
	return 0;
}

int fd_write_all(int fd, const void *data, size_t size)
{
	const char *rest = data;

	while (size > 0) {
		ssize_t done = write(fd, rest, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		rest += done;
		size -= (size_t)done;
	}
	return 0;
}

int fd_read_text(int fd, char *text, size_t size)
{
	size_t used = 0;

	while (used < size) {
		ssize_t got = read(fd, text + used, size - used);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0) {
			text[used] = '\0';
			return (int)used;
		}
		used += (size_t)got;
	}
	return -E2BIG;
}

int fd_read_small(int dir, const char *path, char *text, size_t size)
{
	FD_AUTO int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd_read_text(fd, text, size);
}

static int close_gap(unsigned first, unsigned last)
{
	struct rlimit limit;

	if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
		return 0;
	if (!call_unavailable(errno))
		return -errno;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= last)
		last = (unsigned)limit.rlim_cur;
	for (unsigned fd = first; fd <= last; fd++)
		close((int)fd);
	return 0;
}

/* The smallest of keep that is at least from, or UINT_MAX. */
static unsigned next_kept(const int *keep, int count, unsigned from)
{
	unsigned next = UINT_MAX;

	for (int i = 0; i < count; i++)
		if ((unsigned)keep[i] >= from && (unsigned)keep[i] < next)
			next = (unsigned)keep[i];
	return next;
}

int fd_close_others(const int *keep, int count)
{
	unsigned from = 3, kept;
	int err;

	do {
		kept = next_kept(keep, count, from);
		err = close_gap(from, kept == UINT_MAX ? kept : kept - 1);
		from = kept + 1;
	} while (err == 0 && kept != UINT_MAX);
	return err;
}

int fd_check_fs(int fd, long magic)
{
	struct statfs fs;

	return fstatfs(fd, &fs) < 0 ? -errno : (long)fs.f_type == magic;
}

bool fd_on_fs(int fd, long magic)
{
	return fd_check_fs(fd, magic) == 1;
}

bool fd_is_socket(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

bool fd_exhausted(int err)
{
	return err == -EMFILE || err == -ENFILE || err == -ENOMEM;
}

bool fd_absent(int err)
{
	return err == -ENOENT || err == -ENOTDIR || err == -ESRCH || err == -EACCES ||
	       err == -EPERM;
}

int fd_open_output(const char *address)
{
	int fd, err, mode;

	if (strncmp(address, "fd:", 3) != 0) {
		/* O_NONBLOCK: a FIFO without a reader is an error, not a wait. */
		fd = open(address,
			  O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY |
				  O_NONBLOCK,
			  0666);
		return fd < 0 ? -errno : fd;
	}
	err = num_int(address + 3, 0, &fd);
	if (err < 0)
		return err;
	/* 0 to 2 belong to the command too, and may be replaced in this process. */
	mode = fcntl(fd, F_GETFL);
	if (mode < 0)
		return -errno;
	if ((mode & O_ACCMODE) == O_RDONLY || (mode & O_PATH))
		return -EBADF;
	if (fd <= STDERR_FILENO)
		fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	else if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		fd = -1;
	return fd < 0 ? -errno : fd;
}

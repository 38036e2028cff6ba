/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/sys.h"

int proc_self(void)
{
	FD_AUTO int fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? proc_missing() : -errno;
	if (!fd_on_fs(fd, PROC_SUPER_MAGIC))
		return -FAULT_NOT_PROC;
	return fd_take(&fd);
}

int proc_missing(void)
{
	FD_AUTO int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || !fd_on_fs(fd, PROC_SUPER_MAGIC))
		return -ENOENT;
	return faccessat(fd, "self", F_OK, 0) < 0 && errno == ENOENT ? -FAULT_OTHER_PROC
								     : -ENOENT;
}

int proc_fd_path(int fd, char *text, size_t size)
{
	struct statfs fs;

	if (statfs("/proc/self/fd", &fs) < 0)
		return -errno;
	snprintf(text, size, "/proc/self/fd/%d", fd);
	return fs.f_type == PROC_SUPER_MAGIC ? 0 : -FAULT_NOT_PROC;
}

pid_t proc_own_number(void)
{
	char text[16];
	ssize_t length = readlink("/proc/self", text, sizeof(text) - 1);

	if (length <= 0)
		return getpid();
	text[length] = '\0';
	return (pid_t)atoi(text);
}

static int open_in(int dir, const char *file, int flags)
{
	struct open_how how = {
		.flags = (unsigned)flags | O_CLOEXEC,
		.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS,
	};
	int fd = xns_openat2(dir, file, &how, sizeof(how));

	if (fd >= 0)
		return fd; /* dir is procfs, and this is the same file system */
	if (errno == EXDEV || errno == ELOOP)
		return -FAULT_NOT_PROC;

	/* Before Linux 5.6, and below seccomp filters that do not know it. */
	if (call_unavailable(errno))
		fd = openat(dir, file, flags | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (!fd_on_fs(fd, PROC_SUPER_MAGIC)) {
		close(fd);
		return -FAULT_NOT_PROC;
	}
	return fd;
}

int proc_write(int dir, const char *file, const char *text)
{
	FD_AUTO int fd = open_in(dir, file, O_WRONLY);

	if (fd < 0)
		return fd;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

int proc_read(int dir, const char *file, char *text, size_t size)
{
	FD_AUTO int fd = open_in(dir, file, O_RDONLY);

	return fd < 0 ? fd : fd_read_text(fd, text, size);
}

int proc_setgroups_denied(int dir)
{
	char text[64];
	int length = proc_read(dir, "setgroups", text, sizeof(text));

	if (length < 0)
		return length;
	if (strncmp(text, "deny", 4) == 0)
		return 1;
	length = proc_read(dir, "gid_map", text, sizeof(text));
	return length == -E2BIG ? 0 : length < 0 ? length : length == 0;
}

unsigned long long proc_status(const char *key, int base, unsigned long long fallback)
{
	char text[8192], line[64];
	const char *found;

	if (fd_read_small(AT_FDCWD, "/proc/self/status", text, sizeof(text)) < 0)
		return fallback;
	snprintf(line, sizeof(line), "\n%s:", key);
	found = strstr(text, line);
	return found ? strtoull(found + strlen(line), NULL, base) : fallback;
}

long long proc_sysctl(const char *path, long long fallback)
{
	char full[256], text[64];

	snprintf(full, sizeof(full), "/proc/sys/%s", path);
	if (fd_read_small(AT_FDCWD, full, text, sizeof(text)) <= 0)
		return fallback;
	return strtoll(text, NULL, 10);
}

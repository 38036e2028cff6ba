/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc/cwd.h"

#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/die.h"

/* The C library's getcwd() would walk up by itself, and find some path. */
static int check_inside(void)
{
	char path[PATH_MAX];

	if (syscall(SYS_getcwd, path, sizeof(path)) < 0)
		return -errno;
	return path[0] == '/' ? 0 : -FAULT_OUTSIDE_ROOT;
}

int cwd_change(const char *path)
{
	return chdir(path) < 0 ? -errno : check_inside();
}

int cwd_change_fd(int fd)
{
	return fchdir(fd) < 0 ? -errno : check_inside();
}

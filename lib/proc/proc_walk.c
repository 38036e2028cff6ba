/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc/proc_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int proc_walk(int proc, proc_walk_fn *each, void *context)
{
	int fd = openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), err = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (!dir) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	while (err == 0 && (errno = 0, entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			err = each(context, entry->d_name);
	if (err == 0)
		err = -errno; /* 0 at the end of the directory */
	closedir(dir);
	return err;
}

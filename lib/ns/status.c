/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/status.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/fd.h"

unsigned long long status_inode(int nsfd)
{
	struct stat st;

	return nsfd >= 0 && fstat(nsfd, &st) == 0 ? st.st_ino : 0;
}

int status_inode_of(int nsfd, unsigned long long *ret_inode)
{
	struct stat st;

	if (nsfd < 0)
		return nsfd;
	if (fstat(nsfd, &st) < 0)
		return -errno;
	*ret_inode = st.st_ino;
	return 0;
}

int status_look(const struct process *process, int flags, struct status_namespaces *ret)
{
	int err;

	*ret = (struct status_namespaces){ { 0 } };
	for (int type = 0; type < NS_COUNT; type++) {
		FD_AUTO int fd = -1;

		if (!(flags & ns_types[type].flag))
			continue;
		fd = ns_open_children(process->pidfd, process->dir, type);
		err = status_inode_of(fd, &ret->inode[type]);
		if (err < 0)
			return err;
	}
	return 0;
}

int status_child(int fd, pid_t pid, const struct status_namespaces *namespaces)
{
	char line[512];
	size_t used =
		(size_t)snprintf(line, sizeof(line), "{ \"child-pid\": %d", (int)pid);

	for (int type = 0; type < NS_COUNT; type++)
		if (namespaces->inode[type])
			used += (size_t)snprintf(line + used, sizeof(line) - used,
						 ", \"%s-namespace\": %llu",
						 ns_types[type].name,
						 namespaces->inode[type]);
	used += (size_t)snprintf(line + used, sizeof(line) - used, " }\n");
	return fd_write_all(fd, line, used);
}

int status_exit(int fd, int wait_status)
{
	char line[64];
	int code = WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status)
					    : WEXITSTATUS(wait_status);
	int used = snprintf(line, sizeof(line), "{ \"exit-code\": %d }\n", code);

	return fd_write_all(fd, line, (size_t)used);
}

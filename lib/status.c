/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "status.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fd.h"

unsigned long long status_inode(int nsfd)
{
	struct stat st;

	return nsfd >= 0 && fstat(nsfd, &st) == 0 ? st.st_ino : 0;
}

struct status_namespaces status_look(const struct process *process, int flags)
{
	struct status_namespaces found = { { 0 } };

	for (int type = 0; type < NS_COUNT; type++) {
		FD_AUTO int fd = -1;

		if (!(flags & ns_types[type].flag))
			continue;
		fd = ns_open_children(process->pidfd, process->dir, type);
		found.inode[type] = status_inode(fd);
	}
	return found;
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

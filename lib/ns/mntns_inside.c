/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/mntns_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"
#include "ns/ns.h"

/*
 * The user who made a user namespace may enter it, and so the mount namespaces that it
 * owns. Whoever is root there could trace us then, and reach our descriptors: not a
 * process that cannot be dumped.
 */
static bool enter(int ns)
{
	FD_AUTO int owner = -1;

	if (setns(ns, CLONE_NEWNS) == 0)
		return true;
	owner = ns_owner(ns);
	return owner >= 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
	       setns(owner, CLONE_NEWUSER) == 0 && setns(ns, CLONE_NEWNS) == 0;
}

/* The child: shares our descriptors, and nothing else. Runs no handler of anyone. */
static _Noreturn void look_inside(int proc, int ns, int place)
{
	int fd = enter(ns) ? openat(proc, "self/mountinfo", O_RDONLY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		(void)dup3(fd, place, O_CLOEXEC);
		close(fd);
	}
	_exit(0);
}

int mntns_open_list(int proc, int ns)
{
	FD_AUTO int place = fcntl(proc, F_DUPFD_CLOEXEC, 0);
	pid_t child = place < 0 ? -1 : xns_clone(CLONE_FILES, NULL);

	if (child == 0)
		look_inside(proc, ns, place);
	if (child < 0)
		return -errno;
	/* Without a signal at its end, it waits for us even where SIGCHLD is ignored. */
	while (waitpid(child, NULL, __WALL) < 0)
		if (errno != EINTR)
			return -errno;
	return fd_take(&place);
}

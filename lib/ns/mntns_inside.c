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
 * The user who created a user namespace may enter it, and so the mount namespaces that it
 * owns. The root user there could then trace this process, and use its descriptors: not a
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

struct look {
	int proc, ns;
	const char *file; /* NULL: the list of mounts */
};

static int open_inside(const struct look *look)
{
	if (!enter(look->ns))
		return -1;
	if (look->file)
		return open(look->file, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return openat(look->proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
}

/* The child: shares only descriptors, and runs no handlers. */
static _Noreturn void look_inside(const struct look *look, int place)
{
	int fd = open_inside(look);

	if (fd < 0)
		_exit(errno);
	(void)dup3(fd, place, O_CLOEXEC);
	close(fd);
	_exit(0);
}

/*
 * The descriptor stays that of /proc where the child cannot open: not for want of
 * descriptors, which says nothing of the file.
 */
static int open_by_child(const struct look *look)
{
	FD_AUTO int place = fcntl(look->proc, F_DUPFD_CLOEXEC, 0);
	pid_t child = place < 0 ? -1 : xns_clone(CLONE_FILES, NULL);
	int status;

	if (child == 0)
		look_inside(look, place);
	if (child < 0)
		return -errno;
	/*
	 * Without a signal at its end, it stays a zombie even where SIGCHLD is ignored.
	 */
	while (waitpid(child, &status, __WALL) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(status) && fd_exhausted(-WEXITSTATUS(status)))
		return -WEXITSTATUS(status);
	return fd_take(&place);
}

int mntns_open_list(int proc, int ns)
{
	return open_by_child(&(struct look){ proc, ns, NULL });
}

int mntns_open_file(int proc, int ns, const char *file)
{
	return open_by_child(&(struct look){ proc, ns, file });
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/reap.h"

#include <errno.h>
#include <linux/ioctl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"

/* struct pidfd_info of linux/pidfd.h, in its first size */
struct info {
	uint64_t mask, cgroup;
	uint32_t pid, tgid, ppid, ids[8];
	int32_t exit_code;
};
_Static_assert(sizeof(struct info) == 64, "the kernel knows it by its size");

#define GET_INFO _IOWR(0xff, 11, struct info)
enum { INFO_EXIT = 1 << 3 };

/* __WALL: before the exec this process may have created children of another kind. */
enum { LOOK = WNOHANG | __WALL, TRIES = 100 };

pid_t reap_peek(void)
{
	siginfo_t info;

	info.si_pid = 0;
	if (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT | LOOK) < 0)
		return -errno;
	return info.si_pid;
}

pid_t reap_one(pid_t pid, struct reaped *ret_child)
{
	pid_t found;
	int tries = 0;

	/* A death that is missed is not told again. */
	do {
		found = wait4(pid, &ret_child->status, LOOK | WUNTRACED,
			      &ret_child->usage);
	} while (found < 0 && errno != ECHILD && ++tries < TRIES);
	if (found < 0)
		return -errno;
	ret_child->pid = found;
	return found;
}

int reap_status(int pidfd, int *ret_status)
{
	struct info info;

	memset(&info, 0, sizeof(info));
	info.mask = INFO_EXIT;
	if (ioctl(pidfd, GET_INFO, &info) < 0)
		return -errno;
	if (!(info.mask & INFO_EXIT))
		return -EAGAIN;
	*ret_status = info.exit_code;
	return 0;
}

bool reap_finds_status(pid_t pid, struct reaped *ret_child)
{
	FD_AUTO int pidfd = xns_pidfd_open(pid, 0);
	int status = 0;

	return reap_one(pid, ret_child) == pid && pidfd >= 0 &&
	       reap_status(pidfd, &status) == 0 && status == ret_child->status;
}

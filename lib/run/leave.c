/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/leave.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/fd.h"

static bool is_kept(int fd, const int *keep, int count)
{
	for (int i = 0; i < count; i++)
		if (keep[i] == fd)
			return true;
	return false;
}

void leave_caller(const char *name, const int *keep, int count)
{
	sigset_t all;

	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	(void)setsid();
	if (name)
		(void)prctl(PR_SET_NAME, name);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)!chdir("/");
	for (int fd = 0; fd <= 2; fd++)
		if (!is_kept(fd, keep, count))
			close(fd);
	(void)!fd_close_others(keep, count);
}

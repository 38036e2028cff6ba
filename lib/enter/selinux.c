/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/selinux.h"

#include <errno.h>
#include <unistd.h>

#include "proc/proc.h"

int selinux_follow(int dir, int self)
{
	char context[4096];
	int err;

	/*
	 * Without SELinux there is no context to take, and the same file may hold the
	 * label of another module.
	 */
	if (access("/sys/fs/selinux/enforce", F_OK) < 0)
		return 0;
	err = proc_read(dir, "attr/current", context, sizeof(context));
	return err < 0 ? err : proc_write(self, "attr/exec", context);
}

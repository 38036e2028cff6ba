/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/netns_access.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/fd.h"
#include "proc/caps.h"
#include "ns/ns.h"

int netns_own(int self)
{
	return ns_open_of(-1, self, NS_NET);
}

/* True when userns is an owner of the namespace of, or is above its owner. */
static bool is_above(int userns, int of)
{
	int up = ns_owner(of), next;

	while (up >= 0 && !ns_same(up, userns)) {
		next = ns_owner(up);
		fd_close(&up);
		up = next;
	}
	if (up < 0)
		return false;
	fd_close(&up);
	return true;
}

int netns_common_owner(int a, int b)
{
	int up = ns_owner(a), next;
	FD_AUTO int other = ns_owner(b);

	if (other < 0) { /* it is above the current one, and so is any common ancestor */
		fd_close(&up);
		return other;
	}
	while (up >= 0 && !is_above(up, b)) {
		next = ns_owner(up);
		fd_close(&up);
		up = next;
	}
	return up;
}

bool netns_may_act(void)
{
	return caps_effective(CAP_NET_ADMIN) && caps_effective(CAP_SYS_ADMIN);
}

static int enter(int nsfd, int type)
{
	if (prctl(PR_SET_DUMPABLE, 0) < 0 || setns(nsfd, type) < 0)
		return -errno;
	return 0;
}

int netns_enter_user(int userns)
{
	return enter(userns, CLONE_NEWUSER);
}

int netns_enter(int nsfd)
{
	return enter(nsfd, CLONE_NEWNET);
}

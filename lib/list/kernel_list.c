/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/kernel_list.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>

#include "base/fd.h"
#include "base/sys.h"
#include "proc/caps.h"

enum { ROOM = 1024 }; /* ids of one call */

bool kernel_list_is_complete(const struct proc_scan *walk)
{
	struct xns_ns_id_req request = { .size = sizeof(request) };
	FD_AUTO int self = -1;
	__u64 id;

	if (xns_listns(&request, &id, 1) != 1 || !caps_effective(CAP_SYS_ADMIN))
		return false;
	self = openat(walk->proc, "self", O_PATH | O_CLOEXEC);
	return self >= 0 && ns_in_initial_user(self) && ns_in_initial_pid(self);
}

static int add_by_id(struct proc_scan *walk, enum ns type, __u64 id)
{
	int fd = ns_open_id(id);
	bool hold = fd < walk->most_fds;
	int err = fd;

	if (fd >= 0)
		err = ns_set_add_listed(&walk->set, type, id, fd, hold);
	walk->set.unheld += fd_exhausted(fd) || !hold;
	return err == -ENOMEM ? err : 0;
}

static int add_type(struct proc_scan *walk, enum ns type)
{
	struct xns_ns_id_req request = { .size = sizeof(request),
					 .ns_type = (__u32)ns_types[type].flag };
	__u64 id[ROOM];
	long count;
	int err = 0;

	while (err == 0 && (count = xns_listns(&request, id, ROOM)) > 0) {
		for (long i = 0; i < count && err == 0; i++)
			err = add_by_id(walk, type, id[i]);
		request.ns_id = id[count - 1];
		if (count < ROOM)
			break;
	}
	return err;
}

int kernel_list_add(struct proc_scan *walk)
{
	int err = 0;

	for (int type = 0; type < NS_COUNT && err == 0; type++)
		if (walk->types & ns_types[type].flag)
			err = add_type(walk, (enum ns)type);
	return err;
}

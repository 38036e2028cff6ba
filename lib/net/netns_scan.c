/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/netns_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/intmap.h"
#include "base/num.h"
#include "proc/proc_walk.h"
#include "mount/mounts.h"
#include "ns/ns.h"

struct scan {
	int proc;
	netns_scan_visit *visit;
	void *context;
	struct intmap seen; /* the inodes, which are 32 bits wide */
	int err;	    /* that leaves the answer incomplete */
};

/* True to stop. nsfd is a descriptor, which is closed, or -errno of opening it. */
static bool show(struct scan *scan, int nsfd, pid_t pid, const char *file)
{
	FD_AUTO int fd = nsfd;
	struct stat st;

	int type = fd < 0 ? fd : ns_type_of(fd);

	if (type >= 0 && fstat(fd, &st) < 0)
		type = -errno;
	if (type < 0 && type != -FAULT_NOT_PIN && !fd_absent(type))
		scan->err = type;
	if (type != CLONE_NEWNET)
		return false;
	return scan->visit(&(struct netns_scan_found){ fd, st.st_ino, pid, file },
			   scan->context);
}

/* Most processes are in a namespace that is already known: only its link is read. */
static bool is_new(struct scan *scan, const char *link)
{
	char text[32];
	ssize_t length = readlinkat(scan->proc, link, text, sizeof(text) - 1);
	uint32_t inode;
	size_t *value;

	if (length <= 0) {
		scan->err = length < 0 && !fd_absent(-errno) ? -errno : 0;
		return false;
	}
	text[length] = '\0';
	inode = num_ns_inode(text, "net");
	if (!inode)
		return false;
	value = intmap_put(&scan->seen, (int)inode);
	if (!value)
		scan->err = -ENOMEM;
	if (!value || *value != INTMAP_NONE)
		return false;
	*value = 1;
	return true;
}

/* Returns 1 when visit stopped it. */
static int scan_process(void *context, const char *pid)
{
	struct scan *scan = context;
	char link[32];
	int fd;
	bool stop;

	snprintf(link, sizeof(link), "%.20s/ns/net", pid);
	if (!is_new(scan, link))
		return scan->err;
	fd = openat(scan->proc, link, O_RDONLY | O_CLOEXEC);
	stop = show(scan, fd < 0 ? -errno : fd, atoi(pid), NULL);
	return stop ? 1 : scan->err;
}

/* What hides a pin may be a device: only a namespace is opened for reading. */
static int open_pin(const char *file)
{
	FD_AUTO int found = open(file, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	char path[64];
	int fd;

	if (found < 0)
		return errno == ELOOP ? -FAULT_NOT_PIN : -errno;
	fd = fd_check_fs(found, NSFS_MAGIC);
	if (fd <= 0)
		return fd < 0 ? fd : -FAULT_NOT_PIN;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", found);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* True to stop, also at an error. */
static bool visit_mount(const struct mounts_entry *entry, void *context)
{
	struct scan *scan = context;
	char *file;

	if (strcmp(entry->type, "nsfs") != 0 || strncmp(entry->root, "net:[", 5) != 0)
		return false;
	file = strdup(entry->target);
	if (!file)
		scan->err = -ENOMEM;
	return !file || show(scan, open_pin(file), 0, file) || scan->err < 0;
}

int netns_scan_each(netns_scan_visit *visit, void *context)
{
	FD_AUTO int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct scan scan = { .proc = proc, .visit = visit, .context = context };
	int answer = proc < 0 ? -errno : proc_walk(proc, scan_process, &scan);

	if (answer == 0)
		answer = mounts_each(visit_mount, &scan);
	if (answer >= 0 && scan.err < 0)
		answer = scan.err;
	free(scan.seen.slot);
	return answer < 0 ? answer : 0;
}

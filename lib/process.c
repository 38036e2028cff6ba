/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fd.h"
#include "idmap.h"
#include "proc.h"

static int open_dir(pid_t pid)
{
	char path[32];
	FD_AUTO int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		return -errno;
	if (fd >= 0)
		return fd_on_fs(fd, PROC_SUPER_MAGIC) ? fd_take(&fd) : -FAULT_NOT_PROC;
	/* Only a real /proc can say that there is no such process. */
	fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || fd_on_fs(fd, PROC_SUPER_MAGIC) ? -ESRCH : -FAULT_NOT_PROC;
}

/*
 * An inode names a process for good; without pidfs (Linux 6.9) all pidfds have the same.
 */
static int check_inode(int pidfd, uint64_t inode)
{
	struct stat st;

	if (!inode)
		return 0;
	if (fstat(pidfd, &st) < 0)
		return -errno;
	return st.st_ino == inode ? 0 : -FAULT_OTHER_PROCESS;
}

bool process_numbers_differ(void)
{
	char text[16];
	ssize_t length = readlink("/proc/self", text, sizeof(text) - 1);

	text[length < 0 ? 0 : length] = '\0';
	return atoi(text) != getpid();
}

int process_open(pid_t pid, uint64_t inode, struct process *ret_process)
{
	int err;

	*ret_process = (struct process)PROCESS_NONE;
	ret_process->pid = pid;
	/* Otherwise pidfd_open(2) would hold another process than /proc shows. */
	if (!process_numbers_differ())
		ret_process->pidfd = xns_pidfd_open(pid, 0);
	else
		errno = ENOSYS;
	if (ret_process->pidfd < 0 && errno != ENOSYS)
		return -errno;
	err = check_inode(ret_process->pidfd, inode);
	if (err < 0)
		return err;
	ret_process->dir = open_dir(pid);
	if (ret_process->dir < 0)
		return ret_process->dir;
	return process_check_alive(ret_process);
}

int process_from_pidfd(int pidfd, struct process *ret_process)
{
	char path[64], text[1024];
	const char *line;
	int err;

	*ret_process = (struct process)PROCESS_NONE;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	err = fd_read_small(AT_FDCWD, path, text, sizeof(text));
	if (err < 0)
		return err == -ENOENT ? -EBADF : err;
	line = strstr(text, "\nPid:");
	if (!line)
		return -FAULT_NOT_PIDFD;
	ret_process->pid = atoi(line + strlen("\nPid:"));
	if (ret_process->pid <= 0) /* 0: it is not in the PID namespace of this /proc */
		return ret_process->pid == 0 ? -ESRCH : -FAULT_EXITED;

	ret_process->pidfd = fcntl(pidfd, F_DUPFD_CLOEXEC, 3);
	if (ret_process->pidfd < 0)
		return -errno;
	ret_process->dir = open_dir(ret_process->pid);
	if (ret_process->dir < 0)
		return ret_process->dir;
	return process_check_alive(ret_process);
}

int process_open_child(pid_t pid, struct process *ret_process)
{
	FD_AUTO int pidfd = -1;

	if (!process_numbers_differ())
		return process_open(pid, 0, ret_process);
	*ret_process = (struct process)PROCESS_NONE;
	pidfd = xns_pidfd_open(pid, 0);
	return pidfd < 0 ? -errno : process_from_pidfd(pidfd, ret_process);
}

int process_check_alive(const struct process *process)
{
	struct pollfd ended = { .fd = process->pidfd, .events = POLLIN };

	return poll(&ended, 1, 0) > 0 ? -FAULT_EXITED : 0;
}

int process_ns(const struct process *process, enum ns type)
{
	return ns_open_of(process->pidfd, process->dir, type);
}

enum process_versus process_compare(const struct process *process, int self, enum ns type)
{
	char link[32], theirs[64], ours[64];
	ssize_t length, own_length;

	snprintf(link, sizeof(link), "ns/%s", ns_types[type].name);
	length = readlinkat(process->dir, link, theirs, sizeof(theirs));
	own_length = readlinkat(self, link, ours, sizeof(ours));
	if (own_length < 0 && errno == ENOENT)
		return PROCESS_ABSENT;
	if (length > 0 && length == own_length &&
	    memcmp(theirs, ours, (size_t)length) == 0)
		return PROCESS_SAME;
	return PROCESS_DIFFERS;
}

/* The second number of "Uid:" or "Gid:" is the effective one, as we see it from here. */
static int read_id(const char *status, const char *key, uint32_t *ret_id)
{
	const char *line = strstr(status, key);

	return line && sscanf(line + strlen(key), "%*u %u", ret_id) == 1 ? 0 : -ENODATA;
}

static int read_map(const struct process *process, const char *map_file,
		    struct idmap *ret_map)
{
	char text[IDMAP_RANGES * 36];
	int err = proc_read(process->dir, map_file, text, sizeof(text));

	return err < 0 ? err : idmap_read(ret_map, text);
}

/* From our number to that of the process's own user namespace, whose map shows both. */
static int translate(const struct process *process, const char *map_file, uint32_t *id)
{
	struct idmap map;
	int err = read_map(process, map_file, &map);

	return err < 0 ? err : idmap_to_inside(&map, *id, id);
}

bool process_maps(const struct process *process, const char *map_file, uint32_t inside)
{
	struct idmap map;

	return read_map(process, map_file, &map) == 0 && idmap_has_inside(&map, inside);
}

bool process_maps_ours(const struct process *process, uint32_t uid)
{
	struct idmap map;
	uint32_t inside;

	return read_map(process, "uid_map", &map) < 0 ||
	       idmap_to_inside(&map, uid, &inside) == 0;
}

int process_ids(const struct process *process, bool inside, uint32_t *ret_uid,
		uint32_t *ret_gid)
{
	char status[8192];
	int err = proc_read(process->dir, "status", status, sizeof(status));

	if (err >= 0)
		err = read_id(status, "\nUid:", ret_uid);
	if (err >= 0)
		err = read_id(status, "\nGid:", ret_gid);
	if (err >= 0 && inside)
		err = translate(process, "uid_map", ret_uid);
	if (err >= 0 && inside)
		err = translate(process, "gid_map", ret_gid);
	return err;
}

void process_close(struct process *process)
{
	fd_close(&process->pidfd);
	fd_close(&process->dir);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/process.h"

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

#include "base/die.h"
#include "base/fd.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "ns/idmap.h"

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

/*
 * NSpid lists the numbers from the PID namespace of /proc down to the caller's: with one
 * number both are the same. /proc/self is missing where /proc does not show the caller at
 * all.
 */
int process_numbers_differ(void)
{
	char text[8192], *end;
	const char *line;
	int length = fd_read_small(AT_FDCWD, "/proc/self/status", text, sizeof(text));

	if (length < 0)
		return length == -ENOENT ? 1 : length;
	line = strstr(text, "\nNSpid:");
	if (line)
		line += strlen("\nNSpid:");
	else if ((line = strstr(text, "\nPid:"))) /* without CONFIG_PID_NS */
		line += strlen("\nPid:");
	return !line || strtol(line, &end, 10) != getpid() || *end != '\n';
}

/* Returns the number that the process has in /proc, or what process_open() returns. */
static int number_in_proc(int pidfd)
{
	char path[64], text[1024];
	const char *line;
	int err, number;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	err = fd_read_small(AT_FDCWD, path, text, sizeof(text));
	if (err == -ENOENT && fcntl(pidfd, F_GETFD) < 0)
		return -errno;
	if (err == -ENOENT)
		return proc_missing() == -ENOENT ? -FAULT_NOT_PROC : -FAULT_OTHER_PROC;
	if (err < 0)
		return err;
	line = strstr(text, "\nPid:");
	if (!line)
		return -FAULT_NOT_PIDFD;
	number = atoi(line + strlen("\nPid:"));
	if (number < 0)
		return -FAULT_EXITED;
	return number ? number : -FAULT_OTHER_PROC;
}

/*
 * The directory of a process that is held. hidepid= can hide it: with "ptraceable" there
 * is no such directory, with "invisible" nothing is found in it.
 */
static int open_dir_of(const struct process *process)
{
	FD_AUTO int dir = open_dir(process->pid);
	int err;

	if (dir >= 0 && (faccessat(dir, "status", F_OK, 0) == 0 || errno != ENOENT))
		return fd_take(&dir);
	if (dir < 0 && dir != -ESRCH)
		return dir;
	err = process_check_alive(process);
	return err < 0 ? err : -FAULT_NOT_SHOWN;
}

/* Before Linux 6.9 a thread has no pidfd, and the refusal is that of a wrong argument. */
static int hold(pid_t pid)
{
	int fd = xns_pidfd_open(pid, 0), err = errno;
	char path[32];

	if (fd >= 0)
		return fd;
	if (err != EINVAL && err != ENOENT)
		return -err;
	fd = xns_pidfd_open(pid, XNS_PIDFD_THREAD);
	if (fd >= 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	return process_numbers_differ() != 0 || access(path, F_OK) < 0 ? -err
								       : -FAULT_THREAD;
}

/* Without a pidfd a number can be looked up in /proc alone, if it is the same there. */
static int open_by_number(pid_t pid, uint64_t inode, struct process *process)
{
	int dir = open_dir(pid), differ;

	if (dir == -FAULT_NOT_PROC)
		return dir;
	process->dir = dir;
	process->pid = pid;
	differ = process_numbers_differ();
	if (differ != 0)
		return differ < 0 ? differ : -FAULT_OTHER_PROC;
	if (dir < 0)
		return dir;
	/* An inode that cannot be compared is not the one that was given. */
	return inode ? -FAULT_OTHER_PROCESS : process_check_alive(process);
}

/* Fills in what is read in /proc of the process whose pidfd is there. */
static int find_in_proc(struct process *process)
{
	int number = number_in_proc(process->pidfd);

	if (number < 0)
		return number;
	process->pid = number;
	process->dir = open_dir_of(process);
	return process->dir < 0 ? process->dir : process_check_alive(process);
}

int process_open(pid_t pid, uint64_t inode, struct process *ret_process)
{
	int fd = hold(pid), err;

	*ret_process = (struct process)PROCESS_NONE;
	if (fd < 0 && call_unavailable(-fd))
		return open_by_number(pid, inode, ret_process);
	if (fd < 0)
		return fd;
	ret_process->pidfd = fd;
	err = check_inode(fd, inode);
	if (err < 0)
		return err;
	return find_in_proc(ret_process);
}

int process_from_pidfd(int pidfd, struct process *ret_process)
{
	int number = number_in_proc(pidfd);

	*ret_process = (struct process)PROCESS_NONE;
	if (number < 0)
		return number;
	ret_process->pidfd = fcntl(pidfd, F_DUPFD_CLOEXEC, 3);
	return ret_process->pidfd < 0 ? -errno : find_in_proc(ret_process);
}

/*
 * Without a pidfd: a process that was reaped has no file left, and a zombie says so,
 * which is alive if it is a main thread that has exited before others. See
 * proc_pid_stat(5).
 */
static int check_alive_in_proc(int dir)
{
	char text[1024], letter = 0;
	const char *state;
	int err = proc_read(dir, "stat", text, sizeof(text)), threads = 1;

	if (err == -ENOENT || err == -ESRCH)
		return -FAULT_EXITED;
	if (err < 0)
		return err;
	state = strrchr(text, ')');
	if (!state ||
	    sscanf(state,
		   ") %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %d",
		   &letter, &threads) < 1)
		return 0;
	return letter && strchr("ZXx", letter) && threads <= 1 ? -FAULT_EXITED : 0;
}

int process_check_alive(const struct process *process)
{
	struct pollfd ended = { .fd = process->pidfd, .events = POLLIN };
	int count;

	if (process->pidfd < 0)
		return process->dir < 0 ? 0 : check_alive_in_proc(process->dir);
	do
		count = poll(&ended, 1, 0);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return -errno;
	return count > 0 ? -FAULT_EXITED : 0;
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

/*
 * The second number of "Uid:" or "Gid:" is the effective one, in the caller's user
 * namespace.
 */
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

/*
 * From the caller's number to that of the process's own user namespace, whose map shows
 * both.
 */
static int translate(const struct process *process, const char *map_file, uint32_t *id)
{
	struct idmap map;
	int err = read_map(process, map_file, &map);

	return err < 0 ? err : idmap_to_inside(&map, *id, id);
}

int process_maps(const struct process *process, const char *map_file, uint32_t inside)
{
	struct idmap map;
	int err = read_map(process, map_file, &map);

	return err < 0 ? err : idmap_has_inside(&map, inside);
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

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/holder_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/statmount.h"
#include "base/sys.h"
#include "ns/process.h"
#include "hint/hint.h"
#include "list/holder_mounts.h"
#include "list/kernel_list.h"

struct search {
	struct proc_scan *walk;
	struct holders *held;
	const struct proc_scan_process *process;
	int pidfd;	  /* of it, or -1: not opened yet */
	bool own_numbers; /* pidfd_open(2) knows processes by the same as /proc */
	bool sockets_only;
	bool refused;
};

static int add_number(struct search *search, size_t ns, enum ns_set_holder how,
		      int number)
{
	return holders_add(search->held, &search->walk->set,
			   (struct holder){ .ns = ns,
					    .how = how,
					    .pid = search->process->pid,
					    .number = number });
}

static int pidfd_of(struct search *search)
{
	if (search->pidfd < 0 && search->own_numbers)
		search->pidfd = xns_pidfd_open(search->process->pid, 0);
	return search->pidfd;
}

/* Out of memory ends the search; what does not exist any more ended with the process. */
static int passed(struct search *search, int err)
{
	search->refused |= err < 0 && err != -ENOENT && err != -ESRCH;
	return err == -ENOMEM ? err : 0;
}

/* Adds whatever namespace fd is; -ENOENT when its type is not looked for. */
static int add_any(struct search *search, int fd, size_t *ret_place)
{
	int flag = ns_type_of(fd);

	for (int type = 0; type < NS_COUNT; type++)
		if (flag == ns_types[type].flag && (flag & search->walk->types))
			return ns_set_add(&search->walk->set, type, 0, fd, ret_place);
	close(fd);
	return flag < 0 ? flag : -ENOENT;
}

/* ---- children to come ---- */

/* A process that ends loses all of its namespaces but those of users and PIDs. */
static bool has_namespaces(const struct search *search)
{
	char path[32], text[64];

	snprintf(path, sizeof(path), "%d/ns/uts", (int)search->process->pid);
	return proc_scan_link(search->walk, path, text, sizeof(text)) > 0;
}

/*
 * Before its first process a PID namespace has no link until Linux 7.3, only the ioctl of
 * Linux 6.11. Where that is missing too, nothing tells which namespace it is.
 */
static int find_empty(struct search *search, size_t *ret_place)
{
	int fd = pidfd_of(search);

	if (fd >= 0)
		fd = ns_open_children(fd, -1, NS_PID);
	if (fd >= 0)
		return ns_set_add(&search->walk->set, NS_PID, 0, fd, ret_place);
	search->held->empty += has_namespaces(search);
	return -ESRCH;
}

static int look_at_children(struct search *search, enum ns type)
{
	char path[64];
	size_t place;
	int err;

	if (!(search->walk->types & ns_types[type].flag))
		return 0;
	snprintf(path, sizeof(path), "%d/ns/%s", (int)search->process->pid,
		 ns_types[type].children_name);
	err = proc_scan_namespace(search->walk, path, &place);
	if (err == -ENOENT && type == NS_PID)
		err = find_empty(search, &place);
	if (err < 0 || place == search->process->in[type])
		return passed(search, err);
	return add_number(search, place, HELD_FOR_CHILDREN, 0);
}

/* ---- threads ---- */

static int look_at_thread(struct search *search, const char *thread)
{
	for (int type = 0; type < NS_COUNT; type++) {
		char path[96];
		size_t place;
		int err;

		if (!(search->walk->types & ns_types[type].flag))
			continue;
		snprintf(path, sizeof(path), "%d/task/%s/ns/%s",
			 (int)search->process->pid, thread, ns_types[type].name);
		err = proc_scan_namespace(search->walk, path, &place);
		if (err == 0 && place != search->process->in[type])
			err = add_number(search, place, HELD_THREAD, atoi(thread));
		if (passed(search, err) < 0)
			return err;
	}
	return 0;
}

/* ---- descriptors ---- */

/* Counts a socket that was refused, and notes why the first one was. */
static void refuse_socket(struct search *search, bool copied)
{
	struct holders *held = search->held;
	struct process process = { .pid = search->process->pid,
				   .pidfd = search->pidfd,
				   .dir = -1 };
	char path[16];

	if (held->sockets++)
		return;
	if (copied) {
		hint_net_socket(-EPERM, NULL, &held->why);
		return;
	}
	snprintf(path, sizeof(path), "%d", (int)process.pid);
	process.dir = openat(search->walk->proc, path, O_PATH | O_CLOEXEC);
	hint_getfd(-EPERM, &process, &held->why);
	fd_close(&process.dir);
}

/*
 * A socket keeps the network namespace in which it was created. Only a process that has
 * it can ask for that: a copy of it is taken for a moment.
 */
static int look_at_socket(struct search *search, int number)
{
	FD_AUTO int copy = -1;
	size_t place;
	int fd, err;

	if (!(search->walk->types & CLONE_NEWNET) || pidfd_of(search) < 0)
		return 0;
	copy = xns_pidfd_getfd(search->pidfd, number);
	if (copy >= 0 && !fd_is_socket(copy))
		return 0; /* the number means another file since the link was read */
	fd = copy < 0 ? -1 : ioctl(copy, SIOCGSKNS);
	if (fd < 0) {
		if (errno == EPERM)
			refuse_socket(search, copy >= 0);
		return 0;
	}
	err = ns_set_add(&search->walk->set, NS_NET, 0, fd, &place);
	if (err < 0 || place == search->process->in[NS_NET])
		return passed(search, err);
	return add_number(search, place, HELD_SOCKET, number);
}

/*
 * A descriptor that was opened through a pin has the path of the pin as its text. It is
 * told by its device, without asking a file server.
 */
static int look_at_file(struct search *search, const char *path, int number)
{
	struct xns_statx st;
	size_t place;
	int fd, err;

	if (xns_statx_at(search->walk->proc, path, 0, &st) < 0)
		return passed(search, -errno);
	if (makedev(st.dev_major, st.dev_minor) != search->walk->set.device)
		return 0;
	fd = openat(search->walk->proc, path, O_RDONLY | O_CLOEXEC);
	err = fd < 0 ? -errno : add_any(search, fd, &place);
	if (err == 0)
		err = add_number(search, place, HELD_FD, number);
	return passed(search, err);
}

static int look_at_fd(struct search *search, const char *number)
{
	char path[64], text[64];
	size_t place;
	int err;

	snprintf(path, sizeof(path), "%d/fd/%s", (int)search->process->pid, number);
	err = proc_scan_link(search->walk, path, text, sizeof(text));
	if (err > 0 && strncmp(text, "socket:", 7) == 0)
		return look_at_socket(search, atoi(number));
	if (search->sockets_only && (err > 0 || err == -ENAMETOOLONG))
		return 0;
	if ((err > 0 && text[0] == '/') || err == -ENAMETOOLONG)
		return look_at_file(search, path, atoi(number)); /* most of them */
	if (err < 0)
		return passed(search, err);
	err = proc_scan_namespace(search->walk, path, &place);
	if (err == 0)
		err = add_number(search, place, HELD_FD, atoi(number));
	return passed(search, err);
}

/* ---- all of a process ---- */

typedef int look_fn(struct search *search, const char *name);

/* Each number in a directory of the process, except one. */
static int look_in(struct search *search, const char *name, const char *but,
		   look_fn *look)
{
	char path[64];
	const struct dirent *entry;
	DIR *dir;
	int fd, err = 0;

	snprintf(path, sizeof(path), "%d/%s", (int)search->process->pid, name);
	fd = openat(search->walk->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return passed(search, -errno);
	dir = fdopendir(fd);
	if (!dir) {
		/* The process of the directory may have terminated since. */
		err = -errno;
		close(fd);
		return passed(search, err);
	}
	while (err == 0 && (errno = 0, entry = readdir(dir)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, but) != 0)
			err = look(search, entry->d_name);
	/* That of a process which has ended is empty, or not there any more. */
	if (err == 0 && errno && errno != ENOENT && errno != ESRCH)
		err = -errno;
	closedir(dir);
	return err;
}

/* The directory of threads has two links more than there are threads. */
static bool has_threads(const struct search *search)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "%d/task", (int)search->process->pid);
	return fstatat(search->walk->proc, path, &st, 0) == 0 && st.st_nlink > 3;
}

/*
 * The directory of descriptors belongs to root once the process has no memory any more,
 * on its way to being a zombie. That is no refusal, and there are no descriptors.
 */
static bool has_ended(const struct search *search)
{
	char path[32], text[128];

	snprintf(path, sizeof(path), "%d/statm", (int)search->process->pid);
	return fd_read_small(search->walk->proc, path, text, sizeof(text)) < 0 ||
	       strncmp(text, "0 ", 2) == 0;
}

static int look_at_process(struct search *search)
{
	char pid[16];
	int err = 0;

	snprintf(pid, sizeof(pid), "%d", (int)search->process->pid);
	search->pidfd = -1;
	search->refused = false;
	if (!search->sockets_only) {
		err = look_at_children(search, NS_PID);
		if (err == 0)
			err = look_at_children(search, NS_TIME);
		if (err == 0 && has_threads(search))
			err = look_in(search, "task", pid, look_at_thread);
	}
	if (err == 0)
		err = look_in(search, "fd", ".", look_at_fd);
	fd_close(&search->pidfd);
	search->held->unreadable += search->refused && !has_ended(search);
	return err;
}

static int look_at_processes(struct proc_scan *walk, struct holders *held,
			     bool sockets_only)
{
	struct search search = {
		.walk = walk,
		.held = held,
		.pidfd = -1,
		.own_numbers = !process_numbers_differ(),
		.sockets_only = sockets_only,
	};
	int err = 0;

	for (size_t i = 0; i < walk->count && err == 0; i++) {
		search.process = &walk->process[i];
		if (search.process->pid != walk->self)
			err = look_at_process(&search);
	}
	return err;
}

int holder_scan_sockets(struct proc_scan *walk, struct holders *held)
{
	return look_at_processes(walk, held, true);
}

int holder_scan_all(struct proc_scan *walk, struct holders *held,
		    const struct mntns_list *list)
{
	int err = look_at_processes(walk, held, false);

	if (err == 0)
		err = holder_mounts_visible(walk, held, list, 0);
	return err < 0 || walk->listed ? err : kernel_list_add(walk);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/opt_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/statmount.h"
#include "base/step.h"
#include "proc/cwd.h"
#include "ns/target.h"
#include "hint/hint.h"

static const struct opt_row rows[] = {
	{ 'r', "root", "[DIR]", "use the target's root directory, or DIR" },
	{ 'w', "wd", "[DIR]", "use the target's working directory, or DIR" },
	{ 'W', "wdns", "DIR", "change to DIR inside the entered namespaces" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_dir *where = part;

	if (id == 'r') {
		where->root = true;
		where->root_dir = argument;
	} else if (id == 'w') {
		where->wd = true;
		where->wd_dir = argument;
	} else {
		where->wdns = argument;
	}
}

const struct opt_set opt_dir_options = { "Directories", rows, store };

bool opt_dir_given(const struct opt_dir *where)
{
	return where->root || where->wd || where->wdns;
}

static int open_one(const struct process *process, const char *dir, const char *link)
{
	int at = dir ? AT_FDCWD : process->dir;

	return step_result(
		openat(at, dir ? dir : link, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

static int must_be_open(int fd, const struct process *process, const char *dir,
			const char *what)
{
	const struct target owner = { .kind = TARGET_PROCESS, .pid = process->pid };

	return must_why(fd, dir ? NULL : hint_target, &owner, "open the %s %s", what,
			dir ? dir : "of the target");
}

static int must_open(const struct process *process, const char *dir, const char *link,
		     const char *what)
{
	if (!dir && process->dir < 0)
		usage_error("--%s requires --target PID or a directory", what);
	return must_be_open(open_one(process, dir, link), process, dir, what);
}

/* A caller that may not read it may not enter either; that step reports it. */
static int open_followed(const struct process *process, const char *link,
			 const char *what)
{
	int fd = open_one(process, NULL, link);

	return fd == -EACCES ? fd : must_be_open(fd, process, NULL, what);
}

void opt_dir_open(struct opt_dir *where, const struct process *process)
{
	where->root_fd = where->wd_fd = -1;
	where->process = process;
	if (where->wd && where->wdns)
		usage_error("--wd cannot be combined with --wdns");
	if (where->root)
		where->root_fd =
			must_open(process, where->root_dir, "root", "root directory");
	if (where->wd)
		where->wd_fd =
			must_open(process, where->wd_dir, "cwd", "working directory");
	if (where->follow) {
		where->root_fd = open_followed(process, "root", "root directory");
		where->wd_fd = open_followed(process, "cwd", "working directory");
	}
}

/*
 * The ID of the mount of what dir and path name, or 0 where it cannot be told. A filter
 * may refuse statx(2); the size of a file handle is returned together with the mount ID.
 * Opens no file: the caller may be in foreign mounts.
 */
static unsigned long long mount_id(int dir, const char *path)
{
	struct file_handle none = { .handle_bytes = 0 };
	int flags = path[0] ? 0 : AT_EMPTY_PATH, id = 0;
	struct xns_statx file;

	if (xns_statx_at(dir, path, XNS_STATX_MNT_ID, &file) == 0)
		return file.mask & XNS_STATX_MNT_ID ? file.mnt_id : 0;
	if (name_to_handle_at(dir, path, &none, &id, flags) == 0 || errno == EOVERFLOW)
		return (unsigned)id;
	return 0;
}

/*
 * The mount counts, too: a chroot can be the same directory, bound elsewhere with other
 * mounts on it, or read-only. Where that cannot be told (before Linux 5.8) none differs.
 */
static bool is_our_root(int fd)
{
	unsigned long long ours_id, their_id;
	struct stat ours, theirs;

	if (stat("/", &ours) < 0 || fstat(fd, &theirs) < 0)
		return false;
	ours_id = mount_id(AT_FDCWD, "/");
	their_id = mount_id(fd, "");
	if (ours_id && their_id && ours_id != their_id)
		return false;
	return ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static int change_root(int fd)
{
	return step_result(fchdir(fd) < 0 || chroot(".") < 0 ? -1 : 0);
}

bool opt_where_differs(const struct opt_dir *where)
{
	return where->root_fd >= 0 && !is_our_root(where->root_fd);
}

void opt_dir_apply(const struct opt_dir *where)
{
	bool chrooted = where->follow && opt_where_differs(where);

	if (where->root || chrooted)
		must_why(change_root(where->root_fd), hint_root, where->process,
			 "change the root directory to %s",
			 where->root_dir ? where->root_dir : "the target's");
	if (where->wd || (chrooted && where->wd_fd >= 0))
		must_why(cwd_change_fd(where->wd_fd), hint_wd, NULL,
			 "change the working directory to %s",
			 where->wd_dir ? where->wd_dir : "the target's");
	if (where->wdns)
		must(cwd_change(where->wdns), "change the working directory to %s",
		     where->wdns);
}

void opt_dir_close(struct opt_dir *where)
{
	fd_close(&where->root_fd);
	fd_close(&where->wd_fd);
}

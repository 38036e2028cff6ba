/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/opt_mounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "mount/newmount.h"
#include "mount/prop.h"
#include "ns/netns_dir.h"
#include "run/child.h"
#include "hint/hint.h"

enum { NETNS_ETC = OPT_LONG, MOUNT_PROC };

static const struct opt_row rows[] = {
	{ MOUNT_PROC, "mount-proc", "[DIR]", "mount a new proc file system (/proc)" },
	{ NETNS_ETC, "netns-etc", NULL, "mount /sys and /etc/netns/NAME, as ip netns" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_mounts *mounts = part;

	if (id == NETNS_ETC)
		mounts->netns_etc = true;
	else
		mounts->proc = argument ? argument : "/proc";
}

const struct opt_set opt_mounts_options = { "Mounts", rows, store };

/* The name below the directory of ip-netns(8), or NULL. */
static const char *name_of(const char *address)
{
	static const char *const dirs[] = { NETNS_DIR "/", "/var" NETNS_DIR "/" };
	char path[sizeof(NETNS_DIR) + NAME_MAX + 2];

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (strncmp(address, dirs[i], strlen(dirs[i])) == 0)
			address += strlen(dirs[i]);
	if (!address[0] || strchr(address, '/') || strlen(address) > NAME_MAX)
		return NULL;
	snprintf(path, sizeof(path), NETNS_DIR "/%s", address);
	return access(path, F_OK) == 0 ? address : NULL;
}

void opt_mounts_check(struct opt_mounts *mounts, const struct enter *enter)
{
	const struct target *net = &enter->at[NS_NET];

	if (!mounts->netns_etc)
		return;
	mounts->netns = net->kind == TARGET_PATH ? name_of(net->text) : NULL;
	if (!mounts->netns)
		usage_error(
			"--netns-etc requires --net=NAME, a network namespace in " NETNS_DIR);
}

static int mount_sys(void)
{
	struct newmount sys = { "sysfs", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC };
	struct statvfs fs;
	FD_AUTO int mount = -1;

	if (statvfs("/sys", &fs) == 0 && (fs.f_flag & ST_RDONLY))
		sys.flags |= MS_RDONLY;
	mount = newmount_at(AT_FDCWD, "/sys", &sys);
	return mount < 0 ? mount : 0;
}

/* As of "ip netns exec", a file that is missing in /etc is no reason not to start. */
static void bind_etc(const char *name)
{
	char dir_path[PATH_MAX], from[PATH_MAX], to[PATH_MAX];
	const struct dirent *entry;
	DIR *dir;

	snprintf(dir_path, sizeof(dir_path), "/etc/netns/%s", name);
	dir = opendir(dir_path);
	if (!dir) {
		if (errno != ENOENT)
			must(-errno, "read the directory %s", dir_path);
		return;
	}
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(from, sizeof(from), "/etc/netns/%s/%s", name, entry->d_name);
		snprintf(to, sizeof(to), "/etc/%s", entry->d_name);
		should(step_result(mount(from, to, NULL, MS_BIND | MS_REC, NULL)),
		       "bind-mount %s on %s", from, to);
	}
	closedir(dir);
}

static _Noreturn void mount_proc(const char *dir)
{
	must_why(newmount_create("proc", dir), hint_inside, NULL,
		 "mount a new proc on %s", dir);
	_exit(EXIT_SUCCESS);
}

/* The file system shows the PID namespace of the process that mounts it. */
static void mount_proc_inside(const char *dir)
{
	struct child_signals saved;
	pid_t child;
	int status;

	must(child_block(&saved, false), "block signals");
	child = must_why(child_fork(), hint_fork, NULL, "fork");
	if (child == 0)
		mount_proc(dir);
	status = must(child_wait(child), "wait for the process that mounts proc");
	if (status != 0)
		exit(EXIT_OURS);
	must(child_unblock(&saved), "restore the signal mask");
}

void opt_mounts_apply(const struct opt_mounts *mounts)
{
	const int flags = CLONE_NEWNS;

	if (!mounts->netns_etc && !mounts->proc)
		return;
	must_why(step_result(unshare(flags)), hint_inside, NULL,
		 "create a new mnt namespace");
	must_why(prop_set("/", PROP_SLAVE, true), hint_propagation, NULL,
		 "make all mounts slave");
	if (mounts->netns_etc) {
		must_why(mount_sys(), hint_inside, NULL, "mount a new sysfs on /sys");
		bind_etc(mounts->netns);
	}
	if (mounts->proc)
		mount_proc_inside(mounts->proc);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "hint/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "mount/mounts.h"
#include "ns/idmap.h"

/* A chroot into a plain directory: no mount of the list is its root. */
static bool is_root(const struct mounts_entry *entry, void *context)
{
	(void)context;
	return strcmp(entry->target, "/") == 0;
}

bool evidence_chroot(void)
{
	return mounts_each(is_root, NULL) == 0;
}

bool evidence_id_unmapped(const char *map_file, uint32_t id)
{
	struct idmap map;
	char path[64], map_text[32768];

	snprintf(path, sizeof(path), "/proc/self/%s", map_file);
	if (fd_read_small(AT_FDCWD, path, map_text, sizeof(map_text)) < 0 ||
	    idmap_read(&map, map_text) < 0)
		return false;
	return !idmap_has_inside(&map, id);
}

/* An ID map of one line may be written from inside; see user_namespaces(7). */
static bool map_root(uid_t outside)
{
	FD_AUTO int map = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);

	return map >= 0 && dprintf(map, "0 %u 1", (unsigned)outside) > 0;
}

bool evidence_unshare_works(int flags)
{
	uid_t uid = geteuid();
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(unshare(flags) < 0 || ((flags & CLONE_NEWUSER) && !map_root(uid)));
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int evidence_unshare_error(int first, int flags)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (first && unshare(first) < 0)
			_exit(255);
		_exit(unshare(flags) < 0 ? errno : 0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) == 255)
		return -1;
	return WEXITSTATUS(status);
}

bool evidence_kernel_before(int version, int level)
{
	struct utsname kernel;
	int has, has_level;

	return uname(&kernel) == 0 &&
	       sscanf(kernel.release, "%d.%d", &has, &has_level) == 2 &&
	       (has < version || (has == version && has_level < level));
}

bool evidence_apparmor(void)
{
	char label[256];

	if (proc_sysctl("kernel/apparmor_restrict_unprivileged_userns", 0) != 1)
		return false;
	if (fd_read_small(AT_FDCWD, "/proc/self/attr/apparmor/current", label,
			  sizeof(label)) < 0 &&
	    fd_read_small(AT_FDCWD, "/proc/self/attr/current", label, sizeof(label)) < 0)
		return false;
	return strncmp(label, "unprivileged_userns", 19) == 0;
}

bool evidence_same_file(const char *a, const char *b)
{
	struct stat one, two;

	return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_ino == two.st_ino &&
	       one.st_dev == two.st_dev;
}

bool evidence_ns_of_other(const char *name)
{
	FD_AUTO int dir = open("/proc/self/ns", O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_AUTO int ns = dir < 0 ? -1 : openat(dir, name, O_RDONLY | O_CLOEXEC);
	FD_AUTO int owner = ns < 0 ? -1 : ioctl(ns, XNS_NS_GET_USERNS);
	struct stat owned, own;

	/* EPERM: the owner is an ancestor, so it is not the caller's. */
	if (owner < 0)
		return ns >= 0 && errno == EPERM;
	return fstat(owner, &owned) == 0 && fstatat(dir, "user", &own, 0) == 0 &&
	       owned.st_ino != own.st_ino;
}

struct option {
	char *text;
	size_t size;
};

/* The uppermost mount on /proc is the last one of the list. */
static bool note_hidepid(const struct mounts_entry *entry, void *context)
{
	const struct option *option = context;
	const char *start = strstr(entry->super, "hidepid=");

	if (strcmp(entry->target, "/proc") != 0)
		return false;
	option->text[0] = '\0';
	/* "off" and "noaccess" (0 and 1) hide no process. */
	if (start && strcmp(entry->type, "proc") == 0 && strchr("ip24", start[8]))
		snprintf(option->text, option->size, "%.*s", (int)strcspn(start, ","),
			 start);
	return false;
}

const char *evidence_hidepid(char *text, size_t size)
{
	struct option option = { text, size };

	text[0] = '\0';
	if (access("/proc/1", F_OK) == 0 || mounts_each(note_hidepid, &option) < 0)
		return NULL;
	return text[0] ? text : NULL;
}

bool evidence_seccomp(void)
{
	return proc_status("Seccomp", 10, 0) == 2;
}

void hint_apparmor(struct hint *hint)
{
	hint_set(hint,
		 "AppArmor removes all capabilities in this user namespace (sysctl "
		 "kernel.apparmor_restrict_unprivileged_userns is 1); a profile with "
		 "\"userns,\" for this program allows it");
}

bool evidence_stands_for_unmapped(int self, unsigned uid)
{
	char text[32768];
	struct idmap map;

	if (fd_read_small(self, "../sys/kernel/overflowuid", text, sizeof(text)) < 0 ||
	    strtoul(text, NULL, 10) != uid)
		return false;
	return proc_read(self, "uid_map", text, sizeof(text)) >= 0 &&
	       idmap_read(&map, text) == 0 && !idmap_has_inside(&map, uid);
}

const char *evidence_user(int self, unsigned uid, char *text, size_t size)
{
	if (evidence_stands_for_unmapped(self, uid))
		snprintf(text, size,
			 "a user ID that is not mapped in this user namespace");
	else
		snprintf(text, size, "user ID %u", uid);
	return text;
}

void hint_unexplained(const char *has, struct hint *hint)
{
	const char *cause =
		prctl(PR_GET_SECCOMP) == 2
			? "a seccomp filter is active (Seccomp: 2): it, or a security module,"
			: "a security module or a seccomp filter";

	hint_set(hint, "this process has %s; %s may be the cause", has, cause);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "hint/hint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/user.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "mount/mounts.h"

#define HINT(...) snprintf(text, size, __VA_ARGS__)

/* ---- evidence ---- */

/* A chroot into a plain directory: no mount of the list is its root. */
static bool is_root(const struct mounts_entry *entry, void *context)
{
	(void)context;
	return strcmp(entry->target, "/") == 0;
}

static bool root_is_no_mount(void)
{
	return mounts_each(is_root, NULL) == 0;
}

static bool own_id_unmapped(const char *map_file, uint32_t id)
{
	struct idmap map;
	char path[64], map_text[32768];

	snprintf(path, sizeof(path), "/proc/self/%s", map_file);
	if (fd_read_small(AT_FDCWD, path, map_text, sizeof(map_text)) < 0 ||
	    idmap_read(&map, map_text) < 0)
		return false;
	return !idmap_has_inside(&map, id);
}

/* What the kernel's capable(CAP_SYS_ADMIN) asks for, unlike ns_capable(). */
static bool root_of_machine(void)
{
	FD_AUTO int self = proc_self();

	return caps_effective(CAP_SYS_ADMIN) && self >= 0 && ns_in_initial_user(self);
}

/* Whether a user namespace of the caller's own gives these: tried, in a child. */
static bool user_ns_gives(int flags)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(unshare(CLONE_NEWUSER) < 0 || (flags && unshare(flags) < 0));
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static bool apparmor_took_rights(void)
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

static bool same_file(const char *a, const char *b)
{
	struct stat one, two;

	return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_ino == two.st_ino &&
	       one.st_dev == two.st_dev;
}

/* A proc file system may be mounted only by who owns the PID namespace. */
static bool pid_ns_is_anothers(void)
{
	FD_AUTO int pid = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	FD_AUTO int owner = pid < 0 ? -1 : ioctl(pid, XNS_NS_GET_USERNS);
	struct stat owned, own;

	/* EPERM: the owner is above what we may see, so it is not ours. */
	if (owner < 0)
		return pid >= 0 && errno == EPERM;
	return fstat(owner, &owned) == 0 && stat("/proc/self/ns/user", &own) == 0 &&
	       owned.st_ino != own.st_ino;
}

enum { WHERE_SIZE = 256 }; /* enough of a path for a hint */

/* What hides a part of /proc, as container runtimes do with masks. */
static bool covers_proc(const struct mounts_entry *entry, void *context)
{
	if (strncmp(entry->target, "/proc/", 6) != 0 ||
	    strcmp(entry->type, "binfmt_misc") == 0 || strcmp(entry->type, "autofs") == 0)
		return false;
	snprintf(context, WHERE_SIZE, "%s", entry->target);
	return true;
}

/* ---- hints ---- */

static void hint_apparmor(char *text, size_t size)
{
	HINT("AppArmor removes all capabilities in this user namespace (sysctl "
	     "kernel.apparmor_restrict_unprivileged_userns is 1); a profile with "
	     "\"userns,\" for this program allows it");
}

void hint_proc(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if (err == -ENOENT)
		HINT("/proc is not mounted; run mount -t proc proc /proc");
	else if (err == -FAULT_NOT_PROC)
		HINT("another file system is mounted over /proc");
	else if (err == -FAULT_OTHER_PROC)
		HINT("this process is not in that PID namespace; run mount -t proc proc "
		     "/proc");
}

static void hint_unshare_eperm(int flags, char *text, size_t size)
{
	bool user = flags & CLONE_NEWUSER, admin = caps_effective(CAP_SYS_ADMIN);
	char names[64];

	if (!user && !admin)
		HINT("this requires CAP_SYS_ADMIN, which this process does not have%s",
		     user_ns_gives(flags)
			     ? "; --map-root-user (-r) provides it in a new user "
			       "namespace"
			     : "");
	else if (user && (own_id_unmapped("uid_map", geteuid()) ||
			  own_id_unmapped("gid_map", getegid())))
		HINT("the caller's user or group ID is not mapped in this user "
		     "namespace; the creator of the namespace must map them first");
	else if (user && !root_of_machine() &&
		 proc_sysctl("kernel/unprivileged_userns_clone", 1) == 0)
		HINT("sysctl kernel.unprivileged_userns_clone is 0: only root may "
		     "create user namespaces%s",
		     admin ? ", and not the root of a user namespace" : "");
	else if (user && root_is_no_mount())
		HINT("this process is in a chroot, where the kernel refuses to create "
		     "user namespaces; they are allowed if the root directory is "
		     "entered with pivot_root(2) instead of chroot(2)");
	else if (proc_status("Seccomp", 10, 0) == 2)
		HINT("a seccomp filter is active in this process (Seccomp: 2), as in containers, "
		     "and may refuse new %s namespaces",
		     ns_text(flags, names, sizeof(names)));
}

static void hint_unshare_enospc(int flags, char *text, size_t size)
{
	char sysctl[64];

	for (int type = 0; type < NS_COUNT; type++) {
		if (!(flags & ns_types[type].flag))
			continue;
		snprintf(sysctl, sizeof(sysctl), "user/max_%s_namespaces",
			 ns_types[type].name);
		if (proc_sysctl(sysctl, -1) != 0)
			continue;
		HINT("sysctl user.max_%s_namespaces is 0: no %s namespaces may be "
		     "created in this user namespace",
		     ns_types[type].name, ns_types[type].name);
		return;
	}
	/* Only these two nest. */
	if (!(flags & (CLONE_NEWUSER | CLONE_NEWPID)))
		HINT("a user.max_*_namespaces limit of this user namespace or an "
		     "ancestor is reached");
	else
		HINT("either user or pid namespaces are nested 32 levels deep, the "
		     "kernel's limit, or a user.max_*_namespaces limit of this user "
		     "namespace or an ancestor is reached");
}

static void hint_unshare_einval(int flags, char *text, size_t size)
{
	char link[64];

	if (access("/proc/self/ns/mnt", F_OK) < 0)
		return; /* without /proc there is no evidence */
	for (int type = 0; type < NS_COUNT; type++) {
		snprintf(link, sizeof(link), "/proc/self/ns/%s", ns_types[type].name);
		if ((flags & ns_types[type].flag) && access(link, F_OK) < 0 &&
		    errno == ENOENT) {
			HINT("this kernel has no %s namespaces", ns_types[type].name);
			return;
		}
	}
	if ((flags & CLONE_NEWPID) &&
	    !same_file("/proc/self/ns/pid", "/proc/self/ns/pid_for_children"))
		HINT("this process has already created a PID namespace for its "
		     "children, and the kernel allows only one; fork first");
}

void hint_unshare(int err, const void *context, char *text, size_t size)
{
	int flags = *(const int *)context;

	if (err == -EPERM)
		hint_unshare_eperm(flags, text, size);
	else if (err == -ENOSPC || err == -EUSERS)
		hint_unshare_enospc(flags, text, size);
	else if (err == -EINVAL)
		hint_unshare_einval(flags, text, size);
}

/* EACCES can be that of a path: it proves no missing capability. */
static void hint_capability(int err, int capability, const char *name, char *text,
			    size_t size)
{
	if ((err == -EPERM || err == -EACCES) && apparmor_took_rights())
		hint_apparmor(text, size);
	else if (err == -EPERM && !caps_effective(capability))
		HINT("this requires %s, which this process does not have%s", name,
		     user_ns_gives(0)
			     ? "; --map-root-user (-r) provides it in a new user "
			       "namespace"
			     : "");
}

void hint_inside(int err, const void *context, char *text, size_t size)
{
	(void)context;
	hint_capability(err, CAP_SYS_ADMIN, "CAP_SYS_ADMIN", text, size);
}

void hint_chroot(int err, const void *context, char *text, size_t size)
{
	(void)context;
	hint_capability(err, CAP_SYS_CHROOT, "CAP_SYS_CHROOT", text, size);
}

void hint_time(int err, const void *context, char *text, size_t size)
{
	(void)context;
	hint_capability(err, CAP_SYS_TIME, "CAP_SYS_TIME", text, size);
}

void hint_map_inside(int err, const void *context, char *text, size_t size)
{
	(void)context;
	if ((err == -EPERM || err == -EACCES) && apparmor_took_rights())
		hint_apparmor(text, size);
	else if (err == -EACCES && prctl(PR_GET_DUMPABLE) != 1)
		HINT("this process is not dumpable, so its files in /proc are owned by "
		     "root");
}

/* The kernel refuses a range with a gap in it, too. */
static bool all_mapped(const struct idmap *map, const struct idmap_range *range)
{
	uint64_t first = range->outside, end = first + range->count, found = 0;

	for (int i = 0; i < map->count; i++) {
		uint64_t from = map->range[i].inside, to = from + map->range[i].count;

		from = from > first ? from : first;
		to = to < end ? to : end;
		found += to > from ? to - from : 0;
	}
	return found == range->count;
}

void hint_map_outside(int err, const void *context, char *text, size_t size)
{
	const struct hint_map *tried = context;
	struct idmap ours;
	char path[64], map_text[32768];
	uint32_t inside;

	if (err != -EPERM)
		return;
	snprintf(path, sizeof(path), "/proc/self/%s", tried->file);
	if (fd_read_small(AT_FDCWD, path, map_text, sizeof(map_text)) < 0 ||
	    idmap_read(&ours, map_text) < 0)
		return;
	for (int i = 0; i < tried->map->count; i++) {
		const struct idmap_range *range = &tried->map->range[i];

		if (all_mapped(&ours, range))
			continue;
		HINT("outside IDs %" PRIu32 " to %" PRIu32
		     " are not all mapped in the caller's user namespace (see "
		     "/proc/self/%s)",
		     range->outside, range->outside + range->count - 1, tried->file);
		return;
	}
	if (idmap_to_inside(tried->map, 0, &inside) == 0 && !caps_effective(CAP_SETFCAP))
		HINT("mapping the parent's ID 0 requires CAP_SETFCAP, which this "
		     "process does not have");
}

void hint_map_helper(int err, const void *context, char *text, size_t size)
{
	const char *path = context;
	bool group = strstr(path, "newgidmap");
	struct statvfs fs;
	struct stat st;
	uint32_t primary;

	(void)err;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
		HINT("no_new_privs is set for this process, so %s cannot gain privileges",
		     path);
	else if (stat(path, &st) == 0 && !(st.st_mode & S_ISUID) &&
		 getxattr(path, "security.capability", NULL, 0) < 0)
		HINT("%s is neither set-user-ID nor has file capabilities", path);
	else if (statvfs(path, &fs) == 0 && (fs.f_flag & ST_NOSUID))
		HINT("%s is on a file system that is mounted nosuid, so it cannot gain "
		     "privileges",
		     path);
	else if (prctl(PR_CAPBSET_READ, group ? CAP_SETGID : CAP_SETUID) == 0)
		HINT("%s is not in the capability bounding set of this process, so %s cannot "
		     "gain it",
		     group ? "CAP_SETGID" : "CAP_SETUID", path);
	else if (user_group_of(getuid(), &primary) == 0 && primary != getgid())
		HINT("the group ID of this process is %u; the primary group of this user, %u, is "
		     "required by %s (newgrp(1) without a group sets it)",
		     (unsigned)getgid(), (unsigned)primary, path);
}

void hint_propagation(int err, const void *context, char *text, size_t size)
{
	if (err == -EINVAL && root_is_no_mount())
		HINT("the root directory is not a mount point (a chroot into a plain "
		     "directory): bind-mount it on itself first, or use "
		     "--propagation=unchanged");
	else
		hint_inside(err, context, text, size);
}

void hint_mount_proc(int err, const void *context, char *text, size_t size)
{
	char where[WHERE_SIZE];

	if (err != -EPERM && err != -EACCES)
		return;
	if (apparmor_took_rights())
		hint_apparmor(text, size);
	else if (pid_ns_is_anothers())
		HINT("a new proc requires a PID namespace owned by this user namespace: "
		     "add --pid");
	else if (mounts_each(covers_proc, where) == 1)
		HINT("a mount at %s covers a part of /proc, so the kernel refuses a "
		     "fully visible new proc (mount_too_revealing); in a container, "
		     "unmask it (--security-opt unmask=ALL)",
		     where);
	else
		hint_inside(err, context, text, size);
}

void hint_id(int err, const void *context, char *text, size_t size)
{
	uint32_t id = *(const uint32_t *)context;

	if (err == -EINVAL)
		HINT("ID %" PRIu32 " is not mapped in this user namespace", id);
	else if (err == -EPERM &&
		 !(caps_effective(CAP_SETUID) && caps_effective(CAP_SETGID)))
		HINT("changing user and group IDs requires CAP_SETUID and CAP_SETGID; "
		     "this process does not have both");
	else if (err == -EPERM)
		HINT("this process has CAP_SETUID and CAP_SETGID; a security module or "
		     "a seccomp filter may be the cause");
}

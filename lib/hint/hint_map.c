/* SPDX-License-Identifier: MIT */
/* The ID maps of a new user namespace, and the helpers that write them. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/user.h"
#include "proc/caps.h"
#include "hint/evidence.h"
#include "hint/hint.h"

void hint_map_inside(int err, const void *context, struct hint *hint)
{
	(void)context;
	if (err == -EROFS)
		hint_proc(err, NULL, hint);
	else if ((err == -EPERM || err == -EACCES) && evidence_apparmor())
		hint_apparmor(hint);
	else if (err == -EACCES && prctl(PR_GET_DUMPABLE) != 1)
		hint_set(hint,
			 "this process is not dumpable, so its files in /proc are owned "
			 "by root");
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

void hint_map_outside(int err, const void *context, struct hint *hint)
{
	const struct hint_map *tried = context;
	struct idmap ours;
	char path[64], map_text[32768];
	uint32_t inside;

	if (err == -EROFS)
		hint_proc(err, NULL, hint);
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
		hint_set(hint,
			 "outside IDs %" PRIu32 " to %" PRIu32
			 " are not all mapped in the caller's user namespace (see "
			 "/proc/self/%s)",
			 range->outside, range->outside + range->count - 1, tried->file);
		return;
	}
	if (idmap_to_inside(tried->map, 0, &inside) == 0 && !caps_effective(CAP_SETFCAP))
		hint_set(hint,
			 "mapping the parent's ID 0 requires CAP_SETFCAP, which this "
			 "process does not have");
}

void hint_map_helper(int err, const void *context, struct hint *hint)
{
	const char *path = context;
	bool group = strstr(path, "newgidmap");
	struct statvfs fs;
	struct stat st;
	uint32_t primary;

	(void)err;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
		hint_set(hint,
			 "no_new_privs is set for this process, so %s cannot gain "
			 "privileges",
			 path);
	else if (stat(path, &st) == 0 && !(st.st_mode & S_ISUID) &&
		 getxattr(path, "security.capability", NULL, 0) < 0)
		hint_set(hint, "%s is neither set-user-ID nor has file capabilities",
			 path);
	else if (statvfs(path, &fs) == 0 && (fs.f_flag & ST_NOSUID))
		hint_set(hint,
			 "%s is on a file system that is mounted nosuid, so it cannot "
			 "gain privileges",
			 path);
	else if (prctl(PR_CAPBSET_READ, group ? CAP_SETGID : CAP_SETUID) == 0)
		hint_set(hint,
			 "%s is not in the capability bounding set of this process, so "
			 "%s cannot gain it",
			 group ? "CAP_SETGID" : "CAP_SETUID", path);
	else if (user_group_of(getuid(), &primary) == 0 && primary != getgid())
		hint_set(hint,
			 "the group ID of this process is %u; the primary group of this "
			 "user, %u, is required by %s (newgrp(1) without a group sets "
			 "it)",
			 (unsigned)getgid(), (unsigned)primary, path);
}

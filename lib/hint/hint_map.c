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

/* The kernel refuses a range with a gap in it, too. */
static bool all_mapped(const struct idmap *map, uint32_t first, uint32_t count)
{
	uint64_t end = (uint64_t)first + count, found = 0;

	for (int i = 0; i < map->count; i++) {
		uint64_t from = map->range[i].inside, to = from + map->range[i].count;

		from = from > first ? from : first;
		to = to < end ? to : end;
		found += to > from ? to - from : 0;
	}
	return found == count;
}

/* The map of the caller's user namespace. */
static bool read_own(const char *file, struct idmap *ret_map)
{
	char path[64], text[32768];

	snprintf(path, sizeof(path), "/proc/self/%s", file);
	return fd_read_small(AT_FDCWD, path, text, sizeof(text)) >= 0 &&
	       idmap_read(ret_map, text) == 0;
}

static bool hint_unmapped(const struct hint_map *tried, struct hint *hint)
{
	struct idmap own;

	if (!read_own(tried->file, &own))
		return false;
	for (int i = 0; i < tried->map->count; i++) {
		const struct idmap_range *range = &tried->map->range[i];

		if (all_mapped(&own, range->outside, range->count))
			continue;
		hint_set(hint,
			 "outside IDs %" PRIu32 " to %" PRIu32
			 " are not all mapped in the caller's user namespace (see "
			 "/proc/self/%s); %s=all maps those that are",
			 range->outside, range->outside + range->count - 1, tried->file,
			 tried->file[0] == 'u' ? "--map-users" : "--map-groups");
		return true;
	}
	return false;
}

/* See user_namespaces(7): since Linux 5.12. */
static bool lacks_setfcap(const struct hint_map *tried)
{
	uint32_t inside;

	return tried && !tried->setfcap && strcmp(tried->file, "uid_map") == 0 &&
	       idmap_to_inside(tried->map, 0, &inside) == 0;
}

void hint_map_inside(int err, const void *context, struct hint *hint)
{
	if (err == -EROFS)
		hint_proc(err, NULL, hint);
	else if ((err == -EPERM || err == -EACCES) && evidence_apparmor())
		hint_apparmor(hint);
	else if (err == -EACCES && prctl(PR_GET_DUMPABLE) != 1)
		hint_set(hint,
			 "this process is not dumpable, so its files in /proc are owned "
			 "by root");
	else if (err == -EPERM && lacks_setfcap(context))
		hint_set(hint,
			 "mapping the parent's ID 0 requires that the creator of the "
			 "user namespace has CAP_SETFCAP, which this process did not "
			 "have");
}

void hint_map_outside(int err, const void *context, struct hint *hint)
{
	const struct hint_map *tried = context;

	if (err == -EROFS)
		hint_proc(err, NULL, hint);
	else if (err == -EPERM && !hint_unmapped(tried, hint) && lacks_setfcap(tried))
		hint_set(hint,
			 "mapping the parent's ID 0 requires CAP_SETFCAP, which this "
			 "process does not have");
}

/* The line to add, where the IDs that are usual there exist here. */
void hint_subid(int err, const void *context, struct hint *hint)
{
	enum { FIRST = 100000, COUNT = 65536 };
	const struct hint_subid *tried = context;
	unsigned line = idmap_subid_malformed(tried->file, tried->user, geteuid());
	struct idmap own;

	if (err != -FAULT_NO_SUBID)
		return;
	if (line)
		hint_set(hint,
			 "line %u of %s names the user but is not NAME:FIRST:COUNT with "
			 "a positive COUNT",
			 line, tried->file);
	else if (read_own(tried->map_file, &own) && !all_mapped(&own, FIRST, COUNT))
		hint_set(hint,
			 "this user namespace maps few IDs (see /proc/self/%s), so a "
			 "line in that file would not help; %s=all maps all of them",
			 tried->map_file, tried->option);
	else
		hint_set(hint, "as root, add a line such as %s:%d:%d to that file",
			 tried->user, FIRST, COUNT);
}

void hint_map_helper(int err, const void *context, struct hint *hint)
{
	const struct hint_map *tried = context;
	const char *path = tried->helper;
	bool group = strstr(path, "newgidmap");
	struct statvfs fs;
	struct stat st;
	uint32_t primary;

	(void)err;
	if (hint_unmapped(tried, hint))
		return;
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

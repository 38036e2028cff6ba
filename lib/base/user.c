/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/user.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>

#include "base/die.h"

#ifdef STATIC_PROGRAMS
/*
 * The name service would want shared libraries of the very C library that this program
 * was built with.
 */
#define getpwnam(name) ((void)(name), (struct passwd *)NULL)
#define getgrnam(name) ((void)(name), (struct group *)NULL)
#define getpwuid(uid)  ((void)(uid), (struct passwd *)NULL)
#endif

int user_by_name(const char *name, uint32_t *ret_uid)
{
	const struct passwd *user = getpwnam(name);

	if (!user)
		return -FAULT_NO_NAME;
	*ret_uid = user->pw_uid;
	return 0;
}

int user_group_by_name(const char *name, uint32_t *ret_gid)
{
	const struct group *group = getgrnam(name);

	if (!group)
		return -FAULT_NO_NAME;
	*ret_gid = group->gr_gid;
	return 0;
}

int user_group_of(uint32_t uid, uint32_t *ret_gid)
{
	const struct passwd *user = getpwuid(uid);

	if (!user)
		return -FAULT_NO_NAME;
	*ret_gid = user->pw_gid;
	return 0;
}

const char *user_name(uint32_t uid, char *text, size_t size)
{
	const struct passwd *user = getpwuid(uid);

	if (user)
		snprintf(text, size, "%s", user->pw_name);
	else
		snprintf(text, size, "%u", (unsigned)uid);
	return text;
}

const char *user_shell(uint32_t uid, char *text, size_t size)
{
	const struct passwd *user = getpwuid(uid);

	snprintf(text, size, "%s",
		 user && user->pw_shell[0] ? user->pw_shell : "/bin/sh");
	return text;
}

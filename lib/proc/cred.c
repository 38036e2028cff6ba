/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc/cred.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

static void free_caps(cap_t *caps)
{
	if (*caps)
		cap_free(*caps);
}

#define CAP_AUTO __attribute__((cleanup(free_caps)))

bool cred_has(cap_value_t capability)
{
	CAP_AUTO cap_t caps = cap_get_proc();
	cap_flag_value_t value = CAP_CLEAR;

	if (caps)
		cap_get_flag(caps, capability, CAP_EFFECTIVE, &value);
	return value == CAP_SET;
}

bool cred_has_groups(void)
{
	return getgroups(0, NULL) != 0;
}

int cred_drop_groups(void)
{
	int err;

	if (setgroups(0, NULL) == 0)
		return 0;
	err = -errno;
	return cred_has_groups() ? err : 0;
}

int cred_set_group(uint32_t gid, bool groups_denied)
{
	int err = cred_drop_groups();

	if (err < 0 && !(err == -EPERM && groups_denied))
		return err;
	return setresgid(gid, gid, gid) < 0 ? -errno : 0;
}

int cred_set_user(uint32_t uid, bool keep)
{
	if (keep && prctl(PR_SET_KEEPCAPS, 1) < 0)
		return -errno;
	return setresuid(uid, uid, uid) < 0 ? -errno : 0;
}

int cred_keep(void)
{
	CAP_AUTO cap_t caps = cap_get_proc();

	if (!caps)
		return -errno;
	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
		cap_flag_value_t permitted = CAP_CLEAR;

		cap_get_flag(caps, cap, CAP_PERMITTED, &permitted);
		cap_set_flag(caps, CAP_EFFECTIVE, 1, &cap, permitted);
		cap_set_flag(caps, CAP_INHERITABLE, 1, &cap, permitted);
	}
	if (cap_set_proc(caps) < 0)
		return -errno;

	for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
		cap_flag_value_t permitted = CAP_CLEAR;

		cap_get_flag(caps, cap, CAP_PERMITTED, &permitted);
		if (permitted == CAP_SET && cap_set_ambient(cap, CAP_SET) < 0)
			return -errno;
	}
	return 0;
}

int cred_become_owner(uint32_t uid, uint32_t gid)
{
	if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 ||
	    setresuid(uid, uid, uid) < 0)
		return -errno;
	return prctl(PR_SET_DUMPABLE, 1) < 0 ? -errno : 0;
}

static int save_and_drop_groups(struct cred_saved *saved)
{
	int count = getgroups(0, NULL);

	if (count < 0)
		return -errno;
	saved->groups = malloc(((size_t)count + 1) * sizeof(gid_t));
	if (!saved->groups)
		return -ENOMEM;
	saved->count = getgroups(count, saved->groups);
	return saved->count < 0 ? -errno : cred_drop_groups();
}

/* The real IDs too: the child has them, and the kernel checks them in kill(2). */
int cred_set_effective(uint32_t uid, uint32_t gid, struct cred_saved *ret_saved)
{
	int err;

	*ret_saved = (struct cred_saved){
		.user = geteuid(),
		.group = getegid(),
		.caps = cap_get_proc(),
		.dumpable = prctl(PR_GET_DUMPABLE) == 1,
	};
	if (!ret_saved->caps)
		return -errno;
	err = save_and_drop_groups(ret_saved);
	if (err < 0)
		return err;
	/* Otherwise an owner that is root here would take the capabilities with it. */
	(void)prctl(PR_SET_KEEPCAPS, 1);
	if (setresgid(gid, gid, ret_saved->group) < 0 ||
	    setresuid(uid, uid, ret_saved->user) < 0)
		return -errno;
	return 0;
}

int cred_drop_groups_saving(struct cred_saved *ret_saved)
{
	return cred_set_effective(geteuid(), getegid(), ret_saved);
}

/* The saved user ID gives the user back, and that the capabilities for the rest. */
int cred_restore(struct cred_saved *saved)
{
	if (setresuid(saved->user, saved->user, saved->user) < 0 ||
	    cap_set_proc(saved->caps) < 0 ||
	    setresgid(saved->group, saved->group, saved->group) < 0)
		return -errno;
	(void)prctl(PR_SET_KEEPCAPS, 0);
	if (saved->count && setgroups((size_t)saved->count, saved->groups) < 0)
		return -errno;
	free(saved->groups);
	cap_free(saved->caps);
	return saved->dumpable && prctl(PR_SET_DUMPABLE, 1) < 0 ? -errno : 0;
}

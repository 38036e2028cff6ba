/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cred.h"

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

int cred_set_group(uint32_t gid)
{
	if (setgroups(0, NULL) < 0 && !(errno == EPERM && cred_has(CAP_SETGID)))
		return -errno;
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

int cred_lend(uint32_t uid, uint32_t gid, struct cred_loan *ret_loan)
{
	int count = getgroups(0, NULL);

	if (count < 0)
		return -errno;
	ret_loan->groups = malloc(((size_t)count + 1) * sizeof(gid_t));
	if (!ret_loan->groups)
		return -ENOMEM;
	ret_loan->count = getgroups(count, ret_loan->groups);
	if (ret_loan->count < 0 || setgroups(0, NULL) < 0)
		return -errno;
	return setegid(gid) < 0 || seteuid(uid) < 0 ? -errno : 0;
}

/* The saved IDs are ours still; the group first needs the user's rights back. */
int cred_lend_end(struct cred_loan *loan)
{
	if (seteuid(getuid()) < 0 || setegid(getgid()) < 0 ||
	    setgroups((size_t)loan->count, loan->groups) < 0)
		return -errno;
	free(loan->groups);
	loan->groups = NULL;
	return prctl(PR_SET_DUMPABLE, 1) < 0 ? -errno : 0;
}

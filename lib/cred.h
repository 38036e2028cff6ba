/* SPDX-License-Identifier: MIT */
/* IDs and capabilities of this process. The only user of libcap. */
#ifndef XNS_CRED_H
#define XNS_CRED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/capability.h>

/* True when the capability is in our effective set. */
bool cred_has(cap_value_t capability);

/*
 * Becomes gid in all three IDs and drops the supplementary groups. These stay where the
 * user namespace denies setgroups(2) to everyone, CAP_SETGID or not. Returns 0 or -errno.
 */
int cred_set_group(uint32_t gid);

/*
 * Becomes uid in all three IDs. With keep the permitted capabilities survive the change
 * (SECBIT_KEEP_CAPS, capabilities(7)). Returns 0 or -errno.
 */
int cred_set_user(uint32_t uid, bool keep);

/*
 * Makes every permitted capability effective, inheritable and ambient, so that it
 * survives execve(2) of an ordinary program. Returns 0 or -errno.
 */
int cred_keep(void);

/*
 * Becomes uid and gid for good, without other groups, as the owner of a user namespace to
 * be made, and stays dumpable: otherwise the maps in /proc/self would be root's
 * (prctl(2), PR_SET_DUMPABLE). Returns 0 or -errno.
 */
int cred_become_owner(uint32_t uid, uint32_t gid);

struct cred_loan {
	int count; /* of our own groups */
	gid_t *groups;
};

/*
 * Takes uid and gid as effective IDs, without other groups, for one clone(2), whose user
 * namespace they then own, and gives our own back. Each returns 0 or -errno.
 */
int cred_lend(uint32_t uid, uint32_t gid, struct cred_loan *ret_loan);
int cred_lend_end(struct cred_loan *loan);

#endif

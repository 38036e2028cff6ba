/* SPDX-License-Identifier: MIT */
/* IDs and capabilities of this process. The only user of libcap. */
#ifndef XNS_PROC_CRED_H
#define XNS_PROC_CRED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/capability.h>

/* True when the capability is in the caller's effective set. */
bool cred_has(cap_value_t capability);

/*
 * Drops the supplementary groups. Returns 0 when this process has none any more, whether
 * it had some or not; otherwise -errno, and all are still there.
 */
int cred_drop_groups(void) __attribute__((warn_unused_result));

/* True when this process has supplementary groups. */
bool cred_has_groups(void);

/*
 * Sets all three group IDs to gid and drops the supplementary groups. With groups_denied
 * they stay when the kernel refuses: the caller has proof (proc_setgroups_denied()) that
 * no process may drop them here. Returns 0 or -errno.
 */
int cred_set_group(uint32_t gid, bool groups_denied) __attribute__((warn_unused_result));

/*
 * Becomes uid in all three IDs. With keep the permitted capabilities survive the change
 * (SECBIT_KEEP_CAPS, capabilities(7)). Returns 0 or -errno.
 */
int cred_set_user(uint32_t uid, bool keep) __attribute__((warn_unused_result));

/*
 * Makes every permitted capability effective, inheritable and ambient, so that it
 * survives execve(2) of an ordinary program. Returns 0 or -errno.
 */
int cred_keep(void) __attribute__((warn_unused_result));

/*
 * Becomes uid and gid for good, without other groups, as the owner of a user namespace to
 * be made, and stays dumpable: otherwise the maps in /proc/self would be root's
 * (prctl(2), PR_SET_DUMPABLE). Returns 0 or -errno.
 */
int cred_become_owner(uint32_t uid, uint32_t gid) __attribute__((warn_unused_result));

/* What cred_restore() restores. */
struct cred_saved {
	uid_t user;
	gid_t group;
	int count; /* of the supplementary groups */
	gid_t *groups;
	cap_t caps;
	bool dumpable;
};

/*
 * Takes uid and gid as real and effective IDs, without supplementary groups, for one
 * clone(2), whose child and user namespace they then own. Only the saved IDs stay those
 * of the caller, to get back: in the child the next execve(2) replaces them by the
 * effective ones, also where no map names them. cred_restore() restores IDs, groups,
 * capabilities and dumpability. Each returns 0 or -errno.
 */
int cred_set_effective(uint32_t uid, uint32_t gid, struct cred_saved *ret_saved)
	__attribute__((warn_unused_result));
int cred_drop_groups_saving(struct cred_saved *ret_saved)
	__attribute__((warn_unused_result)); /* the groups only */
int cred_restore(struct cred_saved *saved) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/* Options about the IDs of the command, and the steps that change them. */
#ifndef XNS_CLI_OPT_CRED_H
#define XNS_CLI_OPT_CRED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/step.h"
#include "cli/opt.h"
#include "cli/opt_privs.h"

struct opt_cred {
	bool set_user, set_group;
	uint32_t user, group;
	bool follow_user, follow_group; /* those of the target process */
	bool preserve;
	bool keep_caps;
	bool new_keyring;
	struct opt_privs privs;
	bool must_drop; /* groups that may not be kept: see opt_cred_enter_drop() */
};

extern const struct opt_set opt_cred_options;

/* For programs that enter the user namespace of a process. */
extern const struct opt_set opt_cred_enter_options;

/* Without a target: a usage error for --setuid=follow and --setgid=follow. */
void opt_cred_refuse_follow(const struct opt_cred *cred);

/*
 * The step that leaves the caller's session keyring, which new user namespaces inherit.
 */
void opt_cred_keyring(const struct opt_cred *cred, struct steps *steps);

/*
 * For a program that enters: where it will set the group ID, drops the supplementary
 * groups before it enters anything, as this is not possible where setgroups(2) is denied
 * inside. Ends the program when they cannot be dropped, except where no process can drop
 * them here either, or, with user (a user namespace will be entered), where a caller
 * without privilege can enter only what is its own. self comes from proc_self().
 */
void opt_cred_enter_drop(struct opt_cred *cred, bool user, int self);

/*
 * The same inside, for groups that are left: true when setgroups(2) is denied there and
 * the caller may keep them. Ends the program when it may not.
 */
bool opt_cred_enter_denied(const struct opt_cred *cred, int self);

/*
 * The steps group, user, capabilities and no_new_privs. groups_denied: setgroups(2) is
 * denied here.
 */
void opt_cred_become(const struct opt_cred *cred, struct steps *steps,
		     bool groups_denied);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_cred.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "proc/cred.h"
#include "proc/proc.h"
#include "hint/hint.h"

enum { KEEP_CAPS = OPT_LONG, NEW_KEYRING, PRESERVE, NO_NEW_PRIVS };

static const struct opt_row rows[] = {
	{ 'S', "setuid", "USER", "run as this user (ID or name)" },
	{ 'G', "setgid", "GROUP", "run as this group; drop supplementary groups" },
	{ KEEP_CAPS, "keep-caps", NULL, "keep the capabilities gained by --user" },
	{ NEW_KEYRING, "new-keyring", NULL, "join a new session keyring" },
	OPT_PRIVS_ROW(NO_NEW_PRIVS),
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_cred *cred = part;
	int err = 0;

	switch (id) {
	case 'S':
		err = num_user(argument, &cred->user);
		cred->set_user = true;
		break;
	case 'G':
		err = num_group(argument, &cred->group);
		cred->set_group = true;
		break;
	case KEEP_CAPS:
		cred->keep_caps = true;
		break;
	case NEW_KEYRING:
		cred->new_keyring = true;
		break;
	case NO_NEW_PRIVS:
		cred->privs.no_new = true;
		break;
	}
	if (err < 0)
		opt_bad(rows, id, argument, err);
}

const struct opt_set opt_cred_options = { "Credentials", rows, store };

static const struct opt_row enter_rows[] = {
	{ 'S', "setuid", "USER", "run as this user (ID or name), or \"follow\"" },
	{ 'G', "setgid", "GROUP", "same for the group; drop supplementary groups" },
	{ PRESERVE, "preserve-credentials", NULL,
	  "keep the caller's IDs, even with "
	  "--user" },
	{ KEEP_CAPS, "keep-caps", NULL, "keep the capabilities gained by --user" },
	OPT_PRIVS_ROW(NO_NEW_PRIVS),
	{ 0 },
};

static void store_enter(void *part, int id, const char *argument)
{
	struct opt_cred *cred = part;
	bool follow = argument && strcmp(argument, "follow") == 0;

	if (id == PRESERVE)
		cred->preserve = true;
	else if (id == 'S' && follow)
		cred->follow_user = true;
	else if (id == 'G' && follow)
		cred->follow_group = true;
	else
		store(part, id, argument);
}

const struct opt_set opt_cred_enter_options = { "Credentials", enter_rows, store_enter };

void opt_cred_refuse_follow(const struct opt_cred *cred)
{
	if (cred->follow_user || cred->follow_group)
		usage_error("--%s=follow requires --target",
			    cred->follow_user ? "setuid" : "setgid");
}

/*
 * A caller with CAP_SYS_ADMIN may enter a user namespace of another user, whose root
 * could trace a process there and take its groups. Without it the kernel lets a caller
 * enter only what its own user owns, where that user's processes have these groups
 * anyway.
 */
void opt_cred_enter_drop(struct opt_cred *cred, bool user, int self)
{
	int err;

	if (!cred->set_group)
		return;
	err = cred_drop_groups();
	if (err == 0 || (err == -EPERM && proc_setgroups_denied(self) == 1))
		return;
	if (err != -EPERM || !user || cred_has(CAP_SETGID))
		must_why(err, hint_id, &cred->group, "drop the supplementary groups");
	cred->must_drop = cred_has(CAP_SYS_ADMIN);
}

bool opt_cred_enter_denied(const struct opt_cred *cred, int self)
{
	int err;

	if (!cred->set_group || !cred_has_groups())
		return false;
	err = cred_drop_groups();
	if (err < 0 && cred->must_drop)
		die_hint("with CAP_SETGID they are dropped before entering; "
			 "--preserve-credentials keeps them",
			 "cannot drop the supplementary groups: the user namespace "
			 "denies setgroups(2), and the caller has no CAP_SETGID outside");
	return err == -EPERM && proc_setgroups_denied(self) == 1;
}

void opt_cred_keyring(const struct opt_cred *cred, struct steps *steps)
{
	if (cred->new_keyring)
		STEP(steps,
		     step_result(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) <
						 0
					 ? -1
					 : 0),
		     "join a new session keyring");
}

void opt_cred_become(const struct opt_cred *cred, struct steps *steps, bool groups_denied)
{
	if (cred->set_group)
		STEP_WHY(steps, cred_set_group(cred->group, groups_denied), hint_id,
			 &cred->group, "set the group ID to %u%s", (unsigned)cred->group,
			 groups_denied ? "" : " and drop the supplementary groups");
	if (cred->set_user)
		STEP_WHY(steps, cred_set_user(cred->user, cred->keep_caps), hint_id,
			 &cred->user, "set the user ID to %u", (unsigned)cred->user);
	if (cred->keep_caps)
		STEP(steps, cred_keep(), "keep all capabilities for the command");
	opt_privs_apply(&cred->privs, steps);
}

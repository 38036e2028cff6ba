/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/ids.h"

#include "base/die.h"
#include "hint/hint.h"

/*
 * A number means an ID only together with its user namespace: that of the process if it
 * is entered, else that of the caller.
 */
static bool follow_inside(const struct enter *enter)
{
	bool inside = enter_has(enter, NS_USER);

	if (inside && !enter_takes(enter, NS_USER))
		usage_error(
			"\"follow\" requires entering the user namespace of the target");
	return inside;
}

static void follow(const struct enter *enter, struct opt_cred *cred)
{
	uint32_t uid = 0, gid = 0;

	if (!cred->follow_user && !cred->follow_group)
		return;
	must_why(process_ids(&enter->process, follow_inside(enter), &uid, &gid),
		 hint_follow, NULL,
		 "read the IDs of process %d in the user namespace of the command",
		 (int)enter->process.pid);
	if (cred->follow_user)
		cred->user = uid;
	if (cred->follow_group)
		cred->group = gid;
	cred->set_user |= cred->follow_user;
	cred->set_group |= cred->follow_group;
}

static bool maps(const struct enter *enter, const char *map_file, uint32_t inside)
{
	return must(process_maps(&enter->process, map_file, inside),
		    "read the file %s of process %d", map_file, (int)enter->process.pid);
}

static void check(const struct enter *enter, const struct opt_cred *cred)
{
	uint32_t missing;
	const char *kind = NULL;

	if (!enter_has(enter, NS_USER) || enter->at[NS_USER].kind != TARGET_NONE ||
	    enter->user_parent)
		return;
	if (cred->set_user && !maps(enter, "uid_map", cred->user))
		kind = "user", missing = cred->user;
	else if (cred->set_group && !maps(enter, "gid_map", cred->group))
		kind = "group", missing = cred->group;
	if (!kind)
		return;
	die_hint("use --setuid=follow and --setgid=follow for the IDs of the process, or "
		 "--preserve-credentials to keep the current IDs",
		 "cannot set the %s ID to %u: it is not mapped in the user namespace of "
		 "process %d",
		 kind, (unsigned)missing, (int)enter->process.pid);
}

void enter_ids_choose(const struct enter *enter, struct opt_cred *cred)
{
	follow(enter, cred);
	if (enter_has(enter, NS_USER) && !cred->preserve)
		cred->set_user = cred->set_group = true;
	if (cred->keep_caps && !enter_has(enter, NS_USER))
		usage_error("--keep-caps requires --user");
	check(enter, cred);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/owner.h"

#include "base/die.h"
#include "hint/hint.h"

#define SWITCH	    "switch to user %u and group %u, the owner of the user namespace"
#define DROP_GROUPS "drop the supplementary groups, while setgroups(2) is allowed"

void owner_become(const struct setup *setup, struct steps *steps)
{
	uint32_t uid = setup->ids.own[MAPPING_USER], gid = setup->ids.own[MAPPING_GROUP];

	if (setup->ids.owner)
		STEP_WHY(steps, cred_become_owner(uid, gid), hint_id, &uid, SWITCH,
			 (unsigned)uid, (unsigned)gid);
	else if (setup->drops_groups_first)
		STEP(steps, cred_drop_groups(), DROP_GROUPS);
}

void owner_borrow(const struct setup *setup, struct steps *steps,
		  struct cred_saved *ret_saved)
{
	uint32_t uid = setup->ids.own[MAPPING_USER], gid = setup->ids.own[MAPPING_GROUP];

	if (setup->ids.owner)
		STEP_WHY(steps, cred_set_effective(uid, gid, ret_saved), hint_id, &uid,
			 SWITCH, (unsigned)uid, (unsigned)gid);
	else if (setup->drops_groups_first)
		STEP(steps, cred_drop_groups_saving(ret_saved), DROP_GROUPS);
}

void owner_restore(const struct setup *setup, struct steps *steps,
		   struct cred_saved *saved)
{
	if (setup->ids.owner || setup->drops_groups_first)
		STEP(steps, cred_restore(saved), "restore the caller's credentials");
}

void owner_become_inside(const struct setup *setup)
{
	uint32_t uid, gid;

	if (!setup->ids.owner)
		return;
	if (mapping_inside(&setup->ids, MAPPING_GROUP, &gid) == 0)
		must(cred_set_group(gid, false), "switch to the owner's group ID");
	if (mapping_inside(&setup->ids, MAPPING_USER, &uid) == 0)
		must(cred_set_user(uid, true), "switch to the owner's user ID");
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_idmap.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "base/num.h"
#include "create/mapping.h"

enum {
	MAP_USER = OPT_LONG,
	MAP_GROUP,
	MAP_USERS,
	MAP_GROUPS,
	MAP_AUTO,
	MAP_SUBIDS,
	SETGROUPS,
	OWNER,
};

static const struct opt_row rows[] = {
	{ 'r', "map-root-user", NULL, "map the caller's user and group to root" },
	{ 'c', "map-current-user", NULL,
	  "map the caller's user and group to themselves" },
	{ MAP_USER, "map-user", "USER",
	  "map the caller's user to this user (ID or name)" },
	{ MAP_GROUP, "map-group", "GROUP",
	  "map the caller's group to this group (ID or "
	  "name)" },
	{ MAP_USERS, "map-users", "MAP", "INSIDE:OUTSIDE:COUNT, auto, subids or all" },
	{ MAP_GROUPS, "map-groups", "MAP", "same for groups" },
	{ MAP_AUTO, "map-auto", NULL, "--map-users=auto --map-groups=auto" },
	{ MAP_SUBIDS, "map-subids", NULL, "--map-users=subids --map-groups=subids" },
	{ SETGROUPS, "setgroups", "allow|deny",
	  "allow or deny setgroups(2) in the namespace" },
	{ OWNER, "owner", "UID:GID", "set the owner of the new user namespace" },
	{ 0 },
};

static void store_single(struct mapping_ids *ids, uint32_t inside)
{
	ids->single = true;
	ids->current = false;
	ids->inside = inside;
}

static void store_current(struct mapping_ids *ids)
{
	ids->single = false;
	ids->current = true;
}

/* "100000,0,65536": util-linux before 2.39, and in the opposite order. */
static void refuse_commas(int id, const char *argument)
{
	struct idmap_range range;
	char hint[128], colons[64];

	snprintf(colons, sizeof(colons), "%s", argument);
	for (char *comma = colons; (comma = strchr(comma, ','));)
		*comma = ':';
	if (!strchr(argument, ',') || idmap_parse(colons, &range) < 0)
		return;
	snprintf(hint, sizeof(hint),
		 "the order is INSIDE:OUTSIDE:COUNT; try %" PRIu32 ":%" PRIu32
		 ":%" PRIu32,
		 range.outside, range.inside, range.count);
	die_hint(hint, "--%s: invalid map \"%.99s\" (expected INSIDE:OUTSIDE:COUNT)",
		 id == MAP_USERS ? "map-users" : "map-groups", argument);
}

static void store_ranges(struct mapping_ids *ids, int id, const char *argument)
{
	struct idmap_range range;
	int err;

	if (strcmp(argument, "auto") == 0) {
		ids->automatic = true;
		return;
	}
	if (strcmp(argument, "subids") == 0) {
		ids->subids = true;
		return;
	}
	if (strcmp(argument, "all") == 0) {
		ids->all = true;
		return;
	}
	refuse_commas(id, argument);
	err = idmap_parse(argument, &range);
	if (err == -EINVAL)
		usage_error("--%s: invalid map \"%.99s\" (expected INSIDE:OUTSIDE:COUNT, "
			    "auto, subids or all)",
			    id == MAP_USERS ? "map-users" : "map-groups", argument);
	if (err < 0)
		opt_bad(rows, id, argument, err);
	ids->listed = true;
	if (idmap_add(&ids->ranges, range) < 0)
		usage_error("more than %d ranges in a map, the limit of the kernel",
			    IDMAP_RANGES);
}

static void store_setgroups(struct mapping *mapping, const char *argument)
{
	if (strcmp(argument, "allow") == 0)
		mapping->setgroups = SETGROUPS_ALLOW;
	else if (strcmp(argument, "deny") == 0)
		mapping->setgroups = SETGROUPS_DENY;
	else
		usage_error("--setgroups: invalid argument \"%.99s\" (expected allow or "
			    "deny)",
			    argument);
}

static void store_owner(struct mapping *mapping, const char *argument)
{
	char copy[64], *group = copy, *user;
	int err;

	snprintf(copy, sizeof(copy), "%s", argument);
	user = strsep(&group, ":");
	if (!group)
		usage_error("--owner: invalid argument \"%.99s\" (expected UID:GID)",
			    argument);
	err = num_user(user, &mapping->own[MAPPING_USER]);
	if (err == 0)
		err = num_group(group, &mapping->own[MAPPING_GROUP]);
	if (err < 0)
		opt_bad(rows, OWNER, argument, err);
	mapping->owner = true;
}

static void store_name(struct mapping *mapping, int id, const char *argument)
{
	enum mapping_kind kind = id == MAP_USER ? MAPPING_USER : MAPPING_GROUP;
	uint32_t inside;
	int err = kind == MAPPING_USER ? num_user(argument, &inside)
				       : num_group(argument, &inside);

	if (err < 0)
		opt_bad(rows, id, argument, err);
	store_single(&mapping->ids[kind], inside);
}

static void store(void *part, int id, const char *argument)
{
	struct mapping *mapping = part;
	struct mapping_ids *user = &mapping->ids[MAPPING_USER],
			   *group = &mapping->ids[MAPPING_GROUP];

	switch (id) {
	case 'r':
		store_single(user, 0);
		store_single(group, 0);
		break;
	case 'c':
		store_current(user);
		store_current(group);
		break;
	case MAP_USER:
	case MAP_GROUP:
		store_name(mapping, id, argument);
		break;
	case MAP_USERS:
		store_ranges(user, id, argument);
		break;
	case MAP_GROUPS:
		store_ranges(group, id, argument);
		break;
	case MAP_AUTO:
		user->automatic = group->automatic = true;
		break;
	case MAP_SUBIDS:
		user->subids = group->subids = true;
		break;
	case SETGROUPS:
		store_setgroups(mapping, argument);
		break;
	case OWNER:
		store_owner(mapping, argument);
		break;
	}
}

const struct opt_set opt_idmap_options = { "User and group IDs", rows, store };

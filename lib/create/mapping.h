/* SPDX-License-Identifier: MIT */
/*
 * The ID maps of a new user namespace: what was asked, what that means on this machine,
 * and the steps that write it. The rules for writing maps are in user_namespaces(7): the
 * process inside may map its own ID; anything else takes a process outside, with
 * CAP_SETUID or CAP_SETGID, or with the help of newuidmap(1) and newgidmap(1).
 */
#ifndef XNS_CREATE_MAPPING_H
#define XNS_CREATE_MAPPING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/step.h"
#include "ns/idmap.h"

enum mapping_kind { MAPPING_USER, MAPPING_GROUP, MAPPING_KINDS };

enum mapping_writer {
	WRITER_NONE,	/* there is no map */
	WRITER_INSIDE,	/* the process itself: its own ID, alone */
	WRITER_OUTSIDE, /* a process that stayed in the parent namespace */
	WRITER_HELPER,	/* newuidmap or newgidmap, run by that process */
};

/* What one kind of ID was asked to be, and what that means on this machine. */
struct mapping_ids {
	bool single, current; /* --map-user: its ID is inside; --map-current-user */
	uint32_t inside;
	bool automatic, subids, all; /* the words of --map-users */
	bool listed;		     /* numbers too, in ranges */
	enum mapping_writer writer;
	bool setfcap; /* the process that maps ID 0 of the parent has CAP_SETFCAP */
	/* What is seldom used stands behind the first of the map: it costs pages. */
	struct idmap map;
	struct idmap ranges;
	char helper[256]; /* the path of newuidmap or newgidmap */
};

enum opt_setgroups { SETGROUPS_UNSET, SETGROUPS_ALLOW, SETGROUPS_DENY };

struct mapping {
	struct mapping_ids ids[MAPPING_KINDS];
	enum opt_setgroups setgroups;
	bool owner;		     /* --owner */
	uint32_t own[MAPPING_KINDS]; /* creator of the namespace: --owner, or the
					effective IDs */
};

/* Where users and groups differ. */
struct mapping_names {
	const char *noun, *option, *map_file, *subid_file, *helper;
};
extern const struct mapping_names mapping_names[];

/* True when an option was given that asks for a new user namespace. */
bool mapping_given(const struct mapping *mapping);

/*
 * Makes the maps from what was asked, checks all that the kernel would refuse, and
 * decides which process writes them. Ends the program if none can. dir comes from
 * proc_self().
 */
void mapping_resolve(struct mapping *mapping, int dir);

/* True when a process outside has something to write. */
bool mapping_outside(const struct mapping *mapping);

/* True when the ID will exist inside; also when there is no map to tell. */
bool mapping_has(const struct mapping *mapping, enum mapping_kind kind, uint32_t id);

/*
 * The inside ID of the creator of the namespace. Returns 0, or -EOVERFLOW when it has
 * none.
 */
int mapping_inside(const struct mapping *mapping, enum mapping_kind kind,
		   uint32_t *ret_id) __attribute__((warn_unused_result));

/*
 * The steps of the process outside, for the process pid, whose /proc directory is dir:
 * what only it can write, or all.
 */
void mapping_write_outside(const struct mapping *mapping, struct steps *steps, int dir,
			   pid_t pid);
void mapping_write_all(const struct mapping *mapping, struct steps *steps, int dir,
		       pid_t pid);

/* The steps of the process inside; dir is its own directory in /proc. */
void mapping_write_inside(const struct mapping *mapping, struct steps *steps, int dir);

/*
 * The same without steps and messages, where mapping_outside() is false. Returns 0 or
 * -errno, after which a process outside can still write the maps.
 */
int mapping_write_own(const struct mapping *mapping, int dir)
	__attribute__((warn_unused_result));

#endif

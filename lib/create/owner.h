/* SPDX-License-Identifier: MIT */
/*
 * The IDs that create the namespaces. A user namespace belongs to the effective IDs of
 * the process that creates it (user_namespaces(7)): --owner chooses them. Where --setgid
 * has to drop the supplementary groups before that (drops_groups_first in setup.h), it is
 * done here too.
 */
#ifndef XNS_CREATE_OWNER_H
#define XNS_CREATE_OWNER_H

#include "proc/cred.h"
#include "create/setup.h"

/* For a process that calls unshare(2): the step that changes its IDs for good. */
void owner_become(const struct setup *setup, struct steps *steps);

/*
 * For the caller of clone(2): the steps that change its credentials before, and restore
 * them afterwards from saved.
 */
void owner_borrow(const struct setup *setup, struct steps *steps,
		  struct cred_saved *ret_saved);
void owner_restore(const struct setup *setup, struct steps *steps,
		   struct cred_saved *saved);

/*
 * For the child of that clone(2), when the maps are written: sets all IDs that are mapped
 * inside. The others need nothing: see cred_set_effective().
 */
void owner_become_inside(const struct setup *setup);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The change of the propagation type of one mount, or of a subtree. The directory is
 * looked up once; from then on all goes by its descriptor, so that what was checked is
 * what is changed.
 */
#ifndef XNS_PROP_CHANGE_H
#define XNS_PROP_CHANGE_H

#include <stdbool.h>

#include "base/step.h"
#include "mount/mounts.h"
#include "prop/opt_mode.h"

struct prop_change {
	struct opt_mode mode;
	const char *dir, *peer_dir; /* peer_dir: of the peer group to join, or NULL */
	bool bind;		    /* bind-mount dir on itself if it is no mount point */

	int place; /* dir as it was found */
	int fd;	   /* the root of the mount to change: dir, or what bind makes of it */
	int peer;  /* the mount whose peer group to join, or -1 */
	bool is_point, attached;
	struct mounts_entry before, peer_before; /* the mounts that dir and peer are on */
};

/*
 * Opens both directories and fills what follows bind. Ends the program with a message
 * when the change is not possible; nothing has changed then.
 */
void prop_change_look(struct prop_change *change);

/*
 * The steps: bind-mounts dir, joins the peer group, sets the type. Ends the program with
 * a message when one fails; a mount that it has made and that does not get its type is
 * unmounted again.
 */
void prop_change_apply(struct prop_change *change, struct steps *steps);

#endif

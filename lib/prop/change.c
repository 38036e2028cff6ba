/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "prop/change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/sys.h"
#include "mount/bind.h"
#include "mount/mountfd.h"
#include "hint/hint.h"
#include "prop/hint_prop.h"

static int open_mount(const char *dir, struct mounts_entry *ret_entry, bool *ret_is_point)
{
	int fd = must(step_result(open(dir, O_PATH | O_CLOEXEC)), "open %s", dir);

	if (must_why(mountfd_find(fd, ret_entry), hint_proc, NULL, "find the mount of %s",
		     dir) == 0)
		die("%s is on a mount that is not reachable from the caller's root "
		    "directory",
		    dir);
	*ret_is_point = mountfd_is_point(fd, ret_entry);
	return fd;
}

static void check_peer(const struct prop_change *change)
{
	const struct mounts_entry *peer = &change->peer_before, *mount = &change->before;
	const char *what = change->dir, *with = change->peer_dir;

	if (!peer->peer_group)
		die_hint("create a peer group with \"xmountprop shared\"",
			 "%s is %s: it has no peer group for %s to join", with,
			 prop_text(mounts_prop(peer)), what);
	if (peer->major != mount->major || peer->minor != mount->minor)
		die("%s and %s are on different file systems, so they cannot be peers",
		    what, with);
	if (!mounts_below(mount->root, peer->root))
		die("%s shows a part of the file system that %s does not show, so they "
		    "cannot be peers",
		    what, with);
	if ((mount->peer_group || mount->master) && mount->peer_group != peer->peer_group)
		die_hint("set it private first with \"xmountprop private\"",
			 "%s is already %s: it cannot join the peer group of %s", what,
			 prop_text(mounts_prop(mount)), with);
}

void prop_change_look(struct prop_change *change)
{
	bool peer_is_point = true;

	change->peer = -1;
	change->fd = change->place =
		open_mount(change->dir, &change->before, &change->is_point);
	if (change->peer_dir)
		change->peer = open_mount(change->peer_dir, &change->peer_before,
					  &peer_is_point);
	if (!change->is_point && !change->bind)
		die_hint("--bind first bind-mounts it on itself",
			 "%s is not a mount point; it is on the mount %s, which is %s",
			 change->dir, change->before.target,
			 prop_text(mounts_prop(&change->before)));
	if (!change->is_point && change->before.unbindable)
		die("%s is on the mount %s, which is unbindable", change->dir,
		    change->before.target);
	if (!peer_is_point)
		die("%s is not a mount point; it is on the mount %s", change->peer_dir,
		    change->peer_before.target);
	if (change->peer_dir)
		check_peer(change);
}

static int make_mount(struct prop_change *change)
{
	change->fd = bind_copy(change->place, &change->attached);
	return change->fd;
}

static int attach_mount(struct prop_change *change)
{
	int err = change->attached ? 0 : bind_attach(change->fd, change->place);

	change->attached = err == 0;
	return err;
}

/* A new mount that does not get its type is unmounted again, with its copies. */
static int set_or_undo(const struct prop_change *change)
{
	int err = prop_set_fd(change->fd, change->mode.type, change->mode.recursive);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", change->fd);
	if (err < 0 && change->attached)
		(void)umount2(path, MNT_DETACH);
	return err;
}

static void set_type(struct prop_change *change, struct steps *steps)
{
	if (change->mode.type != PROP_UNCHANGED)
		STEP_WHY(steps, set_or_undo(change), hint_prop_set, NULL, "make %s%s %s",
			 change->dir, change->mode.recursive ? " and its submounts" : "",
			 prop_text(change->mode.type));
}

/*
 * A new mount gets its type before anyone can see it. On a shared mount that cannot be:
 * there the kernel makes what is attached shared, with the copies that it sends.
 */
static bool bind_on_itself(struct prop_change *change, struct steps *steps)
{
	bool early = !change->before.peer_group;

	STEP_WHY(steps, make_mount(change), hint_prop_set, NULL, "copy the tree at %s",
		 change->dir);
	if (early)
		set_type(change, steps);
	STEP_WHY(steps, attach_mount(change), hint_prop_set, NULL, "mount the copy on %s",
		 change->dir);
	return early;
}

static void join_peers(struct prop_change *change, struct steps *steps)
{
	if (change->peer >= 0 &&
	    (!change->is_point ||
	     change->before.peer_group != change->peer_before.peer_group))
		STEP_WHY(steps, prop_join(change->fd, change->peer), hint_prop_join, NULL,
			 "make %s a peer of %s", change->dir, change->peer_dir);
}

void prop_change_apply(struct prop_change *change, struct steps *steps)
{
	bool set = !change->is_point && bind_on_itself(change, steps);

	join_peers(change, steps);
	if (!set)
		set_type(change, steps);
}

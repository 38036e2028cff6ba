/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/pin_remove.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "proc/caps.h"
#include "mount/mountfd.h"
#include "ns/pin.h"
#include "ns/pin_unmount.h"
#include "pins/pin_hidden.h"

/* What can be seen of the reason, as a part of the sentence; "" when nothing can. */
static const char *circumstance(int dir, const char *name, const char *file, int err)
{
	FD_AUTO int fd = -1;
	struct mounts_entry mount;

	if ((err == -ENOENT || err == -ENOTDIR || err == -FAULT_NOT_PIN) &&
	    pin_is_hidden(dir, name, file))
		return ", where a pin is hidden by another mount (unmount that first)";

	if (err == -EPERM && !caps_effective(CAP_SYS_ADMIN))
		return ", which requires CAP_SYS_ADMIN";
	if (err == -EBUSY)
		return ", which is mounted over a mount that is not a pin (unmount both)";
	if (err != -EINVAL || pin_is(dir, name) != 1)
		return "";
	fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	switch (fd < 0 ? fd : mountfd_find(fd, &mount)) {
	case 0:
		return ", which is in another mount namespace (unpin it in that "
		       "namespace)";
	case 1: /* nothing else makes umount(2) refuse a mount of this namespace so */
		return ", which is locked by a more privileged mount namespace (unpin "
		       "it in that namespace)";
	default:
		return "";
	}
}

/*
 * A device, or what holds data, existed before something was pinned on it. Returns
 * 1 for a file that was made for the pin, 0 for another one, or -errno.
 */
static int is_made_for_pins(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return S_ISREG(st.st_mode) && st.st_size == 0;
}

/* The pins that can be seen, and then those that another mount hides. */
static int unmount_all(int dir, const char *name, struct mount_index *mounts)
{
	int err = pin_unmount(dir, name, mounts), hidden;

	if (err < 0 && err != -FAULT_NOT_PIN)
		return err;
	hidden = pin_unmount_hidden(dir, name, mounts);
	if (fd_exhausted(hidden))
		return hidden;
	return hidden > 0 ? 0 : err;
}

static bool unpin_one(const char *file, struct mount_index *mounts)
{
	const char *name;
	FD_AUTO int dir = pin_open_dir(file, &name);
	int err = dir < 0 ? dir : unmount_all(dir, name, mounts);

	if (should(err, "unpin %s%s", file,
		   err < 0 ? circumstance(dir, name, file, err) : "") < 0)
		return false;
	err = is_made_for_pins(dir, name);
	if (err == 0)
		return true;
	if (err > 0)
		err = step_result(unlinkat(dir, name, 0));
	return should(err, "remove the file %s, %s", file,
		      err < 0 && pin_is_hidden(dir, name, file)
			      ? "to which a namespace is still pinned, hidden by another "
				"mount (unmount that first)"
			      : "no longer a pin") >= 0;
}

void pin_remove(char *const *files)
{
	struct mount_index mounts = { .loaded = false };
	bool done = true;

	for (; *files; files++)
		done &= unpin_one(*files, &mounts);
	if (!done)
		exit(EXIT_FAILURE);
}

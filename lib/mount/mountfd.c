/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/mountfd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/statmount.h"
#include "proc/proc.h"

/* self: proc_self() */
static int id_by_fdinfo(int self, int fd)
{
	char file[32], text[1024];
	const char *line;
	int err;

	snprintf(file, sizeof(file), "fdinfo/%d", fd);
	err = proc_read(self, file, text, sizeof(text));
	if (err < 0)
		return err;
	line = strstr(text, "mnt_id:");
	return line ? atoi(line + strlen("mnt_id:")) : -ENODATA;
}

int mountfd_id(int fd)
{
	FD_AUTO int self = proc_self();

	return self < 0 ? self : id_by_fdinfo(self, fd);
}

/* The kernel's answer, in memory that is as large as it has to be; NULL and errno. */
static struct xns_statmount *statmount_of(const struct xns_mnt_id_req *request)
{
	struct xns_statmount *answer = NULL, *larger;

	for (size_t size = 2048;; size *= 2) {
		larger = realloc(answer, size);
		if (!larger)
			break;
		answer = larger;
		if (xns_statmount_call(request, answer, size) == 0)
			return answer;
		if (errno != EOVERFLOW)
			break;
	}
	free(answer);
	return NULL;
}

static int find_by_statmount(int fd, struct mounts_entry *ret_entry)
{
	const __u64 wanted = XNS_STATMOUNT_SB_BASIC | XNS_STATMOUNT_MNT_BASIC |
			     XNS_STATMOUNT_MNT_ROOT | XNS_STATMOUNT_MNT_POINT |
			     XNS_STATMOUNT_FS_TYPE;
	struct xns_mnt_id_req request = { .size = sizeof(request),
					  .param =
						  wanted | XNS_STATMOUNT_PROPAGATE_FROM };
	struct xns_statmount *mount;
	struct xns_statx file;

	if (xns_statx_fd(fd, XNS_STATX_MNT_ID_UNIQUE, &file) < 0)
		return -errno;
	if (!(file.mask & XNS_STATX_MNT_ID_UNIQUE))
		return -ENOSYS;
	request.mnt_id = file.mnt_id;
	mount = statmount_of(&request);
	if (!mount)
		return -errno;
	if ((mount->mask & wanted) != wanted) {
		free(mount);
		return -ENODATA;
	}
	*ret_entry = (struct mounts_entry){
		.id = (int)mount->mnt_id_old,
		.parent = (int)mount->mnt_parent_id_old,
		.major = mount->sb_dev_major,
		.minor = mount->sb_dev_minor,
		.peer_group = (int)mount->mnt_peer_group,
		.master = (int)mount->mnt_master,
		.unbindable = mount->mnt_propagation & XNS_PROPAGATION_UNBINDABLE,
		.root = mount->text + mount->mnt_root,
		.target = mount->text + mount->mnt_point,
		.type = mount->text + mount->newmount_type,
	};
	/* mountinfo tells it only where it tells something new */
	if ((mount->mask & XNS_STATMOUNT_PROPAGATE_FROM) &&
	    mount->propagate_from != mount->mnt_master)
		ret_entry->propagate_from = (int)mount->propagate_from;
	return 0;
}

int mountfd_find(int fd, struct mounts_entry *ret_entry)
{
	struct mounts mounts;
	const struct mounts_entry *found;
	FD_AUTO int self = -1;
	int id, err;

	/* Any refusal: mountinfo knows, or refuses with a better reason. */
	if (find_by_statmount(fd, ret_entry) == 0)
		return 1;
	self = proc_self();
	id = self < 0 ? self : id_by_fdinfo(self, fd);
	err = id < 0 ? id : mounts_load(self, &mounts);
	if (err < 0)
		return err;
	found = mounts_by_id(&mounts, id);
	if (!found) {
		mounts_free(&mounts);
		return 0;
	}
	*ret_entry = *found;
	ret_entry->options = ret_entry->source = ret_entry->super = NULL;
	return 1;
}

bool mountfd_is_point(int fd, const struct mounts_entry *entry)
{
	char link[64], path[PATH_MAX];
	struct xns_statx file;
	ssize_t length;

	if (xns_statx_fd(fd, 0, &file) == 0 &&
	    (file.attributes_mask & XNS_STATX_ATTR_MOUNT_ROOT))
		return file.attributes & XNS_STATX_ATTR_MOUNT_ROOT;

	/* Before Linux 5.8: on the same mount, the same path is the same file. */
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return false;
	path[length] = '\0';
	return strcmp(path, entry->target) == 0;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/cloned_binary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

enum {
	MAY_EXECUTE = 0x10, /* MFD_EXEC of linux/memfd.h, Linux 6.3 */
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
};

static bool is_sealed(int file)
{
	int seals = fcntl(file, F_GET_SEALS);

	return seals >= 0 && (seals & SEALS) == SEALS;
}

/* Where files in memory may not be executed unless that is asked for, it is. */
static int make_file(const char *name)
{
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create(name, flags | MAY_EXECUTE);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(name, flags);
	return fd < 0 ? -errno : fd;
}

static int copy_file(int from, int to)
{
	struct stat st;
	off_t copied = 0;
	ssize_t count = 1;

	if (fstat(from, &st) < 0)
		return -errno;
	while (copied < st.st_size && count > 0)
		count = sendfile(to, from, &copied, (size_t)(st.st_size - copied));
	if (count < 0)
		return -errno;
	return count ? 0 : -EIO; /* it has become shorter */
}

static int become_copy(int file, const char *name, char *const *argv)
{
	FD_AUTO int copy = make_file(name);
	int err = copy < 0 ? copy : copy_file(file, copy);

	if (err < 0)
		return err;
	if (fcntl(copy, F_ADD_SEALS, SEALS) < 0)
		return -errno;
	fexecve(copy, argv, environ);
	return -errno;
}

int cloned_binary_execute(const char *name, char *const *argv)
{
	FD_AUTO int file = -1;

	if (access("/proc/self/exe", W_OK) < 0)
		return 0;
	file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -errno;
	if (!is_sealed(file))
		return become_copy(file, name, argv);
	prctl(PR_SET_NAME, name);
	return fchmod(file, 0) < 0 ? -errno : 0;
}

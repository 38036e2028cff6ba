/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/block_device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"

/* "8:0". Returns 0, or -FAULT_NOT_NUMBER or -FAULT_RANGE. */
static int device_number(const char *name, unsigned *ret_major, unsigned *ret_minor)
{
	size_t length = strcspn(name, ":");
	char text[NUM_DIGITS + 1];
	int err;

	if (!name[length] || length >= sizeof(text))
		return -FAULT_NOT_NUMBER;
	snprintf(text, sizeof(text), "%.*s", (int)length, name);
	err = num_u32(text, ret_major);
	return err < 0 ? err : num_u32(name + length + 1, ret_minor);
}

/* Without sysfs, and for a number that is not in use, nothing is changed. */
static void partition_to_disk(unsigned *major, unsigned *minor)
{
	char path[64], number[32];
	FD_AUTO int device = -1;

	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u", *major, *minor);
	device = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (device < 0 || !fd_on_fs(device, SYSFS_MAGIC) ||
	    faccessat(device, "partition", F_OK, 0) < 0 ||
	    fd_read_small(device, "../dev", number, sizeof(number)) < 0)
		return;
	number[strcspn(number, "\n")] = '\0';
	(void)device_number(number, major, minor);
}

int block_device(const char *name, unsigned *ret_major, unsigned *ret_minor)
{
	int err = device_number(name, ret_major, ret_minor);
	struct stat st;
	dev_t number;

	if (err != 0 && err != -FAULT_NOT_NUMBER)
		return err;
	if (err != 0) {
		if (stat(name, &st) < 0)
			return -errno;
		number = S_ISBLK(st.st_mode) ? st.st_rdev : st.st_dev;
		/* Major 0: a file system without a device. */
		if (S_ISCHR(st.st_mode) || major(number) == 0)
			return -ENOTBLK;
		*ret_major = major(number);
		*ret_minor = minor(number);
	}
	partition_to_disk(ret_major, ret_minor);
	return 0;
}

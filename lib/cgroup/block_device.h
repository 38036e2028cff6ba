/* SPDX-License-Identifier: MIT */
/*
 * The disk that a name stands for, as the interface files io.max and io.weight take it.
 */
#ifndef XNS_CGROUP_BLOCK_DEVICE_H
#define XNS_CGROUP_BLOCK_DEVICE_H

/*
 * The disk of "MAJOR:MINOR", of a block device, or of a file on the file system of one.
 * Of a partition it is the whole disk: the kernel accepts no limits of a partition
 * (ENODEV, blkcg_conf_open_bdev() in block/blk-cgroup.c). Returns 0, -ENOTBLK for a file
 * that is on no block device, -FAULT_RANGE, or the -errno of stat(2).
 */
int block_device(const char *name, unsigned *ret_major, unsigned *ret_minor)
	__attribute__((warn_unused_result));

#endif

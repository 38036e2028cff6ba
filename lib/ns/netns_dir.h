/* SPDX-License-Identifier: MIT */
/*
 * The directory in which ip-netns(8) keeps its namespaces. Before it adds one, it mounts
 * the directory on itself, which hides the pins that are mounted there already: so this
 * mount has to exist before the first pin.
 */
#ifndef XNS_NS_NETNS_DIR_H
#define XNS_NS_NETNS_DIR_H

#define NETNS_DIR "/run/netns"

/*
 * Whether name in the open directory dir, or dir itself where name is "", is that
 * directory, whatever path led there. Returns its path, a constant, or NULL, also for
 * that of another mount namespace.
 */
const char *netns_dir_of(int dir, const char *name);

/*
 * Mounts the directory path, which *dir refers to, on itself, with what is mounted below
 * it, as a shared mount, unless it is a mount point already. *dir is replaced by a
 * descriptor (O_PATH) of the directory that is visible at the path now. Returns 1 when it
 * was mounted, 0 when nothing was to be done or the kernel allows no bind mount there,
 * -FAULT_REPLACED when another directory is found at the path, or -errno.
 */
int netns_dir_mount(const char *path, int *dir) __attribute__((warn_unused_result));

/*
 * Takes this mount back, unless it is in use. No descriptor of the caller may be open
 * there.
 */
void netns_dir_unmount(const char *path);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The mounts of a mount namespace that no process is in.
 */
#ifndef XNS_NS_MNTNS_INSIDE_H
#define XNS_NS_MNTNS_INSIDE_H

/*
 * Opens the list of mounts as a process sees it that is in the mount namespace ns and has
 * its root. proc is /proc of the caller: there may be none inside. A child enters; the
 * caller stays where it is. Returns the descriptor or -errno. Where the child may not
 * enter, reading the descriptor fails with -EISDIR.
 */
int mntns_open_list(int proc, int ns) __attribute__((warn_unused_result));

/*
 * Opens (O_PATH) the file that has this absolute path there; a symbolic link is not
 * followed. Returns the descriptor or -errno. Where the child may not enter, or there is
 * no such file, it refers to a directory of procfs.
 */
int mntns_open_file(int proc, int ns, const char *file)
	__attribute__((warn_unused_result));

#endif

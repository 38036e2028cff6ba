/* SPDX-License-Identifier: MIT */
/*
 * Our own program file, out of the reach of what we execute.
 *
 * A file in a foreign root can be a link to /proc/self/exe, or a script with that as its
 * interpreter. Whoever executes it becomes his own program once more, but by a loader of
 * the other side's making, which can then write to the program file (CVE-2019-5736).
 */
#ifndef XNS_ENTER_CLONED_BINARY_H
#define XNS_ENTER_CLONED_BINARY_H

/*
 * Sees to it that nobody can do that through us. Where we could not write to our own file
 * either, nothing is to be done. Otherwise executes a copy of it, with argv and our
 * environment: in memory, sealed against any change (memfd_create(2), Linux 3.17). Called
 * again in there it takes the right to execute away from the copy, and makes name what is
 * shown of us. Returns 0, or -errno when there can be no copy.
 */
int cloned_binary_execute(const char *name, char *const *argv);

#endif

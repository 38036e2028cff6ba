/* SPDX-License-Identifier: MIT */
/*
 * Protects the executable from being overwritten through /proc/self/exe (CVE-2019-5736).
 *
 * A file in a foreign root can be a link to /proc/self/exe, or a script with that as its
 * interpreter. Executing it runs this program once more, but with a loader of
 * the other side's making, which can then write to the program file (CVE-2019-5736).
 */
#ifndef XNS_ENTER_CLONED_BINARY_H
#define XNS_ENTER_CLONED_BINARY_H

/*
 * Prevents this. If the caller could not write to the executable
 * either, nothing has to be done. Otherwise executes a copy of it, with argv and the
 * current environment: in memory, sealed against any change (memfd_create(2),
 * Linux 3.17). Called again in there it takes the right to execute away from the copy,
 * and makes name the name that ps(1) shows. Returns 0, or -errno when there can be no
 * copy.
 */
int cloned_binary_execute(const char *name, char *const *argv)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/* A process that continues beside the caller, or after it, and has nothing of it. */
#ifndef XNS_RUN_LEAVE_H
#define XNS_RUN_LEAVE_H

/*
 * In a child: blocks all signals, starts a session without a terminal, clears the
 * dumpable flag, so that no process of the same user takes its descriptors, changes to
 * the root directory and closes every descriptor but those in keep (count of them; -1 is
 * none). name is what ps(1) shows, at most 15 bytes, or NULL to keep it. What fails is
 * left out.
 */
void leave_caller(const char *name, const int *keep, int count);

#endif

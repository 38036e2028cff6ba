/* SPDX-License-Identifier: MIT */
/*
 * One process waits for the other. A sync pipe has two ends, one for each process; either
 * may notify the other. A wait ends when the process at the other end has ended.
 */
#ifndef XNS_RUN_SYNC_PIPE_H
#define XNS_RUN_SYNC_PIPE_H

/* Creates both ends, close-on-exec, in side[0] and side[1]. Returns 0 or -errno. */
int sync_pipe_create(int side[2]) __attribute__((warn_unused_result));

/*
 * Ends one wait of the other end. Returns 0, -FAULT_PEER_GONE when that is closed, or
 * -errno.
 */
int sync_pipe_notify(int side) __attribute__((warn_unused_result));

/*
 * The same where a closed end is not an error, as with a child that is waited for
 * anyway: another process may have killed it. Returns 0 or -errno.
 */
int sync_pipe_notify_if_open(int side) __attribute__((warn_unused_result));

/*
 * Waits for a notification. Returns 0, -FAULT_PEER_GONE when the other end is closed, or
 * -errno.
 */
int sync_pipe_wait(int side) __attribute__((warn_unused_result));

#endif

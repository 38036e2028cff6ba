/* SPDX-License-Identifier: MIT */
/*
 * One process waits for the other. A gate has two sides, one for each process; either may
 * open it for the other. A side whose process is gone ends the wait, so nobody waits for
 * the dead.
 */
#ifndef XNS_RUN_SYNC_PIPE_H
#define XNS_RUN_SYNC_PIPE_H

/* Makes both sides, close-on-exec, in side[0] and side[1]. Returns 0 or -errno. */
int sync_pipe_create(int side[2]);

/*
 * Lets the other side pass once. Returns 0, -FAULT_PEER_GONE when nobody is there, or
 * -errno.
 */
int sync_pipe_notify(int side) __attribute__((warn_unused_result));

/*
 * The same where it is no error that nobody is there, as with a child that is waited for
 * anyway: whoever knows its PID may have killed it. Returns 0 or -errno.
 */
int sync_pipe_notify_if_open(int side) __attribute__((warn_unused_result));

/*
 * Waits to be let pass. Returns 0, -FAULT_PEER_GONE when the other is gone, or -errno.
 */
int sync_pipe_wait(int side) __attribute__((warn_unused_result));

#endif

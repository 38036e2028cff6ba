/* SPDX-License-Identifier: MIT */
/*
 * One process waits for the other. A gate has two sides, one for each process; either may
 * open it for the other. A side whose process is gone ends the wait, so nobody waits for
 * the dead.
 */
#ifndef XNS_GATE_H
#define XNS_GATE_H

/* Makes both sides, close-on-exec, in side[0] and side[1]. Returns 0 or -errno. */
int gate_make(int side[2]);

/*
 * Lets the other side pass once. Returns 0, -FAULT_OTHER_SIDE when nobody is there, or
 * -errno.
 */
int gate_open(int side);

/*
 * The same for a child that has been told of: whoever knows its PID may have killed it
 * since, and that is no error, as it is waited for. Returns 0 or -errno.
 */
int gate_open_child(int side);

/*
 * Waits to be let pass. Returns 0, -FAULT_OTHER_SIDE when the other is gone, or -errno.
 */
int gate_wait(int side);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The remaining processes: for PID 1 all of its PID namespace, otherwise all
 * descendants, in any process group or session. These are found in /proc.
 */
#ifndef XNS_INIT_DESCENDANTS_H
#define XNS_INIT_DESCENDANTS_H

/*
 * Sends the signal to each of them; those that may not be signalled are skipped. Returns
 * how many there were (at least one where that is not known), or -errno when they cannot
 * be found, -FAULT_NOT_PROC where /proc is not that of the current PID namespace.
 */
int descendants_signal(int number) __attribute__((warn_unused_result));

/*
 * Sends SIGCONT to those that are stopped, so that they handle a SIGTERM sent before:
 * another one would run its handler for SIGCONT first. Returns as descendants_signal().
 * PID 1 without a /proc of its own sends it to all.
 */
int leftover_continue(void);

/* How many they are, zombies not counted; -errno as above. */
int descendants_count(void) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/* Files that were pins. */
#ifndef XNS_PINS_PIN_PRUNE_H
#define XNS_PINS_PIN_PRUNE_H

/*
 * Removes what pins leave behind in a directory: empty files of the caller, not writable,
 * on which nothing is mounted, neither here nor in another visible mount namespace:
 * unlink(2) here would unmount it there. Prints each one's path. Ends the program with a
 * message on failure.
 */
void pin_prune(const char *dir);

#endif

/* SPDX-License-Identifier: MIT */
/* xnspin --unpin. */
#ifndef XNS_PINS_PIN_REMOVE_H
#define XNS_PINS_PIN_REMOVE_H

/*
 * Lets go of the pins on each of the files, a list that ends with NULL, and removes the
 * files; what is no empty regular file stays. Ends the program when one of them failed,
 * after all others.
 */
void pin_remove(char *const *files);

#endif

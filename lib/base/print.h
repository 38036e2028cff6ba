/* SPDX-License-Identifier: MIT */
/* The end of what was printed. */
#ifndef XNS_BASE_PRINT_H
#define XNS_BASE_PRINT_H

/*
 * Sees that all that was printed to standard output has arrived. Ends the program when it
 * has not: who asked for a list and got a part of it has to know.
 */
void print_end(void);

#endif

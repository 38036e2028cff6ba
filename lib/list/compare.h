/* SPDX-License-Identifier: MIT */
/* Do two targets share their namespaces? */
#ifndef XNS_LIST_COMPARE_H
#define XNS_LIST_COMPARE_H

#include <stdbool.h>

/*
 * Compares the namespaces of two addresses (see target.h). types: CLONE_NEW* flags; 0:
 * all that both have, which is one where one of them is a namespace and no process.
 * Prints a line for each that differs: type and both inode numbers. Returns true when
 * none does. Ends the program when one cannot be opened.
 */
bool ns_compare(const char *a, const char *b, int types);

#endif

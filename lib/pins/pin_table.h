/* SPDX-License-Identifier: MIT */
/* The pins of this mount namespace, as a table. */
#ifndef XNS_PINS_PIN_TABLE_H
#define XNS_PINS_PIN_TABLE_H

#include "cli/opt_table.h"

/*
 * Prints path, type, inode, 64-bit id, owner and whether it can be entered, for each pin
 * that mountinfo shows. Ends the program with a message when that cannot be read.
 */
void pin_table_print(const struct opt_table *table);

#endif

/* SPDX-License-Identifier: MIT */
/* A command that holds namespaces by descriptors. */
#ifndef XNS_PINS_HOLD_H
#define XNS_PINS_HOLD_H

#include "ns/target.h"

/*
 * Opens the namespaces that the operands TYPE=FD name, from target, as these descriptors,
 * and becomes the command after "--". Ends the program with a message when it cannot.
 */
_Noreturn void hold_namespaces(const struct target *target, char **operands);

#endif

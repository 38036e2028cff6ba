/* SPDX-License-Identifier: MIT */
/* The user and group ID of the command that xnsenter runs. */
#ifndef XNS_ENTER_IDS_H
#define XNS_ENTER_IDS_H

#include "cli/opt_cred.h"
#include "enter/enter.h"

/*
 * Decides which IDs will be set, before anything is entered: those of the process for
 * "follow", and 0 in a user namespace that is entered, where the caller's IDs are not
 * mapped as a rule, unless the credentials are preserved. Ends the program with a message
 * when an ID is not mapped there.
 */
void enter_ids_choose(const struct enter *enter, struct opt_cred *cred);

#endif

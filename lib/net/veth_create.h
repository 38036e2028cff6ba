/* SPDX-License-Identifier: MIT */
/* Creates a veth pair with all that the options ask for, or nothing. */
#ifndef XNS_NET_VETH_CREATE_H
#define XNS_NET_VETH_CREATE_H

#include "cli/table.h"
#include "net/endpoint.h"
#include "net/opt_veth.h"

/*
 * Resolves the ends, creates the pair, configures it, and prints it as a table of these
 * columns; NULL: prints nothing. When a step fails, ends the program, and the pair is
 * deleted at exit. Signals are blocked from the creation to the end: only SIGKILL leaves
 * a pair that is not configured. ends must live until the program ends. Call it once.
 */
void veth_create(const struct opt_veth *options, struct endpoints *ends,
		 const struct table_plan *columns);

#endif

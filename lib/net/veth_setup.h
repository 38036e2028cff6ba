/* SPDX-License-Identifier: MIT */
/* What the two ends of a new veth pair get: addresses, routes, the state "up". */
#ifndef XNS_NET_VETH_SETUP_H
#define XNS_NET_VETH_SETUP_H

#include "net/endpoint.h"
#include "net/opt_veth.h"

/*
 * Looks up both interfaces by their names, in their namespaces, and stores them in ends.
 * Ends the program when one does not exist.
 */
void veth_setup_find(struct endpoints *ends);

/*
 * Brings both ends up where asked for, then adds their addresses and default routes, then
 * brings the loopback interfaces up. Ends the program when a step fails: the caller has
 * prepared to delete the pair at exit.
 */
void veth_setup(const struct opt_veth *options, struct endpoints *ends);

#endif

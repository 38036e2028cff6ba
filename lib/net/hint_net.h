/* SPDX-License-Identifier: MIT */
/* Why a network interface could not be made, changed or moved. Each is a hint_fn. */
#ifndef XNS_NET_HINT_NET_H
#define XNS_NET_HINT_NET_H

#include "base/die.h"
#include "net/link.h"

/* One request failed. context: const struct rtnl *, which has the kernel's words */
void hint_link(int err, const void *context, struct hint *hint);

/* A default route could not be added. context: struct hint_route */
struct hint_route {
	struct rtnl *rtnl; /* a socket in the network namespace */
	int family;
	char option; /* of --gateway-a or --gateway-b */
};
void hint_route(int err, const void *context, struct hint *hint);

/* The network namespaces in which something was tried, and the interface's names. */
struct hint_net {
	const struct rtnl *rtnl; /* with the kernel's words, or NULL */
	int self;		 /* proc_self() */
	int count;		 /* 1 or 2 */
	struct {
		int nsfd;
		const char *name;  /* of the interface */
		struct rtnl *rtnl; /* a socket in it; NULL where none was needed */
		char where[256];   /* "process 12"; "" for the current one */
	} end[2];
	const struct link *link; /* what was to be moved */
};

/* The caller may not change these namespaces. context: const struct hint_net * */
void hint_rights(int err, const void *context, struct hint *hint);

/*
 * A pair could not be made. Goes to its namespaces to look, so nothing may follow but
 * the end. context: const struct hint_net *
 */
void hint_veth(int err, const void *context, struct hint *hint);

/* An interface could not be moved; the same. context: const struct hint_net * */
void hint_move(int err, const void *context, struct hint *hint);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The interfaces that a command is about, one or two, each in some network namespace:
 * how they are named on the command line, and how the process comes to act there.
 *
 * One process does it all. It goes into the user namespace that has the rights over both
 * sides when it lacks them itself, then into each network namespace, to open a socket. A
 * socket stays where it was opened; so all requests are made from one place afterwards.
 * What fails ends the program.
 */
#ifndef XNS_NET_ENDPOINT_H
#define XNS_NET_ENDPOINT_H

#include <stdbool.h>

#include "ns/target.h"
#include "net/hint_net.h"
#include "net/link.h"

enum { LINKEND_TEXT_SIZE = 320 };

struct endpoint {
	struct target target;
	const char *name; /* NULL: the one that it has */
	bool ours;	  /* in the caller's network namespace */
	int nsfd;
	struct rtnl *rtnl;	      /* NULL until endpoints_socket() has been there */
	struct link link;	      /* for the program to fill */
	char text[LINKEND_TEXT_SIZE]; /* "eth0 of process 12", for messages */
};

struct endpoints {
	struct endpoint end[2];
	struct rtnl socket[2]; /* one is enough when both are in one namespace */
	int count;
	struct hint_net why; /* context for hints */
};

/*
 * Reads [NS:]NAME and cuts it at its colon; no NS, and ".", is the caller's namespace.
 * is_new: the name must be fit for a new interface. Ends the program with a usage error.
 */
void endpoint_parse(struct endpoint *end, char *operand, bool is_new);

/* The same for NS[:NEWNAME]. An address with a colon of its own is taken as one. */
void endpoint_parse_destination(struct endpoint *end, char *operand);

/*
 * Opens the namespaces, gains the capabilities in them, and opens the sockets in the
 * current namespace, as there may be no way back to it.
 */
void endpoints_resolve(struct endpoints *ends);

/* Opens the socket in the namespace of an end, unless it is open. */
struct rtnl *endpoints_socket(struct endpoints *ends, int end);

/* True when both are in one namespace. */
bool endpoints_same_netns(const struct endpoints *ends);

/* "the caller's net namespace", "the net namespace of process 12", in text. */
const char *endpoints_netns(const struct endpoints *ends, int end, char *text,
			    size_t size);

#endif

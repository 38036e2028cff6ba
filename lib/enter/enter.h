/* SPDX-License-Identifier: MIT */
/*
 * Entering namespaces that exist: the requested ones, those that differ from the current
 * ones, and the entry. Everything is opened first; nothing is opened inside, where the
 * target controls the paths.
 */
#ifndef XNS_ENTER_ENTER_H
#define XNS_ENTER_ENTER_H

#include <stdbool.h>

#include "ns/ns.h"
#include "ns/process.h"
#include "ns/status.h"
#include "ns/target.h"

struct enter {
	/* asked */
	int flags;		    /* types named one by one */
	bool all;		    /* --all: whatever the process has */
	bool what_differs;	    /* no type was given: all that differ */
	struct target at[NS_COUNT]; /* an address of its own, or TARGET_NONE */
	struct target target;	    /* of the process, --target */
	int net_socket;		    /* the process's descriptor of a socket, or -1 */
	bool user_parent;

	/* opened */
	int self;
	struct process process;
	int mask;	  /* types to enter through the process, in one call */
	int fd[NS_COUNT]; /* types to enter by descriptor, or -1 */
};

/* Nothing asked, nothing opened. */
void enter_init(struct enter *enter);

/*
 * Opens the process and the namespaces, checks their types, and leaves out those that the
 * caller is in already. self comes from proc_self(). Ends the program with a message when
 * something is missing. Changes nothing.
 */
void enter_open(struct enter *enter, int self);

/*
 * Looks up the inodes of the namespaces that will be entered. Returns 0, or -errno when
 * one of them cannot be opened or looked at.
 */
int enter_look(const struct enter *enter, struct status_namespaces *ret)
	__attribute__((warn_unused_result));

/* True when this type will be entered. */
bool enter_has(const struct enter *enter, enum ns type);

/*
 * True when the namespace of this type that the target process is in will be entered,
 * whatever its address, and is not the current one.
 */
bool enter_takes(const struct enter *enter, enum ns type);

/*
 * True when the command could write to the executable, if it could open it: its owner
 * is mapped inside. Without a user namespace between the caller and the target, the
 * command has all privileges of the caller anyway.
 */
bool enter_could_replace(const struct enter *enter);

/*
 * Enters. One setns(2) for all that the process has; where that is refused, or for other
 * addresses, one by one, so that the message can name the namespace that cannot be
 * entered.
 */
void enter_go(struct enter *enter);

#endif

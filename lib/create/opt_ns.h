/* SPDX-License-Identifier: MIT */
/* Options that choose which namespaces are made, and where they are pinned. */
#ifndef XNS_CREATE_OPT_NS_H
#define XNS_CREATE_OPT_NS_H

#include <stdbool.h>

#include "base/step.h"
#include "ns/ns.h"
#include "ns/pin.h"
#include "cli/opt.h"

struct opt_ns {
	int flags;		    /* CLONE_NEW* of the types to make */
	bool all;		    /* --all: not those that this kernel lacks */
	const char *file[NS_COUNT]; /* where to pin it, or NULL */
	struct pin pin[NS_COUNT];
};

/* The group for one part of a plan. */
extern const struct opt_set opt_ns_options;

/* True when at least one namespace is to be pinned. */
bool opt_ns_pins(const struct opt_ns *ns);

/*
 * Takes from --all what the kernel lacks (dir: proc_self()) and opens the files to pin
 * on; ends the program when one cannot take a pin. Call before anything is changed.
 */
void opt_ns_open(struct opt_ns *ns, int dir);

/* The step that creates these types by unshare(2); none without a flag. */
void opt_ns_create(int flags, struct steps *steps);

/*
 * The step that pins each one: those that new children of pidfd, or of dir, will get.
 * From then on exit(3) of this process removes them again, unless opt_ns_keep_pins() is
 * called.
 */
void opt_ns_pin(struct opt_ns *ns, struct steps *steps, int pidfd, int dir);

/*
 * Removes the pins that this process, or the one that it is a fork of, has mounted; a pin
 * that has been replaced since stays. Nothing if there are none.
 */
void opt_ns_remove_pins(void);
void opt_ns_keep_pins(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Pins that are made together, all or nothing: when one fails, what was done for the
 * others is taken back, and the program ends with a message.
 */
#ifndef XNS_PINS_PIN_SET_H
#define XNS_PINS_PIN_SET_H

#include <stdbool.h>

#include "ns/ns.h"
#include "ns/pin.h"
#include "ns/target.h"

struct pin_set {
	struct pin pin[NS_COUNT]; /* without a file: not asked for */
	bool existed;		  /* the namespaces were not made for this */
};

/*
 * Reads "TYPE=REST"; TYPE is a name (mnt) or an option's (mount). Returns the type and
 * what follows the sign in *ret_rest. Ends the program when the operand is something
 * else.
 */
enum ns pin_set_split(const char *operand, const char **ret_rest);

/* Adds the file for a type, once. The string must live as long as the set. */
void pin_set_add(struct pin_set *set, enum ns type, const char *file);

/* The CLONE_NEW* flags of what is to be pinned. */
int pin_set_flags(const struct pin_set *set);

/* Gets all files ready. */
void pin_set_prepare(struct pin_set *set);

/*
 * Opens the namespace of a type to be pinned. Returns a descriptor or a negative error.
 */
typedef int pin_set_open(void *context, enum ns type);

/*
 * Pins all. owner names their source, for messages; target is where they
 * are, for the hint, or NULL.
 */
void pin_set_mount(struct pin_set *set, pin_set_open *open_ns, void *context,
		   const struct target *target, const char *owner);

/* Takes everything back. */
void pin_set_undo(struct pin_set *set);

#endif

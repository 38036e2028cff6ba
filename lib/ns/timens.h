/* SPDX-License-Identifier: MIT */
/*
 * Offsets of the clocks in a new time namespace. Source: time_namespaces(7) and
 * proc_timens_set_offset() in kernel/time/namespace.c.
 */
#ifndef XNS_NS_TIMENS_H
#define XNS_NS_TIMENS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum timens_clock { TIMENS_MONOTONIC, TIMENS_BOOTTIME, TIMENS_CLOCKS };

struct timens {
	bool set[TIMENS_CLOCKS];
	struct timespec
		offset[TIMENS_CLOCKS]; /* tv_nsec is 0 to 999999999, also below zero */
};

/* "monotonic" or "boottime", as the kernel writes them. */
const char *timens_name(enum timens_clock clock);

/*
 * The whole seconds that an offset may have: the clock must stay between 0 and half of
 * what the kernel can count. dir comes from proc_self() (the caller's clocks may be
 * offset already).
 */
void timens_range(int dir, enum timens_clock clock, long long *ret_min,
		  long long *ret_max);

/* The bytes for /proc/self/timens_offsets: a line for each clock that is set. */
const char *timens_text(const struct timens *timens, char *text, size_t size);

#endif

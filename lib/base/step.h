/* SPDX-License-Identifier: MIT */
/*
 * One sentence for three uses: a dry run says it, a failure says "cannot" before it, and
 * whoever reads the source reads it beside the call. So a plan that is printed cannot
 * differ from the plan that is carried out.
 *
 *	STEP(steps, sethostname(name, len), "set the host name to \"%s\"", name);
 */
#ifndef XNS_BASE_STEP_H
#define XNS_BASE_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/die.h"

struct steps {
	bool dry;  /* say each step instead of taking it */
	int count; /* steps said so far */
};

/* must() of a step that changes the system; in a dry run it is said and not evaluated. */
#define STEP(steps, action, ...) STEP_WHY(steps, action, NULL, NULL, __VA_ARGS__)
#define STEP_WHY(steps, action, hint, context, ...)                                      \
	((steps)->dry ? (step_is_said(steps, __VA_ARGS__), 0)                            \
		      : must_why(action, hint, context, __VA_ARGS__))

/* The same with should(): a failure is a warning. */
#define STEP_SHOULD(steps, action, ...)                                                  \
	((steps)->dry ? (step_is_said(steps, __VA_ARGS__), 0)                            \
		      : should(action, __VA_ARGS__))

/* In a dry run prints the numbered sentence and returns true, otherwise returns false. */
bool step_is_said(struct steps *steps, const char *sentence, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * 0, or -errno where a system call answered -1. Makes STEP(s, sys(call(...)), ...) short.
 */
int step_result(long answer) __attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
#ifndef XNS_TESTS_FUZZ_H
#define XNS_TESTS_FUZZ_H

#include <stddef.h>

/*
 * One parser. text has size bytes and a NUL behind them, is the target's to change, and
 * may hold other NULs. What a target finds wrong it reports by fuzz_check(); the
 * sanitizers find the rest.
 */
struct fuzz_target {
	const char *name;
	void (*run)(char *text, size_t size);
};

/* Ended by one without a name. */
extern const struct fuzz_target fuzz_targets[];

/* Aborts with the sentence if what should hold does not. */
void fuzz_check(int holds, const char *sentence);

/* A directory of its own, as a descriptor, and a file there with these bytes. */
int fuzz_directory(void);
void fuzz_file(const char *name, const char *text, size_t size);

/* What the next recv(2) and recvfrom(2) of the program give, one message after the other.
 */
void fuzz_answers(const char *bytes, size_t size);

#endif

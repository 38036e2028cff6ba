/* SPDX-License-Identifier: MIT */
#ifndef XNS_TESTS_INJECT_ERRORS_H
#define XNS_TESTS_INJECT_ERRORS_H

/* The name of a system call, or "call N" in the buffer. */
const char *call_name(long call, char buffer[32]);

/* The errors with which this call can fail, ended by 0. Empty: it cannot. */
const int *call_errors(long call);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef XNS_TESTS_TRACE_H
#define XNS_TESTS_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Runs a program under ptrace(2), and makes one of its system calls fail.
 *
 * Processes are named by the order in which their parents create them: "1" is the
 * program, "1.2" its second child. A process is traced until it calls execve(2): its
 * command is not traced. A program that executes a copy of itself by execveat(2) stays
 * traced.
 */

enum {
	TRACE_NAME = 24,
	TRACE_REPORT =
		9, /* a descriptor of the program that is its standard output, too */
};

/* One system call: the number-th of its process, from 1, after its first exec. */
struct trace_call {
	char process[TRACE_NAME];
	unsigned number;
	long call; /* SYS_... */
	bool sure; /* cannot fail, or is the dynamic loader's or libcap's before main() */
	bool stream;  /* a read or write of a pipe or socket */
	bool partial; /* a read or write of a file, pipe or socket, of 2 bytes or more */
};

struct trace_fault {
	char process[TRACE_NAME]; /* empty: no fault */
	unsigned number;
	long call; /* the call must be this one */
	int error; /* an errno: the call is not made, and fails; 0: it transfers 1 byte */
};

struct trace_run {
	struct trace_call *calls; /* with record */
	size_t count;
	int status;   /* of the program, as wait(2) gives it */
	bool applied; /* the fault was */
	bool hung;    /* processes were left at the limit, and are killed */
};

/*
 * Runs argv with standard input, output and error in0, out and err, for at most seconds,
 * and waits until no process of it is left: the caller must be a child subreaper without
 * other children. Returns 0, or a negative errno if this machine cannot trace.
 */
int trace_program(char *const *argv, const int fds[3], const struct trace_fault *fault,
		  unsigned seconds, bool record, struct trace_run *run);

#endif

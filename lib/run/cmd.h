/* SPDX-License-Identifier: MIT */
/* The tail that every wrapper shares: it becomes the command. */
#ifndef XNS_RUN_CMD_H
#define XNS_RUN_CMD_H

#include <stddef.h>

#include "base/die.h"

struct cmd {
	hint_fn *hint;	  /* asked when it cannot be run; NULL to open no file then */
	const char *file; /* what to look for in PATH */
	char *const *argv;
	char *shell_argv[2]; /* argv when the command is the user's shell */
	char shell_name[64], shell_file[256];
};

/*
 * Takes the command from argv; where that is empty, the user's login shell: $SHELL, else
 * the one in the user database, else /bin/sh. The strings stay argv's and the
 * environment's.
 */
void cmd_choose(struct cmd *cmd, char *const *argv);

/*
 * Waits at a sync pipe until the caller lets the command run. When the caller is gone, it
 * has said why, and this process ends without a word; it says so itself when the wait
 * fails.
 */
void cmd_wait_for_release(int sync_pipe);

/*
 * execvpe(3), with one exact error: returns -errno, -ENOEXEC also where that takes a
 * shell for the file and there is none, -ENOENT where the file is in no directory of
 * PATH.
 */
int cmd_become(const char *file, char *const *argv, char *const *environment)
	__attribute__((warn_unused_result));

/*
 * Executes the command, with this environment; it is searched in the current PATH. A
 * shell that was not asked for by name and is not there is replaced by /bin/sh. Ends the
 * program with 127 when there is no such command and 126 when it cannot be run.
 */
_Noreturn void cmd_exec(const struct cmd *cmd, char *const *environment);

/*
 * Where in PATH a program is, into path; mode is access(2)'s, X_OK or F_OK. Returns 0, or
 * -ENOENT. For helpers whose absence must be known before anything is changed.
 */
int cmd_find(const char *program, char *path, size_t size, int mode)
	__attribute__((warn_unused_result));

#endif

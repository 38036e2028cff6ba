/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/cmd.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/user.h"
#include "run/sync_pipe.h"

void cmd_choose(struct cmd *cmd, char *const *argv)
{
	const char *shell = getenv("SHELL"), *base;

	cmd->file = argv[0];
	cmd->argv = argv;
	if (argv[0])
		return;

	if (!shell || !shell[0])
		shell = user_shell(getuid(), cmd->shell_file, sizeof(cmd->shell_file));
	base = strrchr(shell, '/');
	snprintf(cmd->shell_name, sizeof(cmd->shell_name), "-%s",
		 base ? base + 1 : shell);
	cmd->shell_argv[0] = cmd->shell_name;
	cmd->file = shell;
	cmd->argv = cmd->shell_argv;
}

void cmd_wait_for_release(int sync_pipe)
{
	int err = sync_pipe_wait(sync_pipe);

	if (err == -FAULT_PEER_GONE)
		_exit(EXIT_OURS);
	must(err, "wait for permission to run the command");
}

/* Where the file is, found or not executable, into path (PATH_MAX bytes). */
static bool is_there(const char *file, char *path)
{
	if (!strchr(file, '/'))
		return cmd_find(file, path, PATH_MAX, F_OK) == 0;
	snprintf(path, PATH_MAX, "%s", file);
	return access(path, F_OK) == 0;
}

int cmd_become(const char *file, char *const *argv, char *const *environment)
{
	char path[PATH_MAX];
	int err;

	execvpe(file, argv, environment);
	err = errno;
	/*
	 * A directory in PATH that may not be searched hides that nothing was found at
	 * all.
	 */
	if (err == EACCES && !strchr(file, '/') && !is_there(file, path))
		err = ENOENT;
	/* execvp(3) hands other formats to /bin/sh, which may be missing. */
	if (err == ENOENT && file[0] && is_there(file, path)) {
		execve(path, argv, environment);
		if (errno == ENOEXEC)
			err = ENOEXEC;
	}
	return -err;
}

void cmd_exec(const struct cmd *cmd, char *const *environment)
{
	int err = cmd_become(cmd->file, cmd->argv, environment);

	if (err == -ENOENT && cmd->argv == cmd->shell_argv)
		execve("/bin/sh", (char *const[]){ "-sh", NULL }, environment);
	die_cannot(err == -ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN, err, cmd->hint,
		   cmd->file, "execute %s", cmd->file);
}

int cmd_find(const char *program, char *path, size_t size, int mode)
{
	const char *rest = getenv("PATH");

	for (rest = rest ? rest : "/usr/bin:/bin"; *rest; rest += *rest == ':') {
		int length = (int)strcspn(rest, ":");

		snprintf(path, size, "%.*s/%s", length ? length : 1, length ? rest : ".",
			 program);
		if (access(path, mode) == 0)
			return 0;
		rest += length;
	}
	return -ENOENT;
}

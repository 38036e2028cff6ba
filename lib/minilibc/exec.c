/* SPDX-License-Identifier: MIT */
/*
 * execvpe(3) for xpidinit-static: that of musl does not know the oldest kind of script,
 * one that does not name its interpreter. All others hand it to the shell.
 * Linked into that program only.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void run_by_shell(const char *script, char *const *argv, char *const *environment)
{
	size_t count = 0;

	while (argv[count])
		count++;

	/* As glibc does; malloc(3) would be larger than all of this. */
	/* cppcheck-suppress allocaCalled */
	const char **shell = alloca((count + 2) * sizeof(*shell));

	shell[0] = "sh";
	shell[1] = script;
	for (size_t i = 1; i <= count; i++)
		shell[i + 1] = argv[i];
	execve("/bin/sh", (char *const *)shell, environment);
}

static void run(const char *file, char *const *argv, char *const *environment)
{
	execve(file, argv, environment);
	if (errno == ENOEXEC) {
		run_by_shell(file, argv, environment);
		errno = ENOEXEC; /* not why the shell cannot be run */
	}
}

__attribute__((used)) int execvpe(const char *file, char *const *argv,
				  char *const *environment)
{
	const char *rest = getenv("PATH");
	char path[PATH_MAX];
	int worst = ENOENT;

	if (!*file || strchr(file, '/')) {
		run(file, argv, environment);
		return -1;
	}
	for (rest = rest ? rest : "/bin:/usr/bin"; *rest; rest += *rest == ':') {
		int length = (int)strcspn(rest, ":");

		snprintf(path, sizeof(path), "%.*s/%s", length ? length : 1,
			 length ? rest : ".", file);
		run(path, argv, environment);
		if (errno == EACCES)
			worst = EACCES;
		else if (errno != ENOENT && errno != ENOTDIR)
			return -1;
		rest += length;
	}
	errno = worst;
	return -1;
}

__attribute__((used)) int execvp(const char *file, char *const *argv)
{
	return execvpe(file, argv, environ);
}

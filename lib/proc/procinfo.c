/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc/procinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

enum { COMMAND_MAX = 8192, STATUS_MAX = 2048 };

/*
 * The beginning of the file, ended with NUL. A part that does not end as the file does,
 * with the byte last, was cut short. Returns the length or -errno.
 */
static int read_start(int proc, pid_t pid, const char *file, char last, char *text,
		      size_t size)
{
	char path[64];
	FD_AUTO int fd = -1;
	size_t length = 0;
	ssize_t got;

	snprintf(path, sizeof(path), "%d/%s", (int)pid, file);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	do {
		got = read(fd, text + length, size - 1 - length);
		if (got < 0)
			return -errno;
		length += (size_t)got;
	} while (got > 0 && length < size - 1 && text[length - 1] != last);
	text[length] = '\0';
	return (int)length;
}

/* The kernel writes "\n" for a newline in a name, and "\\" for a backslash. */
static void undo_escapes(char *name)
{
	char *to = name;

	for (const char *from = name; *from; from++)
		if (*from != '\\' || !from[1])
			*to++ = *from;
		else
			*to++ = *++from == 'n' ? '\n' : *from;
	*to = '\0';
}

/* The name of a kernel thread or of a zombie, which have no command line. */
static char *copy_name(const char *status)
{
	char *name = strndup(status + strlen("Name:\t"),
			     strcspn(status + strlen("Name:\t"), "\n"));

	if (name)
		undo_escapes(name);
	return name;
}

/* A process may write there what it likes, also nothing. */
static char *copy_command(char *line, int length, const char *status)
{
	while (length > 0 && !line[length - 1])
		length--;
	if (length <= 0)
		return copy_name(status);
	for (int i = 0; i < length; i++)
		if (!line[i])
			line[i] = ' ';
	return strndup(line, (size_t)length);
}

int procinfo_read(int proc, pid_t pid, struct procinfo *ret_info)
{
	char status[STATUS_MAX], line[COMMAND_MAX];
	int err = read_start(proc, pid, "status", '\n', status, sizeof(status));
	const char *parent, *uid;

	if (err < 0)
		return err;
	parent = strstr(status, "\nPPid:");
	uid = strstr(status, "\nUid:");
	if (strncmp(status, "Name:\t", 6) != 0 || !parent || !uid ||
	    sscanf(parent, "\nPPid: %d", &ret_info->parent) != 1 ||
	    sscanf(uid, "\nUid: %*u %u", &ret_info->uid) != 1)
		return -ESRCH;
	err = read_start(proc, pid, "cmdline", '\0', line, sizeof(line));
	if (err < 0)
		return err;
	ret_info->command = copy_command(line, err, status);
	return ret_info->command ? 0 : -ENOMEM;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc/own_proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"

/* Their places in proc(5)'s list; "S 1 ..." begins with the third. */
enum { FIELD_STATE = 3, FIELD_PARENT = 4, FIELD_FLAGS = 9, FIELD_START = 22 };

static long long number_in(const char *fields, int place)
{
	long long number = 0;

	for (int at = FIELD_STATE; *fields && at < place; fields++)
		at += *fields == ' ';
	for (; *fields >= '0' && *fields <= '9'; fields++)
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, *fields - '0', &number))
			return LLONG_MAX;
	return number;
}

/* "12 (name) S 1 ...": a name may hold anything, a number or a bracket too. */
bool own_proc_stat(int dir, const char *path, struct own_proc_stat *ret_stat)
{
	char text[1024], *name, *rest;

	if (fd_read_small(dir, path, text, sizeof(text)) < 0)
		return false;
	name = strchr(text, '(');
	rest = strrchr(text, ')');
	if (!name || !rest || strlen(rest) < 5)
		return false;
	*rest = '\0';
	snprintf(ret_stat->name, sizeof(ret_stat->name), "%s", name + 1);
	ret_stat->state = rest[2];
	ret_stat->parent = (pid_t)number_in(rest + 2, FIELD_PARENT);
	ret_stat->flags = (unsigned)number_in(rest + 2, FIELD_FLAGS);
	ret_stat->start_ticks = number_in(rest + 2, FIELD_START);
	return true;
}

int own_proc_open(void)
{
	FD_AUTO int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[16] = "";
	uint32_t pid = 0;

	if (proc < 0)
		return -errno;
	if (!fd_on_fs(proc, PROC_SUPER_MAGIC) ||
	    readlinkat(proc, "self", name, sizeof(name) - 1) < 0 ||
	    num_u32(name, &pid) < 0 || (pid_t)pid != getpid())
		return -FAULT_NOT_PROC;
	return fd_take(&proc);
}

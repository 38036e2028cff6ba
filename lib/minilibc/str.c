/* SPDX-License-Identifier: MIT */
/*
 * Strings and system calls of the C library that xpidinit-static can have smaller: the
 * library's are made for speed, and for descriptors and offsets that do not occur here.
 * Linked into that program only.
 */
#include "config.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The compiler must not find in a loop the very function that it is. */
#define SMALL __attribute__((used, optimize("no-tree-loop-distribute-patterns")))

SMALL size_t strlen(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

SMALL void *memchr(const void *memory, int byte, size_t size)
{
	const unsigned char *at = memory;

	for (; size; size--, at++)
		if (*at == (unsigned char)byte)
			return (void *)at;
	return NULL;
}

SMALL char *strchrnul(const char *text, int byte)
{
	while (*text && *text != (char)byte)
		text++;
	return (char *)text;
}

SMALL char *strchr(const char *text, int byte)
{
	char *found = strchrnul(text, byte);

	return *found == (char)byte ? found : NULL;
}

SMALL size_t strcspn(const char *text, const char *bytes)
{
	const char *at = text;

	while (*at && !strchr(bytes, *at))
		at++;
	return (size_t)(at - text);
}

SMALL size_t strspn(const char *text, const char *bytes)
{
	const char *at = text;

	while (*at && strchr(bytes, *at))
		at++;
	return (size_t)(at - text);
}

SMALL char *stpcpy(char *to, const char *from)
{
	while ((*to = *from++))
		to++;
	return to;
}

SMALL int strncasecmp(const char *a, const char *b, size_t size)
{
	for (; size; size--, a++, b++) {
		int difference = tolower((unsigned char)*a) - tolower((unsigned char)*b);

		if (difference || !*a)
			return difference;
	}
	return 0;
}

SMALL int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, PTRDIFF_MAX);
}

/* Whatever the command's argument is, it fits in a long. */
SMALL int fcntl(int fd, int command, ...)
{
	va_list args;
	long argument;

	va_start(args, command);
	argument = va_arg(args, long);
	va_end(args);
	return (int)syscall(SYS_fcntl, fd, command, argument);
}

#if defined __x86_64__ || defined __aarch64__ /* same structure as the kernel's */
SMALL int fstat(int fd, struct stat *ret_status)
{
	return (int)syscall(SYS_fstat, fd, ret_status);
}

SMALL void *mmap(void *address, size_t size, int protection, int flags, int fd,
		 off_t offset)
{
	return (void *)syscall(SYS_mmap, address, size, protection, flags, fd, offset);
}
#endif

/* SPDX-License-Identifier: MIT */
/*
 * The few functions of the C library that xpidinit-static can have smaller, as its own
 * are larger than all the rest of it: no streams but standard output, no floating point,
 * no wide characters. Linked into that program only.
 */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* What snprintf(3) has written so far, and would have. */
struct sink {
	char *text;
	size_t size, used;
};

static void put(struct sink *sink, char byte)
{
	if (sink->used + 1 < sink->size)
		sink->text[sink->used] = byte;
	sink->used++;
}

struct directive {
	bool left, zero;
	int width, precision; /* -1: none */
	int longs;
};

static void put_field(struct sink *sink, const struct directive *d, const char *text,
		      int length)
{
	int pad = d->width > length ? d->width - length : 0;

	for (; pad > 0 && !d->left; pad--)
		put(sink, d->zero ? '0' : ' ');
	for (int i = 0; i < length; i++)
		put(sink, text[i]);
	for (; pad > 0; pad--)
		put(sink, ' ');
}

/* Negative numbers are not padded with zeros here: none is printed. */
static void put_number(struct sink *sink, const struct directive *d, uint64_t number,
		       unsigned base, bool negative)
{
	char digits[24], *first = digits + sizeof(digits);

	do {
		*--first = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	if (negative)
		*--first = '-';
	put_field(sink, d, first, (int)(digits + sizeof(digits) - first));
}

static void put_string(struct sink *sink, const struct directive *d, const char *text)
{
	put_field(sink, d, text,
		  (int)(d->precision < 0 ? strlen(text)
					 : strnlen(text, (size_t)d->precision)));
}

static int read_int(const char **format, va_list *args)
{
	int number = 0;

	if (**format == '*') {
		++*format;
		return va_arg(*args, int);
	}
	for (; **format >= '0' && **format <= '9'; ++*format)
		number = number * 10 + (**format - '0');
	return number;
}

static struct directive read_directive(const char **format, va_list *args)
{
	struct directive d = { .precision = -1 };

	for (; **format == '-' || **format == '0'; ++*format) {
		d.left |= **format == '-';
		d.zero |= **format == '0';
	}
	d.width = read_int(format, args);
	if (**format == '.') {
		++*format;
		d.precision = read_int(format, args);
	}
	for (; **format == 'l' || **format == 'z'; ++*format)
		d.longs++;
	return d;
}

static void put_directive(struct sink *sink, const char **format, va_list *args)
{
	struct directive d = read_directive(format, args);
	int64_t number;
	char kind = *(*format)++, byte;

	switch (kind) {
	case 'd':
		number = d.longs > 1 ? va_arg(*args, long long)
			 : d.longs   ? va_arg(*args, long)
				     : va_arg(*args, int);
		put_number(sink, &d, number < 0 ? -(uint64_t)number : (uint64_t)number,
			   10, number < 0);
		break;
	case 'u':
	case 'x':
		put_number(sink, &d,
			   d.longs > 1 ? va_arg(*args, unsigned long long)
			   : d.longs   ? va_arg(*args, unsigned long)
				       : va_arg(*args, unsigned),
			   kind == 'x' ? 16 : 10, false);
		break;
	case 's':
		put_string(sink, &d, va_arg(*args, const char *));
		break;
	default: /* c and % */
		byte = kind == 'c' ? (char)va_arg(*args, int) : kind;
		put_field(sink, &d, &byte, 1);
	}
}

int vsnprintf(char *text, size_t size, const char *format, va_list list)
{
	struct sink sink = { text, size, 0 };
	va_list args;

	va_copy(args, list);
	while (*format) {
		if (*format != '%') {
			put(&sink, *format++);
			continue;
		}
		format++;
		put_directive(&sink, &format, &args);
	}
	va_end(args);
	if (size)
		text[sink.used < size ? sink.used : size - 1] = '\0';
	return (int)sink.used;
}

int snprintf(char *text, size_t size, const char *format, ...)
{
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(text, size, format, args);
	va_end(args);
	return used;
}

int sprintf(char *text, const char *format, ...)
{
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(text, SIZE_MAX / 2, format, args);
	va_end(args);
	return used;
}

/* There is no stream: the argument means standard output. */
#undef stdout
FILE *const stdout;

/* Standard output is not buffered; that it failed once is remembered for ferror(3). */
static bool failed;

static void write_out(const char *text, size_t size)
{
	ssize_t done = 0;

	for (; size > 0; text += done, size -= (size_t)done) {
		done = write(STDOUT_FILENO, text, size);
		if (done < 0 && errno != EINTR) {
			failed = true;
			return;
		}
		done = done < 0 ? 0 : done;
	}
}

int printf(const char *format, ...)
{
	char line[1024];
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	write_out(line, strlen(line));
	return used;
}

int puts(const char *text)
{
	write_out(text, strlen(text));
	write_out("\n", 1);
	return 0;
}

int putchar(int byte)
{
	char text = (char)byte;

	write_out(&text, 1);
	return byte;
}

int fflush(FILE *file)
{
	(void)file;
	return failed ? EOF : 0;
}

int ferror(FILE *file)
{
	(void)file;
	return failed;
}

/* Without the mapping that makes it fast: an init seldom looks at the clock. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
#if defined(SYS_clock_gettime64) && __SIZEOF_LONG__ == 4
	return (int)syscall(SYS_clock_gettime64, clock, time);
#else
	return (int)syscall(SYS_clock_gettime, clock, time);
#endif
}

/* What can be expected to happen to an init. */
char *strerror(int number)
{
	static const struct {
		unsigned char number;
		const char *words;
	} known[] = {
		{ EPERM, "operation not permitted" },
		{ ENOENT, "no such file or directory" },
		{ EIO, "I/O error" },
		{ E2BIG, "argument list too long" },
		{ ENOEXEC, "exec format error" },
		{ EBADF, "bad file descriptor" },
		{ EAGAIN, "resource temporarily unavailable" },
		{ ENOMEM, "cannot allocate memory" },
		{ EACCES, "permission denied" },
		{ EEXIST, "file exists" },
		{ ENOTDIR, "not a directory" },
		{ EISDIR, "is a directory" },
		{ EINVAL, "invalid argument" },
		{ EMFILE, "too many open files" },
		{ ETXTBSY, "text file busy" },
		{ ENOSPC, "no space left on device" },
		{ EROFS, "read-only file system" },
		{ ENAMETOOLONG, "file name too long" },
		{ ENOSYS, "function not implemented" },
		{ ELOOP, "too many levels of symbolic links" },
	};
	static char text[16];

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].number == number)
			return (char *)known[i].words;
	snprintf(text, sizeof(text), "error %d", number);
	return text;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/die.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/fd.h"

/* The only mutable state of lib/: the program's name, and how it exits. */
static struct {
	const char *name;
	int failure, usage;
	bool borrows; /* memory of the parent, which runs the exit handlers */
	enum die_color color;
} program = { "xns-utils", EXIT_OURS, EXIT_OURS, false, COLOR_AUTO };

enum {
	SENTENCE_MAX = 768, /* longer ones (an id map of 340 lines) are cut with "..." */
	LINE_MAX_ = 1024,
};

static _Noreturn void leave(int status)
{
	if (program.borrows)
		_exit(status);
	exit(status);
}

/* line[length] is not part of a character, so that none goes beyond the end. */
void die_sanitize(char *line, int length)
{
	char behind = line[length];

	line[length] = '\0';
	for (int i = 0; i < length;) {
		size_t shown = escape_shown(line + i);

		if (!shown)
			line[i] = '?';
		i += shown ? (int)shown : 1;
	}
	line[length] = behind;
}

bool die_has_color(int fd)
{
	const char *no_color, *term;

	if (program.color != COLOR_AUTO)
		return program.color == COLOR_ALWAYS;
	no_color = getenv("NO_COLOR");
	term = getenv("TERM");
	return (!no_color || !no_color[0]) && term && strcmp(term, "dumb") != 0 &&
	       isatty(fd);
}

void die_use_color(enum die_color when)
{
	program.color = when;
}

/* The line with its kind in colour; both are sanitized already. */
static void print_colored(const char *line, const char *kind)
{
	size_t before = strlen(program.name) + 2, length = strlen(kind) - 1;
	const char *color = kind[0] == 'w' ? "\033[1;35m" : "\033[1;36m";
	char colored[LINE_MAX_ + 96];
	int used =
		snprintf(colored, sizeof(colored), "%.*s%s%.*s\033[0m%s", (int)before,
			 line, color, (int)length, line + before, line + before + length);

	(void)!fd_write_all(STDERR_FILENO, colored, (size_t)used);
}

static void print_line(const char *kind, const char *text)
{
	char line[LINE_MAX_ + 64];
	int used = snprintf(line, sizeof(line) - 2, "%s: %s%s", program.name, kind, text);

	if (used > (int)sizeof(line) - 3)
		used = (int)sizeof(line) - 3;
	die_sanitize(line, used);
	line[used++] = '\n';
	line[used] = '\0';
	if (kind[0] && die_has_color(STDERR_FILENO))
		print_colored(line, kind);
	else
		(void)!fd_write_all(STDERR_FILENO, line, (size_t)used);
}

static const char *fault_words(int fault)
{
	static const char *const words[] = {
		[FAULT_NOT_PROC - FAULT_FIRST] = "not on a proc filesystem",
		[FAULT_NOT_NS - FAULT_FIRST] = "not a namespace",
		[FAULT_WRONG_TYPE - FAULT_FIRST] = "a namespace of another type",
		[FAULT_NOT_NUMBER - FAULT_FIRST] = "not a decimal number",
		[FAULT_RANGE - FAULT_FIRST] = "out of range",
		[FAULT_NO_NAME - FAULT_FIRST] = "no such name",
		[FAULT_NO_SUBID - FAULT_FIRST] = "no subordinate IDs are granted",
		[FAULT_OUTSIDE_ROOT - FAULT_FIRST] = "it is outside the root directory",
		[FAULT_EXITED - FAULT_FIRST] = "it has exited",
		[FAULT_OTHER_PROCESS - FAULT_FIRST] =
			"this PID has been reused by another process",
		[FAULT_NOT_PROCESS - FAULT_FIRST] =
			"this is not the address of a process",
		[FAULT_NOT_PIDFD - FAULT_FIRST] = "this descriptor is not a pidfd",
		[FAULT_IS_PIN - FAULT_FIRST] =
			"a namespace is already pinned to this file",
		[FAULT_NOT_PIN - FAULT_FIRST] = "no namespace is pinned to this file",
		[FAULT_SHARED - FAULT_FIRST] = "it is on a shared mount",
		[FAULT_PEER_GONE - FAULT_FIRST] = "the peer process has exited",
		[FAULT_OUTSIDE_CGROUP - FAULT_FIRST] =
			"it is outside the caller's cgroup namespace",
		[FAULT_NOT_SHOWN - FAULT_FIRST] = "/proc does not show this process",
		[FAULT_OTHER_PROC - FAULT_FIRST] =
			"/proc belongs to another PID namespace",
		[FAULT_THREAD - FAULT_FIRST] = "this is the ID of a thread, not a PID",
		[FAULT_REPLACED - FAULT_FIRST] = "it was replaced while it was in use",
		[FAULT_NOT_CGROUP2 - FAULT_FIRST] =
			"it is not a directory of a cgroup2 file system",
	};

	return words[fault - FAULT_FIRST];
}

const char *die_reason(int err, char *text, size_t size)
{
	int number = err < 0 ? -err : err;

	if (number >= FAULT_FIRST && number < FAULT_LAST) {
		snprintf(text, size, "%s", fault_words(number));
		return text;
	}

	/*
	 * strerror's sentence case does not fit inside a sentence; "I/O error" does.
	 */
	snprintf(text, size, "%s", strerror(number));
	if (isupper((unsigned char)text[0]) && islower((unsigned char)text[1]))
		text[0] = (char)tolower((unsigned char)text[0]);
	return text;
}

__attribute__((format(printf, 5, 0))) static void
say_cannot(const char *kind, int err, hint_fn *hint, const void *context,
	   const char *sentence, va_list args)
{
	char what[SENTENCE_MAX], reason[128], line[LINE_MAX_];
	struct hint why = { .text = "" };

	if (vsnprintf(what, sizeof(what), sentence, args) >= (int)sizeof(what))
		memcpy(what + sizeof(what) - 4, "...", 4);
	/* A name that is empty would not be seen. */
	snprintf(line, sizeof(line), "cannot %s%s: %s", what,
		 what[strlen(what) - 1] == ' ' ? "\"\"" : "",
		 die_reason(err, reason, sizeof(reason)));
	print_line(kind, line);

	if (hint)
		hint(err, context, &why);
	if (why.text[0])
		print_line("hint: ", why.text);
}

void hint_set(struct hint *hint, const char *text, ...)
{
	va_list args;

	va_start(args, text);
	vsnprintf(hint->text, sizeof(hint->text), text, args);
	va_end(args);
}

void die_must(int err, hint_fn *hint, const void *context, const char *sentence, ...)
{
	va_list args;

	va_start(args, sentence);
	say_cannot("", err, hint, context, sentence, args);
	va_end(args);
	leave(program.failure);
}

void die_cannot(int status, int err, hint_fn *hint, const void *context,
		const char *sentence, ...)
{
	va_list args;

	va_start(args, sentence);
	say_cannot("", err, hint, context, sentence, args);
	va_end(args);
	leave(status);
}

int should(int value, const char *sentence, ...)
{
	va_list args;

	if (value >= 0)
		return value;
	va_start(args, sentence);
	say_cannot("warning: ", value, NULL, NULL, sentence, args);
	va_end(args);
	return value;
}

__attribute__((format(printf, 2, 0))) static void say(const char *kind,
						      const char *message, va_list args)
{
	char line[LINE_MAX_];

	vsnprintf(line, sizeof(line), message, args);
	print_line(kind, line);
}

void die(const char *message, ...)
{
	va_list args;

	va_start(args, message);
	say("", message, args);
	va_end(args);
	leave(program.failure);
}

void die_hint(const char *hint, const char *message, ...)
{
	va_list args;

	va_start(args, message);
	say("", message, args);
	va_end(args);
	if (hint[0])
		print_line("hint: ", hint);
	leave(program.failure);
}

static _Noreturn void usage_hint(void)
{
	char help[128];

	snprintf(help, sizeof(help), "Try '%s --help' for more information.\n",
		 program.name);
	(void)!fd_write_all(STDERR_FILENO, help, strlen(help));
	leave(program.usage);
}

void usage_error(const char *message, ...)
{
	va_list args;

	va_start(args, message);
	say("", message, args);
	va_end(args);
	usage_hint();
}

void notice(const char *message, ...)
{
	va_list args;

	va_start(args, message);
	say("", message, args);
	va_end(args);
}

void warning(const char *message, ...)
{
	va_list args;

	va_start(args, message);
	say("warning: ", message, args);
	va_end(args);
}

void die_use_exit_group(void)
{
	program.borrows = true;
}

const char *die_program(void)
{
	return program.name;
}

void die_start(const char *name, int failure, int usage, char *const *argv)
{
	int err;

	program.name = name;
	program.failure = failure;
	program.usage = usage;

	err = fd_guard_stdio();
	if (err < 0) /* seen where standard error is open */
		die_must(err, NULL, NULL, "open the closed standard descriptors");
	/* Linux 5.18 and later turn an empty list into one empty string. */
	if (!argv[0] || !argv[0][0])
		die("started with an empty argument list");
	if (getauxval(AT_SECURE))
		die_hint(
			"remove the set-user-ID or set-group-ID bit, or the file's capabilities",
			"refusing to run with more privileges than the caller has");
}

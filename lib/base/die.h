/* SPDX-License-Identifier: MIT */
/*
 * Messages and exit.
 *
 * Every message goes to standard error as one write, begins with the program's name and
 * holds no control character. The sentence in the code is the sentence the user reads:
 *
 *	fd = must(ns_open(pid, type), "open the %s namespace of process %d", ...);
 *	xunshare: cannot open the net namespace of process 12: no such process
 *
 * Nouns (layer 1) return a negative errno, or the negative of one of the numbers below
 * where errno has no true word. They never print and never exit; programs say must().
 */
#ifndef XNS_BASE_DIE_H
#define XNS_BASE_DIE_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses of programs that become or wrap a command, as env(1) and chroot(1) do. */
enum {
	EXIT_OURS = 125,       /* the program failed, the command never ran */
	EXIT_CANNOT_RUN = 126, /* the command was found and could not be run */
	EXIT_NOT_FOUND = 127,  /* there is no such command */
};

/* What errno cannot say. Returned negated, like errno. */
enum fault {
	FAULT_FIRST = 4096,
	FAULT_NOT_PROC = FAULT_FIRST, /* the file is not on a proc filesystem */
	FAULT_NOT_NS,		      /* the descriptor is not a namespace */
	FAULT_WRONG_TYPE,	      /* it is a namespace of another type */
	FAULT_NOT_NUMBER,	      /* the text is not a plain decimal number */
	FAULT_RANGE,		      /* the number does not fit */
	FAULT_NO_NAME,		      /* no such user, group, signal or word */
	FAULT_NO_SUBID,		      /* /etc/subuid or /etc/subgid grants nothing */
	FAULT_OUTSIDE_ROOT,	      /* the directory cannot be reached from / */
	FAULT_EXITED,		      /* the process is gone, or a zombie */
	FAULT_OTHER_PROCESS,	      /* the PID now refers to another process */
	FAULT_NOT_PROCESS,	      /* the address does not name a process */
	FAULT_NOT_PIDFD,	      /* the descriptor does not name a process */
	FAULT_IS_PIN,		      /* a namespace is pinned there already */
	FAULT_NOT_PIN,		      /* no namespace is pinned there */
	FAULT_SHARED,		      /* the file is on a shared mount */
	FAULT_PEER_GONE,      /* the process at the other end of a sync pipe is gone */
	FAULT_OUTSIDE_CGROUP, /* outside the caller's cgroup namespace */
	FAULT_NOT_SHOWN,      /* the process exists, and /proc does not show it */
	FAULT_OTHER_PROC,     /* /proc is that of another PID namespace */
	FAULT_THREAD,	      /* the number is that of a thread, not of a process */
	FAULT_REPLACED,	      /* the path now leads to another file */
	FAULT_NOT_CGROUP2,    /* the directory is not on a cgroup2 file system */
	FAULT_LAST
};

/* What explains a failure: one line, or an empty one where nothing is certain. */
struct hint {
	char text[1024];
};

/* Sets the line; what does not fit is cut. */
void hint_set(struct hint *hint, const char *text, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Explains the failure err from evidence that it reads when it is called: sets the hint,
 * or leaves it empty. context is what was tried, as each function says.
 */
typedef void hint_fn(int err, const void *context, struct hint *hint);

/*
 * Call first in main(). Remembers the program's name and the status of its own failures,
 * refuses to run set-user-ID (AT_SECURE) or with an empty argv, and fills closed standard
 * descriptors (fd_guard_stdio()) so that no file opened later gets one.
 */
void die_start(const char *program, int failure, int usage, char *const *argv);

/*
 * From here on messages end the process by _exit(2), without what exit(3) would still do:
 * it shares the memory of its parent (vfork(2)), which does that.
 */
void die_use_exit_group(void);

/*
 * Colour is for terminals: headings, "warning:" and "hint:". COLOR_AUTO, the default,
 * means where the descriptor is a terminal that is not "dumb" and NO_COLOR is not set.
 */
enum die_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
void die_use_color(enum die_color when);
bool die_has_color(int fd);

/* The program's name, as given to die_start(). */
const char *die_program(void);

/*
 * The value, if it is not negative; otherwise says "cannot SENTENCE: reason" and exits.
 * must_why() asks hint for a second line. The value comes first, so the others may use
 * what it has set; where it is not negative they are not evaluated: words cost nothing
 * then.
 */
#define must(value, ...) must_why(value, NULL, NULL, __VA_ARGS__)
#define must_why(value, hint, context, ...)                                              \
	({                                                                               \
		const int must_value_ = (value);                                         \
                                                                                         \
		if (__builtin_expect(must_value_ < 0, 0))                                \
			die_must(must_value_, hint, context, __VA_ARGS__);               \
		must_value_;                                                             \
	})
_Noreturn void die_must(int err, hint_fn *hint, const void *context, const char *sentence,
			...) __attribute__((cold, format(printf, 4, 5)));

/* What must_why() does when it fails, with an exit status of the caller's choice. */
_Noreturn void die_cannot(int status, int err, hint_fn *hint, const void *context,
			  const char *sentence, ...)
	__attribute__((format(printf, 5, 6)));

/* Says "warning: cannot SENTENCE: reason" when value is negative; returns value. */
int should(int value, const char *sentence, ...) __attribute__((format(printf, 2, 3)));

/* Prints the message and exits with status EXIT_OURS. */
_Noreturn void die(const char *message, ...) __attribute__((format(printf, 1, 2)));

/* Prints "cannot allocate memory" and exits, if an allocation has returned NULL. */
static inline void must_alloc(const void *memory)
{
	if (!memory)
		die("cannot allocate memory");
}

/*
 * Prints the message, a second line "hint: ..." unless hint is empty, and exits with
 * the program's failure status.
 */
_Noreturn void die_hint(const char *hint, const char *message, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints the message and where to find help; exits with the usage status. */
_Noreturn void usage_error(const char *message, ...)
	__attribute__((format(printf, 1, 2)));

/* Prints the message. */
void notice(const char *message, ...) __attribute__((format(printf, 1, 2)));

/* Prints "warning: message". */
void warning(const char *message, ...) __attribute__((format(printf, 1, 2)));

/*
 * A terminal must not be driven by a file name, nor a line be forged or misread: makes
 * each byte of control characters, of marks that change the direction of text, and of
 * what is not UTF-8 a '?'. line[length] exists and stays as it is.
 */
void die_sanitize(char *line, int length);

/*
 * The words for a negative errno or fault, e.g. "no such process". Writes at most size.
 */
const char *die_reason(int err, char *text, size_t size);

#endif

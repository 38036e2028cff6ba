/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/num.h"

#include <ctype.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/user.h"

/* Reads leading digits; stops at the first other character, which *end names. */
static int digits(const char *text, uint64_t max, uint64_t *ret_number, const char **end)
{
	uint64_t number = 0;

	if (!isdigit((unsigned char)*text))
		return -FAULT_NOT_NUMBER;
	for (; isdigit((unsigned char)*text); text++) {
		uint64_t digit = (uint64_t)(*text - '0');

		if (number > max / 10 || number * 10 > max - digit)
			return -FAULT_RANGE;
		number = number * 10 + digit;
	}
	*ret_number = number;
	*end = text;
	return 0;
}

static int number_up_to(const char *text, uint64_t max, uint64_t *ret_number)
{
	const char *end;
	int err = digits(text, max, ret_number, &end);

	/* "99999999999x" is not a number rather than a large one. */
	if (text[strspn(text, "0123456789")])
		return -FAULT_NOT_NUMBER;
	return err;
}

int num_u64(const char *text, uint64_t *ret_number)
{
	return number_up_to(text, UINT64_MAX, ret_number);
}

static int narrow(const char *text, uint64_t max, uint32_t *ret_number)
{
	uint64_t number = 0;
	int err = number_up_to(text, max, &number);

	if (err == 0)
		*ret_number = (uint32_t)number;
	return err;
}

int num_u32(const char *text, uint32_t *ret_number)
{
	return narrow(text, UINT32_MAX, ret_number);
}

int num_int(const char *text, int lowest, int *ret_number)
{
	uint32_t number = 0;
	int err = narrow(text, INT_MAX, &number);

	if (err < 0)
		return err;
	if ((int)number < lowest)
		return -FAULT_RANGE;
	*ret_number = (int)number;
	return 0;
}

int num_id(const char *text, uint32_t *ret_id)
{
	return narrow(text, UINT32_MAX - 1, ret_id);
}

/*
 * A word that begins like a number is taken as one: "1x" is a typing error, not a user.
 */
static bool looks_like_number(const char *text)
{
	return !text[0] || strchr("0123456789+- ", text[0]);
}

int num_user(const char *text, uint32_t *ret_uid)
{
	return looks_like_number(text) ? num_id(text, ret_uid)
				       : user_by_name(text, ret_uid);
}

int num_group(const char *text, uint32_t *ret_gid)
{
	return looks_like_number(text) ? num_id(text, ret_gid)
				       : user_group_by_name(text, ret_gid);
}

/*
 * A table, because glibc's sigabbrev_np() is absent from musl and from glibc before 2.32.
 */
static const struct {
	const char *name;
	int number;
} signals[] = {
	{ "HUP", SIGHUP },	 { "INT", SIGINT },	  { "QUIT", SIGQUIT },
	{ "ILL", SIGILL },	 { "TRAP", SIGTRAP },	  { "ABRT", SIGABRT },
	{ "BUS", SIGBUS },	 { "FPE", SIGFPE },	  { "KILL", SIGKILL },
	{ "USR1", SIGUSR1 },	 { "SEGV", SIGSEGV },	  { "USR2", SIGUSR2 },
	{ "PIPE", SIGPIPE },	 { "ALRM", SIGALRM },	  { "TERM", SIGTERM },
	{ "STKFLT", SIGSTKFLT }, { "CHLD", SIGCHLD },	  { "CONT", SIGCONT },
	{ "STOP", SIGSTOP },	 { "TSTP", SIGTSTP },	  { "TTIN", SIGTTIN },
	{ "TTOU", SIGTTOU },	 { "URG", SIGURG },	  { "XCPU", SIGXCPU },
	{ "XFSZ", SIGXFSZ },	 { "VTALRM", SIGVTALRM }, { "PROF", SIGPROF },
	{ "WINCH", SIGWINCH },	 { "IO", SIGIO },	  { "PWR", SIGPWR },
	{ "SYS", SIGSYS },	 { "IOT", SIGABRT },	  { "POLL", SIGIO },
};

/* RTMIN, RTMIN+n, RTMAX, RTMAX-n. */
static int real_time_signal(const char *name, int *ret_signal)
{
	int from_min = strncasecmp(name, "RTMIN", 5) == 0;
	char sign = from_min ? '+' : '-';
	uint32_t distance = 0;
	int err;

	if (!from_min && strncasecmp(name, "RTMAX", 5) != 0)
		return -FAULT_NO_NAME;
	if (name[5]) {
		if (name[5] != sign)
			return -FAULT_NO_NAME;
		err = num_u32(name + 6, &distance);
		if (err < 0)
			return err;
	}
	if (distance > (uint32_t)(SIGRTMAX - SIGRTMIN))
		return -FAULT_RANGE;
	*ret_signal = from_min ? SIGRTMIN + (int)distance : SIGRTMAX - (int)distance;
	return 0;
}

int num_signal(const char *text, int *ret_signal)
{
	const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
	uint32_t number = 0;
	int err;

	if (looks_like_number(text)) {
		err = num_u32(text, &number);
		if (err < 0)
			return err;
		if (number < 1 || number > (uint32_t)SIGRTMAX)
			return -FAULT_RANGE;
		*ret_signal = (int)number;
		return 0;
	}
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (strcasecmp(name, signals[i].name) == 0) {
			*ret_signal = signals[i].number;
			return 0;
		}
	}
	return real_time_signal(name, ret_signal);
}

const char *num_signal_text(int number, char *text, size_t size)
{
	if (number >= SIGRTMIN && number <= SIGRTMAX) {
		snprintf(text, size, "RTMIN+%d", number - SIGRTMIN);
		return text;
	}
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (signals[i].number == number) {
			snprintf(text, size, "%s", signals[i].name);
			return text;
		}
	}
	snprintf(text, size, "%d", number);
	return text;
}

enum { NSEC = 1000000000 };

/* ".25" -> 250000000. */
static int fraction(const char *text, long *ret_nsec)
{
	long nsec = 0, weight = NSEC / 10;

	if (!isdigit((unsigned char)*text))
		return -FAULT_NOT_NUMBER;
	for (; isdigit((unsigned char)*text); text++, weight /= 10) {
		if (!weight)
			return -FAULT_RANGE;
		nsec += weight * (*text - '0');
	}
	if (*text)
		return -FAULT_NOT_NUMBER;
	*ret_nsec = nsec;
	return 0;
}

/* time_t has 32 bits on some 32-bit machines. */
#define TIME_MAX (sizeof(time_t) < sizeof(int64_t) ? INT32_MAX : INT64_MAX)

int num_seconds(const char *text, struct timespec *ret_time)
{
	bool negative = *text == '-';
	uint64_t seconds;
	const char *end;
	long nsec = 0;
	int err = digits(text + negative, TIME_MAX / 2, &seconds, &end);

	if (err < 0)
		return err;
	if (*end == '.')
		err = fraction(end + 1, &nsec);
	else if (*end)
		err = -FAULT_NOT_NUMBER;
	if (err < 0)
		return err;

	ret_time->tv_sec = negative ? -(time_t)seconds : (time_t)seconds;
	ret_time->tv_nsec = nsec;
	if (negative && nsec) {
		ret_time->tv_sec -= 1;
		ret_time->tv_nsec = NSEC - nsec;
	}
	return 0;
}

/* The seconds of a unit, or 0. */
static int64_t unit_of(char letter)
{
	switch (letter) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	}
	return 0;
}

int num_duration(const char *text, struct timespec *ret_time)
{
	size_t length = strlen(text);
	int64_t unit = length ? unit_of(text[length - 1]) : 0, nsec;
	char number[32];
	int err;

	if (length - (unit != 0) >= sizeof(number))
		return text[strspn(text, "0123456789.")] ? -FAULT_NOT_NUMBER
							 : -FAULT_RANGE;
	snprintf(number, sizeof(number), "%.*s", (int)(length - (unit != 0)), text);
	err = num_seconds(number, ret_time);
	if (err < 0)
		return err;
	if (number[0] == '-')
		return -FAULT_RANGE;
	if (!unit)
		return 0;
	if (ret_time->tv_sec > TIME_MAX / unit - unit)
		return -FAULT_RANGE;
	nsec = (int64_t)ret_time->tv_nsec * unit;
	ret_time->tv_sec = (time_t)(ret_time->tv_sec * unit + nsec / NSEC);
	ret_time->tv_nsec = (long)(nsec % NSEC);
	return 0;
}

uint32_t num_ns_inode(const char *text, const char *type)
{
	size_t length = type ? strlen(type) : strcspn(text, ":");
	uint32_t inode = 0;

	if ((type && strncmp(text, type, length) != 0) ||
	    strncmp(text + length, ":[", 2) != 0)
		return 0;
	for (text += length + 2; *text >= '0' && *text <= '9'; text++)
		inode = 10 * inode + (uint32_t)(*text - '0');
	return strcmp(text, "]") == 0 ? inode : 0;
}

uint64_t num_fraction(uint64_t whole, uint64_t part, uint64_t of)
{
	return whole / of * part + whole % of * part / of;
}

char *num_put(char *to, uint32_t number)
{
	char digits[NUM_DIGITS];
	int count = 0;

	do
		digits[count++] = (char)('0' + number % 10);
	while ((number /= 10));
	while (count)
		*to++ = digits[--count];
	return to;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/size.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/num.h"

enum { NSEC = 1000000000 };

/* Units of memory, as in util-linux: K and KiB are 1024, KB is 1000. */
static int unit_of(const char *text, uint64_t *ret_unit)
{
	static const char letters[] = "KMGTPE";
	const char *letter = isalpha((unsigned char)*text)
				     ? strchr(letters, toupper((unsigned char)*text))
				     : NULL;
	uint64_t base = 1024, unit = 1;

	if (!*text || strcasecmp(text, "B") == 0) {
		*ret_unit = 1;
		return 0;
	}
	if (!letter)
		return -FAULT_NOT_NUMBER;
	if (strcasecmp(text + 1, "B") == 0)
		base = 1000;
	else if (text[1] && strcasecmp(text + 1, "iB") != 0)
		return -FAULT_NOT_NUMBER;
	for (const char *at = letters; at <= letter; at++)
		unit *= base;
	*ret_unit = unit;
	return 0;
}

int size_split_number(const char *text, struct timespec *ret_number, const char **rest)
{
	size_t length = strspn(text, "0123456789.");
	char number[40];

	if (length == 0)
		return -FAULT_NOT_NUMBER;
	if (length >= sizeof(number))
		return -FAULT_RANGE;
	memcpy(number, text, length);
	number[length] = '\0';
	*rest = text + length;
	return num_seconds(number, ret_number);
}

int size_parse(const char *text, uint64_t *ret_bytes)
{
	struct timespec number;
	const char *rest;
	uint64_t unit = 1, whole, part;
	int err = size_split_number(text, &number, &rest);

	if (err == 0)
		err = unit_of(rest, &unit);
	if (err < 0)
		return err;
	if (unit == 1 && number.tv_nsec)
		return -FAULT_NOT_NUMBER; /* half a byte */
	part = num_fraction(unit, (uint64_t)number.tv_nsec, NSEC);
	if (__builtin_mul_overflow((uint64_t)number.tv_sec, unit, &whole) ||
	    whole > (uint64_t)INT64_MAX - part)
		return -FAULT_RANGE;
	*ret_bytes = whole + part;
	return 0;
}

const char *size_text(uint64_t bytes, char *text, size_t size)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
	uint64_t unit = 1;
	int power = 0;

	while (power < 4 && bytes >= unit * 1024) {
		unit *= 1024;
		power++;
	}
	if (bytes % unit == 0)
		snprintf(text, size, "%llu %s", (unsigned long long)(bytes / unit),
			 units[power]);
	else
		snprintf(text, size, "%.1f %s", (double)bytes / (double)unit,
			 units[power]);
	return text;
}

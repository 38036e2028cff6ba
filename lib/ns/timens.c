/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/timens.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "proc/proc.h"

static const struct {
	const char *name;
	clockid_t id;
} clocks[TIMENS_CLOCKS] = {
	[TIMENS_MONOTONIC] = { "monotonic", CLOCK_MONOTONIC },
	[TIMENS_BOOTTIME] = { "boottime", CLOCK_BOOTTIME },
};

const char *timens_name(enum timens_clock clock)
{
	return clocks[clock].name;
}

static const long long seconds_max = INT64_MAX / 1000000000; /* KTIME_SEC_MAX */

/* Offsets count from the initial time namespace; the current one may be another. */
static long long own_offset(int dir, enum timens_clock clock)
{
	char text[256];
	const char *line;
	long long seconds = 0;

	if (proc_read(dir, "timens_offsets", text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, clocks[clock].name);
	if (line)
		sscanf(line + strlen(clocks[clock].name), "%lld", &seconds);
	/* The kernel has no larger ones. */
	return seconds > -seconds_max && seconds < seconds_max ? seconds : 0;
}

void timens_range(int dir, enum timens_clock clock, long long *ret_min,
		  long long *ret_max)
{
	const long long half = seconds_max / 2;
	struct timespec now = { 0 };
	long long initial;

	clock_gettime(clocks[clock].id, &now);
	initial = (long long)now.tv_sec - own_offset(dir, clock);
	*ret_min = -initial;
	*ret_max = half - initial;
}

const char *timens_text(const struct timens *timens, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (int clock = 0; clock < TIMENS_CLOCKS; clock++)
		if (timens->set[clock] && used < size)
			used += (size_t)snprintf(text + used, size - used,
						 "%s %lld %ld\n", clocks[clock].name,
						 (long long)timens->offset[clock].tv_sec,
						 timens->offset[clock].tv_nsec);
	return text;
}

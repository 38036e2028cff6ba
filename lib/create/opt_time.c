/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_time.h"

#include <string.h>

#include "base/die.h"
#include "base/num.h"
#include "proc/proc.h"
#include "hint/hint.h"

enum { MONOTONIC = OPT_LONG, BOOTTIME };

static const struct opt_row rows[] = {
	{ MONOTONIC, "monotonic", "SECONDS", "offset of CLOCK_MONOTONIC (with --time)" },
	{ BOOTTIME, "boottime", "SECONDS", "offset of CLOCK_BOOTTIME (with --time)" },
	{ 0 },
};

/* Not in num_seconds(): how long something takes has no sign. */
static const char *without_plus(const char *seconds)
{
	return seconds[0] == '+' && seconds[1] != '-' ? seconds + 1 : seconds;
}

static void store(void *part, int id, const char *argument)
{
	struct timens *timens = part;
	enum timens_clock clock = id == MONOTONIC ? TIMENS_MONOTONIC : TIMENS_BOOTTIME;
	int err = num_seconds(without_plus(argument), &timens->offset[clock]);

	if (err < 0)
		opt_bad(rows, id, argument, err);
	timens->set[clock] = true;
}

const struct opt_set opt_time_options = { "Clocks", rows, store };

bool opt_time_given(const struct timens *timens)
{
	return timens->set[TIMENS_MONOTONIC] || timens->set[TIMENS_BOOTTIME];
}

void opt_time_check(const struct timens *timens, int dir)
{
	for (int clock = 0; clock < TIMENS_CLOCKS; clock++) {
		long long min, max, wanted = timens->offset[clock].tv_sec;

		if (!timens->set[clock])
			continue;
		timens_range(dir, clock, &min, &max);
		if (wanted < min || wanted > max)
			die("cannot offset the %s clock by %lld seconds: the valid "
			    "range is now %lld to %lld",
			    timens_name(clock), wanted, min, max);
	}
}

void opt_time_set(const struct timens *timens, struct steps *steps, int dir)
{
	char bytes[128], shown[128];

	if (!opt_time_given(timens))
		return;
	timens_text(timens, bytes, sizeof(bytes));
	memcpy(shown, bytes, sizeof(shown));
	for (char *end = shown; (end = strchr(end, '\n'));)
		*end = end[1] ? ',' : '\0';
	STEP_WHY(steps, proc_write(dir, "timens_offsets", bytes), hint_time, NULL,
		 "set the clock offsets to %s", shown);
}

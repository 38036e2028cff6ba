/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/opt_exit.h"

#include <string.h>

#include "base/die.h"
#include "base/num.h"

enum { RE_RAISE = OPT_LONG, WAIT, GRACE };

enum { NSEC = 1000000000, SECONDS_MAX = 1000000000 };

static const struct opt_row rows[] = {
	{ 'e', "remap", "STATUS:STATUS",
	  "exit with the second status instead of the first" },
	{ RE_RAISE, "re-raise", NULL, "terminate by the signal that killed the command" },
	{ WAIT, "wait", NULL, "wait until all processes have terminated" },
	{ GRACE, "grace", "TIME", "then SIGTERM the others, SIGKILL after TIME" },
	{ 'k', "kill-after", "TIME", "SIGKILL all, TIME after first SIGTERM or SIGINT" },
	{ 0 },
};

/* Cuts "143:0" in two, within a copy. */
static void store_remap(struct opt_exit *end, const char *argument)
{
	char from[16];
	const char *colon = strchr(argument, ':');
	size_t length = colon ? (size_t)(colon - argument) : strlen(argument);
	uint32_t old, new = 0;
	int err;

	if (length >= sizeof(from))
		length = sizeof(from) - 1;
	memcpy(from, argument, length);
	from[length] = '\0';
	err = num_u32(from, &old);
	if (err == 0 && colon)
		err = num_u32(colon + 1, &new);
	if (err == 0 && (old > 255 || new > 255))
		err = -FAULT_RANGE;
	if (err < 0)
		opt_bad(rows, 'e', argument, err);
	end->remapped[old] = true;
	end->remap[old] = (unsigned char)new;
}

static int64_t parse_time(int id, const char *argument)
{
	struct timespec time;
	int err = num_duration(argument, &time);

	if (err == 0 && (time.tv_sec < 0 || time.tv_sec > SECONDS_MAX ||
			 (time.tv_sec == 0 && time.tv_nsec == 0)))
		err = -FAULT_RANGE;
	if (err < 0)
		opt_bad(rows, id, argument, err);
	return (int64_t)time.tv_sec * NSEC + time.tv_nsec;
}

static void store(void *part, int id, const char *argument)
{
	struct opt_exit *end = part;

	switch (id) {
	case 'e':
		store_remap(end, argument);
		break;
	case RE_RAISE:
		end->re_raise = true;
		break;
	case WAIT:
		end->wait = true;
		break;
	case GRACE:
		end->grace = parse_time(id, argument);
		break;
	case 'k':
		end->kill_after = parse_time(id, argument);
		break;
	}
}

const struct opt_set opt_exit_options = { "Exit and shutdown", rows, store };

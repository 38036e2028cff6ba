/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/usage.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/fd.h"
#include "base/num.h"
#include "cgroup/limits.h"
#include "cgroup/size.h"

enum unit { UNIT_COUNT, UNIT_BYTES, UNIT_TIME };

/* Where each number is: the file, and the word before it, or NULL. */
static const struct {
	const char *file, *key;
	const char *name;  /* in JSON */
	const char *title; /* in the table */
	enum unit unit;
} fields[USAGE_COUNT] = {
	[USAGE_MEMORY_PEAK] = { "memory.peak", NULL, "peak-memory", "peak memory",
				UNIT_BYTES },
	[USAGE_SWAP_PEAK] = { "memory.swap.peak", NULL, "peak-swap", "peak swap",
			      UNIT_BYTES },
	[USAGE_OOM] = { "memory.events", "oom", "oom", "out of memory", UNIT_COUNT },
	[USAGE_OOM_KILLS] = { "memory.events", "oom_kill", "oom-kills", "OOM kills",
			      UNIT_COUNT },
	[USAGE_MEMORY_MAX] = { "memory.events", "max", "memory-max-reached",
			       "memory.max reached", UNIT_COUNT },
	[USAGE_MEMORY_HIGH] = { "memory.events", "high", "memory-high-reached",
				"memory.high reached", UNIT_COUNT },
	[USAGE_PIDS_PEAK] = { "pids.peak", NULL, "peak-processes", "peak processes",
			      UNIT_COUNT },
	[USAGE_PIDS_MAX] = { "pids.events", "max", "forks-refused", "forks refused",
			     UNIT_COUNT },
	[USAGE_CPU_USER] = { "cpu.stat", "user_usec", "user", "CPU user", UNIT_TIME },
	[USAGE_CPU_SYSTEM] = { "cpu.stat", "system_usec", "system", "CPU system",
			       UNIT_TIME },
	[USAGE_PERIODS] = { "cpu.stat", "nr_periods", "cpu-periods", "CPU periods",
			    UNIT_COUNT },
	[USAGE_THROTTLED] = { "cpu.stat", "nr_throttled", "cpu-throttled",
			      "throttled periods", UNIT_COUNT },
	[USAGE_THROTTLED_TIME] = { "cpu.stat", "throttled_usec", "cpu-throttled-time",
				   "throttled time", UNIT_TIME },
	[USAGE_PRESSURE_CPU] = { "cpu.pressure", "total", "cpu-pressure", "CPU pressure",
				 UNIT_TIME },
	[USAGE_PRESSURE_MEMORY] = { "memory.pressure", "total", "memory-pressure",
				    "memory pressure", UNIT_TIME },
	[USAGE_PRESSURE_IO] = { "io.pressure", "total", "io-pressure", "I/O pressure",
				UNIT_TIME },
};

/* The number behind the first "key " or "key=" that is a whole word. */
static int64_t number_of(const char *text, const char *key)
{
	size_t length = key ? strlen(key) : 0;
	char number[24];
	uint64_t value;

	for (const char *at = text; key; at++) {
		at = strstr(at, key);
		if (!at)
			return USAGE_UNKNOWN;
		if ((at == text || strchr(" \n", at[-1])) && strchr(" =", at[length])) {
			text = at + length + 1;
			break;
		}
	}
	snprintf(number, sizeof(number), "%.*s", (int)strcspn(text, " \n"), text);
	if (num_u64(number, &value) < 0 || value > INT64_MAX)
		return USAGE_UNKNOWN;
	return (int64_t)value;
}

void usage_read(int dir, struct usage *ret_usage)
{
	char text[USAGE_IO];
	const char *file = "";
	bool there = false;

	for (int i = 0; i < USAGE_COUNT; i++) {
		if (strcmp(fields[i].file, file) != 0) {
			file = fields[i].file;
			there = fd_read_small(dir, file, text, sizeof(text)) >= 0;
		}
		ret_usage->value[i] =
			there ? number_of(text, fields[i].key) : USAGE_UNKNOWN;
	}
	there = fd_read_small(dir, "memory.events.local", text, sizeof(text)) >= 0;
	ret_usage->own_oom = there ? number_of(text, "oom") : USAGE_UNKNOWN;
	if (fd_read_small(dir, "io.stat", ret_usage->io, sizeof(ret_usage->io)) < 0)
		ret_usage->io[0] = '\0';
}

void usage_set_wall(struct usage *usage, const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	usage->wall.tv_sec = now.tv_sec - began->tv_sec;
	usage->wall.tv_nsec = now.tv_nsec - began->tv_nsec;
	if (usage->wall.tv_nsec < 0) {
		usage->wall.tv_sec--;
		usage->wall.tv_nsec += 1000000000;
	}
}

/* ---- JSON ---- */

static void print_seconds(FILE *file, int64_t microseconds)
{
	fprintf(file, "%" PRId64 ".%06" PRId64, microseconds / 1000000,
		microseconds % 1000000);
}

/* The next "MAJOR:MINOR key=N..." of io.stat; advances *rest. */
static char *next_device(char **rest)
{
	char *line;

	while ((line = strsep(rest, "\n")))
		if (strchr(line, '='))
			return line;
	return NULL;
}

static void print_io_json(const struct usage *usage, FILE *file)
{
	static const char *const keys[][2] = {
		{ "rbytes", "read-bytes" },
		{ "wbytes", "written-bytes" },
		{ "rios", "reads" },
		{ "wios", "writes" },
		{ "dbytes", "discarded-bytes" },
		{ "dios", "discards" },
	};
	char text[USAGE_IO], *rest = text, *line;
	const char *comma = "";

	snprintf(text, sizeof(text), "%s", usage->io);
	fprintf(file, ", \"io\": [");
	while ((line = next_device(&rest))) {
		fprintf(file, "%s{ \"device\": \"%.*s\"", comma,
			(int)strspn(line, "0123456789:"), line);
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (number_of(line, keys[i][0]) >= 0)
				fprintf(file, ", \"%s\": %" PRId64, keys[i][1],
					number_of(line, keys[i][0]));
		fprintf(file, " }");
		comma = ", ";
	}
	fprintf(file, "]");
}

void usage_print_json(const struct usage *usage, FILE *file)
{
	fprintf(file, "{ \"%s\": %d, \"wall\": %lld.%06ld",
		WIFSIGNALED(usage->status) ? "signal" : "exit-code",
		WIFSIGNALED(usage->status) ? WTERMSIG(usage->status)
					   : WEXITSTATUS(usage->status),
		(long long)usage->wall.tv_sec, usage->wall.tv_nsec / 1000);
	for (int i = 0; i < USAGE_COUNT; i++) {
		fprintf(file, ", \"%s\": ", fields[i].name);
		if (usage->value[i] < 0)
			fprintf(file, "null");
		else if (fields[i].unit == UNIT_TIME)
			print_seconds(file, usage->value[i]);
		else
			fprintf(file, "%" PRId64, usage->value[i]);
	}
	print_io_json(usage, file);
	fprintf(file, " }\n");
}

/* ---- a table ---- */

static void print_io_table(const struct usage *usage, FILE *file)
{
	char text[USAGE_IO], *rest = text, *line, read[32], written[32];

	snprintf(text, sizeof(text), "%s", usage->io);
	while ((line = next_device(&rest))) {
		int64_t in = number_of(line, "rbytes"), out = number_of(line, "wbytes");

		fprintf(file, "I/O %-16.*s%s read, %s written\n",
			(int)strspn(line, "0123456789:"), line,
			size_text((uint64_t)(in < 0 ? 0 : in), read, sizeof(read)),
			size_text((uint64_t)(out < 0 ? 0 : out), written,
				  sizeof(written)));
	}
}

void usage_print_table(const struct usage *usage, FILE *file)
{
	char text[32];

	if (WIFSIGNALED(usage->status))
		fprintf(file, "%-20ssignal %d\n", "end", WTERMSIG(usage->status));
	else
		fprintf(file, "%-20sexit status %d\n", "end", WEXITSTATUS(usage->status));
	fprintf(file, "%-20s%lld.%03ld s\n", "wall clock", (long long)usage->wall.tv_sec,
		usage->wall.tv_nsec / 1000000);
	for (int i = 0; i < USAGE_COUNT; i++) {
		int64_t value = usage->value[i];

		fprintf(file, "%-20s", fields[i].title);
		if (value < 0)
			fprintf(file, "-\n");
		else if (fields[i].unit == UNIT_TIME)
			fprintf(file, "%" PRId64 ".%03" PRId64 " s\n", value / 1000000,
				value / 1000 % 1000);
		else if (fields[i].unit == UNIT_BYTES)
			fprintf(file, "%s\n",
				size_text((uint64_t)value, text, sizeof(text)));
		else
			fprintf(file, "%" PRId64 "\n", value);
	}
	print_io_table(usage, file);
}

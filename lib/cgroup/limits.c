/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/limits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "base/num.h"
#include "proc/proc.h"
#include "cgroup/limit_value.h"
#include "cgroup/tree.h"

static const struct {
	const char *file, *controller;
	limit_parse_fn *parse;
	const char *total; /* of the machine, for percentages: see machine_has() */
} types[LIMIT_COUNT] = {
	[LIMIT_MEMORY_MAX] = { "memory.max", "memory", limit_parse_size, "RAM" },
	[LIMIT_MEMORY_HIGH] = { "memory.high", "memory", limit_parse_size, "RAM" },
	[LIMIT_MEMORY_LOW] = { "memory.low", "memory", limit_parse_size, "RAM" },
	[LIMIT_MEMORY_SWAP_MAX] = { "memory.swap.max", "memory", limit_parse_size,
				    "swap" },
	[LIMIT_OOM_GROUP] = { "memory.oom.group", "memory", limit_parse_flag, NULL },
	[LIMIT_PIDS_MAX] = { "pids.max", "pids", limit_parse_count, "processes" },
	[LIMIT_CPU_MAX] = { "cpu.max", "cpu", limit_parse_cpu_max, NULL },
	[LIMIT_CPU_WEIGHT] = { "cpu.weight", "cpu", limit_parse_weight, NULL },
	[LIMIT_CPUSET_CPUS] = { "cpuset.cpus", "cpuset", limit_parse_list, NULL },
	[LIMIT_CPUSET_MEMS] = { "cpuset.mems", "cpuset", limit_parse_list, NULL },
	[LIMIT_IO_MAX] = { "io.max", "io", limit_parse_io_max, NULL },
	[LIMIT_IO_WEIGHT] = { "io.weight", "io", limit_parse_io_weight, NULL },
	[LIMIT_HUGETLB_MAX] = { "", "hugetlb", limit_parse_hugetlb, "RAM" },
	[LIMIT_HUGETLB_RSVD_MAX] = { "", "hugetlb", limit_parse_hugetlb, "RAM" },
	[LIMIT_SET] = { "", "", limit_parse_set, NULL },
};

/* True when one replaces the other: the same file, and of devices the same device. */
static bool is_same(const struct limit_setting *a, const struct limit_setting *b)
{
	size_t device = strcspn(a->value, " ");

	if (strcmp(a->file, b->file) != 0)
		return false;
	if (a->limit != LIMIT_IO_MAX && a->limit != LIMIT_IO_WEIGHT)
		return true;
	return strcspn(b->value, " ") == device &&
	       strncmp(a->value, b->value, device) == 0;
}

int limits_add(struct limits *limits, enum limit limit, const char *argument)
{
	struct limit_setting setting = { .limit = limit };
	int err, i = 0;

	snprintf(setting.file, sizeof(setting.file), "%s", types[limit].file);
	snprintf(setting.controller, sizeof(setting.controller), "%s",
		 types[limit].controller);
	err = types[limit].parse(&setting, argument);
	if (err < 0)
		return err;
	while (i < limits->count && !is_same(&limits->setting[i], &setting))
		i++;
	if (i == LIMITS_MAX)
		return -E2BIG;
	limits->setting[i] = setting;
	limits->count += i == limits->count;
	return 0;
}

bool limits_share_controller(const struct limits *limits, int i)
{
	for (int before = 0; before < i; before++)
		if (strcmp(limits->setting[before].controller,
			   limits->setting[i].controller) == 0)
			return true;
	return false;
}

const struct limit_setting *limits_find(const struct limits *limits, enum limit limit)
{
	for (int i = 0; i < limits->count; i++)
		if (strcmp(limits->setting[i].file, types[limit].file) == 0)
			return &limits->setting[i];
	return NULL;
}

void limits_imply(struct limits *limits)
{
	const struct limit_setting *memory = limits_find(limits, LIMIT_MEMORY_MAX);

	if (!memory || strcmp(memory->value, "max") == 0 ||
	    limits_find(limits, LIMIT_MEMORY_SWAP_MAX))
		return;
	if (limits_add(limits, LIMIT_MEMORY_SWAP_MAX, "0") == 0)
		limits->setting[limits->count - 1].implied = true;
}

static uint64_t machine_has(const char *what)
{
	struct sysinfo info;
	long long pids, threads;

	if (strcmp(what, "processes") == 0) {
		pids = proc_sysctl("kernel/pid_max", 32768);
		threads = proc_sysctl("kernel/threads-max", pids);
		return (uint64_t)(pids < threads ? pids : threads);
	}
	if (sysinfo(&info) < 0)
		return 0;
	return (uint64_t)(strcmp(what, "swap") == 0 ? info.totalswap : info.totalram) *
	       info.mem_unit;
}

int limits_resolve(struct limits *limits, int parent)
{
	for (int i = 0; i < limits->count; i++) {
		struct limit_setting *setting = &limits->setting[i];
		uint64_t most, machine;

		if (!setting->percent)
			continue;
		/* memory.high of 50% is half of what memory.max leaves. */
		most = tree_ceiling(parent, types[setting->limit].total[0] == 'R' &&
							    setting->controller[0] == 'm'
						    ? "memory.max"
						    : setting->file);
		machine = machine_has(types[setting->limit].total);
		most = machine < most ? machine : most;
		most = num_fraction(most, setting->percent, 100ULL * LIMIT_PERCENT);
		if (setting->limit == LIMIT_PIDS_MAX && !most)
			most = 1;
		limit_put_number(setting, most);
		setting->percent = 0;
	}
	return 0;
}

/*
 * "8:0 N" or "default N", where BFQ has no word for the default. Its weights end at 1000,
 * and have the same default; so each side of the default is scaled alone.
 */
static int write_bfq_weight(const struct limit_setting *setting, const struct leaf *leaf)
{
	size_t device = strcspn(setting->value, " ");
	char value[LIMIT_VALUE];
	uint64_t weight;
	int err = num_u64(setting->value + device + 1, &weight);

	if (err < 0)
		return err;
	if (weight > 100)
		weight = 100 + (weight - 100) * (1000 - 100) / (10000 - 100);
	snprintf(value, sizeof(value), "%.*s %u",
		 setting->value[0] == 'd' ? 0 : (int)device, setting->value,
		 (unsigned)weight);
	return leaf_write(leaf, "io.bfq.weight", value);
}

int limits_write(const struct limit_setting *setting, const struct leaf *leaf)
{
	int err = leaf_write(leaf, setting->file, setting->value), bfq;

	if (err == -ENOENT && setting->implied)
		return 0; /* a kernel that does not account swap */
	if (setting->limit != LIMIT_IO_WEIGHT)
		return err;
	bfq = write_bfq_weight(setting, leaf);
	return err == -ENOENT && bfq != 0 && bfq != -ENOENT ? bfq : bfq == 0 ? 0 : err;
}

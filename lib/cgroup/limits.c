/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/limits.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>

#include "base/die.h"
#include "base/num.h"
#include "proc/proc.h"
#include "cgroup/tree.h"

enum {
	CPU_PERIOD = 100000,	  /* microseconds: the kernel's default */
	CPU_PERIOD_MAX = 1000000, /* for a quota that would be too small */
	CPU_QUOTA_MIN = 1000,
	PERCENT = 1000, /* units of struct limit_setting's percent */
	NSEC = 1000000000,
	WEIGHT_MAX = 10000,
};

/* Puts the value that an argument means into setting. Returns 0, a fault or -errno. */
typedef int parse_fn(struct limit_setting *setting, const char *argument);

/* ---- numbers ---- */

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

/* Splits digits with a fraction from what follows. Negative numbers are none. */
static int split_number(const char *text, struct timespec *ret_number, const char **rest)
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

int limit_size(const char *text, uint64_t *ret_bytes)
{
	struct timespec number;
	const char *rest;
	uint64_t unit = 1, whole, part;
	int err = split_number(text, &number, &rest);

	if (err == 0)
		err = unit_of(rest, &unit);
	if (err < 0)
		return err;
	if (unit == 1 && number.tv_nsec)
		return -FAULT_NOT_NUMBER; /* half a byte */
	part = (uint64_t)((unsigned __int128)unit * (unsigned long)number.tv_nsec / NSEC);
	if (__builtin_mul_overflow((uint64_t)number.tv_sec, unit, &whole) ||
	    whole > (uint64_t)INT64_MAX - part)
		return -FAULT_RANGE;
	*ret_bytes = whole + part;
	return 0;
}

const char *limit_size_text(uint64_t bytes, char *text, size_t size)
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

/* "50%": true, with a result in *ret_err. */
static bool is_percent(struct limit_setting *setting, const char *argument, int *ret_err)
{
	size_t length = strlen(argument);
	struct timespec number;
	const char *rest;

	if (length == 0 || argument[length - 1] != '%')
		return false;
	*ret_err = split_number(argument, &number, &rest);
	if (*ret_err == 0 && strcmp(rest, "%") != 0)
		*ret_err = -FAULT_NOT_NUMBER;
	if (*ret_err == 0 && (number.tv_sec > 1000000 || number.tv_nsec % 1000000))
		*ret_err = -FAULT_RANGE;
	if (*ret_err < 0)
		return true;
	setting->percent = (uint64_t)number.tv_sec * PERCENT +
			   (uint64_t)number.tv_nsec / (NSEC / PERCENT);
	if (!setting->percent)
		*ret_err = -FAULT_RANGE;
	return true;
}

static bool is_max(struct limit_setting *setting, const char *argument)
{
	if (strcmp(argument, "max") != 0)
		return false;
	snprintf(setting->value, sizeof(setting->value), "max");
	return true;
}

static void put_number(struct limit_setting *setting, uint64_t number)
{
	snprintf(setting->value, sizeof(setting->value), "%llu",
		 (unsigned long long)number);
}

static int parse_size(struct limit_setting *setting, const char *argument)
{
	uint64_t bytes;
	int err = 0;

	if (is_max(setting, argument))
		return 0;
	if (is_percent(setting, argument, &err))
		return err == 0 && setting->percent > 100ULL * PERCENT ? -FAULT_RANGE
								       : err;
	err = limit_size(argument, &bytes);
	if (err == 0)
		put_number(setting, bytes);
	return err;
}

static int parse_count(struct limit_setting *setting, const char *argument)
{
	uint32_t number;
	int err = 0;

	if (is_max(setting, argument))
		return 0;
	if (is_percent(setting, argument, &err))
		return err == 0 && setting->percent > 100ULL * PERCENT ? -FAULT_RANGE
								       : err;
	err = num_u32(argument, &number);
	/* The kernel accepts 0, and then no command could start. */
	if (err == 0 && number == 0)
		err = -FAULT_RANGE;
	if (err == 0)
		put_number(setting, number);
	return err;
}

static int parse_weight(struct limit_setting *setting, const char *argument)
{
	uint32_t number;
	int err = num_u32(argument, &number);

	if (err == 0 && (number < 1 || number > WEIGHT_MAX))
		err = -FAULT_RANGE;
	if (err == 0)
		put_number(setting, number);
	return err;
}

/* An option without an argument. */
static int parse_flag(struct limit_setting *setting, const char *argument)
{
	(void)argument;
	put_number(setting, 1);
	return 0;
}

/* ---- cpu.max ---- */

static int put_cpu_max(struct limit_setting *setting, uint64_t quota, uint64_t period)
{
	if (quota < CPU_QUOTA_MIN || period < CPU_QUOTA_MIN || period > CPU_PERIOD_MAX ||
	    quota > (uint64_t)INT64_MAX / 1000)
		return -FAULT_RANGE;
	snprintf(setting->value, sizeof(setting->value), "%llu %llu",
		 (unsigned long long)quota, (unsigned long long)period);
	return 0;
}

/* Billionths of a CPU. A small quota gets a longer period, as below 1 ms is refused. */
static int put_cpus(struct limit_setting *setting, uint64_t nano)
{
	if (nano / (NSEC / CPU_PERIOD) < CPU_QUOTA_MIN)
		return put_cpu_max(setting, nano / (NSEC / CPU_PERIOD_MAX),
				   CPU_PERIOD_MAX);
	return put_cpu_max(setting, nano / (NSEC / CPU_PERIOD), CPU_PERIOD);
}

static int parse_cpu_max(struct limit_setting *setting, const char *argument)
{
	const char *slash = strchr(argument, '/'), *rest;
	struct timespec number;
	uint64_t quota, period;
	char text[32];
	int err = 0;

	if (is_max(setting, argument))
		return 0;
	if (slash && (size_t)(slash - argument) < sizeof(text)) {
		snprintf(text, sizeof(text), "%.*s", (int)(slash - argument), argument);
		err = num_u64(text, &quota);
		if (err == 0)
			err = num_u64(slash + 1, &period);
		return err < 0 ? err : put_cpu_max(setting, quota, period);
	}
	if (is_percent(setting, argument, &err)) {
		quota = setting->percent * (NSEC / PERCENT / 100);
		setting->percent = 0; /* of one CPU, whatever the parent has */
		return err < 0 ? err : put_cpus(setting, quota);
	}
	err = split_number(argument, &number, &rest);
	if (err < 0 || *rest)
		return err < 0 ? err : -FAULT_NOT_NUMBER;
	if (number.tv_sec > 1000000)
		return -FAULT_RANGE;
	return put_cpus(setting,
			(uint64_t)number.tv_sec * NSEC + (uint64_t)number.tv_nsec);
}

/* ---- lists and devices ---- */

/* CPUs or nodes: 0-3,8. Which of them exist is for the kernel to say. */
static int parse_list(struct limit_setting *setting, const char *argument)
{
	size_t length = strlen(argument);

	if (length == 0 || strspn(argument, "0123456789-,") != length)
		return -FAULT_NOT_NUMBER;
	if (length >= sizeof(setting->value))
		return -FAULT_RANGE;
	memcpy(setting->value, argument, length + 1);
	return 0;
}

/* "8:0". Returns 0, or -FAULT_NOT_NUMBER or -FAULT_RANGE. */
static int device_number(const char *name, unsigned *ret_major, unsigned *ret_minor)
{
	const char *colon = strchr(name, ':');
	char text[NUM_DIGITS + 1];
	int err;

	if (!colon || (size_t)(colon - name) >= sizeof(text))
		return -FAULT_NOT_NUMBER;
	snprintf(text, sizeof(text), "%.*s", (int)(colon - name), name);
	err = num_u32(text, ret_major);
	return err < 0 ? err : num_u32(colon + 1, ret_minor);
}

/* MAJOR:MINOR, a block device, or a file on the file system of one. */
static int device_of(const char *name, unsigned *ret_major, unsigned *ret_minor)
{
	struct stat st;
	int err = device_number(name, ret_major, ret_minor);

	if (err != -FAULT_NOT_NUMBER)
		return err;
	if (stat(name, &st) < 0)
		return -errno;
	if (S_ISCHR(st.st_mode))
		return -ENOTBLK;
	*ret_major = major(S_ISBLK(st.st_mode) ? st.st_rdev : st.st_dev);
	*ret_minor = minor(S_ISBLK(st.st_mode) ? st.st_rdev : st.st_dev);
	return *ret_major ? 0 : -ENOTBLK; /* of a file system without a device */
}

/* Splits "DEVICE,REST", or takes all as REST where there is no comma. */
static int split_device(const char *argument, char *device, size_t size,
			const char **rest)
{
	unsigned major, minor;
	char name[LIMIT_VALUE];
	size_t length = strcspn(argument, ",");
	int err;

	if (length >= sizeof(name))
		return -FAULT_RANGE;
	snprintf(name, sizeof(name), "%.*s", (int)length, argument);
	err = device_of(name, &major, &minor);
	if (err == 0)
		snprintf(device, size, "%u:%u", major, minor);
	*rest = argument[length] ? argument + length + 1 : argument + length;
	return err;
}

/* One "rbps=1M" as the kernel takes it. */
static int put_io_key(char *text, size_t size, const char *word)
{
	static const char *const keys[] = { "rbps=", "wbps=", "riops=", "wiops=" };
	uint64_t number;
	int err = -FAULT_NO_NAME;

	for (int i = 0; i < 4; i++) {
		size_t length = strlen(keys[i]);

		if (strncmp(word, keys[i], length) != 0)
			continue;
		if (strcmp(word + length, "max") == 0) {
			snprintf(text, size, " %s", word);
			return 0;
		}
		err = i < 2 ? limit_size(word + length, &number)
			    : num_u64(word + length, &number);
		if (err == 0 && number == 0)
			err = -FAULT_RANGE;
		if (err == 0)
			snprintf(text, size, " %s%llu", keys[i],
				 (unsigned long long)number);
	}
	return err;
}

static int parse_io_max(struct limit_setting *setting, const char *argument)
{
	char *value = setting->value, words[LIMIT_VALUE], *rest = words, *word;
	const char *keys;
	int err = split_device(argument, value, LIMIT_VALUE, &keys);

	if (err < 0)
		return err;
	if (!*keys)
		return -FAULT_NO_NAME;
	if ((size_t)snprintf(words, sizeof(words), "%s", keys) >= sizeof(words) / 2)
		return -FAULT_RANGE;
	while (err == 0 && (word = strsep(&rest, ",")))
		err = put_io_key(value + strlen(value), LIMIT_VALUE - strlen(value),
				 word);
	return err;
}

static int parse_io_weight(struct limit_setting *setting, const char *argument)
{
	struct limit_setting weight = { 0 };
	char device[32] = "default";
	const char *rest = argument;
	int err = strchr(argument, ',')
			  ? split_device(argument, device, sizeof(device), &rest)
			  : 0;

	if (err == 0)
		err = parse_weight(&weight, rest);
	if (err == 0)
		snprintf(setting->value, sizeof(setting->value), "%s %.8s", device,
			 weight.value);
	return err;
}

/* ---- files with names of their own ---- */

/* "2MB=1G": hugetlb.2MB.max or hugetlb.2MB.rsvd.max. */
static int parse_hugetlb(struct limit_setting *setting, const char *argument)
{
	size_t length = strcspn(argument, "=");

	if (!argument[length] || length == 0 || length > 16 ||
	    strspn(argument, "0123456789KMGB") != length)
		return -FAULT_NO_NAME;
	snprintf(setting->file, sizeof(setting->file), "hugetlb.%.*s.%smax", (int)length,
		 argument, setting->limit == LIMIT_HUGETLB_RSVD_MAX ? "rsvd." : "");
	return parse_size(setting, argument + length + 1);
}

/* Files that decide which processes are in the cgroup, and whether any can be. */
static bool is_reserved(const char *file)
{
	static const char *const names[] = {
		"cgroup.procs", "cgroup.threads",	  "cgroup.kill",
		"cgroup.type",	"cgroup.subtree_control", "cgroup.freeze"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(file, names[i]) == 0)
			return true;
	return false;
}

static int parse_set(struct limit_setting *setting, const char *argument)
{
	size_t length = strcspn(argument, "="), dot = strcspn(argument, ".");

	if (!argument[length] || dot == 0 || dot >= length || dot >= LIMIT_CONTROLLER ||
	    length >= LIMIT_FILE || memchr(argument, '/', length))
		return -EINVAL;
	snprintf(setting->file, sizeof(setting->file), "%.*s", (int)length, argument);
	snprintf(setting->controller, sizeof(setting->controller), "%.*s", (int)dot,
		 argument);
	if (strcmp(setting->controller, "cgroup") == 0)
		setting->controller[0] = '\0';
	if (is_reserved(setting->file))
		return -EPERM;
	if (strlen(argument + length + 1) >= LIMIT_VALUE)
		return -FAULT_RANGE;
	snprintf(setting->value, sizeof(setting->value), "%s", argument + length + 1);
	return 0;
}

static const struct {
	const char *file, *controller;
	parse_fn *parse;
	const char *total; /* of the machine, for percentages: see machine_has() */
} types[LIMIT_COUNT] = {
	[LIMIT_MEMORY_MAX] = { "memory.max", "memory", parse_size, "RAM" },
	[LIMIT_MEMORY_HIGH] = { "memory.high", "memory", parse_size, "RAM" },
	[LIMIT_MEMORY_LOW] = { "memory.low", "memory", parse_size, "RAM" },
	[LIMIT_MEMORY_SWAP_MAX] = { "memory.swap.max", "memory", parse_size, "swap" },
	[LIMIT_OOM_GROUP] = { "memory.oom.group", "memory", parse_flag, NULL },
	[LIMIT_PIDS_MAX] = { "pids.max", "pids", parse_count, "processes" },
	[LIMIT_CPU_MAX] = { "cpu.max", "cpu", parse_cpu_max, NULL },
	[LIMIT_CPU_WEIGHT] = { "cpu.weight", "cpu", parse_weight, NULL },
	[LIMIT_CPUSET_CPUS] = { "cpuset.cpus", "cpuset", parse_list, NULL },
	[LIMIT_CPUSET_MEMS] = { "cpuset.mems", "cpuset", parse_list, NULL },
	[LIMIT_IO_MAX] = { "io.max", "io", parse_io_max, NULL },
	[LIMIT_IO_WEIGHT] = { "io.weight", "io", parse_io_weight, NULL },
	[LIMIT_HUGETLB_MAX] = { "", "hugetlb", parse_hugetlb, "RAM" },
	[LIMIT_HUGETLB_RSVD_MAX] = { "", "hugetlb", parse_hugetlb, "RAM" },
	[LIMIT_SET] = { "", "", parse_set, NULL },
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
		pids = proc_sysctl("/proc/sys/kernel/pid_max", 32768);
		threads = proc_sysctl("/proc/sys/kernel/threads-max", pids);
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
		most = (uint64_t)((unsigned __int128)most * setting->percent /
				  (100ULL * PERCENT));
		if (setting->limit == LIMIT_PIDS_MAX && !most)
			most = 1;
		put_number(setting, most);
		setting->percent = 0;
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/limit_value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "base/num.h"
#include "cgroup/block_device.h"
#include "cgroup/size.h"

enum {
	CPU_PERIOD = 100000,	  /* microseconds: the kernel's default */
	CPU_PERIOD_MAX = 1000000, /* for a quota that would be too small */
	CPU_QUOTA_MIN = 1000,
	NSEC = 1000000000,
	WEIGHT_MAX = 10000,
};

/* "50%": true, with a result in *ret_err. */
static bool is_percent(struct limit_setting *setting, const char *argument, int *ret_err)
{
	size_t length = strlen(argument);
	struct timespec number;
	const char *rest;

	if (length == 0 || argument[length - 1] != '%')
		return false;
	*ret_err = size_split_number(argument, &number, &rest);
	if (*ret_err == 0 && strcmp(rest, "%") != 0)
		*ret_err = -FAULT_NOT_NUMBER;
	if (*ret_err == 0 && (number.tv_sec > 1000000 || number.tv_nsec % 1000000))
		*ret_err = -FAULT_RANGE;
	if (*ret_err < 0)
		return true;
	setting->percent = (uint64_t)number.tv_sec * LIMIT_PERCENT +
			   (uint64_t)number.tv_nsec / (NSEC / LIMIT_PERCENT);
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

/* "max", or a percentage of what there is, up to 100 %. */
static bool is_max_or_share(struct limit_setting *setting, const char *argument,
			    int *ret_err)
{
	if (is_max(setting, argument))
		return true;
	if (!is_percent(setting, argument, ret_err))
		return false;
	if (*ret_err == 0 && setting->percent > 100ULL * LIMIT_PERCENT)
		*ret_err = -FAULT_RANGE;
	return true;
}

void limit_put_number(struct limit_setting *setting, uint64_t number)
{
	snprintf(setting->value, sizeof(setting->value), "%llu",
		 (unsigned long long)number);
}

int limit_parse_size(struct limit_setting *setting, const char *argument)
{
	uint64_t bytes;
	int err = 0;

	if (is_max_or_share(setting, argument, &err))
		return err;
	err = size_parse(argument, &bytes);
	if (err == 0)
		limit_put_number(setting, bytes);
	return err;
}

int limit_parse_count(struct limit_setting *setting, const char *argument)
{
	uint32_t number;
	int err = 0;

	if (is_max_or_share(setting, argument, &err))
		return err;
	err = num_u32(argument, &number);
	/* The kernel accepts 0, and then no command could start. */
	if (err == 0 && number == 0)
		err = -FAULT_RANGE;
	if (err == 0)
		limit_put_number(setting, number);
	return err;
}

int limit_parse_weight(struct limit_setting *setting, const char *argument)
{
	uint32_t number;
	int err = num_u32(argument, &number);

	if (err == 0 && (number < 1 || number > WEIGHT_MAX))
		err = -FAULT_RANGE;
	if (err == 0)
		limit_put_number(setting, number);
	return err;
}

/* An option without an argument. */
int limit_parse_flag(struct limit_setting *setting, const char *argument)
{
	(void)argument;
	limit_put_number(setting, 1);
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

int limit_parse_cpu_max(struct limit_setting *setting, const char *argument)
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
		quota = setting->percent * (NSEC / LIMIT_PERCENT / 100);
		setting->percent = 0; /* of one CPU, whatever the parent has */
		return err < 0 ? err : put_cpus(setting, quota);
	}
	err = size_split_number(argument, &number, &rest);
	if (err < 0 || *rest)
		return err < 0 ? err : -FAULT_NOT_NUMBER;
	if (number.tv_sec > 1000000)
		return -FAULT_RANGE;
	return put_cpus(setting,
			(uint64_t)number.tv_sec * NSEC + (uint64_t)number.tv_nsec);
}

/* ---- lists and devices ---- */

/* CPUs or nodes: 0-3,8. Which of them exist is for the kernel to say. */
int limit_parse_list(struct limit_setting *setting, const char *argument)
{
	size_t length = strlen(argument);

	if (length == 0 || strspn(argument, "0123456789-,") != length)
		return -FAULT_NOT_NUMBER;
	if (length >= sizeof(setting->value))
		return -FAULT_RANGE;
	memcpy(setting->value, argument, length + 1);
	return 0;
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
	err = block_device(name, &major, &minor);
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
		err = i < 2 ? size_parse(word + length, &number)
			    : num_u64(word + length, &number);
		if (err == 0 && number == 0)
			err = -FAULT_RANGE;
		if (err == 0)
			snprintf(text, size, " %s%llu", keys[i],
				 (unsigned long long)number);
	}
	return err;
}

int limit_parse_io_max(struct limit_setting *setting, const char *argument)
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

int limit_parse_io_weight(struct limit_setting *setting, const char *argument)
{
	struct limit_setting weight = { 0 };
	char device[32] = "default";
	const char *rest = argument;
	int err = strchr(argument, ',')
			  ? split_device(argument, device, sizeof(device), &rest)
			  : 0;

	if (err == 0)
		err = limit_parse_weight(&weight, rest);
	if (err == 0)
		snprintf(setting->value, sizeof(setting->value), "%s %.8s", device,
			 weight.value);
	return err;
}

/* ---- files with names of their own ---- */

/* "2MB=1G": hugetlb.2MB.max or hugetlb.2MB.rsvd.max. */
int limit_parse_hugetlb(struct limit_setting *setting, const char *argument)
{
	size_t length = strcspn(argument, "=");

	if (!argument[length] || length == 0 || length > 16 ||
	    strspn(argument, "0123456789KMGB") != length)
		return -FAULT_NO_NAME;
	snprintf(setting->file, sizeof(setting->file), "hugetlb.%.*s.%smax", (int)length,
		 argument, setting->limit == LIMIT_HUGETLB_RSVD_MAX ? "rsvd." : "");
	return limit_parse_size(setting, argument + length + 1);
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

int limit_parse_set(struct limit_setting *setting, const char *argument)
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

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/target.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "ns/netns_dir.h"

static int parse_process(const char *text, struct target *target)
{
	char pid[16];
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	int err;

	if (length >= sizeof(pid))
		return -FAULT_RANGE;
	memcpy(pid, text, length);
	pid[length] = '\0';
	err = num_int(pid, 1, &target->pid);
	if (err == 0 && colon)
		err = num_u64(colon + 1, &target->number);
	if (err < 0)
		return err;
	if (colon && !target->number)
		return -FAULT_RANGE;
	target->kind = TARGET_PROCESS;
	return 0;
}

/* "12" and "12:34", but not "12/x" or "12a", which are names of files. */
static bool is_process(const char *text)
{
	return text[0] && !text[strspn(text, "0123456789:")];
}

int target_parse(const char *text, struct target *ret_target)
{
	int err, fd = 0;

	*ret_target = (struct target){ .text = text };
	if (!text[0])
		return -EINVAL;
	if (text[0] == ':') {
		ret_target->kind = TARGET_ID;
		return num_u64(text + 1, &ret_target->number);
	}
	if (strncmp(text, "fd:", 3) == 0) {
		ret_target->kind = TARGET_FD;
		err = num_int(text + 3, 0, &fd);
		ret_target->number = (uint64_t)fd;
		return err;
	}
	/* "-1" and "0" are meant as PIDs, and are none. */
	if (text[0] == '-' && isdigit((unsigned char)text[1]))
		return -FAULT_RANGE;
	if (is_process(text))
		return parse_process(text, ret_target);
	ret_target->kind = TARGET_PATH;
	return 0;
}

const char *target_text(const struct target *target, char *text, size_t size)
{
	switch (target->kind) {
	case TARGET_PROCESS:
		snprintf(text, size, "process %d", (int)target->pid);
		break;
	case TARGET_FD:
		snprintf(text, size, "descriptor %" PRIu64, target->number);
		break;
	case TARGET_ID:
		snprintf(text, size, "namespace id %" PRIu64, target->number);
		break;
	default:
		snprintf(text, size, "%s", target->text ? target->text : "nothing");
	}
	return text;
}

int target_open_process(const struct target *target, struct process *ret_process)
{
	*ret_process = (struct process)PROCESS_NONE;
	if (target->kind == TARGET_PROCESS)
		return process_open(target->pid, target->number, ret_process);
	if (target->kind == TARGET_FD)
		return process_from_pidfd((int)target->number, ret_process);
	return -FAULT_NOT_PROCESS;
}

static int open_of_process(const struct target *target, enum ns type)
{
	struct process process;
	int err = target_open_process(target, &process);

	if (err == 0)
		err = process_ns(&process, type);
	process_close(&process);
	return err;
}

/*
 * A word without a slash is a name of ip-netns(8), if there is one, as the file of that
 * name in the working directory may be that of another user. "./NAME" is always that
 * file. Not to block on a pipe, nor to get a terminal, that is there instead.
 */
static int open_path(const char *text, enum ns type)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	char path[sizeof(NETNS_DIR) + NAME_MAX + 2];
	int fd = -1;

	if (type == NS_NET && !strchr(text, '/') && strlen(text) <= NAME_MAX) {
		snprintf(path, sizeof(path), NETNS_DIR "/%s", text);
		fd = open(path, flags);
		if (fd >= 0 || errno != ENOENT)
			return step_result(fd);
	}
	return step_result(open(text, flags));
}

static int open_any(const struct target *target, enum ns type)
{
	int fd;

	switch (target->kind) {
	case TARGET_PROCESS:
		return open_of_process(target, type);
	case TARGET_ID:
		return ns_open_id(target->number);
	case TARGET_FD:
		/*
		 * A pidfd names a process; any other descriptor is the namespace itself.
		 */
		fd = open_of_process(target, type);
		if (fd != -FAULT_NOT_PIDFD)
			return fd;
		fd = fcntl((int)target->number, F_DUPFD_CLOEXEC, 0);
		return fd < 0 ? -errno : fd;
	default:
		return open_path(target->text, type);
	}
}

int target_open_ns(const struct target *target, enum ns type)
{
	FD_AUTO int fd = open_any(target, type);
	int flag;

	if (fd < 0)
		return fd;
	flag = ns_type_of(fd);
	if (flag < 0)
		return flag;
	return flag == ns_types[type].flag ? fd_take(&fd) : -FAULT_WRONG_TYPE;
}

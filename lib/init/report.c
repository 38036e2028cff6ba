/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/report.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"

enum { LINE = 512, MSEC = 1000000 };

bool report_can_write(int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLOUT };

	return poll(&poller, 1, 0) == 1 && (poller.revents & POLLOUT);
}

void report_begin(struct report *report, int fd)
{
	FD_AUTO int proc = -1;

	memset(report, 0, sizeof(*report));
	report->fd = fd;
	if (fd < 0)
		return;
	proc = own_proc_open();
	report->has_proc = proc >= 0;
	clock_gettime(CLOCK_REALTIME, &report->began);
}

void report_look(const struct report *report, pid_t pid, struct own_proc_stat *ret_stat)
{
	char path[32];

	memset(ret_stat, 0, sizeof(*ret_stat));
	sprintf(path, "/proc/%d/stat", (int)pid);
	if (report->has_proc)
		(void)own_proc_stat(AT_FDCWD, path, ret_stat);
}

/* A JSON string: quoted, and what is not printable ASCII as \u00XX. */
static void write_name(char *text, const char *name)
{
	for (; *name; name++) {
		unsigned char byte = (unsigned char)*name;

		if (byte == '"' || byte == '\\')
			text += sprintf(text, "\\%c", byte);
		else if (byte < ' ' || byte > '~')
			text += sprintf(text, "\\u%04x", byte);
		else
			*text++ = (char)byte;
	}
	*text = '\0';
}

/* Writes as much as possible. Returns 0 or -errno; how much it was is in *ret_done. */
static int write_some(int fd, const char *text, size_t length, ssize_t *ret_done)
{
	ssize_t got;

	while ((size_t)*ret_done < length) {
		got = write(fd, text + *ret_done, length - (size_t)*ret_done);
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got == 0)
			return -ENOSPC;
		*ret_done += got > 0 ? got : 0;
	}
	return 0;
}

static void write_line(struct report *report, const char *line, int length)
{
	int err = report_can_write(report->fd) ? 0 : -EAGAIN;
	ssize_t done = 0;

	/* What follows half a line is another line. */
	if (err == 0 && report->torn)
		err = fd_write_all(report->fd, "\n", 1);
	if (err == 0) {
		report->torn = false;
		err = write_some(report->fd, line, (size_t)length, &done);
	}
	if (err == 0)
		return;
	report->torn |= done > 0;
	report->lost++;
	report->err = err;
}

/*
 * Milliseconds since 1970, from ticks since the machine was booted. Ticks are coarse, and
 * nothing starts after its end.
 */
static long long start_of(long long ticks, const struct timespec *now)
{
	long long end = now->tv_sec * 1000LL + now->tv_nsec / MSEC, start;
	long hertz = (long)getauxval(AT_CLKTCK);
	struct timespec up;

	clock_gettime(CLOCK_BOOTTIME, &up);
	start = end - up.tv_sec * 1000LL - up.tv_nsec / MSEC + ticks * 1000 / hertz;
	return start < end ? start : end;
}

static int write_end(char *text, int status)
{
	if (WIFSIGNALED(status))
		return sprintf(text, "\"signal\": %d", WTERMSIG(status));
	return sprintf(text, "\"exit-code\": %d", WEXITSTATUS(status));
}

static int write_cost(char *text, const struct rusage *usage)
{
	return sprintf(text,
		       "\"user\": %lld.%06ld, \"system\": %lld.%06ld, "
		       "\"peak-memory\": %lld",
		       (long long)usage->ru_utime.tv_sec, (long)usage->ru_utime.tv_usec,
		       (long long)usage->ru_stime.tv_sec, (long)usage->ru_stime.tv_usec,
		       (long long)usage->ru_maxrss * 1024);
}

void report_process(struct report *report, const struct reaped *process,
		    const struct own_proc_stat *stat, bool adopted)
{
	char line[LINE], text[6 * sizeof(stat->name)];
	long long start;
	struct timespec now;
	int used = sprintf(line, "{ \"pid\": %d, ", (int)process->pid);

	clock_gettime(CLOCK_REALTIME, &now);
	if (stat->name[0]) {
		write_name(text, stat->name);
		used += sprintf(line + used, "\"name\": \"%s\", ", text);
	}
	used += write_end(line + used, process->status);
	used += sprintf(line + used, ", ");
	used += write_cost(line + used, &process->usage);
	if (stat->start_ticks) {
		start = start_of(stat->start_ticks, &now);
		used += sprintf(line + used, ", \"start\": %lld.%03d", start / 1000,
				(int)(start % 1000));
	}
	used += sprintf(line + used, ", \"end\": %lld.%03ld, \"adopted\": %s }\n",
			(long long)now.tv_sec, now.tv_nsec / MSEC,
			adopted ? "true" : "false");
	report->processes++;
	report->adopted += adopted;
	write_line(report, line, used);
}

void report_summary(struct report *report, int left)
{
	struct rusage usage;
	struct timespec now;
	char line[LINE];
	int used;

	getrusage(RUSAGE_CHILDREN, &usage);
	clock_gettime(CLOCK_REALTIME, &now);
	used = sprintf(line, "{ \"processes\": %lu, \"adopted\": %lu, ",
		       report->processes, report->adopted);
	if (left >= 0)
		used += sprintf(line + used, "\"left\": %d, ", left);
	used += write_cost(line + used, &usage);
	used += sprintf(line + used,
			", \"start\": %lld.%03ld, \"end\": %lld.%03ld, \"lost\": %lu }\n",
			(long long)report->began.tv_sec, report->began.tv_nsec / MSEC,
			(long long)now.tv_sec, now.tv_nsec / MSEC, report->lost);
	write_line(report, line, used);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/start.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "ns/status.h"
#include "run/cmd.h"
#include "run/signal_received.h"
#include "hint/hint.h"
#include "init/report.h"
#include "init/spawn.h"
#include "init/terminal.h"

void start_take_terminal(struct supervise *w)
{
	w->terminal = -1;
	if (w->forward.group || w->forward.session)
		w->terminal = terminal_open();
	if (w->forward.session)
		w->terminal = terminal_leave(w->terminal);
}

static _Noreturn void die_unstarted(struct supervise *w, const char *file,
				    int exec_failure, const char *step)
{
	int err = w->main.pidfd, status;

	if (w->terminal >= 0)
		terminal_take(w->terminal, tcgetpgrp(w->terminal));
	lifetime_end(&w->lifetime);
	if (step)
		must(err, "%s", step);
	status = err == -ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
	if (exec_failure)
		status = exec_failure;
	die_cannot(status, err, hint_exec, file, "execute %s", file);
}

void start_command(struct supervise *w, char **command, int exec_failure)
{
	const struct spawn how = {
		.file = command[0],
		.argv = command,
		.run = cmd_become,
		.signals = &w->signals,
		.group = w->forward.group,
		.session = w->forward.session,
		.terminal = w->terminal,
		.lifetime = w->is_pid1 ? NULL : &w->lifetime,
	};
	const char *step;

	w->main.group = how.group || how.session;
	signal_find_missed(&w->missed);
	w->main.pid = must(spawn_command(&how, &w->main.pidfd, &step), "start a process");
	if (w->main.pid == 0)
		die_unstarted(w, command[0], exec_failure, step);
}

void start_pause(struct supervise *w)
{
	w->main.pidfd = -1;
	if (w->report.fd < 0 && signals_kernel_reaps(&w->signals) == 0)
		w->reaper = SUPERVISE_KERNEL_REAPS;
	else
		w->reaper = SUPERVISE_REAP;
}

/* There it says what it did, or at the end what it could not write. */
static bool keeps_stderr(const struct supervise *w)
{
	return w->init.verbose || w->report.fd >= 0 || w->status_fd >= 0;
}

/*
 * Pipes of the caller have to end when the command closes them, and file systems must not
 * be kept busy by this process.
 */
void start_close_descriptors(const struct supervise *w, int sync_fd)
{
	const int keep[] = { w->main.pidfd,	    w->init.report_fd,
			     w->status_fd,	    sync_fd,
			     w->terminal,	    w->signals.signal_fd,
			     w->lifetime.supervisor };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= (keeps_stderr(w) ? 1 : 2); fd++)
		if (null < 0 || dup2(null, fd) < 0)
			close(fd);
	(void)!fd_close_others(keep, sizeof(keep) / sizeof(keep[0]));
	(void)!chdir("/");
}

void start_report(struct supervise *w)
{
	const struct status_namespaces none = { { 0 } };

	if (!w->main.pid || w->status_fd < 0)
		return;
	watch_tell_lost(w,
			report_can_write(w->status_fd)
				? status_child(w->status_fd, w->main.pid, &none)
				: -EAGAIN,
			"the status");
}

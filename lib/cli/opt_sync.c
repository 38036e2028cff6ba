/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"

enum { STATUS = OPT_LONG, BLOCK, USERNS_BLOCK, SYNC, READY };

static const struct opt_row rows[] = {
	{ STATUS, "status-fd", "FD", "write PID, namespaces and exit status as JSON" },
	{ BLOCK, "block-fd", "FD", "wait for data or EOF before running the command" },
	{ SYNC, "sync-fd", "FD", "keep FD open until the command has terminated" },
	{ READY, "ready-fd", "FD", "write 1 to FD when the namespaces are set up" },
	{ 0 },
};

static const struct opt_row userns_rows[] = {
	{ USERNS_BLOCK, "userns-block-fd", "FD",
	  "another process maps the IDs; wait for data or EOF" },
	{ 0 },
};

static bool is_taken(const struct opt_sync *sync, int fd)
{
	return fd == sync->status || fd == sync->block || fd == sync->userns_block ||
	       fd == sync->sync || fd == sync->ready;
}

static void check_mode(int id, int fd)
{
	int flags = fcntl(fd, F_GETFL), mode = flags & O_ACCMODE;

	if ((id == BLOCK || id == USERNS_BLOCK) && (mode == O_WRONLY || (flags & O_PATH)))
		usage_error("descriptor %d is not open for reading", fd);
	if ((id == STATUS || id == READY) && (mode == O_RDONLY || (flags & O_PATH)))
		usage_error("descriptor %d is not open for writing", fd);
}

static int parse_fd(const struct opt_sync *sync, int id, const char *argument)
{
	struct stat st;
	int fd = -1, err = num_int(argument, 0, &fd);

	if (err < 0)
		opt_bad(id == USERNS_BLOCK ? userns_rows : rows, id, argument, err);
	if (fd <= 2)
		usage_error(
			"descriptor %d belongs to the command; use descriptor 3 or higher",
			fd);
	if (fstat(fd, &st) < 0)
		usage_error("descriptor %d is not open", fd);
	if (S_ISDIR(st.st_mode))
		usage_error("descriptor %d is a directory", fd);
	if (is_taken(sync, fd))
		usage_error("descriptor %d was given twice", fd);
	check_mode(id, fd);
	return fd;
}

static void store(void *part, int id, const char *argument)
{
	struct opt_sync *sync = part;
	int *const places[] = {
		[STATUS - OPT_LONG] = &sync->status,
		[BLOCK - OPT_LONG] = &sync->block,
		[USERNS_BLOCK - OPT_LONG] = &sync->userns_block,
		[SYNC - OPT_LONG] = &sync->sync,
		[READY - OPT_LONG] = &sync->ready,
	};
	int fd = parse_fd(sync, id, argument);

	must(step_result(fcntl(fd, F_SETFD, FD_CLOEXEC)),
	     "set the close-on-exec flag of descriptor %d", fd);
	*places[id - OPT_LONG] = fd;
	sync->given = true;
}

const struct opt_set opt_sync_options = { "Coordination", rows, store };
const struct opt_set opt_sync_userns_options = { NULL, userns_rows, store };

void opt_sync_hand_on(const struct opt_sync *sync, bool handed_on)
{
	const int fds[] = { sync->status, sync->block, sync->userns_block, sync->sync,
			    sync->ready };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			(void)fcntl(fds[i], F_SETFD, handed_on ? 0 : FD_CLOEXEC);
}

/* Data or the end: both mean go. What is read is thrown away. */
static void wait_for(int *fd, const sigset_t *blocked, const char *what)
{
	struct pollfd ready = { .fd = *fd, .events = POLLIN };
	char byte;
	ssize_t got;

	do {
		got = ppoll(&ready, 1, NULL, blocked) < 0 ? -1 : read(*fd, &byte, 1);
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	/* An eventfd(2) and similar files can be read, but not by the byte. */
	if (got < 0 && errno != EINVAL)
		must(step_result(got), "wait for %s on descriptor %d", what, *fd);
	fd_close(fd);
}

void opt_sync_tell_child(struct opt_sync *sync, pid_t pid,
			 const struct status_namespaces *namespaces)
{
	if (sync->status >= 0)
		must(status_child(sync->status, pid, namespaces),
		     "write the status to descriptor %d", sync->status);
}

static const int terminating_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

/*
 * Signals are blocked to be forwarded, but the child cannot run yet: they end this
 * process.
 */
static void wait_interruptible(int *fd, const char *what)
{
	sigset_t blocked;

	if (*fd < 0)
		return;
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (size_t i = 0;
	     i < sizeof(terminating_signals) / sizeof(terminating_signals[0]); i++)
		sigdelset(&blocked, terminating_signals[i]);
	wait_for(fd, &blocked, what);
}

void opt_sync_wait_for_maps(struct opt_sync *sync)
{
	wait_interruptible(&sync->userns_block, "the ID maps");
}

void opt_sync_wait_for_leave(struct opt_sync *sync)
{
	wait_interruptible(&sync->block, "permission to run the command");
}

void opt_sync_tell_ready(struct opt_sync *sync)
{
	if (sync->ready < 0)
		return;
	must(fd_write_all(sync->ready, "1\n", 2),
	     "write the ready notification to descriptor %d", sync->ready);
	fd_close(&sync->ready);
}

void opt_sync_let_die(const struct opt_sync *sync)
{
	sigset_t freed;

	if (sync->block < 0)
		return;
	sigemptyset(&freed);
	for (size_t i = 0;
	     i < sizeof(terminating_signals) / sizeof(terminating_signals[0]); i++)
		sigaddset(&freed, terminating_signals[i]);
	sigprocmask(SIG_UNBLOCK, &freed, NULL);
}

static void end_by(int number)
{
	_exit(128 + number);
}

/*
 * The kernel keeps each signal from a PID 1 that has no handler for it, so nobody could
 * end the wait. The exec takes the handlers away; what the caller ignores stays ignored.
 */
static void install_exit_handlers(void)
{
	const struct sigaction end = { .sa_handler = end_by };
	struct sigaction old;

	for (size_t i = 0;
	     i < sizeof(terminating_signals) / sizeof(terminating_signals[0]); i++)
		if (sigaction(terminating_signals[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			(void)sigaction(terminating_signals[i], &end, NULL);
}

void opt_sync_wait(struct opt_sync *sync)
{
	/* Those are the caller's to write, and their readers await the end, too. */
	fd_close(&sync->status);
	fd_close(&sync->ready);
	if (sync->block < 0)
		return;
	if (getpid() == 1)
		install_exit_handlers();
	wait_for(&sync->block, NULL, "permission to run the command");
}

void opt_sync_tell_exit(struct opt_sync *sync, int wait_status)
{
	if (sync->status >= 0)
		should(status_exit(sync->status, wait_status),
		       "write the status to descriptor %d", sync->status);
	fd_close(&sync->status);
}

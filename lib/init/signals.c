/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/signals.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/sys.h"
#include "run/signal_received.h"

enum {
	NSEC = 1000000000,
	MSEC = 1000000,
	MASK_BYTES = (_NSIG - 1 + 63) / 64 * 8,
	TO_GROUP = 4, /* PIDFD_SIGNAL_PROCESS_GROUP of linux/pidfd.h, Linux 6.9 */
};

/* The C library's function leaves out the signals that it keeps for itself. */
static void mask(int how, const sigset_t *set, sigset_t *ret_old)
{
	(void)syscall(SYS_rt_sigprocmask, how, set, ret_old, MASK_BYTES);
}

static sigset_t all(void)
{
	sigset_t set;

	memset(&set, 0xff, sizeof(set));
	return set;
}

static sigset_t only(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	return set;
}

void signals_take(struct signals *ret_saved)
{
	static const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t set = all();

	mask(SIG_SETMASK, &set, &ret_saved->blocked);
	sigaction(SIGCHLD, &usual, &ret_saved->chld);
	ret_saved->signal_fd = -1;
}

void signals_give_back(const struct signals *saved)
{
	/* An exec makes the default of a handler, but keeps what is ignored. */
	if (saved->chld.sa_handler == SIG_IGN)
		sigaction(SIGCHLD, &saved->chld, NULL);
	mask(SIG_SETMASK, &saved->blocked, NULL);
}

int signals_kernel_reaps(struct signals *signals)
{
	/* SIG_IGN would do as well, but a child inherits it. */
	struct sigaction reply_lost = { .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT };
	sigset_t set = all(), chld = only(SIGCHLD);
	int signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

	if (signal_fd < 0)
		return -errno;
	signals->signal_fd = signal_fd;
	sigaction(SIGCHLD, &reply_lost, NULL);
	/* If it were blocked, each one would stay pending, and wake this process. */
	mask(SIG_UNBLOCK, &chld, NULL);
	return 0;
}

void signals_we_reap(struct signals *signals)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t chld = only(SIGCHLD);

	mask(SIG_BLOCK, &chld, NULL);
	sigaction(SIGCHLD, &usual, NULL);
	fd_close(&signals->signal_fd);
}

int64_t signals_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NSEC + now.tv_nsec;
}

/* Until a signal or the end of the process makes one of them readable. */
static void wait_for_signalfd(int signal_fd, int pidfd, int64_t left)
{
	struct pollfd ready[] = { { .fd = signal_fd, .events = POLLIN },
				  { .fd = pidfd, .events = POLLIN } };
	int64_t msec = left / MSEC + 1;
	int timeout = msec > INT32_MAX ? INT32_MAX : (int)msec;

	(void)poll(ready, 2, left == SIGNALS_NEVER ? -1 : timeout);
}

int signals_next(const struct signals *signals, int pidfd, int64_t deadline,
		 siginfo_t *ret_signal)
{
	sigset_t set = all();
	struct timespec time = { 0 }, *at_most = &time;
	int64_t left = deadline;
	int number;

	if (deadline != SIGNALS_NEVER)
		left -= signals_now();
	if (left < 0)
		left = 0;
	if (signals->signal_fd >= 0)
		wait_for_signalfd(signals->signal_fd, pidfd, left);
	else if (deadline == SIGNALS_NEVER)
		at_most = NULL;
	else
		time = (struct timespec){ left / NSEC, left % NSEC };
	number = signal_wait(&set, ret_signal, at_most);
	return number > 0 ? number : 0;
}

/*
 * With what came with the signal: the kernel allows to forward what a process has sent.
 */
static int send_as(const struct signals_target *target, int number, const siginfo_t *as)
{
	siginfo_t info = *as;

	info.si_signo = number;
	if (target->pidfd >= 0)
		return (int)syscall(SYS_pidfd_send_signal, target->pidfd, number, &info,
				    target->group ? TO_GROUP : 0);
	if (target->group)
		return -1;
	return (int)syscall(SYS_rt_sigqueueinfo, target->pid, number, &info);
}

int signals_send(const struct signals_target *target, int number, const siginfo_t *as)
{
	bool queued = as->si_code < 0 && as->si_code != SI_TKILL;

	if (queued && send_as(target, number, as) == 0)
		return 0;
	if (!target->group && target->pidfd >= 0 &&
	    xns_pidfd_send_signal(target->pidfd, number, NULL) == 0)
		return 0;
	return kill(target->group ? -target->pid : target->pid, number) < 0 ? -errno : 0;
}

int signals_end_group(const struct signals_target *leader, int number, bool is_zombie)
{
	if (leader->pidfd >= 0 &&
	    syscall(SYS_pidfd_send_signal, leader->pidfd, number, NULL, TO_GROUP) == 0)
		return 0;
	if (!is_zombie)
		return -ESRCH;
	return kill(-leader->pid, number) < 0 ? -errno : 0;
}

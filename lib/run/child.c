/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "proc/own_proc.h"
#include "run/signal_received.h"

enum { VFORK_STACK = 256 * 1024 }; /* what is not touched costs nothing */

int child_block(struct child_signals *ret_saved, bool all)
{
	struct sigaction old;
	sigset_t block;

	if (sigaction(SIGCHLD, NULL, &old) < 0)
		return -errno;
	ret_saved->sigchld_ignored = old.sa_handler == SIG_IGN;
	if (ret_saved->sigchld_ignored && signal(SIGCHLD, SIG_DFL) == SIG_ERR)
		return -errno;

	sigemptyset(&block);
	sigaddset(&block, SIGCHLD);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	/* A reader of --status-fd that has gone is an error to report, no end. */
	sigaddset(&block, SIGPIPE);
	if (all)
		sigfillset(&block);
	return step_result(sigprocmask(SIG_BLOCK, &block, &ret_saved->blocked));
}

int child_unblock(const struct child_signals *saved)
{
	if (saved->sigchld_ignored && signal(SIGCHLD, SIG_IGN) == SIG_ERR)
		return -errno;
	return step_result(sigprocmask(SIG_SETMASK, &saved->blocked, NULL));
}

pid_t child_fork(void)
{
	pid_t pid = fork();

	return pid < 0 ? -errno : pid;
}

/* CLONE_NEWTIME lies within the byte of clone(2)'s exit signal, and would be ignored. */
static pid_t clone_without_3(const struct child_clone *how, int *ret_pidfd)
{
	unsigned long flags = (unsigned)how->flags | SIGCHLD;

	if (how->cgroup >= 0 || how->set_tid || (how->flags & CLONE_NEWTIME))
		return -ENOSYS;
	return step_result(xns_clone(flags | CLONE_PIDFD, ret_pidfd));
}

pid_t child_clone(const struct child_clone *how, int *ret_pidfd)
{
	pid_t set_tid = how->set_tid, pid;
	int refused;
	struct xns_clone_args args = {
		.flags = (unsigned)how->flags | CLONE_PIDFD,
		.pidfd = (uintptr_t)ret_pidfd,
		.exit_signal = SIGCHLD,
	};

	*ret_pidfd = -1;
	if (how->cgroup >= 0) {
		args.flags |= XNS_CLONE_INTO_CGROUP;
		args.cgroup = (unsigned)how->cgroup;
	}
	if (set_tid) {
		args.set_tid = (uintptr_t)&set_tid;
		args.set_tid_size = 1;
	}
	pid = xns_clone3(&args);
	if (pid >= 0)
		return pid;
	refused = -errno;
	/* E2BIG: a clone3(2) that is older than the field which was asked for. */
	if (!call_unavailable(-refused) && refused != -E2BIG)
		return refused;
	/*
	 * EPERM is the kernel's own word, or that of a filter which knows clone(2) only.
	 */
	pid = clone_without_3(how, ret_pidfd);
	return pid == -ENOSYS && refused == -EPERM ? refused : pid;
}

bool child_can_clone_vm(void)
{
#ifdef SANITIZERS
	return false;
#else
	return true;
#endif
}

/* An execvp(3) that finds a script without "#!" copies argv to its stack. */
static size_t stack_size(char *const *argv)
{
	size_t count = 0;

	while (argv[count])
		count++;
	return VFORK_STACK + count * sizeof(*argv);
}

/*
 * The last stop of job control that the child caught. The memory is that of both, and a
 * handler has no argument for it.
 */
static volatile sig_atomic_t deferred_stop;

static void defer_stop(int number)
{
	deferred_stop = number == SIGCONT ? 0 : number;
}

void child_defer_stops(void)
{
	static const int numbers[] = { SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT };
	struct sigaction defer = { .sa_handler = defer_stop, .sa_flags = SA_RESTART };
	struct sigaction old;

	sigfillset(&defer.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (sigaction(numbers[i], &defer, &old) == 0 && old.sa_handler == SIG_IGN)
			(void)sigaction(numbers[i], &old, NULL);
}

void child_send_deferred_stop(pid_t child)
{
	if (deferred_stop)
		(void)kill(child, deferred_stop);
	deferred_stop = 0;
}

pid_t child_clone_vm(int flags, int (*run)(void *context), void *context,
		     char *const *argv, int *ret_pidfd)
{
	size_t size = stack_size(argv);
	char *stack = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	pid_t pid;

	if (stack == MAP_FAILED)
		return -errno;
	pid = clone(run, stack + size,
		    flags | CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, context,
		    ret_pidfd);
	if (pid < 0)
		pid = -errno;
	munmap(stack, size);
	return pid;
}

static void forward(pid_t child, const siginfo_t *signal)
{
	/*
	 * A queued signal carries a value. Nothing to do about a refusal: it may be root
	 * now.
	 */
	if (signal->si_code == SI_QUEUE)
		(void)sigqueue(child, signal->si_signo, signal->si_value);
	else
		(void)kill(child, signal->si_signo);
}

/*
 * Returns 1 when the child has ended, 0 when not, or -errno. The SIGCONT that ends a stop
 * of this process is pending then, and forwarded.
 */
static int follow(pid_t child, bool *asked, int *ret_status)
{
	pid_t pid = waitpid(child, ret_status, WNOHANG | WUNTRACED);

	if (pid < 0)
		return -errno;
	if (pid == 0)
		return 0;
	if (!WIFSTOPPED(*ret_status))
		return 1;
	*asked |= signal_stop_is_pending();
	if (signal_stop_is_shared(child, WSTOPSIG(*ret_status), *asked)) {
		signal_stop_with(child,
				 *asked && signal_is_job_stop(WSTOPSIG(*ret_status)));
		*asked = false;
	}
	return 0;
}

int child_relay(pid_t child, int how, sigset_t *missed)
{
	bool asked = false; /* to stop, since the last SIGCONT */
	sigset_t sigchld, awaited;
	siginfo_t signal;
	int status, ended, number;

	/*
	 * Not taken for granted: fork(3) of glibc 2.41 blocks all signals and ignores a
	 * failure, then sets a mask that it never read.
	 */
	sigemptyset(&sigchld);
	sigaddset(&sigchld, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &sigchld, &awaited) < 0)
		return -errno;
	sigaddset(&awaited, SIGCHLD);
	while ((ended = follow(child, &asked, &status)) == 0) {
		while ((number = signal_wait(&awaited, &signal, NULL)) < 0)
			; /* EINTR: this process was stopped and continued */
		if (signal_is_job_stop(number) || number == SIGCONT)
			asked = number != SIGCONT;
		if (number == SIGCHLD || !(how & CHILD_FORWARD))
			continue;
		if (!signal_already_received(child, &signal, missed))
			forward(child, &signal);
	}
	return ended < 0 ? ended : status;
}

/* Without evidence it is taken to have executed. */
static bool stat_says_executed(pid_t child)
{
	enum { PF_FORKNOEXEC = 0x40 }; /* forked, and has not executed since */
	struct own_proc_stat stat;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)child);
	return !own_proc_stat(AT_FDCWD, path, &stat) || !(stat.flags & PF_FORKNOEXEC);
}

bool child_has_executed(pid_t child)
{
	/* setpgid(2) refuses a child that has executed; its group stays the same. */
	if (setpgid(child, getpgid(child)) == 0)
		return false;
	return errno == EACCES || stat_says_executed(child);
}

int child_wait(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return status;
}

void child_exit_like(int status)
{
	sigset_t fatal;

	if (!WIFSIGNALED(status))
		exit(WEXITSTATUS(status));

	prctl(PR_SET_DUMPABLE, 0);
	prlimit(0, RLIMIT_CORE, &(struct rlimit){ 0, 0 }, NULL);
	signal(WTERMSIG(status), SIG_DFL);
	sigemptyset(&fatal);
	sigaddset(&fatal, WTERMSIG(status));
	kill(getpid(), WTERMSIG(status));
	/* Only this one: another may be pending, and would change the story. */
	sigprocmask(SIG_UNBLOCK, &fatal, NULL);
	exit(128 + WTERMSIG(status));
}

int child_die_with(int parent, int number)
{
	struct pollfd gone = { .fd = parent, .events = POLLIN };

	if (prctl(PR_SET_PDEATHSIG, number) < 0)
		return -errno;
	/*
	 * Not by a signal: PID 1 of a PID namespace ignores what it sends to itself, and
	 * the command must not be executed.
	 */
	if (poll(&gone, 1, 0) > 0)
		_exit(128 + number);
	return 0;
}

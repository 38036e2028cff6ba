/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/lifetime.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "run/leave.h"

enum {
	GRACE_MS = 200, /* for a death signal that the kernel has sent already */
	EXIT_ORPHAN = 128 + SIGKILL,
};

int lifetime_find_parent(int signal, struct lifetime_parent *ret_parent)
{
	pid_t parent = getppid();

	*ret_parent = (struct lifetime_parent){ -1, -1, signal };
	if (parent <= 0)
		return 0; /* it belongs to another PID namespace */
	ret_parent->self = xns_pidfd_open(getpid(), 0);
	if (ret_parent->self >= 0)
		ret_parent->pidfd = xns_pidfd_open(parent, 0);
	/* Still the same parent: so the pidfd was opened before its PID was released. */
	return getppid() == parent ? 0 : -FAULT_EXITED;
}

/* ---- the watcher ---- */

struct watcher {
	int supervisor, child; /* the other ends of the sockets in struct lifetime */
	int pidfd;	       /* of the child once it has registered, or -1 */
	int signal;
	struct lifetime_parent parent;
};

/* Receives a byte. Returns the PID of its sender as seen here, or 0 at the end. */
static pid_t receive_pid(int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	char byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	const struct cmsghdr *header;
	struct ucred sender;

	if (recvmsg(fd, &message, 0) != 1)
		return 0;
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_level != SOL_SOCKET ||
	    header->cmsg_type != SCM_CREDENTIALS)
		return 0;
	memcpy(&sender, CMSG_DATA(header), sizeof(sender));
	return sender.pid;
}

static bool is_ready(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	return poll(&ready, 1, 0) > 0;
}

/*
 * The child sends one byte, waits for the answer, and sends another: it was alive after
 * pidfd_open(2), so its PID has not been given to another process. The supervisor's
 * socket is looked at after the child has set its death signal; the kernel closes the
 * descriptors of a process before it sends death signals, so one of both always arrives.
 * A child that dies in between is not noticed here; lifetime_end() follows.
 */
static void accept_child(struct watcher *w)
{
	pid_t pid = receive_pid(w->child);

	if (pid <= 0 || is_ready(w->supervisor))
		_exit(EXIT_ORPHAN);
	w->pidfd = xns_pidfd_open(pid, 0);
	if (send(w->child, "", 1, MSG_NOSIGNAL) != 1)
		_exit(EXIT_ORPHAN);
	/* Without pidfd_open(2) the death signal is all there is. */
	if (w->pidfd < 0 || receive_pid(w->child) != pid)
		_exit(EXIT_ORPHAN);
	fd_close(&w->child);
}

/* A signal that the kernel has sent already need not be sent again, KILL excepted. */
static _Noreturn void end_child(const struct watcher *w)
{
	struct pollfd child = { .fd = w->pidfd, .events = POLLIN };

	if (w->pidfd >= 0 && (w->signal == SIGKILL || poll(&child, 1, GRACE_MS) == 0))
		(void)xns_pidfd_send_signal(w->pidfd, w->signal, NULL);
	_exit(0);
}

/*
 * A child that has not registered by now is not accepted: its supervisor has been
 * signalled, and may not have ended yet.
 */
static void parent_ended(struct watcher *w)
{
	(void)xns_pidfd_send_signal(w->parent.self, w->parent.signal, NULL);
	if (w->pidfd < 0)
		_exit(EXIT_ORPHAN);
	fd_close(&w->parent.pidfd);
}

static _Noreturn void watch_all(struct watcher *w)
{
	for (;;) {
		struct pollfd events[] = {
			{ .fd = w->supervisor, .events = POLLIN },
			{ .fd = w->child, .events = POLLIN },
			{ .fd = w->pidfd, .events = POLLIN },
			{ .fd = w->parent.pidfd, .events = POLLIN },
		};

		if (poll(events, sizeof(events) / sizeof(events[0]), -1) < 0)
			continue;
		if (events[3].revents)
			parent_ended(w);
		if (events[2].revents)
			_exit(0);
		if (events[0].revents)
			end_child(w);
		if (events[1].revents)
			accept_child(w);
	}
}

static _Noreturn void become_watcher(struct watcher *w)
{
	const int keep[] = { w->supervisor, w->child, w->parent.pidfd, w->parent.self };

	leave_caller("xns-watcher", keep, sizeof(keep) / sizeof(keep[0]));
	if (send(w->supervisor, "", 1, MSG_NOSIGNAL) != 1)
		_exit(EXIT_ORPHAN);
	watch_all(w);
}

/* ---- the supervisor ---- */

static int wait_until_it_watches(const struct lifetime *lifetime)
{
	char byte;
	ssize_t got;

	do {
		got = recv(lifetime->supervisor, &byte, 1, 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	return got == 1 ? 0 : -FAULT_PEER_GONE;
}

static int make_sockets(struct lifetime *lifetime, struct watcher *watcher)
{
	int to_supervisor[2], to_child[2], on = 1;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, to_supervisor) < 0)
		return -errno;
	lifetime->supervisor = to_supervisor[0];
	watcher->supervisor = to_supervisor[1];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, to_child) < 0)
		return -errno;
	lifetime->child = to_child[0];
	watcher->child = to_child[1];
	/* The kernel then adds the PID of the sender, as seen from here. */
	return step_result(
		setsockopt(watcher->child, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)));
}

int lifetime_start(struct lifetime *lifetime, int signal,
		   const struct lifetime_parent *parent)
{
	struct watcher watcher = { -1, -1, -1, signal, *parent };
	int err;

	*lifetime = (struct lifetime)LIFETIME_NONE;
	err = make_sockets(lifetime, &watcher);
	if (err == 0)
		err = step_result(lifetime->watcher = xns_clone(0, NULL));
	if (err == 0 && lifetime->watcher == 0) {
		close(lifetime->supervisor);
		close(lifetime->child);
		become_watcher(&watcher);
	}
	fd_close(&watcher.supervisor);
	fd_close(&watcher.child);
	if (err > 0)
		err = wait_until_it_watches(lifetime);
	if (err < 0)
		lifetime_end(lifetime);
	return err;
}

void lifetime_end(struct lifetime *lifetime)
{
	fd_close(&lifetime->supervisor);
	fd_close(&lifetime->child);
	if (lifetime->watcher <= 0)
		return;
	kill(lifetime->watcher, SIGKILL);
	while (waitpid(lifetime->watcher, NULL, __WALL) < 0 && errno == EINTR)
		;
	lifetime->watcher = 0;
}

/* ---- the child ---- */

static int register_with_watcher(int fd)
{
	char byte;
	ssize_t got;

	if (send(fd, "", 1, MSG_NOSIGNAL) != 1)
		return -errno;
	do {
		got = recv(fd, &byte, 1, 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	if (got == 0)
		return -EPIPE;
	/* A watcher without pidfds has left: then the death signal has to do. */
	(void)!send(fd, "", 1, MSG_NOSIGNAL);
	return 0;
}

/* An orphan writes this only if it cannot block. */
static int end_unwatched(void)
{
	struct pollfd error = { .fd = STDERR_FILENO, .events = POLLOUT };

	if (poll(&error, 1, 0) <= 0)
		_exit(EXIT_OURS);
	return -FAULT_PEER_GONE;
}

int lifetime_join(const struct lifetime *lifetime, int signal)
{
	int err;

	/* CLONE_PIDFD_AUTOKILL of newer kernels will make all of this unnecessary. */
	close(lifetime->supervisor); /* the supervisor's own copy is the last one now */
	if (prctl(PR_SET_PDEATHSIG, signal) < 0)
		return -errno;
	err = register_with_watcher(lifetime->child);
	/* Not kill(2): PID 1 of a PID namespace ignores what it sends to itself. */
	if (err == -EPIPE || err == -ECONNRESET)
		return end_unwatched();
	return err;
}

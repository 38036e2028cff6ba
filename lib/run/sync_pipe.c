/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/sync_pipe.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"

int sync_pipe_create(int side[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, side) < 0 ? -errno : 0;
}

int sync_pipe_notify(int side)
{
	/* send(2) for MSG_NOSIGNAL: a vanished reader must not kill the writer. */
	if (send(side, "", 1, MSG_NOSIGNAL) == 1)
		return 0;
	return errno == EPIPE || errno == ECONNRESET ? -FAULT_PEER_GONE : -errno;
}

int sync_pipe_notify_if_open(int side)
{
	int err = sync_pipe_notify(side);

	return err == -FAULT_PEER_GONE ? 0 : err;
}

int sync_pipe_wait(int side)
{
	char byte;
	ssize_t got;

	do {
		got = read(side, &byte, 1);
	} while (got < 0 && errno == EINTR);

	if (got < 0 && errno != ECONNRESET)
		return -errno;
	return got == 1 ? 0 : -FAULT_PEER_GONE;
}

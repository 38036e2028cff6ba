/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "run/sync_pipe.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"

int gate_make(int side[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, side) < 0 ? -errno : 0;
}

int gate_open(int side)
{
	/* send(2) for MSG_NOSIGNAL: a vanished reader must not kill the writer. */
	if (send(side, "", 1, MSG_NOSIGNAL) == 1)
		return 0;
	return errno == EPIPE || errno == ECONNRESET ? -FAULT_OTHER_SIDE : -errno;
}

int gate_open_if_there(int side)
{
	int err = gate_open(side);

	return err == -FAULT_OTHER_SIDE ? 0 : err;
}

int gate_wait(int side)
{
	char byte;
	ssize_t got;

	do {
		got = read(side, &byte, 1);
	} while (got < 0 && errno == EINTR);

	if (got < 0 && errno != ECONNRESET)
		return -errno;
	return got == 1 ? 0 : -FAULT_OTHER_SIDE;
}

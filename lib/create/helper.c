/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/helper.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "run/sync_pipe.h"

void outsider_start(struct outsider *outsider, const struct child_signals *signals,
		    outsider_work *work, void *context)
{
	int side[2];

	must(gate_make(side), "make a gate");
	outsider->pid = must(child_fork(), "start a process that stays outside");
	if (outsider->pid > 0) {
		fd_close(&side[1]);
		outsider->gate = side[0];
		return;
	}

	fd_close(&side[0]);
	must(child_unblock(signals), "give the signals back");
	for (int turn = 0; gate_wait(side[1]) == 0; turn++) {
		work(context, turn);
		must(gate_open_if_there(side[1]), "say that it is done");
	}
	_exit(EXIT_SUCCESS);
}

/* Not close(2): a child forked meanwhile holds a copy until it executes its command. */
static void send_home(struct outsider *outsider)
{
	must(step_result(shutdown(outsider->gate, SHUT_RDWR)),
	     "send the process outside home");
	fd_close(&outsider->gate);
}

void outsider_turn(struct outsider *outsider)
{
	char name[16];
	int status, err = gate_open(outsider->gate);

	if (err == 0)
		err = gate_wait(outsider->gate);
	if (err == 0)
		return;
	/* It may wait for us still: it does not, once the gate is gone. */
	send_home(outsider);
	status = must(child_wait(outsider->pid), "wait for the process outside");
	if (WIFSIGNALED(status))
		die("the process outside was killed by signal %s",
		    num_signal_text(WTERMSIG(status), name, sizeof(name)));
	if (status == 0)
		must(err, "work together with the process outside");
	exit(EXIT_OURS);
}

void outsider_end(struct outsider *outsider)
{
	send_home(outsider);
	must(child_wait(outsider->pid), "wait for the process outside");
	outsider->pid = 0;
}

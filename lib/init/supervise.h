/* SPDX-License-Identifier: MIT */
/*
 * What an init does while its command runs, and after that: one thing at a time, a
 * signal, a death, a deadline. Nothing that fails here ends it; it is left undone.
 */
#ifndef XNS_INIT_SUPERVISE_H
#define XNS_INIT_SUPERVISE_H

#include <stdbool.h>
#include <stdint.h>

#include "run/lifetime.h"
#include "init/opt_exit.h"
#include "init/opt_init.h"
#include "init/opt_signals.h"
#include "init/report.h"
#include "init/signals.h"

struct supervise {
	struct opt_signals forward;
	struct opt_exit end;
	struct opt_init init;

	bool is_pid1;
	struct signals signals;	    /* taken */
	sigset_t missed;	    /* see run/signal_received.h */
	struct signals_target main; /* the command; pid 0 with --pause */
	struct lifetime lifetime;   /* of the command; none as PID 1 */
	int terminal;		    /* in whose foreground the command is, or -1 */
	int status_fd;		    /* where to say how it has ended, or -1 */
	struct report report;

	/* the watch's own */
	enum {
		SUPERVISE_REAP_UNTIL_TRIED,
		SUPERVISE_REAP,
		SUPERVISE_KERNEL_REAPS
	} reaper;
	bool stop_asked;  /* a stop of job control came, and no SIGCONT since */
	bool group_ended; /* the group of --session got its SIGTERM */
	bool loss_told;	  /* a line was lost, and that was printed */
	bool ended;	  /* the command has */
	int end_status;	  /* its wait status then */
	bool alone;	  /* there is no child left */
	bool killed;	  /* SIGKILL was sent to all */
	int64_t deadline; /* when to do that, or to give up */
};

/*
 * Watches until the command has ended and, with --wait or --grace, the others too.
 * Returns the command's wait status.
 */
int supervise(struct supervise *supervise);

/*
 * With a negative err: prints on standard error what could not be written. The first one
 * only, unless --verbose is given: a full disk loses every line.
 */
void watch_tell_lost(struct supervise *supervise, int err, const char *what);

#endif

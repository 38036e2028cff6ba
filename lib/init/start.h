/* SPDX-License-Identifier: MIT */
/*
 * The start of the command of an init. Until it runs, a failure ends the program with a
 * message; afterwards nothing does, because the end of an init is the end of its PID
 * namespace.
 */
#ifndef XNS_INIT_START_H
#define XNS_INIT_START_H

#include "init/supervise.h"

/* With --group or --session: the terminal whose foreground the command will get. */
void start_take_terminal(struct supervise *w);

/*
 * Starts the command. Ends the program when that fails: for the exec with exec_failure,
 * or, where that is 0, with 126 or 127.
 */
void start_command(struct supervise *w, char **command, int exec_failure);

/* With --pause: there is no command. */
void start_pause(struct supervise *w);

/*
 * When the command runs: closes all descriptors that are not needed any more, so that
 * pipes of the caller end when the command closes them, and file systems are not kept
 * busy. sync_fd: that of --sync-fd, or -1.
 */
void start_close_descriptors(const struct supervise *w, int sync_fd);

/* Writes the PID of the command to --status-fd. */
void start_report(struct supervise *w);

#endif

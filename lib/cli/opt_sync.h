/* SPDX-License-Identifier: MIT */
/*
 * Coordination with another process through inherited descriptors: it is notified
 * that the child exists, does its part, and lets the child continue. None of them reaches
 * the command.
 */
#ifndef XNS_CLI_OPT_SYNC_H
#define XNS_CLI_OPT_SYNC_H

#include <stdbool.h>

#include "ns/status.h"
#include "cli/opt.h"

struct opt_sync {
	bool given;
	int status, block, userns_block, sync, ready; /* or -1 */
};

/* Nothing asked. */
#define OPT_SYNC_NONE                                                                    \
	{                                                                                \
		false, -1, -1, -1, -1, -1                                                \
	}

/* Each descriptor is checked, and made close-on-exec, when its option is stored. */
extern const struct opt_set opt_sync_options;
extern const struct opt_set opt_sync_userns_options; /* --userns-block-fd */

/*
 * For an exec that is none of the command: it gets the descriptors, or, again, does not.
 */
void opt_sync_hand_on(const struct opt_sync *sync, bool handed_on);

/* Says on --status-fd that the child is there, and its namespaces. */
void opt_sync_tell_child(struct opt_sync *sync, pid_t pid,
			 const struct status_namespaces *namespaces);

/*
 * Waits until another process has mapped the IDs: --userns-block-fd has data or has
 * ended.
 */
void opt_sync_wait_for_maps(struct opt_sync *sync);

/* The same for --block-fd, in a process that will not be the command itself. */
void opt_sync_wait_for_leave(struct opt_sync *sync);

/* Says on --ready-fd that the namespaces exist, are mapped and pinned: a line "1". */
void opt_sync_tell_ready(struct opt_sync *sync);

/*
 * For a process that only waits until a child with --block-fd starts, and forwards
 * nothing: terminating signals end it from now on.
 */
void opt_sync_let_die(const struct opt_sync *sync);

/*
 * Waits before the exec: --block-fd has data or has ended. A signal that kills ends the
 * process, as PID 1 with the status 128 + N.
 */
void opt_sync_wait(struct opt_sync *sync);

/* Says on --status-fd how the command ended, and closes. */
void opt_sync_tell_exit(struct opt_sync *sync, int wait_status);

#endif

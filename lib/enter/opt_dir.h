/* SPDX-License-Identifier: MIT */
/*
 * Options about root and working directory after entering. Root and working directory go
 * together: a working directory outside the root is a hole in it.
 */
#ifndef XNS_ENTER_OPT_DIR_H
#define XNS_ENTER_OPT_DIR_H

#include <stdbool.h>

#include "ns/process.h"
#include "cli/opt.h"

struct opt_dir {
	bool root, wd;	      /* --root, --wd */
	const char *root_dir; /* a directory of the caller, or NULL for the target's */
	const char *wd_dir;
	const char *wdns; /* --wdns: a directory inside, or NULL */
	bool follow;	  /* nothing was asked: the process's, where it is chrooted */
	int root_fd, wd_fd;
	const struct process *process; /* the target, for a hint */
};

extern const struct opt_set opt_dir_options;

/* True when an option was given. */
bool opt_dir_given(const struct opt_dir *where);

/*
 * Opens the directories, before anything is entered. Ends the program when one is
 * missing.
 */
void opt_dir_open(struct opt_dir *where, const struct process *process);

/* True when a root directory was opened that is not the current one. */
bool opt_where_differs(const struct opt_dir *where);

/* Changes root and working directory, inside. */
void opt_dir_apply(const struct opt_dir *where);

/* Closes the directories that opt_dir_open() has opened. */
void opt_dir_close(struct opt_dir *where);

#endif

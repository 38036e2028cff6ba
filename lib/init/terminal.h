/* SPDX-License-Identifier: MIT */
/*
 * The foreground of the controlling terminal: given to a process group, and restored.
 * All of it does nothing where there is no terminal (-1). SIGTTOU must be blocked.
 */
#ifndef XNS_INIT_TERMINAL_H
#define XNS_INIT_TERMINAL_H

#include <sys/types.h>

/* Opens it if the own process group is in the foreground; otherwise returns -1. */
int terminal_open(void);

/*
 * Gives the foreground to this group if the own group has it, and restores it otherwise.
 */
void terminal_lend(int terminal, pid_t group);
void terminal_take(int terminal, pid_t group);

/*
 * Lets go of it, so that another session may have it. Only a session leader can do that,
 * and only a pseudo-terminal survives it. Returns terminal, or -1 when it was not given
 * away.
 */
int terminal_leave(int terminal);

#endif

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "init/spawn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/child.h"

/* What both processes see. */
struct shared {
	const struct spawn *how;
	char *listen_pid; /* where in the environment to write the PID, or NULL */
	int failure;	  /* why it could not become the command */
	const char *step; /* the step that failed, NULL for the exec */
};

/* A group of its own, or a session: and that in the foreground, or with the terminal. */
static int leave_group(const struct spawn *how)
{
	if (how->session) {
		if (setsid() < 0)
			return -errno;
		if (how->terminal >= 0)
			(void)ioctl(how->terminal, TIOCSCTTY, 0);
	} else if (how->group) {
		if (setpgid(0, 0) < 0)
			return -errno;
		/* This process is in the background; all is blocked, SIGTTOU too. */
		if (how->terminal >= 0)
			(void)tcsetpgrp(how->terminal, getpid());
	}
	return 0;
}

/* All before the exec. Sets the step that failed. */
static int prepare(struct shared *shared)
{
	const struct spawn *how = shared->how;
	int err;

	shared->step = how->session ? "start a new session" : "start a process group";
	err = leave_group(how);
	if (err < 0)
		return err;
	shared->step = "set the parent-death signal of the command";
	err = how->lifetime ? lifetime_join(how->lifetime, SIGKILL) : 0;
	if (err == 0)
		shared->step = NULL;
	return err;
}

/*
 * Must: execute the command. Must not: change what it shares with its parent, except
 * what it is there to say; return, or run what exit(3) runs.
 */
static int become(void *context)
{
	struct shared *shared = context;
	const struct spawn *how = shared->how;

	shared->failure = prepare(shared);
	if (shared->failure < 0)
		return (int)syscall(SYS_exit_group, 127);
	if (shared->listen_pid)
		sprintf(shared->listen_pid, "%d", (int)getpid());
	child_defer_stops();
	signals_give_back(how->signals);
	shared->failure = how->run(how->file, how->argv, environ);
	/* Not _exit(3): a sanitizer takes that for the end of the parent's stack. */
	return (int)syscall(SYS_exit_group, 127);
}

/* The entry "LISTEN_PID=<PID of this process>" of the environment, or NULL. */
static char **find_listen_pid(void)
{
	static const char name[] = "LISTEN_PID=";
	extern char **environ;
	char ours[16];

	if (!getenv("LISTEN_PID"))
		return NULL;
	for (char **place = environ; *place; place++) {
		if (strncmp(*place, name, sizeof(name) - 1) != 0)
			continue;
		sprintf(ours, "%d", (int)getpid());
		return strcmp(*place + sizeof(name) - 1, ours) == 0 ? place : NULL;
	}
	return NULL;
}

pid_t spawn_command(const struct spawn *how, int *ret_pidfd, const char **ret_step)
{
	struct shared shared = { .how = how };
	char **place = find_listen_pid(), *ours = place ? *place : NULL;
	char theirs[32] = "LISTEN_PID=";
	pid_t pid;

	*ret_pidfd = -1;
	*ret_step = NULL;
	if (place) {
		*place = theirs;
		shared.listen_pid = theirs + strlen(theirs);
	}
	pid = child_clone_vm(0, become, &shared, how->argv, ret_pidfd);
	if (place)
		*place = ours;
	if (pid > 0 && shared.failure == 0)
		child_send_deferred_stop(pid);
	if (pid < 0 || shared.failure == 0)
		return pid;
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	*ret_pidfd = shared.failure;
	*ret_step = shared.step;
	return 0;
}

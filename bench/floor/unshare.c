/* SPDX-License-Identifier: MIT */
/*
 * unshare FLAGS COMMAND...: what xunshare has to do, and nothing else. FLAGS is a number
 * of CLONE_NEW* flags. With CLONE_NEWUSER the caller becomes root inside, with
 * CLONE_NEWNS mounts are private, and with CLONE_NEWPID a child gets a /proc of its own.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static void set(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		exit(1);
	close(fd);
}

static void map(unsigned uid, unsigned gid)
{
	char text[32];

	set("/proc/self/setgroups", "deny");
	snprintf(text, sizeof(text), "0 %u 1", gid);
	set("/proc/self/gid_map", text);
	snprintf(text, sizeof(text), "0 %u 1", uid);
	set("/proc/self/uid_map", text);
}

int main(int argc, char **argv)
{
	int flags = argc > 2 ? (int)strtol(argv[1], NULL, 0) : 0, status;
	uid_t uid = geteuid();
	gid_t gid = getegid();
	pid_t pid = 0;

	if (!flags || unshare(flags) < 0)
		return 1;
	if (flags & CLONE_NEWUSER)
		map(uid, gid);
	if ((flags & CLONE_NEWNS) &&
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return 1;
	if (flags & CLONE_NEWPID)
		pid = vfork();
	if (pid > 0) {
		waitpid(pid, &status, 0);
		return WEXITSTATUS(status);
	}
	if ((flags & CLONE_NEWPID) && mount("proc", "/proc", "proc", 0, NULL) < 0)
		_exit(1);
	execv(argv[2], argv + 2);
	_exit(127);
}

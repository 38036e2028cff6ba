/* SPDX-License-Identifier: MIT */
/*
 * Tells the tests what a command really got: descriptors, signal state, ids,
 * capabilities, keys, clocks. It needs no /proc, because the command may see another one,
 * or none. Started under a name that begins with '-' it says so: that is how a login
 * shell starts.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "limit.h"

extern char **environ;

static int fail(const char *what)
{
	fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
	return 1;
}

/* fds [FILE]: the open descriptors, to FILE where standard output may be closed. */
static int show_fds(char **args)
{
	char line[8192] = "";
	size_t used = 0;
	int out = STDOUT_FILENO;

	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%d",
						 used ? " " : "", fd);
	if (args[0])
		out = open(args[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (out < 0)
		return fail(args[0]);
	dprintf(out, "%s\n", line);
	return 0;
}

static int show_signals(char **args)
{
	struct sigaction action;
	sigset_t mask;

	(void)args;
	sigprocmask(SIG_SETMASK, NULL, &mask);
	printf("blocked:");
	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (sigismember(&mask, sig) == 1)
			printf(" %d", sig);
	printf("\nignored:");
	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (sigaction(sig, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
			printf(" %d", sig);
	printf("\n");
	return 0;
}

static int show_pdeathsig(char **args)
{
	int sig = -1;

	(void)args;
	if (prctl(PR_GET_PDEATHSIG, &sig) < 0)
		return fail("prctl");
	printf("%d\n", sig);
	return 0;
}

static int show_ids(char **args)
{
	uid_t ruid, euid, suid;
	gid_t rgid, egid, sgid, groups[256];
	int count = getgroups(256, groups);

	(void)args;
	getresuid(&ruid, &euid, &suid);
	getresgid(&rgid, &egid, &sgid);
	printf("uid %u %u %u gid %u %u %u groups", ruid, euid, suid, rgid, egid, sgid);
	for (int i = 0; i < count; i++)
		printf(" %u", groups[i]);
	printf("\n");
	return 0;
}

static int show_caps(char **args)
{
	struct __user_cap_header_struct header = { .version =
							   _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	unsigned long long ambient = 0;

	(void)args;
	if (syscall(SYS_capget, &header, data) < 0)
		return fail("capget");
	for (unsigned long cap = 0; cap < 64; cap++)
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0) == 1)
			ambient |= 1ULL << cap;
	printf("effective %llx inheritable %llx ambient %llx\n",
	       (unsigned long long)data[1].effective << 32 | data[0].effective,
	       (unsigned long long)data[1].inheritable << 32 | data[0].inheritable,
	       ambient);
	return 0;
}

/* owner [FILE]: the owner's uid of a user namespace. */
static int show_owner(char **args)
{
	const char *file = args[0] ? args[0] : "/proc/self/ns/user";
	uid_t owner;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, _IO(0xb7, 0x4), &owner) < 0)
		return fail(file);
	printf("%u\n", owner);
	return 0;
}

static int show_pids(char **args)
{
	(void)args;
	printf("pid %d ppid %d\n", getpid(), getppid());
	return 0;
}

static int show_clocks(char **args)
{
	struct timespec mono, boot;

	(void)args;
	clock_gettime(CLOCK_MONOTONIC, &mono);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	printf("%lld.%09ld %lld.%09ld\n", (long long)mono.tv_sec, mono.tv_nsec,
	       (long long)boot.tv_sec, boot.tv_nsec);
	return 0;
}

static int show_loopback(char **args)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)args;
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return fail("lo");
	puts(request.ifr_flags & IFF_UP ? "up" : "down");
	return 0;
}

static int show_arguments(char **args)
{
	for (; *args; args++)
		printf("[%s]\n", *args);
	return 0;
}

static int show_environment(char **args)
{
	(void)args;
	for (char **entry = environ; *entry; entry++)
		puts(*entry);
	return 0;
}

static int try_setgroups(char **args)
{
	(void)args;
	if (setgroups(0, NULL) < 0)
		return fail("setgroups");
	puts("allowed");
	return 0;
}

/* with-key NAME COMMAND...: a fresh session keyring that holds one key. */
static int with_key(char **args)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0)
		return fail("keyctl join");
	if (syscall(SYS_add_key, "user", args[0], "x", 1, KEY_SPEC_SESSION_KEYRING) < 0)
		return fail("add_key");
	/* Possession alone would not let another user namespace see it. */
	execvp(args[1], args + 1);
	return fail(args[1]);
}

static int find_key(char **args)
{
	long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user",
			   args[0], 0);

	puts(key < 0 ? "no key" : "key found");
	return 0;
}

/* hold FILE: says its pid in FILE (made complete by a rename) and stays for a while. */
static int hold(char **args)
{
	char name[4096];
	FILE *file;

	snprintf(name, sizeof(name), "%s.new", args[0]);
	file = fopen(name, "w");
	if (!file)
		return fail(name);
	fprintf(file, "%d\n", getpid());
	fclose(file);
	if (rename(name, args[0]) < 0)
		return fail(args[0]);
	sleep(limit_seconds()); /* not alarm(2), of which a PID 1 does not die */
	return 0;
}

/* die SIGNAL: of a signal that was blocked or ignored by whoever started us, too. */
static int die_of(char **args)
{
	int sig = atoi(args[0]);
	sigset_t set;

	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	kill(getpid(), sig);
	return 99; /* PID 1 does not die of its own signals */
}

/* fork: is it possible still? */
static int try_fork(char **args)
{
	pid_t pid = fork();

	(void)args;
	if (pid < 0)
		return fail("fork");
	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	puts("forked");
	return 0;
}

static void tell_where(const char *way, const struct stat *root)
{
	struct stat now;

	if (stat(".", &now) < 0)
		printf("%s: none\n", way);
	else
		printf("%s: %s\n", way,
		       now.st_dev == root->st_dev && now.st_ino == root->st_ino
			       ? "the root"
			       : "outside");
}

static void climb(void)
{
	for (int i = 0; i < 64; i++)
		(void)!chdir("..");
}

/* escape: tries to leave the root directory, and tells where each way has led */
static int try_escape(char **args)
{
	struct stat root;
	int top = open("/", O_RDONLY | O_DIRECTORY);

	(void)args;
	if (top < 0 || stat("/", &root) < 0)
		return fail("/");
	climb();
	tell_where("..", &root);
	(void)!chdir("/proc/1/root");
	tell_where("init's root", &root);
	if (chroot("/proc") < 0 && chroot("/tmp") < 0)
		return fail("chroot");
	(void)!fchdir(top);
	climb();
	tell_where("chroot", &root);
	(void)!umount2("/", MNT_DETACH);
	climb();
	tell_where("umount", &root);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(char **args);
	int arguments; /* at least */
} commands[] = {
	{ "fds", show_fds, 0 },
	{ "signals", show_signals, 0 },
	{ "pdeathsig", show_pdeathsig, 0 },
	{ "ids", show_ids, 0 },
	{ "caps", show_caps, 0 },
	{ "owner", show_owner, 0 },
	{ "pids", show_pids, 0 },
	{ "clocks", show_clocks, 0 },
	{ "lo", show_loopback, 0 },
	{ "arguments", show_arguments, 0 },
	{ "environment", show_environment, 0 },
	{ "setgroups", try_setgroups, 0 },
	{ "with-key", with_key, 2 },
	{ "find-key", find_key, 1 },
	{ "hold", hold, 1 },
	{ "die", die_of, 1 },
	{ "fork", try_fork, 0 },
	{ "escape", try_escape, 0 },
};

int main(int argc, char **argv)
{
	if (argc == 1) {
		printf("shell %s\n", argv[0]);
		return 0;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i].name) == 0 &&
		    argc - 2 >= commands[i].arguments)
			return commands[i].run(argv + 2);
	fprintf(stderr, "probe: no such request: %s\n", argv[1]);
	return 2;
}

/* SPDX-License-Identifier: MIT */
/*
 * creds [--join COMMAND...]
 *
 * Prints the credentials and attributes of its process, one "KEY: VALUE"
 * a line, always the same keys in the same order. System calls tell all but the
 * cgroup; a value that cannot be read is "?". With --join it joins a new session keyring
 * and executes COMMAND, where creds says whether the keyring is still that one.
 */
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

static void show_ids(void)
{
	uid_t ruid, euid, suid;
	gid_t rgid, egid, sgid, groups[1024];
	int count = getgroups(1024, groups);

	getresuid(&ruid, &euid, &suid);
	getresgid(&rgid, &egid, &sgid);
	/* setfsuid(2) with an ID that does not exist changes nothing, and returns it. */
	printf("uid: %u %u %u %u\n", ruid, euid, suid, (unsigned)setfsuid((uid_t)-1));
	printf("gid: %u %u %u %u\n", rgid, egid, sgid, (unsigned)setfsgid((gid_t)-1));
	printf("groups:");
	for (int i = 0; i < count; i++)
		printf(" %u", groups[i]);
	printf("\n");
}

static void show_caps(void)
{
	struct __user_cap_header_struct header = { .version =
							   _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };
	unsigned long long ambient = 0, bounding = 0;

	syscall(SYS_capget, &header, data);
	for (unsigned long cap = 0; cap < 64; cap++) {
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0) == 1)
			ambient |= 1ULL << cap;
		if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1)
			bounding |= 1ULL << cap;
	}
	printf("permitted: %llx\n",
	       (unsigned long long)data[1].permitted << 32 | data[0].permitted);
	printf("effective: %llx\n",
	       (unsigned long long)data[1].effective << 32 | data[0].effective);
	printf("inheritable: %llx\n",
	       (unsigned long long)data[1].inheritable << 32 | data[0].inheritable);
	printf("bounding: %llx\nambient: %llx\n", bounding, ambient);
}

static long session_keyring(void)
{
	return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
}

static const char *keyring_text(void)
{
	const char *joined = getenv("CREDS_KEYRING");
	long ring = session_keyring();

	if (ring < 0 || !joined)
		return "?";
	return ring == atol(joined) ? "inherited" : "another";
}

static void show_process(void)
{
	int death = -1, reaper = -1;
	mode_t mask = umask(0);
	struct itimerval timer = { 0 };

	umask(mask);
	prctl(PR_GET_PDEATHSIG, &death);
	prctl(PR_GET_CHILD_SUBREAPER, &reaper);
	getitimer(ITIMER_REAL, &timer);
	printf("securebits: %x\n", (unsigned)prctl(PR_GET_SECUREBITS));
	printf("no_new_privs: %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	printf("seccomp: %d\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
	printf("death signal: %d\n", death);
	printf("dumpable: %d\n", prctl(PR_GET_DUMPABLE));
	printf("subreaper: %d\n", reaper);
	printf("session keyring: %s\n", keyring_text());
	printf("umask: %03o\n", (unsigned)mask);
	printf("nice: %d\n", getpriority(PRIO_PROCESS, 0));
	printf("alarm: %s\n",
	       timer.it_value.tv_sec || timer.it_value.tv_usec ? "set" : "none");
}

static void show_signals(void)
{
	struct sigaction action;
	sigset_t mask;

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
}

static void show_fds(void)
{
	printf("descriptors:");
	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf(" %d", fd);
	printf("\n");
}

static void show_session(void)
{
	int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	const pid_t session = getsid(0), group = getpgrp();

	printf("session: %s\n", session == getpid() ? "own"
				: session	    ? "inherited"
						    : "outside");
	printf("process group: %s\n", group == getpid() ? "own"
				      : group		? "inherited"
							: "outside");
	printf("terminal: %s\n", terminal < 0 ? "none" : "yes");
	if (terminal >= 0)
		close(terminal);
}

static void show_file(const char *key, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		printf("%s: ?\n", key);
	else
		printf("%s: %llx:%llu\n", key, (unsigned long long)st.st_dev,
		       (unsigned long long)st.st_ino);
}

static void show_cgroup(void)
{
	char line[4096];
	FILE *file = fopen("/proc/self/cgroup", "re");

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "0::", 3) == 0)
			printf("cgroup: %s", line + 3);
	if (!file)
		printf("cgroup: ?\n");
	else
		fclose(file);
}

static void show_limits(void)
{
	printf("rlimits:");
	for (int which = 0; which < RLIMIT_NLIMITS; which++) {
		struct rlimit limit = { 0 };

		getrlimit((__rlimit_resource_t)which, &limit);
		printf(" %llx/%llx", (unsigned long long)limit.rlim_cur,
		       (unsigned long long)limit.rlim_max);
	}
	printf("\n");
}

/* A session keyring of its own, which the command recognizes. */
static int join(char **command)
{
	char number[32];

	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0) {
		snprintf(number, sizeof(number), "%ld", session_keyring());
		setenv("CREDS_KEYRING", number, 1);
	}
	execvp(command[0], command);
	perror(command[0]);
	return 127;
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--join") == 0)
		return join(argv + 2);

	show_ids();
	show_caps();
	show_process();
	show_signals();
	show_fds();
	show_session();
	show_cgroup();
	show_file("root", "/");
	show_file("working directory", ".");
	show_limits();
	return fflush(stdout) != 0;
}

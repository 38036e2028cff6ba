/* SPDX-License-Identifier: MIT */
/*
 * Runs a command as an old kernel or a container's seccomp profile would let it run.
 *
 *	enosys [-p] [-e ERRNO | -a] CALL[+][:ARG[&MASK]=VALUE]... -- COMMAND...
 *
 * Each CALL (a name of the table, or a number; with + this number and all above) answers
 * ERRNO (a number; ENOSYS unless given before it), for :ARG=VALUE only when that
 *argument, from 0, has that value, under MASK if it is given. After -a calls are allowed.
 *The first rule that applies decides. With -p, a caller that has CAP_SYS_ADMIN installs
 *the filter without no_new_privs, so that set-user-ID programs work below it.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define ARCH AUDIT_ARCH_I386
#elif defined(__arm__)
#define ARCH AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARCH AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define ARCH AUDIT_ARCH_S390X
#else
#define ARCH 0 /* no filter: the caller is told with status 77 */
#endif

/*
 * The low half of an argument: enough for flags, and where it lies depends on the order.
 */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOW 0
#else
#define LOW 4
#endif

static const struct {
	const char *name;
	long number;
} calls[] = {
	{ "chroot", SYS_chroot },
	{ "clone", SYS_clone },
	{ "clone3", SYS_clone3 },
#ifdef SYS_vfork
	{ "vfork", SYS_vfork },
#endif
	{ "close_range", SYS_close_range },
	{ "execveat", SYS_execveat },
	{ "fsconfig", SYS_fsconfig },
	{ "fsmount", SYS_fsmount },
	{ "memfd_create", SYS_memfd_create },
	{ "fsopen", SYS_fsopen },
	{ "fspick", SYS_fspick },
	{ "kcmp", SYS_kcmp },
	{ "keyctl", SYS_keyctl },
	{ "add_key", SYS_add_key },
	{ "name_to_handle_at", SYS_name_to_handle_at },
	{ "request_key", SYS_request_key },
	{ "setdomainname", SYS_setdomainname },
	{ "ioctl", SYS_ioctl },
	{ "mount", SYS_mount },
	{ "mount_setattr", SYS_mount_setattr },
	{ "move_mount", SYS_move_mount },
	{ "open_by_handle_at", SYS_open_by_handle_at },
#ifdef SYS_newfstatat
	{ "newfstatat", SYS_newfstatat },
#endif
	{ "open_tree", SYS_open_tree },
	{ "openat2", SYS_openat2 },
	{ "pidfd_getfd", SYS_pidfd_getfd },
	{ "pidfd_open", SYS_pidfd_open },
	{ "pidfd_send_signal", SYS_pidfd_send_signal },
	{ "pivot_root", SYS_pivot_root },
#ifdef SYS_poll
	{ "poll", SYS_poll },
#else
	{ "poll", SYS_ppoll },
#endif
	{ "setgroups", SYS_setgroups },
	{ "sethostname", SYS_sethostname },
	{ "setns", SYS_setns },
	{ "statx", SYS_statx },
	{ "statmount", 457 }, /* but for alpha and mips */
	{ "umount2", SYS_umount2 },
	{ "unshare", SYS_unshare },
	{ "write", SYS_write },
	{ "waitid", SYS_waitid },
};

enum { RULES = 64, RULE_LENGTH = 7 };

static struct sock_filter code[4 + RULE_LENGTH * RULES];
static unsigned short length;

static void add(unsigned short op, unsigned k, unsigned char yes, unsigned char no)
{
	code[length++] = (struct sock_filter)BPF_JUMP(op, k, yes, no);
}

static void load(size_t offset)
{
	add(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

static long number_of(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strlen(calls[i].name) == len && memcmp(calls[i].name, name, len) == 0)
			return calls[i].number;
	if (strspn(name, "0123456789") >= len && len)
		return atol(name);
	fprintf(stderr, "enosys: unknown call: %s\n", name);
	exit(99);
}

/*
 * The condition on an argument, "ARG[&MASK]=VALUE": true falls through, false skips the
 * answer that follows.
 */
static void add_condition(const char *text)
{
	char *end;
	unsigned arg = (unsigned)strtoul(text, &end, 0);

	load(offsetof(struct seccomp_data, args) + 8 * arg + LOW);
	add(BPF_ALU | BPF_AND | BPF_K,
	    *end == '&' ? (unsigned)strtoul(end + 1, &end, 0) : ~0u, 0, 0);
	add(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)strtoul(end + 1, NULL, 0), 0, 1);
}

static void add_rule(const char *text, unsigned answer)
{
	size_t len = strcspn(text, ":+");
	const char *condition = strchr(text, ':');
	unsigned short compare = text[len] == '+' ? BPF_JGE : BPF_JEQ;

	load(offsetof(struct seccomp_data, nr));
	add(BPF_JMP | compare | BPF_K, (unsigned)number_of(text, len), 0,
	    condition ? 4 : 1);
	if (condition)
		add_condition(condition + 1);
	add(BPF_RET | BPF_K, answer, 0, 0);
}

int main(int argc, char **argv)
{
	struct sock_fprog program = { .filter = code };
	unsigned answer = SECCOMP_RET_ERRNO | ENOSYS;
	bool privileged = false;
	int i;

	if (!ARCH)
		return 77;
	load(offsetof(struct seccomp_data, arch));
	add(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "-p") == 0)
			privileged = true;
		else if (strcmp(argv[i], "-a") == 0)
			answer = SECCOMP_RET_ALLOW;
		else if (strcmp(argv[i], "-e") == 0 && argv[i + 1])
			answer = SECCOMP_RET_ERRNO | (unsigned)atoi(argv[++i]);
		else if (length + RULE_LENGTH < (int)(sizeof(code) / sizeof(code[0])))
			add_rule(argv[i], answer);
		else
			return 99;
	}
	if (i + 1 >= argc)
		return 99;
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);

	program.len = length;
	if ((!privileged || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) &&
	    (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	     prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)) {
		perror("enosys");
		return 77;
	}
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}

/* SPDX-License-Identifier: MIT */
/*
 * Runs a command as an old kernel or a container's seccomp profile would let it run.
 *
 *	enosys [-e ERRNO] CALL[:ARG=VALUE]... -- COMMAND...
 *
 * Each CALL (a name of the table, or a number) answers ERRNO (a number; ENOSYS unless
 * given before it), for :ARG=VALUE only when that argument, from 0, has that value.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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

enum { RULES = 32 };

static struct sock_filter code[3 + 6 * RULES];
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

static void add_rule(const char *text, int error)
{
	size_t len = strcspn(text, ":");
	unsigned answer = SECCOMP_RET_ERRNO | (unsigned)error;
	long number = number_of(text, len);

	load(offsetof(struct seccomp_data, nr));
	if (!text[len]) {
		add(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1);
	} else {
		unsigned arg = (unsigned)atoi(text + len + 1);
		unsigned value = (unsigned)strtoul(strchr(text, '=') + 1, NULL, 0);

		add(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 3);
		load(offsetof(struct seccomp_data, args) + 8 * arg + LOW);
		add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
	}
	add(BPF_RET | BPF_K, answer, 0, 0);
}

int main(int argc, char **argv)
{
	struct sock_fprog program = { .filter = code };
	int error = ENOSYS, i;

	if (!ARCH)
		return 77;
	load(offsetof(struct seccomp_data, arch));
	add(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "-e") == 0 && argv[i + 1])
			error = atoi(argv[++i]);
		else if (length + 6 < (int)(sizeof(code) / sizeof(code[0])))
			add_rule(argv[i], error);
	}
	if (i + 1 >= argc)
		return 99;
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);

	program.len = length;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		perror("enosys");
		return 77;
	}
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}

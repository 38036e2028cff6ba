/* SPDX-License-Identifier: MIT */
/*
 * With which errors a system call can fail: those of its manual page, those of a seccomp
 * filter (EPERM, EACCES, ENOSYS), and those of full tables and of no memory.
 */
#include "inject_errors.h"

#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>

#define LIST(...)                                                                        \
	(const int[])                                                                    \
	{                                                                                \
		__VA_ARGS__, 0                                                           \
	}
#define NONE ((const int[]){ 0 })

#define OPEN	LIST(EACCES, EPERM, EMFILE, ENFILE, ENOMEM, EINTR, ELOOP, EIO)
#define NEWER	LIST(ENOSYS, EPERM, EINVAL, ENOMEM)
#define READ	LIST(EIO, EINTR, ENOMEM, EACCES)
#define WRITE	LIST(ENOSPC, EIO, EINTR, EPERM, EPIPE)
#define STATUS	LIST(EACCES, ENOMEM, EIO, EPERM)
#define IDS	LIST(EPERM, EAGAIN, EINVAL, ENOMEM)
#define FORK	LIST(EAGAIN, ENOMEM, EPERM)
#define MOUNT	LIST(EPERM, EACCES, EINVAL, EBUSY, ENOMEM, ENOSPC)
#define WAIT	LIST(EINTR, ENOMEM)
#define MEMORY	LIST(ENOMEM)
#define NETLINK LIST(ENOBUFS, ENOMEM, EPERM, EINTR)

static const struct {
	const char *name;
	long call;
	const int *errors;
} calls[] = {
#define CALL(name, errors)                                                               \
	{                                                                                \
#name, SYS_##name, errors                                                \
	}
#define SURE(name) CALL(name, NONE)
#ifdef SYS_open
	CALL(open, OPEN),
	CALL(stat, STATUS),
	CALL(lstat, STATUS),
	CALL(readlink, STATUS),
	CALL(access, STATUS),
	CALL(mkdir, LIST(EACCES, ENOSPC, ENOMEM, EROFS)),
	CALL(rmdir, LIST(EACCES, EBUSY, ENOMEM)),
	CALL(unlink, LIST(EACCES, EBUSY, EPERM)),
	CALL(poll, WAIT),
	CALL(fork, FORK),
	CALL(vfork, FORK),
	CALL(pipe, LIST(EMFILE, ENFILE)),
	CALL(dup2, LIST(EMFILE, EINTR)),
	CALL(chmod, LIST(EPERM, EIO, EROFS)),
	SURE(alarm),
	SURE(arch_prctl),
	SURE(getpgrp),
#endif
	CALL(openat, OPEN),
	CALL(openat2, LIST(ENOSYS, EPERM, EACCES, EMFILE, ENOMEM, EAGAIN, EXDEV)),
	CALL(read, READ),
	CALL(pread64, READ),
	CALL(readv, READ),
	CALL(getdents64, LIST(EIO, ENOMEM, EINTR)),
	CALL(write, WRITE),
	CALL(pwrite64, WRITE),
	CALL(writev, WRITE),
	CALL(sendfile, LIST(EIO, ENOMEM, EINVAL)),
	CALL(close, LIST(EIO, EINTR)),
	CALL(close_range, NEWER),
	CALL(lseek, LIST(EINVAL, ESPIPE)),
	CALL(fstat, LIST(ENOMEM, EACCES)),
	CALL(newfstatat, STATUS),
	CALL(statx, LIST(ENOSYS, EPERM, EACCES, ENOMEM)),
	CALL(fstatfs, LIST(EIO, ENOMEM, EINTR, ENOSYS)),
	CALL(statfs, LIST(EACCES, EIO, ENOMEM, ENOSYS)),
	CALL(readlinkat, STATUS),
	CALL(faccessat, STATUS),
	CALL(faccessat2, LIST(ENOSYS, EPERM, EACCES)),
	CALL(fcntl, LIST(EINVAL, EMFILE, EPERM, EINTR)),
	CALL(dup, LIST(EMFILE)),
	CALL(dup3, LIST(EMFILE, EINTR)),
	CALL(pipe2, LIST(EMFILE, ENFILE)),
	CALL(memfd_create, LIST(ENOSYS, EPERM, EMFILE, ENOMEM, EINVAL)),
	CALL(ftruncate, LIST(EIO, EPERM, EINTR)),
	CALL(fallocate, LIST(ENOSPC, EOPNOTSUPP)),
	CALL(fchmod, LIST(EPERM, EIO)),
	CALL(fchmodat, LIST(EPERM, EIO, EROFS)),
	CALL(fchown, LIST(EPERM, EIO)),
	CALL(fchownat, LIST(EPERM, EIO)),
	CALL(mkdirat, LIST(EACCES, ENOSPC, ENOMEM, EROFS)),
	CALL(unlinkat, LIST(EACCES, EBUSY, EPERM)),
	CALL(chdir, LIST(EACCES, ENOMEM, EIO)),
	CALL(fchdir, LIST(EACCES, EPERM)),
	CALL(chroot, LIST(EPERM, EACCES, ENOMEM)),
	CALL(pivot_root, LIST(EPERM, EBUSY, EINVAL)),
	CALL(clone, FORK),
	CALL(clone3, LIST(ENOSYS, EPERM, EAGAIN, ENOMEM, ENOSPC)),
	CALL(unshare, LIST(EPERM, ENOSPC, ENOMEM, EINVAL)),
	CALL(setns, LIST(EPERM, EINVAL, ENOMEM)),
	CALL(execve, LIST(ENOENT, EACCES, ENOMEM, E2BIG, ETXTBSY)),
	CALL(execveat, LIST(ENOENT, EACCES, ENOSYS, ENOMEM)),
	CALL(wait4, LIST(EINTR)),
	CALL(waitid, LIST(EINTR)),
	CALL(kill, LIST(EPERM)),
	CALL(tgkill, LIST(EPERM)),
	CALL(pidfd_open, LIST(ENOSYS, EPERM, EMFILE, ENOMEM, ESRCH)),
	CALL(pidfd_getfd, NEWER),
	CALL(pidfd_send_signal, LIST(ENOSYS, EPERM)),
	CALL(prctl, LIST(EPERM, EINVAL, ENOSYS)),
	CALL(capget, LIST(EPERM, EINVAL)),
	CALL(capset, LIST(EPERM, EINVAL)),
	CALL(keyctl, LIST(ENOSYS, EPERM, EDQUOT, ENOMEM)),
	CALL(setuid, IDS),
	CALL(setgid, IDS),
	CALL(setreuid, IDS),
	CALL(setregid, IDS),
	CALL(setresuid, IDS),
	CALL(setresgid, IDS),
	CALL(setgroups, LIST(EPERM, ENOMEM)),
	CALL(getgroups, LIST(EPERM, EINVAL)),
	CALL(setsid, LIST(EPERM)),
	CALL(setpgid, LIST(EPERM, EACCES)),
	CALL(getsid, LIST(EPERM)),
	CALL(getpgid, LIST(EPERM)),
	CALL(sethostname, LIST(EPERM, ENOSYS)),
	CALL(setdomainname, LIST(EPERM, ENOSYS)),
	CALL(uname, LIST(EPERM)),
	CALL(mount, MOUNT),
	CALL(umount2, LIST(EPERM, EBUSY, EINVAL)),
	CALL(fsopen, LIST(ENOSYS, EPERM, ENODEV, EMFILE)),
	CALL(fsconfig, LIST(ENOSYS, EPERM, EINVAL, ENOMEM)),
	CALL(fsmount, LIST(ENOSYS, EPERM, EMFILE, ENOMEM)),
	CALL(open_tree, LIST(ENOSYS, EPERM, EMFILE, ENOMEM, EINVAL)),
	CALL(move_mount, LIST(ENOSYS, EPERM, EINVAL, EBUSY)),
	CALL(mount_setattr, LIST(ENOSYS, EPERM, EINVAL)),
	CALL(name_to_handle_at, LIST(EOPNOTSUPP, EPERM, ENOSYS)),
	CALL(open_by_handle_at, LIST(EPERM, ESTALE, ENOSYS)),
	CALL(ioctl, LIST(ENOTTY, EPERM, ENOSYS, EIO, EMFILE)),
	CALL(socket, LIST(EMFILE, ENOMEM, EPERM, EAFNOSUPPORT)),
	CALL(socketpair, LIST(EMFILE, ENOMEM)),
	CALL(bind, LIST(ENOMEM, EPERM)),
	CALL(sendto, NETLINK),
	CALL(sendmsg, NETLINK),
	CALL(recvfrom, NETLINK),
	CALL(recvmsg, NETLINK),
	CALL(setsockopt, LIST(ENOPROTOOPT, EPERM)),
	CALL(getsockopt, LIST(ENOPROTOOPT, EPERM)),
	CALL(getsockname, LIST(ENOBUFS)),
	CALL(ppoll, WAIT),
	CALL(pselect6, WAIT),
	CALL(epoll_create1, LIST(EMFILE, ENOMEM)),
	CALL(epoll_ctl, LIST(ENOMEM, ENOSPC)),
	CALL(epoll_pwait, WAIT),
	CALL(signalfd4, LIST(EMFILE, ENOMEM)),
	CALL(timerfd_create, LIST(EMFILE, ENOMEM)),
	CALL(timerfd_settime, LIST(EINVAL)),
	CALL(eventfd2, LIST(EMFILE, ENOMEM)),
	CALL(inotify_init1, LIST(EMFILE, ENOMEM)),
	CALL(inotify_add_watch, LIST(ENOSPC, ENOMEM, EACCES)),
	CALL(rt_sigtimedwait, LIST(EINTR, EAGAIN)),
	CALL(clock_nanosleep, LIST(EINTR)),
	CALL(nanosleep, LIST(EINTR)),
	CALL(sched_getaffinity, LIST(EPERM, ENOSYS)),
	CALL(sched_setaffinity, LIST(EPERM, EINVAL)),
	CALL(setrlimit, LIST(EPERM)),
	CALL(prlimit64, LIST(EPERM, ENOSYS)),
	CALL(setitimer, LIST(EINVAL)),
	CALL(flock, LIST(EINTR, ENOLCK)),
	CALL(getrandom, LIST(ENOSYS, EINTR)),
	CALL(getxattr, LIST(EPERM, ENOTSUP)),
	CALL(fgetxattr, LIST(EPERM, ENOTSUP)),
	CALL(setpriority, LIST(EPERM, EACCES)),
	CALL(mmap, MEMORY),
	SURE(brk), /* the kernel returns the old break, no error */
	CALL(mremap, MEMORY),
	{ "statmount", 457, NEWER },
	{ "listmount", 458, NEWER },
	{ "open_tree_attr", 467, NEWER },
	SURE(exit),
	SURE(exit_group),
	SURE(getpid),
	SURE(gettid),
	SURE(getppid),
	SURE(getuid),
	SURE(geteuid),
	SURE(getgid),
	SURE(getegid),
	SURE(getresuid),
	SURE(getresgid),
	SURE(setfsuid),
	SURE(setfsgid),
	SURE(umask),
	SURE(rt_sigreturn),
	SURE(rt_sigaction),
	SURE(rt_sigprocmask),
	SURE(rt_sigpending),
	SURE(sigaltstack),
	SURE(restart_syscall),
	SURE(set_tid_address),
	SURE(set_robust_list),
	SURE(rseq),
	SURE(munmap),
	SURE(mprotect),
	SURE(madvise),
	SURE(futex),
	SURE(clock_gettime),
	SURE(sched_yield),
	SURE(sched_getparam),
	SURE(getrusage),
	SURE(times),
};

static int find(long call)
{
	for (int i = 0; i < (int)(sizeof(calls) / sizeof(calls[0])); i++)
		if (calls[i].call == call)
			return i;
	return -1;
}

const char *call_name(long call, char buffer[32])
{
	int i = find(call);

	if (i >= 0)
		return calls[i].name;
	snprintf(buffer, 32, "call %ld", call);
	return buffer;
}

const int *call_errors(long call)
{
	static const int others[] = { EPERM, ENOSYS, EINVAL, ENOMEM, 0 };
	int i = find(call);

	return i >= 0 ? calls[i].errors : others;
}

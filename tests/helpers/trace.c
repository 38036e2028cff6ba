/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	PROCESSES = 64,
	OPTIONS = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
		  PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL,
};

struct process {
	pid_t pid;
	char name[TRACE_NAME]; /* empty: its parent's event has not come */
	unsigned children;
	unsigned calls;
	bool counted;	     /* its calls are: it has executed the program */
	bool failing;	     /* the call that it is in is the fault */
	unsigned long count; /* the argument that a partial transfer changed */
	uint64_t loader[2];  /* where the dynamic loader is */
};

struct tracer {
	struct process all[PROCESSES];
	pid_t program;
	const struct trace_fault *fault;
	bool record;
	struct trace_run *run;
};

static volatile sig_atomic_t expired;

static void on_alarm(int sig)
{
	(void)sig;
	expired = 1;
}

/* ---- registers ---- */

#if defined(__x86_64__)
#define REGISTERS		struct user_regs_struct
#define RESULT(regs)		((regs).rax)
#define THIRD(regs)		((regs).rdx)
#define SET_CALL(pid, regs, nr) ((regs).orig_rax = (unsigned long long)(nr))
#elif defined(__aarch64__)
#define REGISTERS		struct user_regs_struct
#define RESULT(regs)		((regs).regs[0])
#define THIRD(regs)		((regs).regs[2])
#define SET_CALL(pid, regs, nr) set_call(pid, nr)
static void set_call(pid_t pid, int number)
{
	struct iovec part = { &number, sizeof(number) };

	ptrace(PTRACE_SETREGSET, pid, (void *)NT_ARM_SYSTEM_CALL, &part);
}
#endif

#ifdef REGISTERS
static REGISTERS get_registers(pid_t pid)
{
	REGISTERS regs = { 0 };
	struct iovec part = { &regs, sizeof(regs) };

	ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &part);
	return regs;
}

static void set_registers(pid_t pid, REGISTERS *regs)
{
	struct iovec part = { regs, sizeof(*regs) };

	ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &part);
}

/*
 * The call is not made, or asks for one byte only. close(2) closes even where it fails.
 */
static void begin_fault(struct process *process, long call, int error)
{
	REGISTERS regs = get_registers(process->pid);

	process->count = THIRD(regs);
	if (call == SYS_close)
		return;
	if (error)
		SET_CALL(process->pid, regs, -1);
	else
		THIRD(regs) = 1;
	set_registers(process->pid, &regs);
}

/* The kernel keeps all registers but that of the result. */
static void end_fault(struct process *process, int error)
{
	REGISTERS regs = get_registers(process->pid);

	if (error)
		RESULT(regs) = (unsigned long long)-(long long)error;
	else
		THIRD(regs) = process->count;
	set_registers(process->pid, &regs);
}
static const bool can_trace = true;
#else
static void begin_fault(struct process *process, long call, int error)
{
	(void)process, (void)call, (void)error;
}
static void end_fault(struct process *process, int error)
{
	(void)process, (void)error;
}
static const bool can_trace = false;
#endif

/* ---- processes ---- */

static struct process *find_process(struct tracer *tracer, pid_t pid)
{
	for (size_t i = 0; i < PROCESSES; i++)
		if (tracer->all[i].pid == pid)
			return &tracer->all[i];
	return NULL;
}

static struct process *find_or_add(struct tracer *tracer, pid_t pid)
{
	struct process *process = find_process(tracer, pid);

	if (!process && (process = find_process(tracer, 0)))
		*process = (struct process){ .pid = pid };
	if (!process) {
		fprintf(stderr, "trace: more than %d processes\n", PROCESSES);
		exit(99);
	}
	return process;
}

static void resume(struct process *process, int request, int sig)
{
	ptrace(request, process->pid, NULL, (void *)(intptr_t)sig);
}

/* Where the dynamic loader is mapped, which the kernel does at the exec. */
static void find_loader(struct process *process)
{
	char path[64], line[512];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/maps", process->pid);
	file = fopen(path, "re");
	process->loader[0] = UINT64_MAX;
	process->loader[1] = 0;
	while (file && fgets(line, sizeof(line), file)) {
		unsigned long long from, to;

		if (!strstr(line, "/ld-linux") && !strstr(line, "/ld64"))
			continue;
		if (sscanf(line, "%llx-%llx", &from, &to) != 2)
			continue;
		if (from < process->loader[0])
			process->loader[0] = from;
		if (to > process->loader[1])
			process->loader[1] = to;
	}
	if (file)
		fclose(file);
}

static bool transfers(long call)
{
	return call == SYS_read || call == SYS_write || call == SYS_pread64 ||
	       call == SYS_pwrite64;
}

/* What the descriptor that is read or written is. */
static void look_at_file(struct trace_call *call, pid_t pid, int fd, unsigned long length)
{
	char path[64], target[64];
	ssize_t got;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	got = readlink(path, target, sizeof(target) - 1);
	if (got < 0)
		return;
	target[got] = '\0';
	call->stream =
		strncmp(target, "socket:", 7) == 0 || strncmp(target, "pipe:", 5) == 0;
	call->partial = length > 1 && strncmp(target, "anon_inode:", 11) != 0;
}

static bool is_loader(const struct process *process,
		      const struct __ptrace_syscall_info *info)
{
	return info->instruction_pointer >= process->loader[0] &&
	       info->instruction_pointer < process->loader[1];
}

/*
 * libcap finds the number of capabilities by prctl(2); a wait that returns at once is not
 * interrupted.
 */
static bool is_sure(const struct __ptrace_syscall_info *info)
{
	return (info->entry.nr == SYS_prctl && info->entry.args[0] == PR_CAPBSET_READ) ||
	       (info->entry.nr == SYS_wait4 && info->entry.args[2] & WNOHANG);
}

static void record_call(struct tracer *tracer, struct process *process,
			const struct __ptrace_syscall_info *info)
{
	struct trace_run *run = tracer->run;
	struct trace_call *call;

	if (run->count % 256 == 0)
		run->calls =
			realloc(run->calls, (run->count + 256) * sizeof(*run->calls));
	if (!run->calls)
		exit(99);
	call = &run->calls[run->count++];
	*call = (struct trace_call){
		.number = process->calls,
		.call = (long)info->entry.nr,
		.sure = is_loader(process, info) || is_sure(info),
	};
	if (transfers(call->call))
		look_at_file(call, process->pid, (int)info->entry.args[0],
			     (unsigned long)info->entry.args[2]);
	memcpy(call->process, process->name, sizeof(call->process));
}

/* ---- stops ---- */

static bool is_fault(const struct trace_fault *fault, const struct process *process,
		     long call)
{
	return fault && fault->number == process->calls && fault->call == call &&
	       strcmp(fault->process, process->name) == 0;
}

/* A command is not traced; the program's own copy is. */
static bool is_command(const struct process *process, long call)
{
	return call == SYS_execve && process->counted;
}

static void enter_call(struct tracer *tracer, struct process *process,
		       const struct __ptrace_syscall_info *info)
{
	const long call = (long)info->entry.nr;

	if (process->counted) {
		process->calls++;
		if (tracer->record)
			record_call(tracer, process, info);
		if (is_fault(tracer->fault, process, call)) {
			process->failing = true;
			tracer->run->applied = true;
			begin_fault(process, call, tracer->fault->error);
			resume(process, PTRACE_SYSCALL, 0);
			return;
		}
	}
	if (is_command(process, call)) {
		resume(process, PTRACE_DETACH, 0);
		*process = (struct process){ 0 };
		return;
	}
	resume(process, PTRACE_SYSCALL, 0);
}

static void call_stop(struct tracer *tracer, struct process *process)
{
	struct __ptrace_syscall_info info = { 0 };

	ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, (void *)sizeof(info), &info);
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		enter_call(tracer, process, &info);
		return;
	}
	if (process->failing)
		end_fault(process, tracer->fault->error);
	process->failing = false;
	resume(process, PTRACE_SYSCALL, 0);
}

static void created(struct tracer *tracer, struct process *parent)
{
	unsigned long pid = 0;
	struct process *child;
	bool waits;

	ptrace(PTRACE_GETEVENTMSG, parent->pid, NULL, &pid);
	waits = find_process(tracer, (pid_t)pid);
	child = find_or_add(tracer, (pid_t)pid);
	snprintf(child->name, sizeof(child->name), "%.16s.%u", parent->name,
		 ++parent->children);
	child->counted = parent->counted;
	memcpy(child->loader, parent->loader, sizeof(child->loader));
	if (waits)
		resume(child, PTRACE_SYSCALL, 0);
	resume(parent, PTRACE_SYSCALL, 0);
}

static void event_stop(struct process *process, int sig)
{
	if (!process->name[0])
		return; /* until its parent's event gives it a name */
	if (sig == SIGTRAP)
		resume(process, PTRACE_SYSCALL, 0);
	else
		resume(process, PTRACE_LISTEN, 0); /* it is stopped */
}

static void stopped(struct tracer *tracer, pid_t pid, int status)
{
	struct process *process = find_or_add(tracer, pid);
	const int sig = WSTOPSIG(status);

	switch (status >> 16) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		created(tracer, process);
		return;
	case PTRACE_EVENT_EXEC:
		process->counted = true;
		find_loader(process);
		resume(process, PTRACE_SYSCALL, 0);
		return;
	case PTRACE_EVENT_STOP:
		event_stop(process, sig);
		return;
	default:
		if (sig == (SIGTRAP | 0x80))
			call_stop(tracer, process);
		else
			resume(process, PTRACE_SYSCALL, sig);
	}
}

static void ended(struct tracer *tracer, pid_t pid, int status)
{
	struct process *process = find_process(tracer, pid);

	if (pid == tracer->program)
		tracer->run->status = status;
	if (process)
		*process = (struct process){ 0 };
}

/* ---- a run ---- */

/* Kills all descendants of this process: what is orphaned becomes its child. */
static void kill_children(void)
{
	char path[64];
	FILE *file;
	int pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	file = fopen(path, "re");
	while (file && fscanf(file, "%d", &pid) == 1)
		kill(pid, SIGKILL);
	if (file)
		fclose(file);
}

static void set_limit(unsigned seconds)
{
	const struct sigaction action = { .sa_handler = on_alarm };
	/* Again and again: an alarm between the check and waitpid(2) is not lost. */
	const struct itimerval timer = { { .tv_usec = seconds ? 200000 : 0 },
					 { .tv_sec = (time_t)seconds } };

	expired = 0;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static void wait_for_all(struct tracer *tracer)
{
	for (;;) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL);

		if (pid < 0 && errno == ECHILD)
			return;
		if (expired) {
			tracer->run->hung = true;
			kill_children();
		}
		if (pid > 0 && WIFSTOPPED(status))
			stopped(tracer, pid, status);
		else if (pid > 0)
			ended(tracer, pid, status);
	}
}

static void execute(char *const *argv, const int fds[3], int gate)
{
	char byte;

	for (int fd = 0; fd < 3; fd++)
		dup2(fds[fd], fd);
	dup2(fds[1], TRACE_REPORT);
	if (read(gate, &byte, 1) == 0)
		execvp(argv[0], argv);
	perror(argv[0]);
	_exit(99);
}

/* Attaches to the process that waits at the gate. */
static int attach(struct tracer *tracer, pid_t pid)
{
	struct process *first = find_or_add(tracer, pid);
	int status;

	strcpy(first->name, "1");
	if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)(intptr_t)OPTIONS) < 0 ||
	    ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) < 0)
		return -errno;
	if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status))
		return -ECHILD;
	resume(first, PTRACE_SYSCALL, 0);
	return 0;
}

int trace_program(char *const *argv, const int fds[3], const struct trace_fault *fault,
		  unsigned seconds, bool record, struct trace_run *run)
{
	struct tracer tracer = { .fault = fault, .record = record, .run = run };
	int gate[2], err;

	*run = (struct trace_run){ 0 };
	if (!can_trace)
		return -ENOSYS;
	if (pipe2(gate, O_CLOEXEC) < 0)
		return -errno;
	tracer.program = fork();
	if (tracer.program == 0) {
		close(gate[1]);
		execute(argv, fds, gate[0]);
	}
	close(gate[0]);
	err = attach(&tracer, tracer.program);
	if (err < 0)
		kill(tracer.program, SIGKILL);
	set_limit(seconds);
	close(gate[1]);
	wait_for_all(&tracer);
	set_limit(0);
	return err;
}

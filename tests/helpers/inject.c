/* SPDX-License-Identifier: MIT */
/*
 * inject [OPTION...] -- PROGRAM ARG...
 *
 * Runs PROGRAM once, and then once more for each system call that it and its processes
 *make before they execute a command, and for each error with which that call can fail
 *(see inject_errors.c): only this call fails. A read or write is also made to transfer
 *one byte. After each run:
 *
 * - no process is left after 10 seconds times XNS_LIMIT;
 * - status 0: the output, and what the program was to leave, are those of the first run;
 * - otherwise the status is that of the program's own failure, or 126 or 127 where the
 *exec failed; the command has not run, or its output is that of the first run; and
 *nothing that the program made is left: mounts, network interfaces, files of the working
 *directory;
 * - a failure is reported: a line of standard error begins with "PROGRAM: ", and says
 *what cannot be done.
 *
 * The dynamic loader's calls do not fail.
 *
 *	--own STATUS    of the program's own failure (125)
 *	--report        the output is the program's own: where it failed, it may be
 *anything
 *	--warns         what is missing after status 0 may be told by a warning
 *	--keeps         a change that was made stays where a later step fails
 *	--numbers       numbers in the output differ between runs
 *	--optional LIST these texts, separated by "|" and with N for a number, may be
 *missing
 *	--part M/N      of all faults, only those whose number is M modulo N
 *	--call NAME     only faults of this system call
 *	--skip LIST     not these faults: "CALL:ERRNO ...", which have another meaning
 *	--undo SCRIPT   for sh: removes what a run leaves that did its work
 *	--before SCRIPT for sh: run before each run
 *	--cgroup DIR    the cgroups below are compared, too
 *	--list          prints the faults, and runs nothing more
 *
 * An ARG "@inside" becomes the words of the command that shows its sandbox. Ends with 0,
 *with 1 if a promise was broken, or with 77 if this machine cannot trace. The last line
 *has counts.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inject_errors.h"
#include "trace.h"

enum { TEXT = 1 << 18, ARGS = 64 };

struct plan {
	int own;
	bool numbers, report, warns, list, keeps;
	unsigned part, parts;
	const char *undo, *before, *cgroup, *call, *skip, *optional;
	char *argv[ARGS];
	const char *program; /* the last part of its name */
	unsigned seconds;
};

/* What a run gave. */
struct result {
	struct trace_run run;
	char output[TEXT], errors[TEXT], state[TEXT];
};

static struct result good, last;
static char state_before[TEXT];
static unsigned long runs, missed, problems;

static void give_up(const char *what)
{
	perror(what);
	exit(99);
}

/* ---- what is left ---- */

static void append(char *text, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, TEXT - used, "%s", more);
}

static void append_file(char *text, const char *path)
{
	size_t used = strlen(text);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = 1;

	while (fd >= 0 && got > 0 && used < TEXT - 1) {
		got = read(fd, text + used, TEXT - 1 - used);
		used += got > 0 ? (size_t)got : 0;
	}
	text[used] = '\0';
	if (fd >= 0)
		close(fd);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a directory, sorted; those of its directories with what is in them. */
static void append_tree(char *text, const char *path, bool directories_only)
{
	char *names[4096], full[4096];
	size_t count = 0;
	DIR *dir = opendir(path);

	for (struct dirent *entry; dir && (entry = readdir(dir)) && count < 4096;)
		if (entry->d_name[0] != '.' &&
		    (!directories_only || entry->d_type == DT_DIR))
			names[count++] = strdup(entry->d_name);
	if (dir)
		closedir(dir);
	qsort(names, count, sizeof(names[0]), compare_names);
	for (size_t i = 0; i < count; i++) {
		struct stat st;

		snprintf(full, sizeof(full), "%s/%s", path, names[i]);
		append(text, full);
		append(text, "\n");
		if (lstat(full, &st) == 0 && S_ISDIR(st.st_mode))
			append_tree(text, full, directories_only);
		free(names[i]);
	}
}

/* /proc/net/dev without its counts. */
static void append_interfaces(char *text)
{
	char line[512];
	FILE *file = fopen("/proc/self/net/dev", "re");

	while (file && fgets(line, sizeof(line), file)) {
		char *end = strchr(line, ':');

		if (!end)
			continue;
		end[1] = '\0';
		append(text, line);
		append(text, "\n");
	}
	if (file)
		fclose(file);
}

static void read_state(const struct plan *plan, char *text)
{
	text[0] = '\0';
	append_file(text, "/proc/self/mountinfo");
	append_interfaces(text);
	append_tree(text, ".", false);
	if (plan->cgroup)
		append_tree(text, plan->cgroup, true);
}

/* ---- comparison ---- */

/*
 * A number becomes N: each, if numbers differ between runs; always in the name of a
 * cgroup, and in that of a namespace, as in "net:[4026532345]".
 */
static void without_numbers(char *to, const char *from, bool all)
{
	char before = '\0';

	while (*from) {
		if (strncmp(from, "xns-", 4) == 0) {
			to = stpcpy(to, "xns-N");
			from += 4 + strspn(from + 4, "0123456789abcdef.");
		} else if (isdigit((unsigned char)*from) && (all || before == '[')) {
			*to++ = 'N';
			from += strspn(from, "0123456789");
		} else {
			*to++ = *from++;
		}
		before = from[-1];
	}
	*to = '\0';
}

/* Removes each of the texts of the list. */
static void without_optional(char *text, const char *list)
{
	while (list && *list) {
		size_t length = strcspn(list, "|");
		char word[128], *at = text;

		snprintf(word, sizeof(word), "%.*s", (int)length, list);
		while (*word && (at = strstr(at, word)))
			memmove(at, at + length, strlen(at + length) + 1);
		list += length + (list[length] == '|');
	}
}

static bool same_text(const char *a, const char *b, bool all, const char *optional)
{
	static char one[TEXT + TEXT / 2], other[TEXT + TEXT / 2];

	if (strcmp(a, b) == 0)
		return true;
	without_numbers(one, a, all);
	without_numbers(other, b, all);
	without_optional(one, optional);
	without_optional(other, optional);
	return strcmp(one, other) == 0;
}

/* Whether a line of the messages is the program's own, and says what failed. */
static bool is_reported(const struct plan *plan, const char *messages)
{
	const size_t length = strlen(plan->program);

	for (const char *line = messages; line; line = strchr(line, '\n')) {
		line += line[0] == '\n';
		if (strncmp(line, plan->program, length) == 0 && line[length] == ':')
			return strlen(line) > length + 8;
	}
	return false;
}

/* ---- one run ---- */

static int temporary(void)
{
	int fd = memfd_create("output", MFD_CLOEXEC);

	if (fd < 0)
		give_up("memfd_create");
	return fd;
}

static void read_back(int fd, char *text)
{
	ssize_t length = pread(fd, text, TEXT - 1, 0);

	text[length > 0 ? length : 0] = '\0';
	close(fd);
}

static void script(const char *text)
{
	pid_t pid = text ? fork() : 0;
	int status;

	if (!text)
		return;
	if (pid == 0) {
		execl("/bin/sh", "sh", "-euc", text, (char *)NULL);
		_exit(99);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0) {
		fprintf(stderr, "inject: this script failed: %s\n", text);
		exit(99);
	}
}

static void run_once(const struct plan *plan, const struct trace_fault *fault,
		     struct result *result)
{
	int fds[3] = { open("/dev/null", O_RDONLY | O_CLOEXEC), temporary(),
		       temporary() };
	int err;

	script(plan->before);
	read_state(plan, state_before);
	err = trace_program(plan->argv, fds, fault, plan->seconds, !fault, &result->run);
	if (err < 0) {
		fprintf(stderr, "inject: cannot trace: %s\n", strerror(-err));
		exit(77);
	}
	read_state(plan, result->state);
	close(fds[0]);
	read_back(fds[1], result->output);
	read_back(fds[2], result->errors);
}

static void clean_up(const struct plan *plan, struct result *result)
{
	if (strcmp(result->state, state_before) == 0)
		return;
	script(plan->undo);
	read_state(plan, result->state);
	if (strcmp(result->state, state_before) == 0)
		return;
	fprintf(stderr, "inject: this remains for ever, before:\n%s\nafter:\n%s\n",
		state_before, result->state);
	exit(99);
}

/* ---- the promises ---- */

static bool is_exec(long call)
{
	return call == SYS_execve || call == SYS_execveat;
}

static const char *check_success(const struct plan *plan)
{
	if (plan->warns && is_reported(plan, last.errors))
		return NULL;
	if (!same_text(last.output, good.output, plan->numbers, plan->optional))
		return "status 0, but the output is another";
	if (!same_text(last.state, good.state, true, NULL))
		return "status 0, but what it leaves is not what it was to leave";
	return NULL;
}

static const char *check_failure(const struct plan *plan, const struct trace_fault *fault,
				 int status)
{
	if (status != plan->own &&
	    !(is_exec(fault->call) && (status == 126 || status == 127)))
		return "the status is not that of its own failure";
	if (!is_reported(plan, last.errors))
		return "no message";
	if (!plan->keeps && strcmp(last.state, state_before) != 0)
		return "it failed, and left something";
	if (last.output[0] && !plan->report &&
	    !same_text(last.output, good.output, plan->numbers, plan->optional))
		return "it failed, and the output is another";
	return NULL;
}

static const char *check(const struct plan *plan, const struct trace_fault *fault)
{
	const int status = last.run.status;

	if (last.run.hung)
		return "processes are left after the limit";
	if (!WIFEXITED(status))
		return "ended by a signal";
	if (WEXITSTATUS(status) == 0)
		return check_success(plan);
	return check_failure(plan, fault, WEXITSTATUS(status));
}

/* The lines of text that are not in known, if that is set. */
static void print_lines(const char *title, const char *text, const char *known)
{
	printf("  %s:\n", title);
	while (*text) {
		size_t length = strcspn(text, "\n");
		char line[TEXT];

		snprintf(line, sizeof(line), "%.*s\n", (int)length, text);
		if (!known || !strstr(known, line))
			printf("    %s", line);
		text += length + (text[length] != '\0');
	}
}

static void print_state(void)
{
	const char *a = state_before, *b = last.state;

	while (*a && *a == *b)
		a++, b++;
	while (b > last.state && b[-1] != '\n')
		a--, b--;
	printf("  it left, in place of \"%.*s\":\n    %.*s\n", (int)strcspn(a, "\n"), a,
	       (int)strcspn(b, "\n"), b);
}

static void print_problem(const struct plan *plan, const struct trace_fault *fault,
			  const char *problem)
{
	char number[32];

	printf("process %s, call %u, %s, %s: %s (wait status %#x)\n", fault->process,
	       fault->number, call_name(fault->call, number),
	       fault->error ? strerrorname_np(fault->error) : "one byte", problem,
	       (unsigned)last.run.status);
	print_lines("messages", last.errors, NULL);
	if (!same_text(last.output, good.output, plan->numbers, plan->optional)) {
		print_lines("the output has", last.output, good.output);
		print_lines("and lacks", good.output, last.output);
	}
	if (strcmp(last.state, state_before) != 0)
		print_state();
}

static void inject(const struct plan *plan, const struct trace_fault *fault)
{
	const char *problem;

	run_once(plan, fault, &last);
	runs++;
	if (!last.run.applied)
		missed++;
	problem = check(plan, fault);
	if (problem) {
		problems++;
		print_problem(plan, fault, problem);
	}
	clean_up(plan, &last);
}

/* ---- all faults ---- */

static bool is_skipped(const struct plan *plan, long call, int error)
{
	char text[64], buffer[32];
	const char *found;
	size_t length;

	if (!plan->skip || !error)
		return false;
	length = (size_t)snprintf(text, sizeof(text), "%s:%s", call_name(call, buffer),
				  strerrorname_np(error));
	found = strstr(plan->skip, text);
	return found && (found[length] == ' ' || !found[length]);
}

static void consider(const struct plan *plan, const struct trace_call *call, int error)
{
	static unsigned number;
	struct trace_fault fault = { .number = call->number,
				     .call = call->call,
				     .error = error };
	char buffer[32];

	if (plan->call && strcmp(plan->call, call_name(call->call, buffer)) != 0)
		return;
	if (is_skipped(plan, call->call, error))
		return;
	if (number++ % plan->parts != plan->part)
		return;
	memcpy(fault.process, call->process, sizeof(fault.process));
	if (plan->list)
		printf("%s %u %s %s\n", fault.process, fault.number,
		       call_name(fault.call, buffer),
		       error ? strerrorname_np(error) : "one byte");
	else
		inject(plan, &fault);
}

static void consider_all(const struct plan *plan)
{
	for (size_t i = 0; i < good.run.count; i++) {
		const struct trace_call *call = &good.run.calls[i];

		if (call->sure)
			continue;
		/* Nothing else can happen to a read or write of a pipe or socket. */
		if (call->stream)
			consider(plan, call, EINTR);
		for (const int *error = call_errors(call->call); *error && !call->stream;
		     error++)
			consider(plan, call, *error);
		if (call->partial)
			consider(plan, call, 0);
	}
}

static void run_good(const struct plan *plan)
{
	run_once(plan, NULL, &good);
	if (!WIFEXITED(good.run.status) || WEXITSTATUS(good.run.status) != 0 ||
	    good.run.hung) {
		printf("without a fault: wait status %#x%s\n%s",
		       (unsigned)good.run.status,
		       good.run.hung ? ", processes are left" : "", good.errors);
		exit(1);
	}
	memcpy(last.state, good.state, sizeof(last.state));
	clean_up(plan, &last);
}

/* ---- the plan ---- */

/* The words of the command that shows its sandbox: helpers beside this program. */
static int add_inside(struct plan *plan, int at)
{
	static char here[512], inside[4096], creds[4096], command[4200];
	char self[4000];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	FILE *stream;

	self[length > 0 ? length : 0] = '\0';
	*strrchr(self, '/') = '\0';
	snprintf(inside, sizeof(inside), "%s/inside", self);
	snprintf(creds, sizeof(creds), "%s/creds", self);
	snprintf(command, sizeof(command), "'%s' --here", inside);
	stream = popen(command, "re");
	if (!stream || !fgets(here, sizeof(here), stream) || pclose(stream) != 0)
		give_up(inside);
	plan->argv[at++] = inside;
	plan->argv[at++] = here;
	plan->argv[at++] = creds;
	return at;
}

static void set_option(struct plan *plan, const char *name, const char *value)
{
	if (strcmp(name, "--own") == 0)
		plan->own = atoi(value);
	else if (strcmp(name, "--call") == 0)
		plan->call = value;
	else if (strcmp(name, "--skip") == 0)
		plan->skip = value;
	else if (strcmp(name, "--optional") == 0)
		plan->optional = value;
	else if (strcmp(name, "--undo") == 0)
		plan->undo = value;
	else if (strcmp(name, "--before") == 0)
		plan->before = value;
	else if (strcmp(name, "--cgroup") == 0)
		plan->cgroup = value;
	else if (strcmp(name, "--part") != 0 ||
		 sscanf(value, "%u/%u", &plan->part, &plan->parts) != 2 || !plan->parts)
		exit(99);
}

static void parse(struct plan *plan, int argc, char **argv)
{
	const char *limit = getenv("XNS_LIMIT");
	int at = 0, i;

	plan->seconds = 10 * (limit && atoi(limit) > 0 ? (unsigned)atoi(limit) : 1);
	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--numbers") == 0)
			plan->numbers = true;
		else if (strcmp(argv[i], "--report") == 0)
			plan->report = true;
		else if (strcmp(argv[i], "--warns") == 0)
			plan->warns = true;
		else if (strcmp(argv[i], "--keeps") == 0)
			plan->keeps = true;
		else if (strcmp(argv[i], "--list") == 0)
			plan->list = true;
		else if (i + 1 < argc)
			set_option(plan, argv[i], argv[i + 1]), i++;
	}
	for (i++; i < argc && at < ARGS - 4; i++) {
		if (strcmp(argv[i], "@inside") == 0)
			at = add_inside(plan, at);
		else
			plan->argv[at++] = argv[i];
	}
	if (!at)
		exit(99);
	plan->program = strrchr(plan->argv[0], '/');
	plan->program = plan->program ? plan->program + 1 : plan->argv[0];
}

int main(int argc, char **argv)
{
	struct plan plan = { .own = 125, .parts = 1 };

	parse(&plan, argc, argv);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		give_up("prctl");
	run_good(&plan);
	consider_all(&plan);
	printf("%lu faults, %lu not reached, %lu problems: ", runs, missed, problems);
	for (char **arg = plan.argv; *arg; arg++)
		printf("%s%c", *arg, arg[1] ? ' ' : '\n');
	return problems || (!runs && !plan.list);
}

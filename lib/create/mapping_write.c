/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/num.h"
#include "proc/proc.h"
#include "run/child.h"
#include "hint/hint.h"
#include "create/mapping.h"

static _Noreturn void die_helper(const struct mapping_ids *ids, enum mapping_kind kind,
				 int status)
{
	struct hint_map tried = { &ids->map, mapping_names[kind].map_file, ids->helper,
				  ids->setfcap };
	struct hint hint = { .text = "" };
	char name[16];

	hint_map_helper(0, &tried, &hint);
	if (WIFSIGNALED(status))
		die_hint(hint.text, "cannot map %s IDs: %s was killed by signal %s",
			 mapping_names[kind].noun, ids->helper,
			 num_signal_text(WTERMSIG(status), name, sizeof(name)));
	die_hint(hint.text, "cannot map %s IDs: %s exited with status %d",
		 mapping_names[kind].noun, ids->helper, WEXITSTATUS(status));
}

enum { SHOWN_MAX = IDMAP_TEXT + IDMAP_RANGES + 1 };

static void free_text(char **text)
{
	free(*text);
}

#define TEXT_AUTO __attribute__((cleanup(free_text)))

/*
 * The bytes as a C programmer would write them: each newline is \n. Not in the stack of
 * who has nothing to say: each page of it would be touched.
 */
__attribute__((noinline)) static const char *shown(const struct idmap *map,
						   char **ret_text)
{
	char bytes[IDMAP_TEXT], *text = *ret_text = malloc(SHOWN_MAX);
	size_t used = 0;

	if (!text)
		return "...";
	for (const char *byte = idmap_text(map, bytes, sizeof(bytes)); *byte; byte++) {
		if (*byte == '\n')
			text[used++] = '\\';
		text[used++] = *byte == '\n' ? 'n' : *byte;
	}
	text[used] = '\0';
	return text;
}

static void write_setgroups(const struct mapping *mapping, struct steps *steps, int dir)
{
	if (mapping->setgroups == SETGROUPS_UNSET)
		return;
	if (mapping->setgroups == SETGROUPS_DENY)
		STEP_WHY(steps, proc_write(dir, "setgroups", "deny"), hint_map_inside,
			 NULL, "deny setgroups(2)");
	else
		STEP_WHY(steps, proc_write(dir, "setgroups", "allow"), hint_map_inside,
			 NULL, "allow setgroups(2)");
}

static void write_map(const struct mapping_ids *ids, enum mapping_kind kind,
		      struct steps *steps, int dir)
{
	TEXT_AUTO char *text = NULL;
	char bytes[IDMAP_TEXT];
	struct hint_map tried = { &ids->map, mapping_names[kind].map_file, NULL,
				  ids->setfcap };
	bool inside = ids->writer == WRITER_INSIDE;

	STEP_WHY(steps,
		 proc_write(dir, mapping_names[kind].map_file,
			    idmap_text(&ids->map, bytes, sizeof(bytes))),
		 inside ? hint_map_inside : hint_map_outside, &tried,
		 "write \"%s\" as the %s ID map%s", shown(&ids->map, &text),
		 mapping_names[kind].noun, inside ? "" : ", from the helper process");
}

/* The helper's arguments: its name, the PID, and the numbers of the map. */
static int run_helper(const struct mapping_ids *ids, pid_t pid)
{
	char *argv[3 + IDMAP_RANGES * 3], bytes[IDMAP_TEXT], number[16], *rest = bytes;
	struct child_signals saved;
	int count = 0, result;
	pid_t pid_of_helper;

	idmap_text(&ids->map, bytes, sizeof(bytes));
	snprintf(number, sizeof(number), "%d", (int)pid);
	argv[count++] = (char *)ids->helper;
	argv[count++] = number;
	while ((argv[count] = strsep(&rest, " \n")) && argv[count][0])
		count++;
	argv[count] = NULL;

	result = child_block(&saved, false);
	if (result < 0)
		return result;
	pid_of_helper = child_fork();
	if (pid_of_helper == 0) {
		if (child_unblock(&saved) == 0)
			execv(ids->helper, argv);
		_exit(EXIT_NOT_FOUND);
	}
	result = pid_of_helper < 0 ? pid_of_helper : child_wait(pid_of_helper);
	must(child_unblock(&saved), "restore the signal mask");
	return result;
}

static void write_with_helper(const struct mapping_ids *ids, enum mapping_kind kind,
			      struct steps *steps, pid_t pid)
{
	TEXT_AUTO char *text = NULL;
	int status = STEP(steps, run_helper(ids, pid),
			  "run %s for the %s ID map \"%s\", from the helper process",
			  mapping_names[kind].helper, mapping_names[kind].noun,
			  shown(&ids->map, &text));

	if (status)
		die_helper(ids, kind, status);
}

static void write_one_outside(const struct mapping_ids *ids, enum mapping_kind kind,
			      struct steps *steps, int dir, pid_t pid)
{
	if (ids->writer == WRITER_OUTSIDE)
		write_map(ids, kind, steps, dir);
	if (ids->writer == WRITER_HELPER)
		write_with_helper(ids, kind, steps, pid);
}

void mapping_write_outside(const struct mapping *mapping, struct steps *steps, int dir,
			   pid_t pid)
{
	const struct mapping_ids *group = &mapping->ids[MAPPING_GROUP];

	if (group->writer >= WRITER_OUTSIDE)
		write_setgroups(mapping, steps, dir);
	write_one_outside(group, MAPPING_GROUP, steps, dir, pid);
	write_one_outside(&mapping->ids[MAPPING_USER], MAPPING_USER, steps, dir, pid);
}

void mapping_write_inside(const struct mapping *mapping, struct steps *steps, int dir)
{
	const struct mapping_ids *user = &mapping->ids[MAPPING_USER],
				 *group = &mapping->ids[MAPPING_GROUP];

	if (group->writer <= WRITER_INSIDE)
		write_setgroups(mapping, steps, dir);
	if (group->writer == WRITER_INSIDE)
		write_map(group, MAPPING_GROUP, steps, dir);
	if (user->writer == WRITER_INSIDE)
		write_map(user, MAPPING_USER, steps, dir);
}

static int write_own(const struct mapping_ids *ids, enum mapping_kind kind, int dir)
{
	char bytes[IDMAP_TEXT];

	if (ids->writer != WRITER_INSIDE)
		return 0;
	return proc_write(dir, mapping_names[kind].map_file,
			  idmap_text(&ids->map, bytes, sizeof(bytes)));
}

int mapping_write_own(const struct mapping *mapping, int dir)
{
	int err = 0;

	if (mapping->setgroups != SETGROUPS_UNSET)
		err = proc_write(dir, "setgroups",
				 mapping->setgroups == SETGROUPS_DENY ? "deny" : "allow");
	for (int kind = MAPPING_GROUP; err == 0 && kind >= MAPPING_USER; kind--)
		err = write_own(&mapping->ids[kind], (enum mapping_kind)kind, dir);
	return err;
}

void mapping_write_all(const struct mapping *mapping, struct steps *steps, int dir,
		       pid_t pid)
{
	mapping_write_inside(mapping, steps, dir);
	mapping_write_outside(mapping, steps, dir, pid);
}

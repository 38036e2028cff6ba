/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/opt_enter.h"

#include <errno.h>
#include <stdio.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"

enum { USER_PARENT = OPT_LONG };

static const struct opt_row rows[] = {
	{ 't', "target", "PID", "target process: PID, PID:INODE or fd:N" },
	{ 'a', "all", NULL, "enter all namespaces of the target" },
#define OPT_ENTER_ROW(id, flag, n, i, cn, ci, letter, option, isolates)                  \
	{ letter, option, "[ADDRESS]", "enter the " option " namespace" },
	NS_TYPES(OPT_ENTER_ROW)
#undef OPT_ENTER_ROW
		{ 'N', "net-socket", "FD",
		  "enter the net namespace of the target's "
		  "socket FD" },
	{ USER_PARENT, "user-parent", NULL, "enter the owner of the given namespaces" },
	{ 0 },
};

/* A file after --target is meant for a type; the file itself says for which. */
static _Noreturn void die_target_is_file(const struct target *target)
{
	char hint[512] = "to enter the namespace of a file, use the option of its type: "
			 "--net=FILE";

	for (int type = 0; type < NS_COUNT; type++) {
		FD_AUTO int fd = target_open_ns(target, type);

		if (fd >= 0)
			snprintf(hint, sizeof(hint), "it is a %s namespace: --%s=%s",
				 ns_types[type].name, ns_types[type].option,
				 target->text);
	}
	die_hint(hint, "--target: \"%.99s\" is not a process", target->text);
}

static void store_target(struct enter *enter, const char *argument)
{
	int err;

	if (enter->target.kind != TARGET_NONE)
		usage_error("--target was given twice");
	err = target_parse(argument, &enter->target);
	if (err < 0 || enter->target.kind == TARGET_ID)
		usage_error(
			"--target: invalid process \"%.99s\" (expected PID, from 1 to "
			"2147483647, PID:INODE or fd:N)",
			argument);
	if (enter->target.kind == TARGET_PATH)
		die_target_is_file(&enter->target);
}

static void store_socket(struct enter *enter, const char *argument)
{
	int err = num_int(argument, 0, &enter->net_socket);

	if (err < 0)
		opt_bad(rows, 'N', argument, err);
}

static void store_type(struct enter *enter, enum ns type, const char *argument)
{
	int err;

	enter->flags |= ns_types[type].flag;
	if (!argument)
		return;
	err = target_parse(argument, &enter->at[type]);
	if (err < 0)
		opt_bad(rows, ns_types[type].letter, argument, err);
}

static void store(void *part, int id, const char *argument)
{
	struct enter *enter = part;

	switch (id) {
	case 't':
		store_target(enter, argument);
		return;
	case 'a':
		enter->all = true;
		return;
	case 'N':
		store_socket(enter, argument);
		return;
	case USER_PARENT:
		enter->user_parent = true;
		return;
	}
	for (int type = 0; type < NS_COUNT; type++)
		if (ns_types[type].letter == id)
			store_type(enter, type, argument);
}

const struct opt_set opt_enter_options = { "Namespaces", rows, store };

bool opt_enter_given(const struct enter *enter)
{
	return enter->flags || enter->all || enter->net_socket >= 0 || enter->user_parent;
}

static bool needs_process(const struct enter *enter, const char **ret_option)
{
	for (int type = 0; type < NS_COUNT; type++) {
		*ret_option = ns_types[type].option;
		if ((enter->flags & ns_types[type].flag) &&
		    enter->at[type].kind == TARGET_NONE)
			return true;
	}
	*ret_option = enter->all ? "all" : "net-socket";
	return enter->all || enter->net_socket >= 0;
}

void opt_enter_check(const struct enter *enter, const char *operand)
{
	struct target meant;
	const char *option;

	if (enter->net_socket >= 0 && enter->at[NS_NET].kind != TARGET_NONE)
		usage_error("--net-socket cannot be combined with --net=%s",
			    enter->at[NS_NET].text);
	if (enter->target.kind != TARGET_NONE || !needs_process(enter, &option))
		return;
	for (int type = 0; operand && type < NS_COUNT; type++) {
		FD_AUTO int fd = -1;

		if (target_parse(operand, &meant) < 0 || meant.kind != TARGET_PATH)
			break;
		fd = target_open_ns(&meant, type);
		if (fd >= 0)
			usage_error(
				"--%s has no namespace to enter; its file must be part "
				"of the same argument: --%s=%s",
				option, ns_types[type].option, operand);
	}
	usage_error("--%s requires a process: give --target PID", option);
}

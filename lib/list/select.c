/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/select.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "ns/target.h"
#include "hint/hint.h"

/* PIDs are smaller, by the kernel's limit; inode numbers of namespaces are larger. */
enum { PID_LIMIT = 4 * 1024 * 1024 };

static void keep(struct ns_select *pick, size_t place)
{
	if (ns_select_has(pick, place))
		return;
	must(array_grow(&pick->place, &pick->capacity, pick->count, sizeof(*pick->place)),
	     "allocate memory");
	pick->place[pick->count++] = place;
}

static void keep_later(struct ns_select *pick, uint32_t inode)
{
	must(array_grow(&pick->later.inode, &pick->later.capacity, pick->later.count,
			sizeof(*pick->later.inode)),
	     "allocate memory");
	pick->later.inode[pick->later.count++] = inode;
}

/* Takes fd over. */
static void keep_fd(struct ns_select *pick, struct snapshot *view, enum ns type, int fd,
		    const char *operand)
{
	size_t place;

	must(view->walk.types & ns_types[type].flag ? 0 : -FAULT_WRONG_TYPE,
	     "list %s, which is a namespace of type %s", operand, ns_types[type].name);
	must(ns_set_add(&view->walk.set, type, 0, fd, &place), "look up %s", operand);
	keep(pick, place);
}

static void add_process(struct ns_select *pick, struct snapshot *view,
			const struct target *target, const struct process *process)
{
	for (int type = 0; type < NS_COUNT; type++) {
		int fd = -EOPNOTSUPP;

		if (view->walk.types & ns_types[type].flag)
			fd = process_ns(process, (enum ns)type);
		if (fd == -EOPNOTSUPP)
			continue; /* the kernel has no such type */
		must_why(fd, hint_target, target, "open the %s namespace of process %d",
			 ns_types[type].name, (int)process->pid);
		keep_fd(pick, view, (enum ns)type, fd, target->text);
	}
	pick->processes++;
}

/* Whatever its type is. */
static int open_any(const struct target *target, enum ns *ret_type)
{
	/* Names of ip-netns(8) are those of one type. */
	int fd = target_open_ns(target, NS_NET);

	*ret_type = NS_NET;
	for (int type = 0; type < NS_COUNT && fd == -FAULT_WRONG_TYPE; type++) {
		fd = target_open_ns(target, (enum ns)type);
		*ret_type = (enum ns)type;
	}
	return fd;
}

static void add_target(struct ns_select *pick, struct snapshot *view,
		       const struct target *target)
{
	struct process process;
	enum ns type;
	char text[256];
	int err = target_open_process(target, &process);

	if (err == 0) {
		add_process(pick, view, target, &process);
	} else if (err == -FAULT_NOT_PROCESS || err == -FAULT_NOT_PIDFD) {
		err = must_why(open_any(target, &type), hint_target, target, "open %s",
			       target_text(target, text, sizeof(text)));
		keep_fd(pick, view, type, err, target->text);
	} else {
		must_why(err, hint_target, target, "look up %s",
			 target_text(target, text, sizeof(text)));
	}
	process_close(&process);
}

static void parse(struct ns_select *pick, const char *operand, struct target *target)
{
	pick->operands++;
	if (target_parse(operand, target) < 0)
		usage_error("\"%.99s\" is not a PID, an inode number or an address (see "
			    "xns(7))",
			    operand);
}

void ns_select_add(struct ns_select *pick, struct snapshot *view, const char *operand)
{
	struct target target;
	uint32_t number;

	if (num_u32(operand, &number) == 0 && number > PID_LIMIT) {
		pick->operands++;
		keep_later(pick, number);
		return;
	}
	parse(pick, operand, &target);
	add_target(pick, view, &target);
}

void ns_select_add_process(struct ns_select *pick, struct snapshot *view,
			   const char *operand)
{
	struct target target;

	parse(pick, operand, &target);
	if (target.kind != TARGET_PROCESS && target.kind != TARGET_FD)
		usage_error("--task: invalid PID \"%.99s\"", operand);
	add_target(pick, view, &target);
}

static bool find(struct ns_select *pick, const struct snapshot *view, uint32_t inode)
{
	for (int type = 0; type < NS_COUNT; type++) {
		size_t place = ns_set_find(&view->walk.set, (enum ns)type, inode);

		if (place == NS_SET_NONE)
			continue;
		keep(pick, place);
		return true;
	}
	return false;
}

void ns_select_finish(struct ns_select *pick, struct snapshot *view)
{
	for (size_t i = 0; i < pick->later.count; i++) {
		if (find(pick, view, pick->later.inode[i]))
			continue;
		snapshot_load(view, NSVIEW_NAMESPACES);
		if (find(pick, view, pick->later.inode[i]))
			continue;
		snapshot_warn_incomplete(view, NSVIEW_ALL);
		die("no visible namespace has the inode number %" PRIu32 "%s",
		    pick->later.inode[i],
		    view->walk.types == -1 ? "" : ", of a type given by --type");
	}
}

bool ns_select_has(const struct ns_select *pick, size_t place)
{
	for (size_t i = 0; i < pick->count; i++)
		if (pick->place[i] == place)
			return true;
	return false;
}

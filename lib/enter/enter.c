/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/enter.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "hint/hint.h"

void enter_init(struct enter *enter)
{
	*enter = (struct enter){ .net_socket = -1, .self = -1, .process = PROCESS_NONE };
	for (int type = 0; type < NS_COUNT; type++)
		enter->fd[type] = -1;
}

/* ---- opening ---- */

/* The source of the namespace of this type, for messages. */
static const char *owner_text(const struct enter *enter, enum ns type, char *text,
			      size_t size)
{
	const struct target *own = &enter->at[type];

	return target_text(own->kind == TARGET_NONE ? &enter->target : own, text, size);
}

static void check_type(const struct enter *enter, enum ns type, int err)
{
	char where[256];
	int fd, flag;

	if (err != -FAULT_WRONG_TYPE)
		return;
	owner_text(enter, type, where, sizeof(where));
	for (int other = 0; other < NS_COUNT; other++) {
		fd = target_open_ns(&enter->at[type], other);
		flag = fd < 0 ? 0 : ns_types[other].flag;
		fd_close(&fd);
		if (flag)
			die("%s is a %s namespace, not %s", where, ns_types[other].name,
			    ns_types[type].name);
	}
}

static _Noreturn void die_own_user_ns(const struct enter *enter)
{
	char where[256];

	die_hint("the kernel does not allow re-entering the caller's own user "
		 "namespace; omit --user",
		 "cannot enter the user namespace of %s: the caller is already in it",
		 owner_text(enter, NS_USER, where, sizeof(where)));
}

static void open_own_address(struct enter *enter, enum ns type)
{
	const struct target *target = &enter->at[type];
	char where[256];
	int fd = target_open_ns(target, type);

	check_type(enter, type, fd);
	target_text(target, where, sizeof(where));
	must_why(fd, hint_target, target, "open %s as a %s namespace", where,
		 ns_types[type].name);
	if (type == NS_USER && ns_is_own(enter->self, fd, NS_USER))
		die_own_user_ns(enter);
	enter->fd[type] = fd;
}

static void open_process(struct enter *enter)
{
	char where[64];
	int err = target_open_process(&enter->target, &enter->process);

	must_why(err, hint_target, &enter->target, "use %s as the target",
		 target_text(&enter->target, where, sizeof(where)));
}

/* A process may hold a socket of a network namespace that it is not in. */
static void open_net_socket(struct enter *enter)
{
	FD_AUTO int socket = -1;

	socket = must_why(
		step_result(xns_pidfd_getfd(enter->process.pidfd, enter->net_socket)),
		hint_getfd, &enter->process, "get descriptor %d of process %d",
		enter->net_socket, (int)enter->process.pid);
	enter->fd[NS_NET] =
		fd_is_socket(socket) ? step_result(ioctl(socket, SIOCGSKNS)) : -ENOTSOCK;
	must_why(enter->fd[NS_NET], hint_net_socket, NULL,
		 "open the net namespace of the socket %d of process %d",
		 enter->net_socket, (int)enter->process.pid);
}

/*
 * Named types are entered in any case; --all takes what can be entered, nothing named
 * takes what differs. The current user namespace can never be entered.
 */
static bool wants_from_process(const struct enter *enter, enum ns type)
{
	bool named = enter->flags & ns_types[type].flag;
	bool differs;

	if (enter->fd[type] >= 0 || (!named && !enter->all && !enter->what_differs))
		return false;
	if (type != NS_USER && !enter->what_differs)
		return true;
	differs = process_compare(&enter->process, enter->self, type) == PROCESS_DIFFERS;
	if (!differs && named)
		die_own_user_ns(enter);
	return differs;
}

static void choose_from_process(struct enter *enter)
{
	for (int type = 0; type < NS_COUNT; type++)
		if (wants_from_process(enter, type))
			enter->mask |= ns_types[type].flag;
}

static int open_from_process(const struct enter *enter, enum ns type)
{
	char where[64];

	return must_why(process_ns(&enter->process, type), hint_target, &enter->target,
			"open the %s namespace of %s", ns_types[type].name,
			target_text(&enter->target, where, sizeof(where)));
}

/*
 * An unprivileged caller may not enter a namespace that it shares with the process, even
 * if that changes nothing, and no caller one that the kernel does not support. To compare
 * all costs more than to try.
 */
static bool leave_out_shared(struct enter *enter)
{
	int before = enter->mask;

	for (int type = 0; type < NS_COUNT; type++)
		if ((enter->mask & ns_types[type].flag) &&
		    process_compare(&enter->process, enter->self, type) !=
			    PROCESS_DIFFERS)
			enter->mask &= ~ns_types[type].flag;
	return enter->mask != before;
}

/* From one call for all to one descriptor each. */
static void open_mask(struct enter *enter)
{
	for (int type = 0; type < NS_COUNT; type++)
		if (enter->mask & ns_types[type].flag)
			enter->fd[type] = open_from_process(enter, type);
	enter->mask = 0;
}

/*
 * The owner of any entered namespace; the parent of an entered user namespace.
 */
static void open_user_parent(struct enter *enter)
{
	int from = enter->fd[NS_USER], parent;

	for (int type = 0; from < 0 && type < NS_COUNT; type++)
		from = enter->fd[type];
	if (from < 0)
		usage_error("--user-parent requires another namespace");
	parent = must(ns_owner(from), "open the parent user namespace");
	if (ns_is_own(enter->self, parent, NS_USER))
		die_hint("the kernel does not allow re-entering the caller's own user "
			 "namespace; omit --user-parent",
			 "cannot enter the parent user namespace: the caller is already "
			 "in it");
	fd_close(&enter->fd[NS_USER]);
	enter->fd[NS_USER] = parent;
}

static bool any_fd(const struct enter *enter)
{
	for (int type = 0; type < NS_COUNT; type++)
		if (enter->fd[type] >= 0)
			return true;
	return false;
}

void enter_open(struct enter *enter, int self)
{
	enter->self = self;
	if (enter->target.kind != TARGET_NONE)
		open_process(enter);
	for (int type = 0; type < NS_COUNT; type++)
		if (enter->at[type].kind != TARGET_NONE)
			open_own_address(enter, type);
	if (enter->net_socket >= 0)
		open_net_socket(enter);
	if (enter->process.dir >= 0)
		choose_from_process(enter);
	if (any_fd(enter) || enter->user_parent || enter->process.pidfd < 0) {
		if (enter->all)
			leave_out_shared(enter);
		open_mask(enter);
	}
	if (enter->user_parent)
		open_user_parent(enter);
}

int enter_look(const struct enter *enter, struct status_namespaces *ret)
{
	int err;

	*ret = (struct status_namespaces){ { 0 } };
	for (int type = 0; type < NS_COUNT; type++) {
		FD_AUTO int fd = -1;

		if (enter->fd[type] < 0 && !(enter->mask & ns_types[type].flag))
			continue;
		if (enter->mask & ns_types[type].flag)
			fd = process_ns(&enter->process, type);
		err = status_inode_of(enter->mask & ns_types[type].flag ? fd
									: enter->fd[type],
				      &ret->inode[type]);
		if (err < 0)
			return err;
	}
	return 0;
}

bool enter_has(const struct enter *enter, enum ns type)
{
	return (enter->mask & ns_types[type].flag) || enter->fd[type] >= 0;
}

bool enter_takes(const struct enter *enter, enum ns type)
{
	FD_AUTO int theirs = -1;

	if (!enter_has(enter, type))
		return false;
	theirs = process_ns(&enter->process, type);
	if (theirs < 0 || ns_is_own(enter->self, theirs, type))
		return false;
	return enter->fd[type] < 0 || ns_same(enter->fd[type], theirs);
}

bool enter_could_replace(const struct enter *enter)
{
	struct stat st;

	if (!enter_has(enter, NS_USER) || stat("/proc/self/exe", &st) < 0)
		return false;
	if (st.st_mode & (S_IWGRP | S_IWOTH) || enter->at[NS_USER].kind != TARGET_NONE ||
	    enter->user_parent)
		return true;
	return process_maps_ours(&enter->process, st.st_uid);
}

/* ---- entering ---- */

static void must_enter(const struct enter *enter, enum ns type, int err)
{
	struct hint_enter tried = { type, enter->fd[type], enter->self };
	char where[256];

	must_why(err, hint_enter, &tried, "enter the %s namespace of %s",
		 ns_types[type].name, owner_text(enter, type, where, sizeof(where)));
}

static int enter_one(struct enter *enter, enum ns type)
{
	int err = step_result(setns(enter->fd[type], ns_types[type].flag));

	if (err == 0)
		fd_close(&enter->fd[type]);
	return err;
}

/* A failure is no error if the user namespace follows, or is the current one. */
static void enter_others(struct enter *enter, bool user_follows)
{
	for (int type = 0; type < NS_COUNT; type++) {
		int err;

		if (type == NS_USER || enter->fd[type] < 0)
			continue;
		err = enter_one(enter, type);
		if (err == -EPERM &&
		    (user_follows || ns_is_own(enter->self, enter->fd[type], type)))
			continue;
		must_enter(enter, type, err);
	}
}

/*
 * Twice: what belongs to the current user namespace must be entered before leaving it,
 * and what belongs to the new one can be entered only from inside.
 */
static void enter_one_by_one(struct enter *enter)
{
	bool user = enter->fd[NS_USER] >= 0;

	enter_others(enter, user);
	if (!user)
		return;
	must_enter(enter, NS_USER, enter_one(enter, NS_USER));
	enter_others(enter, false);
}

static bool enter_at_once(const struct enter *enter)
{
	return setns(enter->process.pidfd, enter->mask) == 0;
}

void enter_go(struct enter *enter)
{
	/*
	 * A process inside must not trace this one and use its descriptors
	 * (CVE-2016-9962).
	 */
	must(step_result(prctl(PR_SET_DUMPABLE, 0)), "clear the dumpable flag");

	if (enter->mask) {
		if (enter_at_once(enter))
			return;
		if (leave_out_shared(enter) && (!enter->mask || enter_at_once(enter)))
			return;
		open_mask(enter);
	}
	enter_one_by_one(enter);
}

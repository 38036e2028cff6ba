/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/user.h"
#include "mount/mntns.h"
#include "hint/evidence.h"
#include "hint/hint.h"
#include "list/holder_mounts.h"
#include "list/holder_scan.h"
#include "list/kernel_list.h"
#include "list/mntns_persistent.h"

void snapshot_begin(struct snapshot *view, int types)
{
	*view = (struct snapshot){ .netlink = NSVIEW_NOT_OPENED };
	must_why(proc_scan_begin(&view->walk, types), hint_proc, NULL, "use /proc");
}

static const char sentence[] = "scan for namespace holders";

/* What cannot be looked at for want of descriptors is counted. */
static int add_persistent(struct snapshot *view, struct mntns_list *list)
{
	int err;

	if (view->walk.types & CLONE_NEWNS)
		return mntns_persistent_add_found(list, &view->walk);
	err = mntns_persistent_add(list);
	view->walk.set.unheld += err == -EMFILE;
	return err == -EMFILE ? 0 : err;
}

/* A new mount namespace has copies of the pins, even if it is only pinned itself. */
static void load_all(struct snapshot *view)
{
	struct mntns_list list;
	size_t visible;

	must(mntns_visible(&list), sentence);
	must(holder_scan_all(&view->walk, &view->held, &list), sentence);
	visible = list.count;
	must(add_persistent(view, &list), sentence);
	must(holder_mounts_visible(&view->walk, &view->held, &list, visible), sentence);
}

void snapshot_list(struct snapshot *view)
{
	view->walk.listed = kernel_list_is_complete(&view->walk);
	if (view->walk.listed)
		must(kernel_list_add(&view->walk), "list the namespaces");
}

/* The kernel's list lacks network namespaces that only sockets keep, and their owners. */
static void load_namespaces(struct snapshot *view)
{
	size_t listed = view->walk.set.count;

	if (view->walk.types & CLONE_NEWNET)
		must(holder_scan_sockets(&view->walk, &view->held), sentence);
	view->wants_relations |= view->walk.set.count > listed;
	must(holder_mounts_own(&view->walk, &view->held), sentence);
}

void snapshot_load(struct snapshot *view, enum snapshot_depth depth)
{
	if (depth == NSVIEW_NAMESPACES && !view->walk.listed)
		depth = NSVIEW_EVERYTHING; /* they are found through what keeps them */
	if (depth <= view->depth)
		return;
	view->depth = depth;
	view->held = (struct holders){ 0 };
	if (!view->walk.process)
		must(proc_scan_processes(&view->walk), "read the list of processes");
	if (depth == NSVIEW_EVERYTHING)
		load_all(view);
	else if (depth == NSVIEW_NAMESPACES)
		load_namespaces(view);
	else
		must(holder_mounts_own(&view->walk, &view->held), sentence);
	if (view->wants_relations || depth == NSVIEW_EVERYTHING)
		must(ns_set_relate(&view->walk.set), "find the owners of namespaces");
	holders_sort(&view->held);
}

static void ask(struct snapshot *view, size_t process)
{
	struct snapshot_task *task = &view->task[process];
	int err = procinfo_read(view->walk.proc, view->walk.process[process].pid,
				&task->info);
	char name[64];

	task->asked = true;
	must(err == -ENOMEM ? err : 0, "read the information about a process");
	if (err < 0) {
		ns_set_failed(&view->walk.set, err);
		return;
	}
	user_name(task->info.uid, name, sizeof(name));
	task->user = strdup(name);
	must_alloc(task->user);
	task->known = true;
}

const struct snapshot_task *snapshot_task(struct snapshot *view, size_t process)
{
	if (process == NS_SET_NONE)
		return NULL;
	if (!view->task) {
		view->task = calloc(view->walk.count, sizeof(*view->task));
		must_alloc(view->task);
	}
	if (!view->task[process].asked)
		ask(view, process);
	return view->task[process].known ? &view->task[process] : NULL;
}

static int by_inode(const void *a, const void *b, void *context)
{
	const struct ns_set_entry *entry = context;
	const struct ns_set_entry *x = &entry[*(const size_t *)a];
	const struct ns_set_entry *y = &entry[*(const size_t *)b];

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->type > y->type) - (x->type < y->type);
}

size_t *snapshot_order(const struct snapshot *view)
{
	const struct ns_set *set = &view->walk.set;
	size_t *order = malloc((set->count + 1) * sizeof(*order));

	must_alloc(order);
	for (size_t i = 0; i < set->count; i++)
		order[i] = i;
	if (set->count)
		qsort_r(order, set->count, sizeof(*order), by_inode, set->entry);
	return order;
}

void snapshot_warn_incomplete(const struct snapshot *view, unsigned answer)
{
	const struct proc_scan *walk = &view->walk;
	bool looked =
		view->depth > NSVIEW_PROCESSES && answer & (NSVIEW_ROWS | NSVIEW_HOLDERS);
	char option[64], reason[96];

	if (walk->unreadable && answer & NSVIEW_ROWS)
		warning("%zu of %zu processes could not be read: they are not counted, "
			"and namespaces that only they keep alive are missing",
			walk->unreadable, walk->total);
	if (answer & NSVIEW_ROWS && evidence_hidepid(option, sizeof(option)))
		warning("/proc is mounted with %s: processes of other users are not counted, and "
			"namespaces that only they keep alive are missing",
			option);
	if (walk->set.unheld && answer & (NSVIEW_ROWS | NSVIEW_RELATIONS))
		warning("out of file descriptors: %zu namespaces were not opened, and "
			"their owners and parents are missing (raise ulimit -n)",
			walk->set.unheld);
	if (walk->set.failed)
		warning("the list can be incomplete: %zu look-ups in /proc or of namespaces "
			"failed, the first: %s",
			walk->set.failed,
			die_reason(walk->set.failure, reason, sizeof(reason)));
	if (looked && view->held.unreadable)
		warning("the descriptors or threads of %zu processes could not be read: "
			"namespaces that only those keep alive are missing",
			view->held.unreadable);
	if (looked && view->held.sockets)
		warning("the network namespace of %zu sockets could not be queried%s%s",
			view->held.sockets, view->held.why.text[0] ? ": " : "",
			view->held.why.text);
	if (looked && view->held.empty)
		warning("%zu PID namespaces that have no process yet are missing: opening "
			"them requires an ioctl of Linux 6.11",
			view->held.empty);
}

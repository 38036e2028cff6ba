/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/user.h"
#include "mount/mntns.h"
#include "hint/hint.h"
#include "list/holder_mounts.h"
#include "list/holder_scan.h"
#include "list/mntns_persistent.h"

void nsview_begin(struct nsview *view, int types)
{
	*view = (struct nsview){ .netlink = NSVIEW_NOT_OPENED };
	must_why(nswalk_begin(&view->walk, types), why_proc, NULL, "use /proc");
}

static const char sentence[] = "look at what keeps namespaces";

/* A new mount namespace has copies of our pins, also where it is itself only pinned. */
static void load_all(struct nsview *view)
{
	struct mntns_list list;
	size_t visible;

	must(mntns_visible(&list), sentence);
	must(nsseek_all(&view->walk, &view->held, &list), sentence);
	visible = list.count;
	must(view->walk.types & CLONE_NEWNS ? mntkept_add_found(&list, &view->walk)
					    : mntkept_add(&list),
	     sentence);
	must(nspins_visible(&view->walk, &view->held, &list, visible), sentence);
}

void nsview_load(struct nsview *view, bool all)
{
	if (!view->walk.process)
		must(nswalk_processes(&view->walk), "look at the processes");
	if (all && !view->held.whole) {
		view->held.count = 0; /* our own pins come again, with all others */
		load_all(view);
	} else if (!all) {
		must(nspins_own(&view->walk, &view->held), sentence);
	}
	if (view->wants_relations || all)
		must(nsset_relate(&view->walk.set), "find the owners of namespaces");
	nsheld_sort(&view->held);
}

static void ask(struct nsview *view, size_t process)
{
	struct nsview_task *task = &view->task[process];
	int err = procinfo_read(view->walk.proc, view->walk.process[process].pid,
				&task->info);
	char name[64];

	task->asked = true;
	must(err == -ENOMEM ? err : 0, "read what a process is");
	if (err < 0)
		return;
	user_name(task->info.uid, name, sizeof(name));
	task->user = strdup(name);
	must(task->user ? 0 : -ENOMEM, "read what a process is");
	task->known = true;
}

const struct nsview_task *nsview_task(struct nsview *view, size_t process)
{
	if (process == NSSET_NONE)
		return NULL;
	if (!view->task) {
		view->task = calloc(view->walk.count, sizeof(*view->task));
		must(view->task ? 0 : -ENOMEM, "make a list");
	}
	if (!view->task[process].asked)
		ask(view, process);
	return view->task[process].known ? &view->task[process] : NULL;
}

static int by_inode(const void *a, const void *b, void *context)
{
	const struct nsset_entry *entry = context;
	const struct nsset_entry *x = &entry[*(const size_t *)a];
	const struct nsset_entry *y = &entry[*(const size_t *)b];

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->type > y->type) - (x->type < y->type);
}

size_t *nsview_order(const struct nsview *view)
{
	const struct nsset *set = &view->walk.set;
	size_t *order = malloc((set->count + 1) * sizeof(*order));

	must(order ? 0 : -ENOMEM, "make a list");
	for (size_t i = 0; i < set->count; i++)
		order[i] = i;
	if (set->count)
		qsort_r(order, set->count, sizeof(*order), by_inode, set->entry);
	return order;
}

void nsview_confess(const struct nsview *view, unsigned answer)
{
	const struct nswalk *walk = &view->walk;
	bool looked = view->held.whole && answer & (NSVIEW_ROWS | NSVIEW_HOLDERS);

	if (walk->unreadable && answer & NSVIEW_ROWS)
		warn("%zu of %zu processes could not be read: they are not counted, and "
		     "namespaces that only they keep are missing",
		     walk->unreadable, walk->total);
	if (walk->set.unheld && answer & (NSVIEW_ROWS | NSVIEW_RELATIONS))
		warn("there are not descriptors enough for %zu namespaces: what is above them "
		     "is missing (raise ulimit -n)",
		     walk->set.unheld);
	if (looked && view->held.unreadable)
		warn("the descriptors or threads of %zu processes could not be read: what "
		     "only they keep is missing",
		     view->held.unreadable);
	if (looked && view->held.sockets)
		warn("%zu sockets would not tell their network namespace",
		     view->held.sockets);
}

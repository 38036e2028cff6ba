/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_ns.h"

#include <sched.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/fd.h"
#include "hint/hint.h"

static const struct opt_row rows[] = {
#define OPT_NS_ROW(id, flag, n, i, cn, ci, letter, option, isolates)                     \
	{ letter, option, "[=FILE]", "new " option " namespace (" isolates ")" },
	NS_TYPES(OPT_NS_ROW)
#undef OPT_NS_ROW
		{ 'a', "all", NULL, "new namespace of every type the kernel supports" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_ns *ns = part;

	if (id == 'a')
		ns->all = true;
	for (int type = 0; type < NS_COUNT; type++) {
		if (id != 'a' && id != ns_types[type].letter)
			continue;
		ns->flags |= ns_types[type].flag;
		if (argument)
			ns->file[type] = argument;
	}
}

const struct opt_set opt_ns_options = { "Namespaces", rows, store };

bool opt_ns_pins(const struct opt_ns *ns)
{
	for (int type = 0; type < NS_COUNT; type++)
		if (ns->file[type])
			return true;
	return false;
}

void opt_ns_create(int flags, struct steps *steps)
{
	char names[96];

	if (flags)
		STEP_WHY(steps, step_result(unshare(flags)), hint_unshare, &flags,
			 "create %s", ns_new_text(flags, names, sizeof(names)));
}

static void open_pin(struct pin *pin, enum ns type, const char *file)
{
	struct hint_pin tried = { type, -1, -1, false, file };
	int err;

	*pin = (struct pin)PIN_OF(type, file);
	if (!file)
		return;
	err = pin_prepare(pin, PIN_EXISTING);
	tried.target = pin->target;
	must_why(err, hint_pin, &tried, "pin the %s namespace to %s", ns_types[type].name,
		 file);
}

/* The second pin would fail when the first is there, and leave it behind. */
static void refuse_one_file(const struct opt_ns *ns)
{
	for (int b = 1; b < NS_COUNT; b++)
		for (int a = 0; a < b && ns->file[b]; a++)
			if (ns->file[a] && ns_same(ns->pin[a].target, ns->pin[b].target))
				usage_error("--%s and --%s use the same file, %s",
					    ns_types[a].option, ns_types[b].option,
					    ns->file[a]);
}

void opt_ns_open(struct opt_ns *ns, int dir)
{
	if (ns->all)
		ns->flags &= must(ns_known(dir),
				  "find the types of namespaces of this kernel");
	for (int type = 0; type < NS_COUNT; type++)
		open_pin(&ns->pin[type], type, ns->file[type]);
	refuse_one_file(ns);
}

static void pin_one(struct pin *pin, struct steps *steps, int pidfd, int dir)
{
	const char *name = ns_types[pin->type].name;
	FD_AUTO int nsfd = steps->dry ? -1
				      : must(ns_open_children(pidfd, dir, pin->type),
					     "open the new %s namespace", name);
	struct hint_pin tried = { pin->type, nsfd, pin->target, false, pin->file };

	STEP_WHY(steps, pin_mount(pin, nsfd), hint_pin, &tried,
		 "pin the %s namespace to %s", name, pin->file);
}

static struct opt_ns *pinned; /* atexit(3) has no argument for it */

void opt_ns_remove_pins(void)
{
	for (int type = NS_COUNT - 1; pinned && type >= 0; type--)
		if (pinned->file[type])
			should(pin_undo(&pinned->pin[type]), "remove the pin %s",
			       pinned->file[type]);
	pinned = NULL;
}

void opt_ns_keep_pins(void)
{
	pinned = NULL;
}

void opt_ns_pin(struct opt_ns *ns, struct steps *steps, int pidfd, int dir)
{
	if (opt_ns_pins(ns) && !steps->dry) {
		pinned = ns;
		atexit(opt_ns_remove_pins);
	}
	for (int type = 0; type < NS_COUNT; type++)
		if (ns->file[type])
			pin_one(&ns->pin[type], steps, pidfd, dir);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/enable.h"

#include <errno.h>
#include <stddef.h>

#include "base/die.h"
#include "cgroup/tree.h"

enum { WORDS = 64 };

static bool is_missing(const struct tree *tree, const char *controller)
{
	return *controller &&
	       !tree_lists(tree->dir, "cgroup.subtree_control", controller);
}

static bool any_missing(const struct tree *tree, const struct limits *limits)
{
	for (int i = 0; i < limits->count; i++)
		if (is_missing(tree, limits->setting[i].controller))
			return true;
	return false;
}

/* Before anything is changed: what no step below could change. */
static void check_available(const struct limits *limits, struct hint_group *why)
{
	for (int i = 0; i < limits->count; i++) {
		why->controller = limits->setting[i].controller;
		if (*why->controller &&
		    !tree_lists(why->tree->dir, "cgroup.controllers", why->controller))
			must_why(-ENOENT, hint_group_enable, why,
				 "use the controller %s in %s", why->controller,
				 why->tree->name);
	}
}

static void evacuate(const struct tree *tree, bool verbose, struct steps *steps,
		     const struct hint_group *why)
{
	int moved;

	if (!tree_must_evacuate(tree->dir))
		return;
	moved = STEP_WHY(steps, tree_evacuate(tree->dir), hint_group_create, why,
			 "move the processes of %s to its child " TREE_EVACUATED,
			 tree->name);
	if (verbose && moved > 0)
		notice("moved %d processes of %s to its child " TREE_EVACUATED, moved,
		       tree->name);
}

void enable_controllers(const struct limits *limits, const struct opt_cgroup *how,
			struct steps *steps, struct hint_group *why)
{
	const struct tree *tree = why->tree;
	char words[WORDS] = "";
	bool measures = (how->report || how->verbose) &&
			tree_measured(tree->dir, words, sizeof(words));

	if (!steps->dry)
		check_available(limits, why);
	if (how->evacuate && (measures || any_missing(tree, limits)))
		evacuate(tree, how->verbose, steps, why);
	for (int i = 0; i < limits->count; i++) {
		why->controller = limits->setting[i].controller;
		/* A dry run enables nothing, and names each once. */
		if (!is_missing(tree, why->controller) ||
		    (steps->dry && limits_share_controller(limits, i)))
			continue;
		STEP_WHY(steps, tree_enable(tree->dir, why->controller),
			 hint_group_enable, why,
			 "enable the controller %s for the children of %s",
			 why->controller, tree->name);
	}
	if (measures && tree_measured(tree->dir, words, sizeof(words)))
		(void)STEP_SHOULD(steps, tree_control(tree->dir, words),
				  "enable %s for the children of %s, for the report",
				  words, tree->name);
}

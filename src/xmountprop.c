/* SPDX-License-Identifier: MIT */
/*
 * xmountprop: changes the propagation type of a mount or a subtree, reads back what came
 * of it, and becomes the command, if one is given.
 *
 * DIR is looked up once. From then on all goes by its descriptor: what was checked is
 * what is changed.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/step.h"
#include "base/sys.h"
#include "proc/proc.h"
#include "mount/mountfd.h"
#include "mount/mounts.h"
#include "mount/prop.h"
#include "run/cmd.h"
#include "hint/hint.h"
#include "cli/opt.h"
#include "cli/opt_dryrun.h"
#include "prop/hint_prop.h"
#include "prop/opt_mode.h"
#include "prop/report.h"

struct plan {
	struct opt_mode mode;
	const char *dir, *peer_dir; /* peer_dir: or NULL */
	bool bind;
	struct prop_report report;
	struct steps steps;
	struct cmd command; /* no file: none was given */

	int self;  /* our directory in /proc */
	int place; /* DIR as it was found */
	int fd;	   /* the root of the mount to change: DIR, or what --bind makes of it */
	int peer;  /* the mount whose peer group to join, or -1 */
	bool is_point, attached;
	struct mounts_entry before, peer_before; /* what DIR and peer lie on */
	struct mounts all_before;		 /* empty unless each is reported */
};

/* ---- parse: fills the plan and changes nothing ---- */

enum { STRICT = OPT_LONG, PEER_OF, BIND };

static const struct opt_row rows[] = {
	{ 'r', "recursive", NULL, "also change all submounts" },
	{ PEER_OF, "peer-of", "PEER", "first join the peer group of mount PEER" },
	{ BIND, "bind", NULL, "bind-mount DIR on itself if not a mount point" },
	{ 'v', "verbose", NULL, "print the old and new type of each mount" },
	{ STRICT, "strict", NULL, "fail if a mount does not get the type" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct plan *p = part;

	switch (id) {
	case 'r':
		p->mode.recursive = true;
		break;
	case PEER_OF:
		p->peer_dir = argument;
		break;
	case BIND:
		p->bind = true;
		break;
	case 'v':
		p->report.verbose = true;
		break;
	case STRICT:
		p->report.strict = true;
		break;
	}
}

static const struct opt_set options = { "Options", rows, store };

static void take_operands(struct plan *p, char **argv)
{
	char **operands = opt_mode_operands(&p->mode, argv);

	/* A late option would be a command that fails when the mount has been changed. */
	for (char **word = argv; *word && word < operands + 2; word++)
		if ((*word)[0] == '-')
			usage_error("\"%.99s\": options must precede MODE and DIR",
				    *word);
	p->report.asked = p->mode.type;
	p->dir = operands[0];
	p->command.hint = hint_exec;
	if (operands[1])
		cmd_choose(&p->command, operands + 1);
}

static void check_combinations(const struct plan *p)
{
	if (p->peer_dir && p->mode.recursive)
		usage_error("--peer-of cannot be combined with --recursive");
	if (p->peer_dir &&
	    (p->mode.type == PROP_PRIVATE || p->mode.type == PROP_UNBINDABLE))
		usage_error("--peer-of cannot be combined with %s, which would leave "
			    "the peer group",
			    prop_text(p->mode.type));
}

/* ---- look: what can be found wrong is found wrong before anything is changed ---- */

static int open_mount(const char *dir, struct mounts_entry *ret_entry, bool *ret_is_point)
{
	int fd = must(step_result(open(dir, O_PATH | O_CLOEXEC)), "open %s", dir);

	if (must_why(mountfd_find(fd, ret_entry), hint_proc, NULL, "find the mount of %s",
		     dir) == 0)
		die("%s is on a mount that is not reachable from the caller's root "
		    "directory",
		    dir);
	*ret_is_point = mountfd_is_point(fd, ret_entry);
	return fd;
}

static void check_peer(const struct plan *p)
{
	const struct mounts_entry *peer = &p->peer_before, *mount = &p->before;
	const char *what = p->dir, *with = p->peer_dir;

	if (!peer->peer_group)
		die_hint("create a peer group with \"xmountprop shared\"",
			 "%s is %s: it has no peer group for %s to join", with,
			 prop_text(mounts_prop(peer)), what);
	if (peer->major != mount->major || peer->minor != mount->minor)
		die("%s and %s are on different file systems, so they cannot be peers",
		    what, with);
	if (!mounts_below(mount->root, peer->root))
		die("%s shows a part of the file system that %s does not show, so they "
		    "cannot be peers",
		    what, with);
	if ((mount->peer_group || mount->master) && mount->peer_group != peer->peer_group)
		die_hint("set it private first with \"xmountprop private\"",
			 "%s is already %s: it cannot join the peer group of %s", what,
			 prop_text(mounts_prop(mount)), with);
}

static void load_all(struct mounts *ret_mounts)
{
	FD_AUTO int self = must_why(proc_self(), hint_proc, NULL, "use /proc");

	must(mounts_load(self, ret_mounts), "read the list of mounts");
}

/*
 * A subtree is looked at whole only when asked: reading it costs ten times the change,
 * and its private mounts stay private whenever the others become slaves.
 */
static bool reports_all(const struct plan *p)
{
	return p->mode.recursive && (p->report.strict || p->report.verbose);
}

static void look(struct plan *p)
{
	bool peer_is_point = true;

	p->fd = p->place = open_mount(p->dir, &p->before, &p->is_point);
	if (p->peer_dir)
		p->peer = open_mount(p->peer_dir, &p->peer_before, &peer_is_point);
	if (!p->is_point && !p->bind)
		die_hint("--bind first bind-mounts it on itself",
			 "%s is not a mount point; it is on the mount %s, which is %s",
			 p->dir, p->before.target, prop_text(mounts_prop(&p->before)));
	if (!p->is_point && p->before.unbindable)
		die("%s is on the mount %s, which is unbindable", p->dir,
		    p->before.target);
	if (!peer_is_point)
		die("%s is not a mount point; it is on the mount %s", p->peer_dir,
		    p->peer_before.target);
	if (p->peer_dir)
		check_peer(p);
	/* A peer of a slave is a slave as well: that is what was asked for. */
	if (p->peer_before.master && p->mode.type == PROP_SHARED)
		p->report.asked = PROP_SHARED_SLAVE;
	if (reports_all(p) && !p->steps.dry)
		load_all(&p->all_before);
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &options, 0 },
		{ &opt_mode_options, offsetof(struct plan, mode) },
		{ &opt_dryrun_options, offsetof(struct plan, steps) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "peer-of", OPT_EXCLUDES, "bind recursive" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] MODE DIR [command [argument...]]",
		.purpose =
			"Change the propagation type of a mount to shared, slave, "
			"private, unbindable,\nshared+slave or unchanged, then run the "
			"command, if given.",
		.page = "xmountprop(1)",
		.groups = groups,
		.rules = rules,
	};

	take_operands(p, opt_parse(&cli, p, argv));
	check_combinations(p);
	look(p);
}

/* ---- the steps ---- */

/* Whether there is a move_mount(2), which no filter refuses; the arguments are none. */
static bool can_attach(void)
{
	return xns_move_mount(-1, "", -1, "", XNS_MOVE_MOUNT_F_EMPTY_PATH) == 0 ||
	       !call_unavailable(errno);
}

/*
 * Makes p->fd a copy of DIR with all that lies on it, attached nowhere yet. Before Linux
 * 5.2 it is attached at once, and looked up by its path again.
 */
static int make_mount(struct plan *p)
{
	char path[64], *name;
	int tree = xns_open_tree(p->place, "",
				 XNS_OPEN_TREE_CLONE | XNS_AT_EMPTY_PATH |
					 XNS_AT_RECURSIVE | O_CLOEXEC);

	if (tree < 0 ? call_unavailable(errno) : !can_attach()) {
		fd_close(&tree);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", p->place);
		/* Not by ".": that stays where it is, below the new mount. */
		name = realpath(p->dir, NULL);
		if (!name || mount(path, path, NULL, MS_BIND | MS_REC, NULL) < 0)
			return -errno;
		tree = open(name, O_PATH | O_CLOEXEC);
		free(name);
		p->attached = true;
	}
	p->fd = tree;
	return step_result(tree);
}

static int attach_mount(struct plan *p)
{
	unsigned flags = XNS_MOVE_MOUNT_F_EMPTY_PATH | XNS_MOVE_MOUNT_T_EMPTY_PATH;

	if (!p->attached && xns_move_mount(p->fd, "", p->place, "", flags) < 0)
		return -errno;
	p->attached = true;
	return 0;
}

/* A mount of ours that does not get its type goes again, with the copies of it. */
static int set_or_undo(const struct plan *p)
{
	int err = prop_set_fd(p->fd, p->mode.type, p->mode.recursive);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", p->fd);
	if (err < 0 && p->attached)
		(void)umount2(path, MNT_DETACH);
	return err;
}

static void set_type(struct plan *p)
{
	if (p->mode.type != PROP_UNCHANGED)
		STEP_WHY(&p->steps, set_or_undo(p), hint_prop_set, NULL, "make %s%s %s",
			 p->dir, p->mode.recursive ? " and its submounts" : "",
			 prop_text(p->mode.type));
}

/*
 * A new mount gets its type before anyone can see it. On a shared mount that cannot be:
 * there the kernel makes what is attached shared, with the copies that it sends.
 */
static bool bind_on_itself(struct plan *p)
{
	bool early = !p->before.peer_group;

	STEP_WHY(&p->steps, make_mount(p), hint_prop_set, NULL, "copy the tree at %s",
		 p->dir);
	if (early)
		set_type(p);
	STEP_WHY(&p->steps, attach_mount(p), hint_prop_set, NULL, "mount the copy on %s",
		 p->dir);
	return early;
}

static void join_peers(struct plan *p)
{
	if (p->peer >= 0 &&
	    (!p->is_point || p->before.peer_group != p->peer_before.peer_group))
		STEP_WHY(&p->steps, prop_join(p->fd, p->peer), hint_prop_join, NULL,
			 "make %s a peer of %s", p->dir, p->peer_dir);
}

/* ---- what came of it ---- */

static void report(struct plan *p)
{
	struct mounts_entry now;
	struct mounts all;

	if (p->steps.dry)
		return;
	if (must_why(mountfd_find(p->fd, &now), hint_proc, NULL,
		     "read the resulting state of %s", p->dir) == 0)
		die("%s no longer exists", p->dir);
	if (reports_all(p)) {
		load_all(&all);
		must(prop_report_add_below(&p->report, &p->all_before, &all, now.id),
		     "compare the mounts");
	} else {
		prop_report_add(&p->report, p->is_point ? &p->before : NULL, &now);
	}
	prop_report_end(&p->report);
}

int main(int argc, char **argv)
{
	static struct plan plan = { .peer = -1 };
	struct plan *p = &plan;
	bool set = false;

	(void)argc;
	die_start("xmountprop", EXIT_OURS, EXIT_OURS, argv);
	parse(p, argv);

	if (!p->is_point)
		set = bind_on_itself(p);
	join_peers(p);
	if (!set)
		set_type(p);
	report(p);
	if (!p->command.file || step_is_said(&p->steps, "execute %s", p->command.file))
		return EXIT_SUCCESS;
	cmd_exec(&p->command, environ);
}

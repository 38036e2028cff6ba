/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/compare.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/print.h"
#include "proc/proc.h"
#include "ns/ns.h"
#include "ns/target.h"
#include "hint/hint.h"

struct side {
	struct target target;
	struct process process; /* closed: it is a namespace, or none was opened */
	int types;		/* what it can be asked for */
	char text[256];
};

static int single_type(const struct side *side)
{
	int fd = -FAULT_WRONG_TYPE, type = -1;

	while (fd == -FAULT_WRONG_TYPE && ++type < NS_COUNT)
		fd = target_open_ns(&side->target, (enum ns)type);
	must_why(fd, hint_target, &side->target, "open %s", side->text);
	fd_close(&fd);
	return ns_types[type].flag;
}

static void open_side(struct side *side, const char *address)
{
	int err = target_parse(address, &side->target);

	if (err < 0)
		usage_error("\"%.99s\" is not an address of a namespace (see xns(7))",
			    address);
	target_text(&side->target, side->text, sizeof(side->text));
	err = target_open_process(&side->target, &side->process);
	if (err == -FAULT_NOT_PROCESS || err == -FAULT_NOT_PIDFD)
		side->types = single_type(side);
	else
		must_why(err, hint_target, &side->target, "look up %s", side->text);
}

static int open_ns(const struct side *side, enum ns type)
{
	int fd = side->types ? target_open_ns(&side->target, type)
			     : process_ns(&side->process, type);

	return must_why(fd, hint_target, &side->target, "open the %s namespace of %s",
			ns_types[type].name, side->text);
}

/* While both are open, the same number is the same namespace; ids would say the same. */
static bool compare(const struct side *a, const struct side *b, enum ns type)
{
	FD_AUTO int one = open_ns(a, type), two = open_ns(b, type);
	struct stat st[2];

	if (ns_same(one, two))
		return true;
	must(fstat(one, &st[0]) < 0 || fstat(two, &st[1]) < 0 ? -errno : 0,
	     "look up a namespace");
	printf("%s %llu %llu\n", ns_types[type].name, (unsigned long long)st[0].st_ino,
	       (unsigned long long)st[1].st_ino);
	return false;
}

static int all_types(void)
{
	int self = must_why(proc_self(), hint_proc, NULL, "use /proc");

	return must(ns_known(self), "find the types of namespaces of this kernel");
}

bool ns_compare(const char *a, const char *b, int types)
{
	struct side one = { 0 }, two = { 0 };
	bool same = true;

	open_side(&one, a);
	open_side(&two, b);
	if (!types)
		types = all_types() & (one.types ? one.types : -1) &
			(two.types ? two.types : -1);
	if (!types)
		die("%s and %s are namespaces of different types", one.text, two.text);
	for (int type = 0; type < NS_COUNT; type++)
		if (types & ns_types[type].flag)
			same &= compare(&one, &two, (enum ns)type);
	print_end();
	return same;
}

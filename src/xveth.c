/* SPDX-License-Identifier: MIT */
/*
 * xveth: creates a veth pair between two network namespaces.
 *
 *   create    [NS:]NAME [NS:]NAME: both ends, as the options configure them.
 *   --delete  [NS:]NAME
 *   --move    [NS:]NAME NS[:NEWNAME]: any interface.
 *   --list
 *
 * One process does it all, see net/endpoint.h.
 */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "cli/opt.h"
#include "cli/opt_table.h"
#include "net/endpoint.h"
#include "net/hint_net.h"
#include "net/link.h"
#include "net/opt_veth.h"
#include "net/veth_create.h"
#include "net/veth_table.h"

enum mode { MODE_CREATE, MODE_DELETE, MODE_LIST, MODE_MOVE };

struct plan {
	enum mode mode;
	bool quiet; /* the new pair is not printed */
	struct opt_veth link;
	struct opt_table table;
	struct table_plan columns;
	struct endpoints ends;
};

/* ---- parse ---- */

enum { MOVE = OPT_LONG };

static const struct opt_row mode_rows[] = {
	{ 'd', "delete", NULL, "delete the veth pair with this end" },
	{ 'l', "list", NULL, "list veth interfaces and their peers" },
	{ MOVE, "move", NULL, "move an interface to another namespace" },
	{ 0 },
};

static void store_mode(void *part, int id, const char *argument)
{
	struct plan *p = part;

	(void)argument;
	p->mode = id == 'd' ? MODE_DELETE : id == 'l' ? MODE_LIST : MODE_MOVE;
}

static const struct opt_set mode_options = { "Mode", mode_rows, store_mode };

static const struct {
	int count;
	const char *usage;
} operands_of[] = {
	[MODE_CREATE] = { 2, "two ends are required, [NS:]NAME [NS:]NAME" },
	[MODE_DELETE] = { 1, "--delete requires one end, [NS:]NAME" },
	[MODE_LIST] = { 0, "--list takes no operand" },
	[MODE_MOVE] = { 2, "--move requires [NS:]NAME and NS[:NEWNAME]" },
};

static void take_operands(struct plan *p, char **operand)
{
	int count = 0;

	while (operand[count])
		count++;
	if (count != operands_of[p->mode].count)
		usage_error("%s", operands_of[p->mode].usage);
	p->ends.count = count;
	if (count > 0)
		endpoint_parse(&p->ends.end[0], operand[0], p->mode == MODE_CREATE);
	if (p->mode == MODE_CREATE)
		endpoint_parse(&p->ends.end[1], operand[1], true);
	else if (p->mode == MODE_MOVE)
		endpoint_parse_destination(&p->ends.end[1], operand[1]);
}

static void check_options(struct plan *p)
{
	p->quiet = p->mode != MODE_LIST && !p->table.json && !p->table.raw &&
		   !p->table.output && !p->table.filter;
	if (p->quiet && p->table.no_headings)
		usage_error("--noheadings: no table is printed");
	opt_veth_check(&p->link);
}

static void parse(struct plan *p, char **argv)
{
	static const struct opt_group groups[] = {
		{ &mode_options, 0 },
		{ &opt_veth_options, offsetof(struct plan, link) },
		{ &opt_table_format_options, offsetof(struct plan, table) },
		{ 0 },
	};
	static const struct opt_rule rules[] = {
		{ "delete", OPT_EXCLUDES, "list move" },
		{ "list", OPT_EXCLUDES, "move" },
		{ "addr-a addr-b mac-a mac-b gateway-a gateway-b mtu up lo", OPT_EXCLUDES,
		  "delete list move" },
		{ "json raw noheadings output filter", OPT_EXCLUDES, "delete move" },
		{ "raw", OPT_EXCLUDES, "json" },
		{ 0 },
	};
	static const struct opt_cli cli = {
		.synopsis = "[options] [NS:]NAME [NS:]NAME\n xveth --delete [NS:]NAME\n"
			    " xveth --move [NS:]NAME NS[:NEWNAME]\n xveth --list",
		.purpose = "Create a veth pair between two network namespaces.",
		.page = "xveth(1)",
		.groups = groups,
		.rules = rules,
		.permute = true,
	};
	char **operands = opt_parse(&cli, p, argv);

	veth_table_plan(&p->table, &p->columns);
	check_options(p);
	take_operands(p, operands);
}

/* ---- what exists ---- */

/* The interface that is to be deleted or moved. */
static struct endpoint *find(struct plan *p)
{
	struct endpoint *end = &p->ends.end[0];

	endpoints_resolve(&p->ends);
	p->ends.why.rtnl = endpoints_socket(&p->ends, 0);
	p->ends.why.link = &end->link;
	must_why(link_find(end->rtnl, end->name, &end->link), hint_link, end->rtnl,
		 "find %s", end->text);
	return end;
}

static void delete (struct plan *p)
{
	struct endpoint *end = find(p);

	if (strcmp(end->link.kind, "veth") != 0)
		die("%s is not a veth interface%s%s", end->text,
		    end->link.kind[0] ? ", it is of kind " : "", end->link.kind);
	must_why(link_delete(end->rtnl, end->link.index), hint_rights, &p->ends.why,
		 "delete %s", end->text);
}

static void move(struct plan *p)
{
	struct endpoint *from = find(p), *to = &p->ends.end[1];
	struct link_side source, destination;
	char where[LINKEND_TEXT_SIZE];

	if (endpoints_same_netns(&p->ends))
		die("%s is already in that namespace", from->text);
	source = (struct link_side){ from->nsfd, from->rtnl };
	destination = (struct link_side){ to->nsfd, endpoints_socket(&p->ends, 1) };
	if (!to->name)
		p->ends.why.end[1].name = to->name = from->link.name;
	must_why(link_move(&source, &from->link, &destination, to->name), hint_move,
		 &p->ends.why, "move %s to %s", from->text,
		 endpoints_netns(&p->ends, 1, where, sizeof(where)));
}

int main(int argc, char **argv)
{
	static struct plan plan;
	struct plan *p = &plan;

	(void)argc;
	die_start("xveth", EXIT_FAILURE, 2, argv);
	parse(p, argv);
	switch (p->mode) {
	case MODE_CREATE:
		veth_create(&p->link, &p->ends, p->quiet ? NULL : &p->columns);
		break;
	case MODE_DELETE:
		delete (p);
		break;
	case MODE_MOVE:
		move(p);
		break;
	case MODE_LIST:
		veth_table_print_all(&p->columns);
	}
	return EXIT_SUCCESS;
}

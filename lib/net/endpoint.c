/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/endpoint.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "base/fd.h"
#include "proc/caps.h"
#include "proc/proc.h"
#include "ns/status.h"
#include "hint/hint.h"
#include "net/netns_access.h"

enum { PLACES_SIZE = 2 * LINKEND_TEXT_SIZE + 8 };

/* ---- names ---- */

static void take_ns(struct endpoint *end, const char *text)
{
	char reason[128];
	int err;

	end->ours = strcmp(text, ".") == 0 || !text[0];
	if (end->ours)
		return;
	err = target_parse(text, &end->target);
	if (err < 0)
		usage_error("\"%.99s\" is not an address of a namespace: %s", text,
			    die_reason(err, reason, sizeof(reason)));
}

static void check_name(const char *name)
{
	const char *wrong = link_name_fault(name);

	if (wrong)
		usage_error("\"%.99s\" cannot be the name of an interface: it %s", name,
			    wrong);
}

/* A name has no colon; an address may. */
void endpoint_parse(struct endpoint *end, char *operand, bool is_new)
{
	char *colon = strrchr(operand, ':');

	end->name = colon ? colon + 1 : operand;
	if (colon)
		*colon = '\0';
	if (is_new || !end->name[0])
		check_name(end->name);
	take_ns(end, colon ? operand : "");
}

static bool all_digits(const char *text, size_t length)
{
	return strspn(text, "0123456789") >= length;
}

/* "12:34", "fd:3" and ":7", in which the only colon is part of the address. */
static bool is_address_with_colon(const char *text)
{
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : 0;

	return colon && colon[1] && all_digits(colon + 1, strlen(colon + 1)) &&
	       (all_digits(text, length) || strncmp(text, "fd:", 3) == 0);
}

void endpoint_parse_destination(struct endpoint *end, char *operand)
{
	char *colon = is_address_with_colon(operand) ? NULL : strrchr(operand, ':');

	if (colon)
		*colon++ = '\0';
	if (colon && *colon) {
		check_name(colon);
		end->name = colon;
	}
	take_ns(end, operand);
}

/* ---- places ---- */

const char *endpoints_netns(const struct endpoints *ends, int end, char *text,
			    size_t size)
{
	const char *where = ends->why.end[end].where;

	snprintf(text, size, "%s%s",
		 where[0] ? "the net namespace of " : "the caller's net namespace",
		 where);
	return text;
}

bool endpoints_same_netns(const struct endpoints *ends)
{
	const struct endpoint *a = &ends->end[0], *b = &ends->end[ends->count - 1];

	if (a->ours || b->ours)
		return a->ours && b->ours;
	return a == b || ns_same(a->nsfd, b->nsfd);
}

/* Both, when there are two. */
static const char *places(const struct endpoints *ends, char *text, size_t size)
{
	char a[LINKEND_TEXT_SIZE], b[LINKEND_TEXT_SIZE];

	endpoints_netns(ends, 0, a, sizeof(a));
	if (endpoints_same_netns(ends))
		snprintf(text, size, "%s", a);
	else
		snprintf(text, size, "%s and %s", a,
			 endpoints_netns(ends, 1, b, sizeof(b)));
	return text;
}

/* ---- going there ---- */

static void open_end(struct endpoints *ends, int number, int own)
{
	struct endpoint *end = &ends->end[number];
	char where[sizeof(ends->why.end->where)] = "";

	end->nsfd = own;
	if (!end->ours) {
		target_text(&end->target, where, sizeof(where));
		end->nsfd = must_why(target_open_ns(&end->target, NS_NET), hint_target,
				     &end->target, "open the net namespace of %s", where);
		end->ours = ns_same(end->nsfd, own);
	}
	if (end->ours)
		where[0] = '\0';
	snprintf(end->text, sizeof(end->text), "%s%s%s", end->name ? end->name : "it",
		 end->ours ? "" : " of ", where);
	memcpy(ends->why.end[number].where, where, sizeof(where));
	ends->why.end[number].nsfd = end->nsfd;
	ends->why.end[number].name = end->name;
}

/* An unprivileged caller may be privileged in a user namespace that it created. */
static void gain_rights(struct endpoints *ends)
{
	const struct endpoint *a = &ends->end[0], *b = &ends->end[ends->count - 1];
	struct hint_enter tried = { .type = NS_USER, .self = ends->why.self };
	FD_AUTO int governor = -1;
	char where[PLACES_SIZE];

	if ((a->ours && b->ours) || netns_may_act())
		return;
	places(ends, where, sizeof(where));
	governor = must_why(netns_common_owner(a->nsfd, b->nsfd), hint_rights, &ends->why,
			    "change %s", where);
	if (ns_is_own(ends->why.self, governor, NS_USER)) {
		/*
		 * enough for a pair from here, if the other namespace need not be entered
		 */
		must_why(caps_effective(CAP_NET_ADMIN) ? 0 : -EPERM, hint_rights,
			 &ends->why, "change %s", where);
		return;
	}
	tried.nsfd = governor;
	must_why(netns_enter_user(governor), hint_enter, &tried,
		 "enter user namespace %llu, which has capabilities over %s",
		 status_inode(governor), where);
}

struct rtnl *endpoints_socket(struct endpoints *ends, int number)
{
	struct endpoint *end = &ends->end[number];
	char where[LINKEND_TEXT_SIZE];

	if (!end->rtnl && ends->end[!number].rtnl && endpoints_same_netns(ends))
		end->rtnl = ends->end[!number].rtnl;
	ends->why.end[number].rtnl = end->rtnl;
	if (end->rtnl)
		return end->rtnl;
	if (!end->ours)
		must_why(netns_enter(end->nsfd), hint_rights, &ends->why, "enter %s",
			 endpoints_netns(ends, number, where, sizeof(where)));
	must(rtnl_open(&ends->socket[number]), "open a netlink socket");
	return ends->why.end[number].rtnl = end->rtnl = &ends->socket[number];
}

void endpoints_resolve(struct endpoints *ends)
{
	int own;

	ends->why.self = must_why(proc_self(), hint_proc, NULL, "use /proc");
	own = must(netns_own(ends->why.self), "open the caller's net namespace");
	ends->why.count = ends->count;
	for (int i = 0; i < ends->count; i++)
		open_end(ends, i, own);
	gain_rights(ends);
	for (int i = 0; i < ends->count; i++)
		if (ends->end[i].ours)
			endpoints_socket(ends, i);
}

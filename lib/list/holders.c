/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/holders.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

int holders_add(struct holders *held, struct ns_set *set, struct holder one)
{
	if (array_grow(&held->one, &held->capacity, held->count, sizeof(one)) < 0)
		return -ENOMEM;
	held->one[held->count++] = one;
	set->entry[one.ns].held |= 1U << one.how;
	return 0;
}

static int by_namespace(const void *a, const void *b)
{
	const struct holder *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	if (x->how != y->how)
		return x->how < y->how ? -1 : 1;
	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->path && y->path && strcmp(x->path, y->path) != 0)
		return strcmp(x->path, y->path);
	return (x->order > y->order) - (x->order < y->order);
}

void holders_sort(struct holders *held)
{
	if (held->count)
		qsort(held->one, held->count, sizeof(*held->one), by_namespace);
}

const struct holder *holders_of(const struct holders *held, size_t ns, size_t *ret_count)
{
	size_t low = 0, high = held->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (held->one[middle].ns < ns)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < held->count && held->one[high].ns == ns; high++)
		;
	*ret_count = high - low;
	return held->one + low;
}

const char *holders_path(const struct holder *one, enum ns type, char *text, size_t size)
{
	int pid = (int)one->pid;

	switch (one->how) {
	case HELD_PROCESS:
		snprintf(text, size, "/proc/%d/ns/%s", pid, ns_types[type].name);
		break;
	case HELD_THREAD:
		snprintf(text, size, "/proc/%d/task/%d/ns/%s", pid, one->number,
			 ns_types[type].name);
		break;
	case HELD_FOR_CHILDREN:
		snprintf(text, size, "/proc/%d/ns/%s", pid, ns_types[type].children_name);
		break;
	case HELD_FD:
	case HELD_SOCKET:
		snprintf(text, size, "/proc/%d/fd/%d", pid, one->number);
		break;
	default:
		return one->path;
	}
	return text;
}

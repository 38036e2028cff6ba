/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "ns/idmap.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/num.h"

enum { LINE_SIZE = 3 * (NUM_DIGITS + 1) };

/* IDs are 32 bits wide, and the last one is no ID. */
static uint64_t end_of(uint32_t first, uint32_t count)
{
	return (uint64_t)first + count;
}

int idmap_parse(const char *text, struct idmap_range *ret_range)
{
	uint32_t *const fields[] = { &ret_range->inside, &ret_range->outside,
				     &ret_range->count };
	char copy[64], *rest = copy;
	size_t length = strlen(text);

	if (length >= sizeof(copy))
		return -EINVAL;
	memcpy(copy, text, length + 1);
	for (int i = 0; i < 3; i++) {
		char *field = strsep(&rest, ":");
		int err = field ? num_u32(field, fields[i]) : -EINVAL;

		if (err < 0)
			return err;
	}
	if (rest)
		return -EINVAL;
	if (ret_range->count == 0 ||
	    end_of(ret_range->inside, ret_range->count) > UINT32_MAX ||
	    end_of(ret_range->outside, ret_range->count) > UINT32_MAX)
		return -FAULT_RANGE;
	return 0;
}

int idmap_add(struct idmap *map, struct idmap_range range)
{
	if (map->count == IDMAP_RANGES)
		return -ENOSPC;
	map->range[map->count++] = range;
	return 0;
}

static bool holds(uint32_t first, uint32_t count, uint32_t id)
{
	return id >= first && id < end_of(first, count);
}

/* How far one can go from an ID before the one to leave out. */
static uint32_t run_before(uint32_t from, uint32_t left, uint32_t hole)
{
	return hole > from && hole - from < left ? hole - from : left;
}

int idmap_add_around(struct idmap *map, struct idmap_range range, struct idmap_range one,
		     bool keep)
{
	bool hole_inside = holds(range.inside, range.count, one.inside);
	bool hole_outside = holds(range.outside, range.count, one.outside);
	uint32_t inside = range.inside, outside = range.outside, left = range.count;

	if (hole_outside || (hole_inside && !keep))
		left--;
	while (left > 0) {
		uint32_t run;
		int err;

		inside += inside == one.inside;
		outside += outside == one.outside;
		run = run_before(outside, run_before(inside, left, one.inside),
				 one.outside);
		err = idmap_add(map, (struct idmap_range){ inside, outside, run });
		if (err < 0)
			return err;
		inside += run;
		outside += run;
		left -= run;
	}
	return 0;
}

static bool overlap(uint32_t a, uint32_t a_count, uint32_t b, uint32_t b_count)
{
	return a < end_of(b, b_count) && b < end_of(a, a_count);
}

/* noinline: keeps the buffer out of the stack frame of a caller with a short map. */
__attribute__((noinline)) static bool fits_in_page(const struct idmap *map)
{
	char text[IDMAP_RANGES * LINE_SIZE];

	return strlen(idmap_text(map, text, sizeof(text))) < IDMAP_TEXT;
}

struct span {
	uint32_t first, count;
};

static int by_first(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static bool each_begins_after_the_last(const struct span *span, int count)
{
	for (int i = 1; i < count; i++)
		if (span[i].first < end_of(span[i - 1].first, span[i - 1].count))
			return false;
	return true;
}

/* Most maps are in order; others are sorted. */
static bool are_disjoint(struct span *span, int count)
{
	if (each_begins_after_the_last(span, count))
		return true;
	qsort(span, (size_t)count, sizeof(*span), by_first);
	return each_begins_after_the_last(span, count);
}

/* noinline: as above. */
__attribute__((noinline)) static bool has_overlap(const struct idmap *map)
{
	struct span inside[IDMAP_RANGES], outside[IDMAP_RANGES];

	for (int i = 0; i < map->count; i++) {
		const struct idmap_range *range = &map->range[i];

		inside[i] = (struct span){ range->inside, range->count };
		outside[i] = (struct span){ range->outside, range->count };
	}
	return !are_disjoint(inside, map->count) || !are_disjoint(outside, map->count);
}

/* The first two, in the order of the map: only for the message. */
static void find_overlap(const struct idmap *map, struct idmap_fault *ret_fault)
{
	for (int i = 0; i < map->count; i++) {
		const struct idmap_range *a = &map->range[i];

		for (int j = i + 1; j < map->count; j++) {
			const struct idmap_range *b = &map->range[j];

			if (overlap(a->inside, a->count, b->inside, b->count))
				ret_fault->what = IDMAP_OVERLAP_INSIDE;
			else if (overlap(a->outside, a->count, b->outside, b->count))
				ret_fault->what = IDMAP_OVERLAP_OUTSIDE;
			else
				continue;
			ret_fault->a = *a;
			ret_fault->b = *b;
			return;
		}
	}
}

bool idmap_check(const struct idmap *map, struct idmap_fault *ret_fault)
{
	*ret_fault = (struct idmap_fault){ .what = IDMAP_FINE };
	if (map->count > 1 && has_overlap(map))
		find_overlap(map, ret_fault);
	else if (map->count * LINE_SIZE >= IDMAP_TEXT && !fits_in_page(map))
		ret_fault->what = IDMAP_TOO_LONG;
	return ret_fault->what == IDMAP_FINE;
}

bool idmap_has_inside(const struct idmap *map, uint32_t inside)
{
	for (int i = 0; i < map->count; i++)
		if (holds(map->range[i].inside, map->range[i].count, inside))
			return true;
	return false;
}

int idmap_to_inside(const struct idmap *map, uint32_t outside, uint32_t *ret_inside)
{
	for (int i = 0; i < map->count; i++) {
		const struct idmap_range *range = &map->range[i];

		if (!holds(range->outside, range->count, outside))
			continue;
		*ret_inside = range->inside + (outside - range->outside);
		return 0;
	}
	return -EOVERFLOW;
}

/*
 * Three numbers with a blank between them, and a newline; by hand, as each start does it.
 */
static char *put_line(char *to, const struct idmap_range *range)
{
	to = num_put(to, range->inside);
	*to++ = ' ';
	to = num_put(to, range->outside);
	*to++ = ' ';
	to = num_put(to, range->count);
	*to++ = '\n';
	return to;
}

const char *idmap_text(const struct idmap *map, char *text, size_t size)
{
	char line[LINE_SIZE];
	size_t used = 0;

	for (int i = 0; i < map->count; i++) {
		size_t length = (size_t)(put_line(line, &map->range[i]) - line);

		if (length >= size - used)
			break;
		memcpy(text + used, line, length);
		used += length;
	}
	text[used] = '\0';
	return text;
}

int idmap_read(struct idmap *map, const char *text)
{
	struct idmap_range range;
	int length;

	map->count = 0;
	while (sscanf(text, " %" SCNu32 " %" SCNu32 " %" SCNu32 "%n", &range.inside,
		      &range.outside, &range.count, &length) == 3) {
		int err = idmap_add(map, range);

		if (err < 0)
			return err;
		text += length;
	}
	return 0;
}

/* True when the line grants something to the user, "name:first:count" or "uid:...". */
static bool grants(char *line, const char *user, uint32_t uid, uint32_t *ret_first,
		   uint32_t *ret_count)
{
	const char *who = strsep(&line, ":");
	const char *first = strsep(&line, ":");
	const char *count = strsep(&line, ":\n");
	uint32_t number;

	if (!first || !count || num_id(first, ret_first) < 0 ||
	    num_u32(count, ret_count) < 0)
		return false;
	if (*ret_count == 0 || end_of(*ret_first, *ret_count) > UINT32_MAX)
		return false;
	return strcmp(who, user) == 0 || (num_id(who, &number) == 0 && number == uid);
}

int idmap_subid(const char *path, const char *user, uint32_t uid, uint32_t *ret_first,
		uint32_t *ret_count)
{
	FILE *file = fopen(path, "re");
	int result = -FAULT_NO_SUBID;
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return errno == ENOENT ? -FAULT_NO_SUBID : -errno;
	while (result < 0 && getline(&line, &size, file) > 0)
		if (grants(line, user, uid, ret_first, ret_count))
			result = 0;
	free(line);
	fclose(file);
	return result;
}

unsigned idmap_subid_malformed(const char *path, const char *user, uint32_t uid)
{
	FILE *file = fopen(path, "re");
	unsigned number = 0, found = 0;
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return 0;
	while (!found && getline(&line, &size, file) > 0) {
		const char *name = line + strspn(line, " \t");
		size_t length = strcspn(name, ": \t\n");
		char uid_text[16];

		number++;
		snprintf(uid_text, sizeof(uid_text), "%" PRIu32, uid);
		if ((strlen(user) == length && strncmp(name, user, length) == 0) ||
		    (strlen(uid_text) == length && strncmp(name, uid_text, length) == 0))
			found = number;
	}
	free(line);
	fclose(file);
	return found;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "mount/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/fd.h"
#include "proc/proc.h"

enum { READ_SIZE = 64 * 1024 };

/* ---- the list ---- */

/* To the end of the file, which has no size; ended with NUL. The text is the caller's. */
static int read_all(int fd, char **ret_text)
{
	size_t size = 2 * READ_SIZE, used = 0;
	char *text = malloc(size), *larger;
	ssize_t got = -1;

	while (text && got != 0) {
		got = read(fd, text + used, size - used - 1);
		if (got < 0 && errno != EINTR) {
			free(text);
			return -errno;
		}
		used += got > 0 ? (size_t)got : 0;
		if (size - used > READ_SIZE)
			continue;
		size *= 2;
		larger = realloc(text, size);
		if (!larger)
			free(text);
		text = larger;
	}
	if (!text)
		return -ENOMEM;
	text[used] = '\0';
	*ret_text = text;
	return 0;
}

/* Three octal digits, at most 377. */
static bool is_octal(const char *digits)
{
	return digits[0] >= '0' && digits[0] <= '3' && digits[1] >= '0' &&
	       digits[1] <= '7' && digits[2] >= '0' && digits[2] <= '7';
}

/* "\040" is a space: the kernel writes what would break a line or a field that way. */
static void decode(char *text)
{
	char *from = strchr(text, '\\'), *to = from;

	if (!from)
		return;
	while (*from) {
		if (from[0] == '\\' && is_octal(from + 1)) {
			*to++ = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 |
				       (from[3] - '0'));
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

/* Ends the field at *rest and moves behind it. One space ends it: a name may be empty. */
static char *next_field(char **rest)
{
	char *field = *rest, *end = strchrnul(field, ' ');

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return field;
}

static char *next_name(char **rest, bool escaped)
{
	char *name = next_field(rest);

	if (escaped)
		decode(name);
	return name;
}

/* A decimal number, and one byte behind it. */
static int next_number(char **rest)
{
	unsigned number = 0;
	char *at = *rest;

	for (; *at >= '0' && *at <= '9'; at++)
		number = 10 * number + (unsigned)(*at - '0');
	*rest = *at ? at + 1 : at;
	return (int)number;
}

static int tag_number(const char *tag, const char *name)
{
	size_t length = strlen(name);
	char *number = (char *)tag + length;

	return strncmp(tag, name, length) == 0 ? next_number(&number) : 0;
}

/* The optional fields, between the options and a lone "-". */
static void parse_tags(char **rest, struct mounts_entry *entry)
{
	const char *tag;

	while ((tag = next_field(rest)) && strcmp(tag, "-") != 0 && *tag) {
		if (tag[0] == 's')
			entry->peer_group = tag_number(tag, "shared:");
		else if (tag[0] == 'm')
			entry->master = tag_number(tag, "master:");
		else if (tag[0] == 'p')
			entry->propagate_from = tag_number(tag, "propagate_from:");
		else if (tag[0] == 'u')
			entry->unbindable = strcmp(tag, "unbindable") == 0;
	}
}

/* id parent major:minor root target options [tags] - type source super-options */
static void parse_line(char *line, struct mounts_entry *entry)
{
	bool escaped = strchr(line, '\\');

	entry->id = next_number(&line);
	entry->parent = next_number(&line);
	entry->major = (unsigned)next_number(&line);
	entry->minor = (unsigned)next_number(&line);
	entry->root = next_name(&line, escaped);
	entry->target = next_name(&line, escaped);
	entry->options = next_name(&line, escaped);
	entry->peer_group = entry->master = entry->propagate_from = 0;
	entry->unbindable = false;
	parse_tags(&line, entry);
	entry->type = next_name(&line, escaped);
	entry->source = next_name(&line, escaped);
	entry->super = next_name(&line, escaped);
}

static int parse(struct mounts *mounts)
{
	size_t capacity = 0;
	char *at, *end;

	for (at = mounts->text; (end = strchr(at, '\n')); at = end + 1) {
		if (array_grow(&mounts->entry, &capacity, mounts->count,
			       sizeof(*mounts->entry)) < 0)
			return -ENOMEM;
		*end = '\0';
		parse_line(at, &mounts->entry[mounts->count++]);
	}
	return 0;
}

int mounts_read(int fd, struct mounts *ret_mounts)
{
	struct mounts mounts = { 0 };
	int err = read_all(fd, &mounts.text);

	if (err == 0)
		err = parse(&mounts);
	if (err < 0)
		mounts_free(&mounts);
	else
		*ret_mounts = mounts;
	return err;
}

int mounts_load(int dir, struct mounts *ret_mounts)
{
	FD_AUTO int fd = openat(dir, "mountinfo", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : mounts_read(fd, ret_mounts);
}

void mounts_free(struct mounts *mounts)
{
	free(mounts->entry);
	free(mounts->text);
	*mounts = (struct mounts){ 0 };
}

const struct mounts_entry *mounts_by_id(const struct mounts *mounts, int id)
{
	for (size_t i = 0; i < mounts->count; i++)
		if (mounts->entry[i].id == id)
			return &mounts->entry[i];
	return NULL;
}

/* ---- one after the other ---- */

struct window {
	char *text;
	size_t size, used;
};

/* Shows each whole line and keeps what follows the last one. Returns true to stop. */
static bool show_lines(struct window *window, mounts_visit *visit, void *context)
{
	char *at = window->text, *last = at + window->used, *end;
	struct mounts_entry entry;
	bool stop = false;

	for (; !stop && (end = memchr(at, '\n', (size_t)(last - at))); at = end + 1) {
		*end = '\0';
		parse_line(at, &entry);
		stop = visit(&entry, context);
	}
	window->used = (size_t)(last - at);
	memmove(window->text, at, window->used);
	return stop;
}

/* The window is as large as the longest line, and no larger than it must be. */
static int read_more(struct window *window, int fd)
{
	ssize_t got;

	if (window->used == window->size) {
		char *larger = realloc(window->text, window->size + READ_SIZE);

		if (!larger)
			return -ENOMEM;
		window->text = larger;
		window->size += READ_SIZE;
	}
	do
		got = read(fd, window->text + window->used, window->size - window->used);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	window->used += (size_t)got;
	return got > 0;
}

int mounts_each_of(int dir, mounts_visit *visit, void *context)
{
	FD_AUTO int fd = openat(dir, "mountinfo", O_RDONLY | O_CLOEXEC);
	struct window window = { 0 };
	bool stop = false;
	int more = fd < 0 ? -errno : 1;

	while (more > 0 && !stop) {
		more = read_more(&window, fd);
		if (more > 0)
			stop = show_lines(&window, visit, context);
	}
	free(window.text);
	return stop ? 1 : more;
}

int mounts_each(mounts_visit *visit, void *context)
{
	FD_AUTO int self = proc_self();

	return self < 0 ? self : mounts_each_of(self, visit, context);
}

/* ---- what an entry means ---- */

enum prop mounts_prop(const struct mounts_entry *entry)
{
	return prop_from(entry->peer_group, entry->master, entry->unbindable);
}

const char *mounts_prop_text(const struct mounts_entry *entry, char *text, size_t size)
{
	const char *type = prop_text(mounts_prop(entry));

	if (entry->peer_group && entry->master)
		snprintf(text, size, "%s (peer group %d, master %d)", type,
			 entry->peer_group, entry->master);
	else if (entry->peer_group)
		snprintf(text, size, "%s (peer group %d)", type, entry->peer_group);
	else if (entry->master)
		snprintf(text, size, "%s (master %d)", type, entry->master);
	else
		snprintf(text, size, "%s", type);
	return text;
}

const char *mounts_below(const char *path, const char *base)
{
	size_t length = strlen(base);

	if (length == 1 && base[0] == '/')
		return path[0] == '/' ? path + (path[1] == '\0') : NULL;
	if (strncmp(path, base, length) != 0 || (path[length] && path[length] != '/'))
		return NULL;
	return path + length;
}

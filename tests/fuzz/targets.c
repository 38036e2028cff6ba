/* SPDX-License-Identifier: MIT */
/* The parsers of lib/, each with what must hold of any text. */
#include "config.h"

#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/num.h"
#include "proc/procinfo.h"
#include "mount/mounts.h"
#include "ns/idmap.h"
#include "ns/target.h"
#include "ns/timens.h"
#include "list/netnsid.h"
#include "net/link.h"
#include "net/netaddr.h"
#include "cgroup/limits.h"
#include "cgroup/size.h"
#include "cgroup/usage.h"

static void run_numbers(char *text, size_t size)
{
	struct timespec time;
	char digits[32];
	uint64_t big;
	uint32_t small;
	int number;

	(void)size;
	if (num_u32(text, &small) == 0) {
		snprintf(digits, sizeof(digits), "%u", small);
		fuzz_check(num_u64(text, &big) == 0 && big == small,
			   "64 bits hold 32 bits");
	}
	if (num_int(text, 3, &number) == 0)
		fuzz_check(number >= 3 && num_u32(text, &small) == 0 &&
				   (uint32_t)number == small,
			   "a descriptor is 3 to 2147483647");
	if (num_id(text, &small) == 0)
		fuzz_check(small != UINT32_MAX, "(uid_t)-1 is no ID");
	if (num_signal(text, &number) == 0)
		fuzz_check(number >= 0 && number <= 64, "a signal is 0 to 64");
	if (num_seconds(text, &time) == 0)
		fuzz_check(time.tv_nsec >= 0 && time.tv_nsec < 1000000000,
			   "seconds: nanoseconds");
	if (num_duration(text, &time) == 0)
		fuzz_check(time.tv_sec >= 0 && time.tv_nsec >= 0 &&
				   time.tv_nsec < 1000000000,
			   "a duration is not below 0");
}

static void run_size(char *text, size_t size)
{
	struct timespec number;
	const char *rest;
	char shown[64];
	uint64_t bytes;

	(void)size;
	if (size_split_number(text, &number, &rest) == 0)
		fuzz_check(rest >= text && rest <= text + strlen(text),
			   "the rest is of the text");
	if (size_parse(text, &bytes) == 0)
		fuzz_check(strlen(size_text(bytes, shown, sizeof(shown))) > 0,
			   "a size has a text");
}

static void run_limits(char *text, size_t size)
{
	static struct limits limits;

	(void)size;
	for (int limit = 0; limit < LIMIT_COUNT; limit++) {
		limits.count = 0;
		if (limits_add(&limits, (enum limit)limit, text) < 0)
			continue;
		fuzz_check(limits.count >= 1 && limits.count <= LIMITS_MAX,
			   "limits are counted");
		fuzz_check(!strchr(limits.setting[0].file, '/'),
			   "a limit is a file of the cgroup");
		limits_imply(&limits);
	}
}

static void check_map(const struct idmap *map)
{
	static char text[IDMAP_TEXT];
	static struct idmap again;
	struct idmap_fault fault;

	if (!idmap_check(map, &fault))
		return;
	idmap_text(map, text, sizeof(text));
	fuzz_check(idmap_read(&again, text) == 0 && again.count == map->count,
		   "a map that is fine is read back");
}

static void run_idmap(char *text, size_t size)
{
	static struct idmap map;
	struct idmap_range range, one = { 5, 6, 1 };
	uint32_t inside;
	char *rest = text, *word;

	(void)size;
	if (idmap_read(&map, text) == 0)
		check_map(&map);
	map.count = 0;
	while ((word = strsep(&rest, " \n")))
		if (idmap_parse(word, &range) == 0 && idmap_add(&map, range) == 0)
			(void)idmap_add_around(&map, range, one, word[0] == '1');
	check_map(&map);
	(void)!idmap_to_inside(&map, 1000, &inside);
	(void)idmap_has_inside(&map, 0);
}

static void run_subid(char *text, size_t size)
{
	uint32_t first = 0, count = 0;
	char path[64];

	fuzz_file("subuid", text, size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d/subuid", fuzz_directory());
	if (idmap_subid(path, "user", 1000, &first, &count) == 0)
		fuzz_check(count > 0 && (uint64_t)first + count <= UINT32_MAX,
			   "IDs do not wrap");
	(void)idmap_subid_malformed(path, "user", 1000);
}

static void run_mounts(char *text, size_t size)
{
	struct mounts mounts = { 0 };
	char shown[128];
	int fd = memfd_create("mountinfo", MFD_CLOEXEC);

	fuzz_check(fd >= 0 && write(fd, text, size) == (ssize_t)size &&
			   lseek(fd, 0, SEEK_SET) == 0,
		   "a file in memory");
	if (mounts_read(fd, &mounts) == 0) {
		for (size_t i = 0; i < mounts.count; i++) {
			const struct mounts_entry *entry = &mounts.entry[i];

			(void)mounts_prop_text(entry, shown, sizeof(shown));
			(void)mounts_by_id(&mounts, entry->parent);
			(void)mounts_below(entry->target, entry->root);
			fuzz_check(strlen(entry->type) + strlen(entry->source) +
						   strlen(entry->super) +
						   strlen(entry->options) <=
					   size + 4,
				   "the strings are of the text");
		}
		mounts_free(&mounts);
	}
	close(fd);
}

static void run_address(char *text, size_t size)
{
	struct netaddr address, again;
	unsigned char mac[NETADDR_MAC_SIZE];
	char shown[NETADDR_TEXT_SIZE];

	(void)size;
	if (!netaddr_parse(text, &address)) {
		netaddr_text(&address, shown, sizeof(shown));
		fuzz_check(!netaddr_parse(shown, &again) &&
				   memcmp(address.bytes, again.bytes,
					  netaddr_size(&address)) == 0,
			   "an address that is printed is read back");
	}
	(void)netaddr_parse_host(text, &address);
	if (!netaddr_parse_mac(text, mac))
		fuzz_check(!netaddr_parse_mac(netaddr_mac_text(mac, shown, sizeof(shown)),
					      mac),
			   "a hardware address that is printed is read back");
	if (!link_name_fault(text))
		fuzz_check(strlen(text) < IFNAMSIZ && !strchr(text, '/'),
			   "a name of an interface");
}

static void run_target(char *text, size_t size)
{
	struct target target;
	char shown[64];

	(void)size;
	if (target_parse(text, &target) == 0)
		fuzz_check(strlen(target_text(&target, shown, sizeof(shown))) > 0,
			   "it has a text");
}

static void run_escape(char *text, size_t size)
{
	char *escaped = malloc(ESCAPE_GROWTH * size + 1), *copy = escape_copy(text);
	unsigned character;

	fuzz_check(escaped && copy, "memory");
	for (int how = ESCAPE_USUAL; how <= ESCAPE_NOT_UTF8; how++) {
		size_t length = escape_name(escaped, text, (enum escape)how);

		fuzz_check(length == strlen(escaped), "the length is that of the text");
		if (how != ESCAPE_NOT_UTF8)
			for (const char *at = escaped; *at; at += escape_shown(at))
				fuzz_check(escape_shown(at) > 0 &&
						   !escape_is_unsafe(at, &character),
					   "what is escaped is safe");
	}
	free(escaped);
	free(copy);
}

static void run_procinfo(char *text, size_t size)
{
	const size_t length = strlen(text);
	struct procinfo info = { 0 };

	fuzz_file("1/status", text, length);
	fuzz_file("1/cmdline", text + length, size - length);
	if (procinfo_read(fuzz_directory(), 1, &info) == 0)
		free(info.command);
}

static void run_usage(char *text, size_t size)
{
	static const char *const files[] = {
		"memory.peak", "memory.swap.peak", "memory.events", "pids.peak",
		"pids.events", "cpu.stat",	   "cpu.pressure",  "memory.pressure",
		"io.pressure", "io.stat",
	};
	static struct usage usage;
	FILE *out = fopen("/dev/null", "we");

	fuzz_check(out != NULL, "/dev/null");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		fuzz_file(files[i], text, size);
	usage_read(fuzz_directory(), &usage);
	usage_print_json(&usage, out);
	usage_print_table(&usage, out);
	fclose(out);
}

static void run_clocks(char *text, size_t size)
{
	long long min, max;

	fuzz_file("timens_offsets", text, size);
	for (int clock = 0; clock < TIMENS_CLOCKS; clock++)
		timens_range(fuzz_directory(), (enum timens_clock)clock, &min, &max);
}

static void visit_link(const struct link *link, void *context)
{
	fuzz_check(memchr(link->name, '\0', sizeof(link->name)) &&
			   memchr(link->kind, '\0', sizeof(link->kind)),
		   "names end");
	++*(unsigned *)context;
}

static void run_netlink(char *text, size_t size)
{
	static struct rtnl rtnl;
	struct link link;
	unsigned seen = 0;

	rtnl = (struct rtnl){ .fd = -1 };
	fuzz_answers(text, size);
	(void)!link_each(&rtnl, visit_link, &seen);
	rtnl.sequence = 0;
	fuzz_answers(text, size);
	(void)!link_find(&rtnl, "v0", &link);
}

static void run_netnsid(char *text, size_t size)
{
	fuzz_answers(text, size);
	(void)!netnsid_get(-1, 0);
}

const struct fuzz_target fuzz_targets[] = {
	{ "address", run_address },
	{ "clocks", run_clocks },
	{ "escape", run_escape },
	{ "idmap", run_idmap },
	{ "limits", run_limits },
	{ "mounts", run_mounts },
	{ "netlink", run_netlink },
	{ "netnsid", run_netnsid },
	{ "numbers", run_numbers },
	{ "procinfo", run_procinfo },
	{ "size", run_size },
	{ "subid", run_subid },
	{ "target", run_target },
	{ "usage", run_usage },
	{ 0 },
};

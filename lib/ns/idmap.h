/* SPDX-License-Identifier: MIT */
/*
 * Ordered ranges of user or group IDs, as /proc/PID/uid_map takes them: inside, outside,
 * count. "Outside" is an ID of the parent user namespace. Source: user_namespaces(7).
 */
#ifndef XNS_NS_IDMAP_H
#define XNS_NS_IDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	IDMAP_RANGES = 340, /* the kernel's limit since Linux 4.15 */
	IDMAP_TEXT = 4096,  /* one page, and the text must be shorter */
};

struct idmap_range {
	uint32_t inside, outside, count;
};

struct idmap {
	int count;
	struct idmap_range range[IDMAP_RANGES];
};

/* What is wrong with a map, and which of its ranges show it. */
struct idmap_fault {
	enum {
		IDMAP_FINE,
		IDMAP_TOO_MANY,	      /* more than IDMAP_RANGES */
		IDMAP_TOO_LONG,	      /* the text does not fit in a page */
		IDMAP_OVERLAP_INSIDE, /* a and b give the same inside ID twice */
		IDMAP_OVERLAP_OUTSIDE,
	} what;
	struct idmap_range a, b;
};

/*
 * Reads "INSIDE:OUTSIDE:COUNT" into *ret_range. Returns 0, -FAULT_NOT_NUMBER,
 * -FAULT_RANGE (an ID above 4294967294, or a count of 0), or -EINVAL when there are not
 * three numbers.
 */
int idmap_parse(const char *text, struct idmap_range *ret_range)
	__attribute__((warn_unused_result));

/* Appends a range. Returns 0, or -ENOSPC when the kernel would not take another. */
int idmap_add(struct idmap *map, struct idmap_range range)
	__attribute__((warn_unused_result));

/*
 * Appends the range without the inside and the outside ID of one: its other inside IDs,
 * in order, get its other outside IDs, in order. With keep the inside IDs run on at the
 * top in place of the one that was left out, so that no outside ID is lost. Returns as
 * idmap_add().
 */
int idmap_add_around(struct idmap *map, struct idmap_range range, struct idmap_range one,
		     bool keep);

/* Finds what the kernel would refuse with EINVAL. Returns true when there is nothing. */
bool idmap_check(const struct idmap *map, struct idmap_fault *ret_fault);

/* True when the map has this inside ID. */
bool idmap_has_inside(const struct idmap *map, uint32_t inside);

/* The inside ID for an outside one. Returns 0, or -EOVERFLOW when the map has none. */
int idmap_to_inside(const struct idmap *map, uint32_t outside, uint32_t *ret_inside)
	__attribute__((warn_unused_result));

/* The bytes to write, one line a range, ended with NUL; size is at least IDMAP_TEXT. */
const char *idmap_text(const struct idmap *map, char *text, size_t size);

/*
 * Reads a map from text in the kernel's format (a uid_map file). Returns 0, or -ENOSPC.
 */
int idmap_read(struct idmap *map, const char *text) __attribute__((warn_unused_result));

/*
 * The first block of subordinate IDs that file ("/etc/subuid", "/etc/subgid") grants to
 * the user, named either by name or by number. Returns 0 with *ret_first and *ret_count,
 * -FAULT_NO_SUBID, or -errno when the file cannot be read. See subuid(5).
 */
int idmap_subid(const char *file, const char *user, uint32_t uid, uint32_t *ret_first,
		uint32_t *ret_count) __attribute__((warn_unused_result));

/*
 * After idmap_subid() has returned -FAULT_NO_SUBID: the number, from 1, of the first line
 * that names the user, which is then malformed; 0 where there is none.
 */
unsigned idmap_subid_malformed(const char *file, const char *user, uint32_t uid);

#endif

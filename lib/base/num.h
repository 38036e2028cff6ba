/* SPDX-License-Identifier: MIT */
/*
 * Strict numbers: decimal digits and nothing else. No sign, space, hexadecimal, empty
 * text or silent wrap-around; strtoul(3) takes all of these, and "-1" as a user ID is
 * root on someone's machine. Each returns 0, -FAULT_NOT_NUMBER, -FAULT_RANGE or
 * -FAULT_NO_NAME.
 */
#ifndef XNS_BASE_NUM_H
#define XNS_BASE_NUM_H

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* 0 to 4294967295. */
int num_u32(const char *text, uint32_t *ret_number) __attribute__((warn_unused_result));

/* 0 to 18446744073709551615. */
int num_u64(const char *text, uint64_t *ret_number) __attribute__((warn_unused_result));

/* From lowest, which is not negative, to 2147483647: a descriptor or a PID. */
int num_int(const char *text, int lowest, int *ret_number)
	__attribute__((warn_unused_result));

/* A user or group ID: (uid_t)-1 means "leave as it is" to the kernel and is no ID. */
int num_id(const char *text, uint32_t *ret_id) __attribute__((warn_unused_result));

/* A user ID or a user's name from the user database, which is asked only for a name. */
int num_user(const char *text, uint32_t *ret_uid) __attribute__((warn_unused_result));

/* A group ID or a group's name. */
int num_group(const char *text, uint32_t *ret_gid) __attribute__((warn_unused_result));

/* A signal: 9, KILL, SIGKILL, RTMIN+3, RTMAX-1; any case. */
int num_signal(const char *text, int *ret_signal) __attribute__((warn_unused_result));

/* "TERM", "RTMIN+3": the name without SIG, in text; "0" for what is no signal. */
const char *num_signal_text(int signal, char *text, size_t size);

/*
 * Seconds with an optional minus and fraction: 5, -3.25. Nine digits of fraction at most.
 * Normalised as timens_offsets wants it: tv_nsec is 0 to 999999999, so -0.5 is {-1,
 * 500000000}.
 */
int num_seconds(const char *text, struct timespec *ret_time)
	__attribute__((warn_unused_result));

/*
 * A duration as sleep(1) and timeout(1) take it: a number as num_seconds() reads, not
 * negative, and "s", "m", "h" or "d" behind it or nothing, which means seconds.
 */
int num_duration(const char *text, struct timespec *ret_time)
	__attribute__((warn_unused_result));

/*
 * The inode number in "TYPE:[INODE]", the text of a link in /proc/PID/ns and the root of
 * a mount of nsfs. type NULL: any. Returns 0 for another type and for any other text: no
 * namespace has this number.
 */
uint32_t num_ns_inode(const char *text, const char *type);

/*
 * whole * part / of, rounded down, without an overflow on the way. part is at most of,
 * and of is from 1 to 4294967296.
 */
uint64_t num_fraction(uint64_t whole, uint64_t part, uint64_t of);

enum { NUM_DIGITS = 10 }; /* of a 32-bit number, at most */

/* Writes the digits, without a NUL. Returns where they end. */
char *num_put(char *to, uint32_t number);

#endif

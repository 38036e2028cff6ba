/* SPDX-License-Identifier: MIT */
/* Numbers of bytes, as a caller writes and reads them. */
#ifndef XNS_CGROUP_SIZE_H
#define XNS_CGROUP_SIZE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/*
 * Reads digits with a fraction of up to nine digits; ret_rest is what follows. There is
 * no sign. Returns 0, -FAULT_NOT_NUMBER or -FAULT_RANGE.
 */
int size_split_number(const char *text, struct timespec *ret_number,
		      const char **ret_rest) __attribute__((warn_unused_result));

/* Bytes: 20M, 1.5GiB, 64KB (1000), 4096. Returns 0, -FAULT_NOT_NUMBER or -FAULT_RANGE. */
int size_parse(const char *text, uint64_t *ret_bytes) __attribute__((warn_unused_result));

/* "20 MiB", "1.5 GiB", "4097 bytes"; in text. */
const char *size_text(uint64_t bytes, char *text, size_t size);

#endif

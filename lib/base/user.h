/* SPDX-License-Identifier: MIT */
/*
 * The user database, asked only for what nobody knows by number: it costs a name service
 * with its configuration and libraries. A static program has none, and knows no names.
 */
#ifndef XNS_BASE_USER_H
#define XNS_BASE_USER_H

#include <stddef.h>
#include <stdint.h>

/* The ID of a user or group by name. Returns 0, or -FAULT_NO_NAME. */
int user_by_name(const char *name, uint32_t *ret_uid) __attribute__((warn_unused_result));
int user_group_by_name(const char *name, uint32_t *ret_gid)
	__attribute__((warn_unused_result));

/* The primary group of a user in the database. Returns 0, or -FAULT_NO_NAME. */
int user_group_of(uint32_t uid, uint32_t *ret_gid) __attribute__((warn_unused_result));

/* The user's name, or the number where it has none, in text. */
const char *user_name(uint32_t uid, char *text, size_t size);

/* The user's login shell in text; "/bin/sh" where none is known. */
const char *user_shell(uint32_t uid, char *text, size_t size);

#endif

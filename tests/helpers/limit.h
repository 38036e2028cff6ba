/* SPDX-License-Identifier: MIT */
#ifndef XNS_TESTS_LIMIT_H
#define XNS_TESTS_LIMIT_H

#include <stdlib.h>

/* The seconds that one command of a test may take: helpers/xns.bash sets XNS_SECONDS. */
static inline unsigned limit_seconds(void)
{
	const char *text = getenv("XNS_SECONDS");
	int seconds = text ? atoi(text) : 0;

	return seconds > 0 ? (unsigned)seconds : 120;
}

#endif

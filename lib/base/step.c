/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/step.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"

enum { PLAN_LINE = 8192 }; /* an id map may have 4095 bytes, and newlines show as \n */

bool step_is_said(struct steps *steps, const char *sentence, ...)
{
	char line[PLAN_LINE];
	va_list args;
	int used;

	if (!steps->dry)
		return false;

	used = snprintf(line, sizeof(line), "%d. ", ++steps->count);
	va_start(args, sentence);
	used += vsnprintf(line + used, sizeof(line) - (size_t)used - 1, sentence, args);
	va_end(args);
	if (used > (int)sizeof(line) - 2)
		used = (int)sizeof(line) - 2;
	die_sanitize(line, used);
	line[used++] = '\n';
	must(fd_write_all(STDOUT_FILENO, line, (size_t)used), "write the plan");
	return true;
}

int step_result(long answer)
{
	return answer < 0 ? -errno : (int)answer;
}

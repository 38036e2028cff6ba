/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "pins/hold.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"
#include "base/step.h"
#include "run/cmd.h"
#include "hint/hint.h"
#include "pins/pin_set.h"

static void hold_one(const struct target *target, const char *operand)
{
	FD_AUTO int nsfd = -1;
	const char *rest;
	char where[256];
	int number;
	enum ns type = pin_set_split(operand, &rest);

	if (num_int(rest, 3, &number) < 0)
		usage_error("invalid descriptor \"%.99s\" (expected a number, 3 or "
			    "higher)",
			    operand);
	if (fcntl(number, F_GETFD) >= 0)
		usage_error("descriptor %s is already open", rest);
	nsfd = must_why(target_open_ns(target, type), hint_target, target,
			"open the %s namespace of %s", ns_types[type].name,
			target_text(target, where, sizeof(where)));
	/* When the number is the one just opened, dup2(2) leaves it close-on-exec. */
	if (nsfd == number)
		must(step_result(fcntl(fd_take(&nsfd), F_SETFD, 0)),
		     "pass descriptor %s to the command", rest);
	else
		must(step_result(dup2(nsfd, number)),
		     "use descriptor %s: the limit is %ld (ulimit -n)", rest,
		     sysconf(_SC_OPEN_MAX));
}

void hold_namespaces(const struct target *target, char **operands)
{
	struct cmd command = { .hint = hint_exec };
	char **operand = operands;

	if (!*operand || strcmp(*operand, "--") == 0)
		usage_error("nothing to hold: give TYPE=FD");
	for (; *operand && strcmp(*operand, "--") != 0; operand++)
		hold_one(target, *operand);
	if (!*operand || !operand[1])
		usage_error("no command given (expected after --)");
	cmd_choose(&command, operand + 1);
	cmd_exec(&command, environ);
}

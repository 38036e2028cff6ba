/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "opt_env.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "proc.h"

enum { CLEAR = OPT_LONG, WHITELIST };

const struct opt_row opt_env_rows[] = {
	{ CLEAR, "clear-env", NULL, "run the command with an empty environment" },
	{ WHITELIST, "whitelist-env", "LIST", "... but for these, comma-separated" },
	{ 0 },
};

void opt_env_store(void *part, int id, const char *argument)
{
	struct opt_env *env = part;

	env->clear = true;
	if (id != WHITELIST)
		return;
	if (env->lists == OPT_ENV_LISTS)
		usage_error(
			"more than %d times --whitelist-env: join the lists with commas",
			OPT_ENV_LISTS);
	env->keep[env->lists++] = argument;
}

/* True when the list has the name of "NAME=value". */
static bool listed(const char *list, const char *variable)
{
	size_t length = strcspn(variable, "=");

	while (*list) {
		size_t entry = strcspn(list, ",");

		if (entry == length && strncmp(list, variable, length) == 0)
			return true;
		list += entry + (list[entry] == ',');
	}
	return false;
}

static bool kept(const struct opt_env *env, const char *variable)
{
	for (int i = 0; i < env->lists; i++)
		if (listed(env->keep[i], variable))
			return true;
	return false;
}

char **opt_env_make(const struct opt_env *env)
{
	size_t count = 0, used = 0;
	char **made;

	if (!env->clear)
		return environ;
	while (environ && environ[count])
		count++;
	made = calloc(count + 1, sizeof(*made));
	must(made ? 0 : -ENOMEM, "hold the environment");
	for (size_t i = 0; i < count; i++)
		if (kept(env, environ[i]))
			made[used++] = environ[i];
	return made;
}

enum { ENVIRONMENT_MAX = 32 << 20 }; /* more than execve(2) takes with any stack limit */

char **opt_env_read(int dir)
{
	char *text = malloc(ENVIRONMENT_MAX), **made;
	size_t count = 0, length;

	must(text ? 0 : -ENOMEM, "hold the environment");
	length = (size_t)must(proc_read(dir, "environ", text, ENVIRONMENT_MAX),
			      "read the environment of the target");
	for (size_t i = 0; i < length; i++)
		count += text[i] == '\0';
	made = calloc(count + 2, sizeof(*made));
	must(made ? 0 : -ENOMEM, "hold the environment");

	count = 0;
	for (char *next = text; next < text + length; next += strlen(next) + 1)
		made[count++] = next;
	return made;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_env.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "proc/proc.h"

enum { CLEAR = OPT_LONG, WHITELIST };

static const struct opt_row rows[] = {
	{ CLEAR, "clear-env", NULL, "run the command with an empty environment" },
	{ WHITELIST, "whitelist-env", "LIST",
	  "with --clear-env: keep these "
	  "(comma-separated)" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_env *env = part;

	env->clear = true;
	if (id != WHITELIST)
		return;
	if (env->lists == OPT_ENV_LISTS)
		usage_error("--whitelist-env was given more than %d times: use "
			    "comma-separated lists",
			    OPT_ENV_LISTS);
	env->keep[env->lists++] = argument;
}

const struct opt_set opt_env_options = { "Environment", rows, store };

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
	must_alloc(made);
	for (size_t i = 0; i < count; i++)
		if (kept(env, environ[i]))
			made[used++] = environ[i];
	return made;
}

enum { ENVIRONMENT_MAX = 32 << 20 }; /* more than execve(2) takes with any stack limit */

/*
 * Variables that choose code: what the C library and the dynamic linker ignore in a
 * set-user-ID program (ld.so(8), glibc's list), what a shell or an interpreter loads, and
 * programs that others start. A '*' stands for any end.
 */
static const char *const unsafe[] = {
	"LD_*",	       "GCONV_PATH",  "GETCONF_DIR", "GLIBC_TUNABLES", "HOSTALIASES",
	"LOCALDOMAIN", "LOCPATH",     "MALLOC_*",    "NIS_PATH",       "NLSPATH",
	"RESOLV_*",    "RES_OPTIONS", "TZDIR",	     "BASH*",	       "ENV",
	"SHELLOPTS",   "PS4",	      "IFS",	     "CDPATH",	       "GLOBIGNORE",
	"PROMPT_*",    "ZDOTDIR",     "FPATH",	     "PYTHON*",	       "PERL*",
	"RUBY*",       "NODE_*",      "LUA_*",	     "JAVA_*",	       "_JAVA_*",
	"JDK_*",       "CLASSPATH",   "GUILE_*",     "TCL*",	       "AWK*",
	"PHP*",	       "OPENSSL_*",   "GIO_*",	     "XDG_*",	       "GIT_*",
	"EDITOR",      "VISUAL",      "*PAGER",	     "BROWSER",	       "LESSOPEN",
	"LESSCLOSE",   NULL,
};

/* Kept from the caller: where programs, their settings and temporary files are. */
static const char *const callers[] = { "PATH", "HOME", "SHELL", "TMPDIR", NULL };

static bool has_name(const char *variable, const char *const *patterns)
{
	char name[64];
	size_t length = strcspn(variable, "=");

	if (length >= sizeof(name))
		length = sizeof(name) - 1; /* longer than any pattern without '*' */
	memcpy(name, variable, length);
	name[length] = '\0';
	for (; *patterns; patterns++)
		if (fnmatch(*patterns, name, 0) == 0)
			return true;
	return false;
}

/* "NAME=value" of the current environment for a variable of that name, or NULL. */
static char *own_variable(const char *variable)
{
	size_t length = strcspn(variable, "=") + 1;

	for (char **own = environ; own && *own; own++)
		if (strncmp(*own, variable, length) == 0)
			return *own;
	return NULL;
}

/*
 * Also a function that an old bash would take from any variable. What the caller has
 * itself, with the same value, was not chosen by another process.
 */
static bool is_unsafe(const char *variable)
{
	const char *value = strchr(variable, '='), *own = own_variable(variable);

	if (own && strcmp(own, variable) == 0)
		return false;
	return has_name(variable, unsafe) || (value && strncmp(value, "=()", 3) == 0);
}

void opt_env_make_safe(char **environment)
{
	char **kept = environment;
	char names[256] = "";

	for (char **variable = environment; *variable; variable++) {
		size_t used = strlen(names);
		bool unsafe_one = is_unsafe(*variable);
		char *value = has_name(*variable, callers) ? own_variable(*variable)
							   : *variable;

		if (value && !unsafe_one)
			*kept++ = value;
		else if (unsafe_one)
			snprintf(names + used, sizeof(names) - used, "%s%.*s",
				 used ? ", " : "", (int)strcspn(*variable, "="),
				 *variable);
	}
	*kept = NULL;
	if (names[0])
		warning("the command runs outside the target's file system: variables "
			"of the target that can load code are not used: %s",
			names);
}

char **opt_env_read(int dir)
{
	char *text = malloc(ENVIRONMENT_MAX), **made;
	size_t count = 0, length;

	must_alloc(text);
	length = (size_t)must(proc_read(dir, "environ", text, ENVIRONMENT_MAX),
			      "read the environment of the target");
	for (size_t i = 0; i < length; i++)
		count += text[i] == '\0';
	made = calloc(count + 2, sizeof(*made));
	must_alloc(made);

	count = 0;
	for (char *next = text; next < text + length; next += strlen(next) + 1)
		made[count++] = next;
	return made;
}

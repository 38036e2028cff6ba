/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "enter/trust.h"

#include <unistd.h>

#include "base/die.h"
#include "hint/hint.h"
#include "cli/opt_env.h"
#include "enter/cloned_binary.h"

void trust_seal(const struct enter *enter, const struct opt_dir *where,
		const struct opt_process *life, struct opt_sync *sync, char *const *argv)
{
	bool foreign_files = enter_has(enter, NS_MNT) || where->root || where->follow;

	if (life->trusted || !foreign_files || !enter_could_replace(enter))
		return;
	opt_sync_hand_on(sync, true);
	must_why(cloned_binary_execute("xnsenter", argv), hint_cloned_binary, NULL,
		 "run from a sealed copy of the executable");
	opt_sync_hand_on(sync, false);
}

/* True if the command is a program of the caller with its credentials. */
static bool is_callers(const struct enter *enter, const struct opt_dir *where,
		       const struct opt_cred *cred)
{
	return !(enter_takes(enter, NS_USER) && !cred->preserve) &&
	       !enter_takes(enter, NS_MNT) &&
	       (where->root_dir || !opt_where_differs(where));
}

char **trust_environment(const struct enter *enter, const struct opt_dir *where,
			 const struct opt_process *life, const struct opt_cred *cred)
{
	char **environment;

	if (!life->target_env)
		return environ;
	environment = opt_env_read(enter->process.dir);
	if (is_callers(enter, where, cred))
		opt_env_make_safe(environment);
	return environment;
}

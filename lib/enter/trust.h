/* SPDX-License-Identifier: MIT */
/* What the target could do to the caller: through the executable, or the environment. */
#ifndef XNS_ENTER_TRUST_H
#define XNS_ENTER_TRUST_H

#include <stdbool.h>

#include "cli/opt_cred.h"
#include "cli/opt_sync.h"
#include "enter/enter.h"
#include "enter/opt_dir.h"
#include "enter/opt_process.h"

/*
 * If the command will meet files of the target, and could write to the executable of this
 * program: executes a copy of it, or protects this copy; see cloned_binary.h. Ends the
 * program with a message when there can be no copy. After enter_open().
 */
void trust_seal(const struct enter *enter, const struct opt_dir *where,
		const struct opt_process *life, struct opt_sync *sync, char *const *argv);

/*
 * The environment for the command: the caller's, or with --env the target's. In the
 * second case, if the command is a program of the caller that runs with its credentials,
 * without the variables that choose what it loads: see opt_env_make_safe(). After
 * opt_dir_open().
 */
char **trust_environment(const struct enter *enter, const struct opt_dir *where,
			 const struct opt_process *life, const struct opt_cred *cred);

#endif

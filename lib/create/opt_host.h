/* SPDX-License-Identifier: MIT */
/* Options that make a new UTS or network namespace look like a host, and their steps. */
#ifndef XNS_CREATE_OPT_HOST_H
#define XNS_CREATE_OPT_HOST_H

#include <stdbool.h>

#include "base/step.h"
#include "cli/opt.h"

struct opt_host {
	const char *hostname, *domainname; /* or NULL */
	bool loopback;
};

extern const struct opt_set opt_host_options;

/* The steps host name, domain name and loopback; the last one may fail with a warning. */
void opt_host_set(const struct opt_host *host, struct steps *steps);

#endif

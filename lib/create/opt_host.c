/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "create/opt_host.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fd.h"
#include "hint/hint.h"

enum { HOSTNAME = OPT_LONG, DOMAINNAME, LO };

enum { NAME_MAX_ = 64 }; /* __NEW_UTS_LEN in linux/utsname.h */

static const struct opt_row rows[] = {
	{ HOSTNAME, "hostname", "NAME", "set the host name (with --uts)" },
	{ DOMAINNAME, "domainname", "NAME", "set the domain name (with --uts)" },
	{ LO, "lo", NULL, "bring up the loopback interface (with --net)" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	struct opt_host *host = part;

	if (id == LO) {
		host->loopback = true;
		return;
	}
	if (strlen(argument) > NAME_MAX_)
		usage_error("\"%.99s\" is longer than %d bytes, the limit for a host or "
			    "domain name",
			    argument, NAME_MAX_);
	if (id == HOSTNAME)
		host->hostname = argument;
	else
		host->domainname = argument;
}

const struct opt_set opt_host_options = { "Host name and network", rows, store };

/* netdevice(7). The kernel gives lo its addresses when it comes up. */
static int loopback_up(void)
{
	FD_AUTO int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { .ifr_name = "lo" };

	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return -errno;
	request.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
}

void opt_host_set(const struct opt_host *host, struct steps *steps)
{
	if (host->hostname)
		STEP_WHY(steps,
			 step_result(sethostname(host->hostname, strlen(host->hostname))),
			 hint_inside, NULL, "set the host name to %s", host->hostname);
	if (host->domainname)
		STEP_WHY(steps,
			 step_result(setdomainname(host->domainname,
						   strlen(host->domainname))),
			 hint_inside, NULL, "set the domain name to %s",
			 host->domainname);
	if (host->loopback)
		STEP_SHOULD(steps, loopback_up(), "bring up the loopback interface");
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/opt_fd.h"

#include <errno.h>
#include <fcntl.h>

#include "base/die.h"
#include "base/fd.h"
#include "base/num.h"

enum { CLOSE = OPT_LONG, KEEP };

static const struct opt_row rows[] = {
	{ CLOSE, "close-fds", NULL, "close all file descriptors above 2" },
	{ KEEP, "keep-fd", "FD", "with --close-fds: keep this one (repeatable)" },
	{ 0 },
};

static void store_keep(struct opt_fd *fds, const char *argument)
{
	int fd = -1, err = num_int(argument, 0, &fd);

	if (err < 0)
		opt_bad(rows, KEEP, argument, err);
	if (fcntl(fd, F_GETFD) < 0)
		usage_error("--keep-fd: descriptor %s is not open", argument);
	if (fds->kept == OPT_FD_MAX)
		usage_error("--keep-fd: at most %d descriptors", OPT_FD_MAX);
	fds->keep[fds->kept++] = fd;
}

static void store(void *part, int id, const char *argument)
{
	struct opt_fd *fds = part;

	fds->close = true;
	if (id == KEEP)
		store_keep(fds, argument);
}

const struct opt_set opt_fd_options = { "Descriptors", rows, store };

void opt_fd_close(const struct opt_fd *fds)
{
	if (fds->close)
		must(fd_close_others(fds->keep, fds->kept),
		     "close the other descriptors");
}

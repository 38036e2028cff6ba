/* SPDX-License-Identifier: MIT */
/* fd_open_output(). */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hint/hint.h"

/* The address is valid: fd_open_output() has read the number. */
static void hint_descriptor(const char *number, struct hint *hint)
{
	int mode = fcntl(atoi(number), F_GETFL);

	if (mode < 0 && errno == EBADF)
		hint_set(hint, "descriptor %.10s is not open", number);
	else if (mode >= 0 && ((mode & O_ACCMODE) == O_RDONLY || (mode & O_PATH)))
		hint_set(hint, "descriptor %.10s is not open for writing", number);
}

void hint_output(int err, const void *context, struct hint *hint)
{
	const char *address = context;
	struct stat st;

	if (strncmp(address, "fd:", 3) == 0) {
		if (err == -EBADF)
			hint_descriptor(address + 3, hint);
	} else if (err == -ENXIO && stat(address, &st) == 0 && S_ISFIFO(st.st_mode)) {
		hint_set(hint,
			 "it is a FIFO that no process reads: start the reader before");
	}
}

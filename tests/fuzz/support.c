/* SPDX-License-Identifier: MIT */
/* What targets read in place of /proc, of a cgroup, and of the kernel's answers. */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *answers;
static size_t answers_size;

void fuzz_check(int holds, const char *sentence)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz: this does not hold: %s\n", sentence);
	abort();
}

static char directory[4096];

static void remove_directory(void)
{
	char command[4200];

	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	if (system(command) != 0)
		fprintf(stderr, "fuzz: %s remains\n", directory);
}

int fuzz_directory(void)
{
	static int dir = -1;
	const char *parent = getenv("TMPDIR");

	if (dir >= 0)
		return dir;
	snprintf(directory, sizeof(directory), "%s/fuzz-XXXXXX",
		 parent ? parent : "/tmp");
	fuzz_check(mkdtemp(directory) != NULL, "a directory can be created");
	atexit(remove_directory);
	dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fuzz_check(dir >= 0 && mkdirat(dir, "1", 0700) == 0, "it can be used");
	return dir;
}

void fuzz_file(const char *name, const char *text, size_t size)
{
	int fd = openat(fuzz_directory(), name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0600);

	fuzz_check(fd >= 0 && write(fd, text, size) == (ssize_t)size,
		   "a file can be written");
	close(fd);
}

void fuzz_answers(const char *bytes, size_t size)
{
	answers = bytes;
	answers_size = size;
}

/* Two bytes say how long a message is; at the end the socket fails. */
static ssize_t next_answer(void *buffer, size_t size, int flags)
{
	size_t length, copied;

	if (answers_size < 2) {
		errno = ECONNRESET;
		return -1;
	}
	length = (size_t)(unsigned char)answers[0] << 8 | (unsigned char)answers[1];
	answers += 2;
	answers_size -= 2;
	if (length > answers_size)
		length = answers_size;
	copied = length < size ? length : size;
	memcpy(buffer, answers, copied);
	answers += length;
	answers_size -= length;
	return (ssize_t)(flags & MSG_TRUNC ? length : copied);
}

/* The linker puts these in place of the C library's: see --wrap in ld(1). */
ssize_t __wrap_recv(int fd, void *buffer, size_t size, int flags);
ssize_t __wrap_recv(int fd, void *buffer, size_t size, int flags)
{
	(void)fd;
	return next_answer(buffer, size, flags);
}

ssize_t __wrap_recvfrom(int fd, void *buffer, size_t size, int flags,
			struct sockaddr *from, socklen_t *length);
ssize_t __wrap_recvfrom(int fd, void *buffer, size_t size, int flags,
			struct sockaddr *from, socklen_t *length)
{
	(void)fd;
	memset(from, 0, *length); /* the kernel's: port ID 0 */
	return next_answer(buffer, size, flags);
}

ssize_t __wrap_send(int fd, const void *buffer, size_t size, int flags);
ssize_t __wrap_send(int fd, const void *buffer, size_t size, int flags)
{
	(void)fd, (void)buffer, (void)flags;
	return (ssize_t)size;
}

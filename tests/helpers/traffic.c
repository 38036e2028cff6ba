/* SPDX-License-Identifier: MIT */
/*
 * Sends what tests send over a network, and says what came of it.
 *
 *	traffic ping ADDRESS	one echo; tried again for two seconds at most
 *	traffic take PORT FILE	one connection, IPv4 or IPv6, to standard output; makes
 *				FILE when it listens
 *	traffic send ADDRESS PORT  standard input into one connection
 *
 * Status 0 when it has worked. take and send give up after 15 seconds.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "limit.h"

static int fail(const char *what)
{
	fprintf(stderr, "traffic: %s: %s\n", what, strerror(errno));
	return 1;
}

static struct addrinfo *look_up(const char *host, const char *port)
{
	struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;

	return getaddrinfo(host, port, &hints, &found) == 0 ? found : NULL;
}

static unsigned short checksum(const unsigned char *bytes, size_t size)
{
	unsigned sum = 0;

	for (size_t i = 0; i < size; i += 2)
		sum += (unsigned)(bytes[i] << 8 | bytes[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((unsigned short)~sum);
}

/* The identifier, ours alone, is where both protocols have it; IPv4 brings its header. */
static int is_reply(const unsigned char *packet, ssize_t size, int family)
{
	const unsigned char *icmp =
		family == AF_INET ? packet + 4 * (packet[0] & 15) : packet;
	unsigned id = (unsigned)getpid() & 0xffff;

	return size - (icmp - packet) >= 8 &&
	       icmp[0] == (family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) &&
	       (unsigned)(icmp[4] << 8 | icmp[5]) == id;
}

static int echo(int fd, const struct addrinfo *to)
{
	unsigned id = (unsigned)getpid() & 0xffff;
	unsigned char out[64] = { 0 }, in[2048];
	struct pollfd readable = { .fd = fd, .events = POLLIN };

	out[0] = to->ai_family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	out[4] = (unsigned char)(id >> 8);
	out[5] = (unsigned char)id;
	if (to->ai_family == AF_INET) /* of ICMPv6, the kernel's */
		memcpy(out + 2, &(unsigned short){ checksum(out, sizeof(out)) }, 2);
	if (sendto(fd, out, sizeof(out), 0, to->ai_addr, to->ai_addrlen) < 0)
		return 0;
	while (poll(&readable, 1, 200) > 0) {
		ssize_t size = recv(fd, in, sizeof(in), 0);

		if (size > 0 && is_reply(in, size, to->ai_family))
			return 1;
	}
	return 0;
}

static int ping(char **args)
{
	struct addrinfo *to = args[0] ? look_up(args[0], NULL) : NULL;
	int fd;

	if (!to)
		return fail("no address");
	fd = socket(to->ai_family, SOCK_RAW | SOCK_CLOEXEC,
		    to->ai_family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (fd < 0)
		return fail("socket");
	for (int i = 0; i < 10; i++) {
		if (echo(fd, to)) {
			printf("reply from %s at attempt %d\n", args[0], i + 1);
			return 0;
		}
		usleep(50 * 1000);
	}
	errno = ETIMEDOUT;
	return fail(args[0]);
}

static int copy(int from, int to)
{
	static char buffer[1 << 18];
	ssize_t size;

	while ((size = read(from, buffer, sizeof(buffer))) > 0)
		for (ssize_t done = 0, now; done < size; done += now) {
			now = write(to, buffer + done, (size_t)(size - done));
			if (now < 0)
				return fail("write");
		}
	return size < 0 ? fail("read") : 0;
}

static int take(char **args)
{
	struct addrinfo *on = args[0] ? look_up("::", args[0]) : NULL;
	int fd, connection, one = 1;

	if (!on || !args[1])
		return fail("usage");
	fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, on->ai_addr, on->ai_addrlen) < 0 || listen(fd, 1) < 0)
		return fail("listen");
	close(open(args[1], O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
	connection = accept(fd, NULL, NULL);
	return connection < 0 ? fail("accept") : copy(connection, STDOUT_FILENO);
}

static int give(char **args)
{
	struct addrinfo *to = args[0] && args[1] ? look_up(args[0], args[1]) : NULL;
	int fd;

	if (!to)
		return fail("no address");
	fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, to->ai_addr, to->ai_addrlen) < 0)
		return fail("connect");
	return copy(STDIN_FILENO, fd);
}

int main(int argc, char **argv)
{
	alarm(limit_seconds());
	if (argc > 1 && strcmp(argv[1], "ping") == 0)
		return ping(argv + 2);
	if (argc > 1 && strcmp(argv[1], "take") == 0)
		return take(argv + 2);
	if (argc > 1 && strcmp(argv[1], "send") == 0)
		return give(argv + 2);
	errno = EINVAL;
	return fail("ping, take or send");
}

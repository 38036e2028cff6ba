/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "list/netnsid.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

struct request {
	struct nlmsghdr head;
	struct rtgenmsg family;
	struct rtattr attribute __attribute__((aligned(4)));
	int fd;
};

int netnsid_open(void)
{
	int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	return sock < 0 ? -errno : sock;
}

static int parse(const char *answer, size_t length)
{
	const struct nlmsghdr *head = (const void *)answer;
	const size_t begin = NLMSG_LENGTH(NLMSG_ALIGN(sizeof(struct rtgenmsg)));
	const struct rtattr *at;
	size_t rest, step;
	int number = -1;

	if (!NLMSG_OK(head, length))
		return -EPROTO;
	if (head->nlmsg_type == NLMSG_ERROR)
		return head->nlmsg_len < NLMSG_LENGTH(sizeof(struct nlmsgerr))
			       ? -EPROTO
			       : ((const struct nlmsgerr *)NLMSG_DATA(head))->error;
	if (head->nlmsg_len < begin)
		return -EPROTO;
	at = (const void *)(answer + begin);
	rest = head->nlmsg_len - begin;
	/* RTA_NEXT() would make rest negative where the last one is not padded. */
	while (rest >= sizeof(*at) && at->rta_len >= sizeof(*at) && at->rta_len <= rest) {
		if (at->rta_type == NETNSA_NSID && RTA_PAYLOAD(at) >= sizeof(number))
			memcpy(&number, RTA_DATA(at), sizeof(number));
		step = RTA_ALIGN(at->rta_len);
		if (step >= rest)
			break;
		at = (const void *)((const char *)at + step);
		rest -= step;
	}
	return number < 0 ? -ENOENT : number;
}

int netnsid_get(int sock, int nsfd)
{
	struct request request = {
		.head = { .nlmsg_len = sizeof(request),
			  .nlmsg_type = RTM_GETNSID,
			  .nlmsg_flags = NLM_F_REQUEST },
		.family = { .rtgen_family = AF_UNSPEC },
		.attribute = { .rta_len = RTA_LENGTH(sizeof(int)),
			       .rta_type = NETNSA_FD },
		.fd = nsfd,
	};
	char answer[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t length;

	if (send(sock, &request, sizeof(request), 0) < 0)
		return -errno;
	length = recv(sock, answer, sizeof(answer), 0);
	return length < 0 ? -errno : parse(answer, (size_t)length);
}

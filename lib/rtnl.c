/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "rtnl.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* What one answer is read into: the kernel packs up to 32 KiB into one datagram. */
enum { ANSWER_SIZE = 32 * 1024 };

int rtnl_open(struct rtnl *rtnl)
{
	int on = 1;

	*rtnl = (struct rtnl){ .socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC) };
	if (!rtnl->socket)
		return -errno;
	if (mnl_socket_bind(rtnl->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		int err = -errno;

		rtnl_close(rtnl);
		return err;
	}
	/* Words, and without the request in front of them; older kernels have neither. */
	(void)mnl_socket_setsockopt(rtnl->socket, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)mnl_socket_setsockopt(rtnl->socket, NETLINK_CAP_ACK, &on, sizeof(on));
	return 0;
}

void rtnl_close(struct rtnl *rtnl)
{
	if (rtnl->socket)
		(void)mnl_socket_close(rtnl->socket);
	rtnl->socket = NULL;
}

struct nlmsghdr *rtnl_begin(struct rtnl_message *message, int type, int flags,
			    size_t header_size)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(message->bytes);

	request->nlmsg_type = (__u16)type;
	request->nlmsg_flags = (__u16)(NLM_F_REQUEST | flags);
	mnl_nlmsg_put_extra_header(request, header_size);
	return request;
}

void *rtnl_header(struct nlmsghdr *request)
{
	return mnl_nlmsg_get_payload(request);
}

static int take_words(const struct nlattr *attr, void *context)
{
	struct rtnl *rtnl = context;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(rtnl->text, sizeof(rtnl->text), "%s", mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

/* Also the answer to a request that succeeded, with error 0. */
static int on_error(const struct nlmsghdr *answer, void *context)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	struct rtnl *rtnl = context;
	size_t skip = sizeof(*error);

	if (mnl_nlmsg_get_payload_len(answer) < sizeof(*error)) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	if (!error->error)
		return MNL_CB_STOP;
	rtnl->text[0] = '\0';
	if (!(answer->nlmsg_flags & NLM_F_CAPPED))
		skip += mnl_nlmsg_get_payload_len(&error->msg);
	if (answer->nlmsg_flags & NLM_F_ACK_TLVS)
		(void)mnl_attr_parse(answer, (unsigned)skip, take_words, rtnl);
	errno = -error->error;
	return MNL_CB_ERROR;
}

struct visitor {
	struct rtnl *rtnl;
	mnl_cb_t visit;
	void *context;
};

static int on_error_of_visitor(const struct nlmsghdr *answer, void *context)
{
	const struct visitor *visitor = context;

	return on_error(answer, visitor->rtnl);
}

static int on_object(const struct nlmsghdr *answer, void *context)
{
	const struct visitor *visitor = context;

	return visitor->visit ? visitor->visit(answer, visitor->context) : MNL_CB_OK;
}

static int talk(struct visitor *visitor, struct nlmsghdr *request)
{
	mnl_cb_t control[] = { [NLMSG_ERROR] = on_error_of_visitor };
	struct rtnl *rtnl = visitor->rtnl;
	char answer[ANSWER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *first = (const struct nlmsghdr *)answer;
	ssize_t got;
	int more = MNL_CB_OK;

	request->nlmsg_seq = ++rtnl->sequence;
	if (mnl_socket_sendto(rtnl->socket, request, request->nlmsg_len) < 0)
		return -errno;
	do {
		got = mnl_socket_recvfrom(rtnl->socket, answer, sizeof(answer));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		/* the answer to an earlier request, which we failed to read */
		if (first->nlmsg_seq != rtnl->sequence)
			continue;
		more = mnl_cb_run2(answer, (size_t)got, rtnl->sequence,
				   mnl_socket_get_portid(rtnl->socket), on_object,
				   visitor, control, MNL_ARRAY_SIZE(control));
		if (more < 0)
			return -errno;
	} while (more > MNL_CB_STOP);
	return 0;
}

int rtnl_do(struct rtnl *rtnl, struct nlmsghdr *request)
{
	struct visitor visitor = { .rtnl = rtnl };

	request->nlmsg_flags |= NLM_F_ACK;
	return talk(&visitor, request);
}

int rtnl_get(struct rtnl *rtnl, struct nlmsghdr *request, mnl_cb_t visit, void *context)
{
	struct visitor visitor = { rtnl, visit, context };

	if (!(request->nlmsg_flags & NLM_F_DUMP))
		request->nlmsg_flags |= NLM_F_ACK;
	return talk(&visitor, request);
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net/rtnl.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>

enum { ERRNO_MAX = 4095 };

int rtnl_open(struct rtnl *rtnl)
{
	int on = 1;

	rtnl->sequence = 0;
	rtnl->reply_lost = false;
	rtnl->text[0] = '\0';
	rtnl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (rtnl->fd < 0)
		return -errno;
	/* Refusals in words; older kernels have none. */
	(void)setsockopt(rtnl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	return 0;
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

	if (mnl_nlmsg_get_payload_len(answer) < sizeof(*error) || error->error > 0 ||
	    error->error < -ERRNO_MAX) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	if (!error->error)
		return MNL_CB_STOP;
	rtnl->reply_lost = false;
	rtnl->text[0] = '\0';
	if (!(answer->nlmsg_flags & NLM_F_CAPPED))
		skip += mnl_nlmsg_get_payload_len(&error->msg);
	if (answer->nlmsg_flags & NLM_F_ACK_TLVS && skip >= sizeof(*error) &&
	    skip <= mnl_nlmsg_get_payload_len(answer))
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

	if (visitor->visit && visitor->visit(answer, visitor->context) == MNL_CB_ERROR)
		return MNL_CB_ERROR;
	return answer->nlmsg_flags & NLM_F_MULTI ? MNL_CB_OK : MNL_CB_STOP;
}

/* The length of the next message of the kernel's, or -errno. */
static ssize_t receive(struct rtnl *rtnl)
{
	struct sockaddr_nl from;
	socklen_t length;
	ssize_t got;

	do {
		length = sizeof(from);
		got = recvfrom(rtnl->fd, rtnl->answer, sizeof(rtnl->answer), MSG_TRUNC,
			       (struct sockaddr *)&from, &length);
	} while (got < 0 ? errno == EINTR : from.nl_pid != 0);
	if (got < 0)
		return -errno;
	return (size_t)got > sizeof(rtnl->answer) ? -EMSGSIZE : got;
}

/*
 * 1 when something came or went while the kernel was going through a list, else 0. Takes
 * the mark away: libmnl would stop at it, and the rest of the list stand in the way of
 * the next one. -EBADMSG for a length that does not fit, which libmnl takes for negative.
 */
static int has_changed(char *answer, size_t size)
{
	int changed = 0;

	while (size >= sizeof(struct nlmsghdr)) {
		struct nlmsghdr *message = (struct nlmsghdr *)answer;
		size_t length = message->nlmsg_len, step;

		if (length < sizeof(*message) || length > size)
			return -EBADMSG;
		changed |= (message->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
		message->nlmsg_flags &= (__u16)~NLM_F_DUMP_INTR;
		step = (size_t)MNL_ALIGN((int)length);
		if (step >= size)
			break;
		answer += step;
		size -= step;
	}
	return changed;
}

static int talk(struct visitor *visitor, struct nlmsghdr *request)
{
	mnl_cb_t control[] = { [NLMSG_ERROR] = on_error_of_visitor };
	struct rtnl *rtnl = visitor->rtnl;
	const struct nlmsghdr *first = (const struct nlmsghdr *)rtnl->answer;
	bool changed = false;
	ssize_t got;
	int more = MNL_CB_OK, marked;

	request->nlmsg_seq = ++rtnl->sequence;
	rtnl->reply_lost = false;
	if (send(rtnl->fd, request, request->nlmsg_len, 0) < 0)
		return -errno;
	rtnl->reply_lost = true;
	do {
		got = receive(rtnl);
		if (got < 0)
			return (int)got;
		/* the answer to an earlier request, which could not be read */
		if (first->nlmsg_seq != rtnl->sequence)
			continue;
		marked = has_changed(rtnl->answer, (size_t)got);
		if (marked < 0)
			return marked;
		changed |= marked > 0;
		more = mnl_cb_run2(rtnl->answer, (size_t)got, rtnl->sequence, 0,
				   on_object, visitor, control, MNL_ARRAY_SIZE(control));
		if (more < 0)
			return -errno;
	} while (more > MNL_CB_STOP);
	rtnl->reply_lost = false;
	return changed ? -EINTR : 0;
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

	return talk(&visitor, request);
}

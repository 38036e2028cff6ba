/* SPDX-License-Identifier: MIT */
/*
 * A conversation with the network part of the kernel, see rtnetlink(7). With the modules
 * that compose messages, link and veth, the only user of libmnl, which comes in here.
 *
 * A socket belongs for ever to the network namespace in which it was opened, wherever the
 * process goes. Each function returns 0 or -errno. Where the kernel has refused a request
 * in words, they are in the socket's text. Where it has no memory for its answer, what
 * was asked for may have been done: the socket is "unheard" then, and one has to look.
 */
#ifndef XNS_NET_RTNL_H
#define XNS_NET_RTNL_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	RTNL_MESSAGE_SIZE = 4096,
	/*
	 * Of a list the kernel packs 32 KiB into one answer; a list of names that belong
	 * to one interface has up to 64 KiB.
	 */
	RTNL_ANSWER_SIZE = 128 * 1024,
	RTNL_TEXT_SIZE = 160,
};

struct rtnl {
	int fd;
	unsigned sequence;
	bool reply_lost;	   /* the last request was sent, its answer lost */
	char text[RTNL_TEXT_SIZE]; /* of the last refusal; "": it came without words */
	char answer[RTNL_ANSWER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

/* Room for one request; rtnl_begin() makes it one. */
struct rtnl_message {
	char bytes[RTNL_MESSAGE_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

/* Opens a close-on-exec socket in the current network namespace. */
int rtnl_open(struct rtnl *rtnl);

/*
 * Begins a request of this type (RTM_*), with NLM_F_* flags, and room for the header of
 * its family. The header is zero. Returns the request, which lives in message.
 */
struct nlmsghdr *rtnl_begin(struct rtnl_message *message, int type, int flags,
			    size_t header_size);

/* The header behind the request's own. */
void *rtnl_header(struct nlmsghdr *request);

/* Sends a request that changes something, and waits for the answer. */
int rtnl_do(struct rtnl *rtnl, struct nlmsghdr *request);

/*
 * Sends a request for one object, or with NLM_F_DUMP for all, and shows each to visit,
 * which returns MNL_CB_OK, or MNL_CB_ERROR with errno set. -EINTR: all have been shown,
 * but some were added or removed in between.
 */
int rtnl_get(struct rtnl *rtnl, struct nlmsghdr *request, mnl_cb_t visit, void *context)
	__attribute__((warn_unused_result));

#endif

/* SPDX-License-Identifier: MIT */
/*
 * thread: has a second thread in a UTS namespace of its own, prints that thread's id, and
 * stays for a while.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static void *live_apart(void *unused)
{
	(void)unused;
	if (unshare(CLONE_NEWUTS) < 0) {
		perror("thread: unshare");
		_exit(1);
	}
	printf("%d\n", (int)gettid());
	fflush(stdout);
	sleep(30);
	return NULL;
}

int main(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, live_apart, NULL) != 0)
		return 1;
	pthread_join(thread, NULL);
	return 0;
}

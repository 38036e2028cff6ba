/* SPDX-License-Identifier: MIT */
/*
 * fuzz TARGET FILE...
 *
 * Runs one target on each file: how "make check" replays the corpus, and how a file that
 * libFuzzer has found is looked at. With libFuzzer (see run) this main() is not linked,
 * and the target is that of FUZZ_TARGET.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const struct fuzz_target *find(const char *name)
{
	const struct fuzz_target *target = fuzz_targets;

	while (target->name && name && strcmp(target->name, name) != 0)
		target++;
	if (target->name && name)
		return target;
	fprintf(stderr, "fuzz: not a target: %s; there are:", name ? name : "(none)");
	for (target = fuzz_targets; target->name; target++)
		fprintf(stderr, " %s", target->name);
	fputc('\n', stderr);
	exit(2);
}

static void run(const struct fuzz_target *target, const void *bytes, size_t size)
{
	char *text = malloc(size + 1); /* a read behind it is found */

	if (!text)
		exit(2);
	memcpy(text, bytes, size);
	text[size] = '\0';
	target->run(text, size);
	free(text);
}

#ifdef LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct fuzz_target *target;

	if (!target)
		target = find(getenv("FUZZ_TARGET"));
	run(target, bytes, size);
	return 0;
}
#else
int main(int argc, char **argv)
{
	static char bytes[1 << 20];
	const struct fuzz_target *target = find(argv[1]);

	for (int i = 2; i < argc; i++) {
		FILE *file = fopen(argv[i], "re");

		if (!file) {
			fprintf(stderr, "fuzz: %s: %s\n", argv[i], strerror(errno));
			return 2;
		}
		run(target, bytes, fread(bytes, 1, sizeof(bytes), file));
		fclose(file);
	}
	printf("%s: %d files\n", target->name, argc - 2);
	return argc <= 2;
}
#endif

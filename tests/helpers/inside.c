/* SPDX-License-Identifier: MIT */
/*
 * inside --here
 * inside NAMESPACES COMMAND...
 *
 * The first form prints the namespaces of this process, in one word. The second says
 * which of them are new, what their ID maps, offsets and names are, and executes COMMAND.
 * The output is the same in each sandbox that is made in the same way.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char *const types[] = { "mnt", "uts",  "ipc",    "net",
				     "pid", "user", "cgroup", "time" };

enum { TYPES = sizeof(types) / sizeof(types[0]) };

static const char *namespace(const char *type, char text[64])
{
	char path[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/ns/%s", type);
	length = readlink(path, text, 63);
	text[length > 0 ? length : 0] = '\0';
	return text;
}

static int here(void)
{
	char text[64];

	for (size_t i = 0; i < TYPES; i++)
		printf("%s,", namespace(types[i], text));
	return fflush(stdout) != 0;
}

static void show_namespaces(const char *outside)
{
	char text[64];

	for (size_t i = 0; i < TYPES; i++) {
		const char *name = namespace(types[i], text);
		const char *what = strstr(outside, name) ? "old" : "new";

		printf("%s: %s\n", types[i], name[0] ? what : "?");
	}
}

static void show_file(const char *path)
{
	char line[256];
	FILE *file = fopen(path, "re");

	printf("%s:\n", path);
	while (file && fgets(line, sizeof(line), file))
		printf("  %s", line);
	if (file)
		fclose(file);
}

static void show_names(void)
{
	struct utsname names = { 0 };
	char cwd[4096];

	uname(&names);
	printf("host: %s %s\n", names.nodename, names.domainname);
	printf("directory: %s\n", getcwd(cwd, sizeof(cwd)) ? cwd : "?");
	printf("mark: %s\n", getenv("INSIDE_MARK") ? "inherited" : "none");
}

static void show_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0 || ioctl(sock, SIOCGIFFLAGS, &request) < 0)
		printf("loopback: ?\n");
	else
		printf("loopback: %s\n", request.ifr_flags & IFF_UP ? "up" : "down");
	if (sock >= 0)
		close(sock);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--here") == 0)
		return here();
	if (argc < 3)
		return 99;
	show_namespaces(argv[1]);
	show_file("/proc/self/uid_map");
	show_file("/proc/self/gid_map");
	show_file("/proc/self/setgroups");
	show_file("/proc/self/timens_offsets");
	show_names();
	show_loopback();
	if (fflush(stdout) != 0)
		return 99;
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 99;
}

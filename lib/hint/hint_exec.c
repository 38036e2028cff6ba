/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "run/cmd.h"
#include "hint/hint.h"

/* The interpreter that the file asks for, after "#!" or in its ELF header. */
static bool interpreter_of(const char *file, char *name, size_t size)
{
	FD_AUTO int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	union {
		char text[256];
		Elf64_Ehdr elf;
	} head = { .text = "" };
	Elf64_Phdr segment;

	if (fd < 0 || pread(fd, &head, sizeof(head) - 1, 0) < 4)
		return false;
	if (head.text[0] == '#' && head.text[1] == '!') {
		const char *start = head.text + 2 + strspn(head.text + 2, " \t");

		snprintf(name, size, "%.*s", (int)strcspn(start, " \t\n"), start);
		return true;
	}
	if (memcmp(head.text, ELFMAG, SELFMAG) != 0 || head.text[EI_CLASS] != ELFCLASS64)
		return false;
	for (int i = 0; i < head.elf.e_phnum; i++) {
		off_t at = (off_t)(head.elf.e_phoff + (unsigned)i * sizeof(segment));

		if (pread(fd, &segment, sizeof(segment), at) != (ssize_t)sizeof(segment))
			return false;
		if (segment.p_type != PT_INTERP)
			continue;
		memset(name, 0, size);
		return pread(fd, name,
			     segment.p_filesz < size ? segment.p_filesz : size - 1,
			     (off_t)segment.p_offset) > 0;
	}
	return false;
}

/* Where the command is, also when its name is looked for in PATH. */
static bool locate(const char *file, char *path, struct stat *st)
{
	if (!strchr(file, '/'))
		return cmd_find(file, path, PATH_MAX, F_OK) == 0 && stat(path, st) == 0;
	return snprintf(path, PATH_MAX, "%s", file) < PATH_MAX && stat(path, st) == 0;
}

/* The header of this program, which the linker provides. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((weak, visibility("hidden")));

static bool is_own_elf(const Elf64_Ehdr *elf)
{
	return !&__ehdr_start ||
	       (__ehdr_start.e_machine == elf->e_machine &&
		__ehdr_start.e_ident[EI_CLASS] == elf->e_ident[EI_CLASS]);
}

/* No program loader of the kernel takes the file, and no shell is there to read it. */
static void hint_format(const char *path, const char *interpreter, struct hint *hint)
{
	FD_AUTO int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	Elf64_Ehdr head = { .e_ident = "" };
	ssize_t length = fd < 0 ? -1 : pread(fd, &head, sizeof(head), 0);

	if (length < 0)
		return;
	if (length >= 2 && memcmp(&head, "#!", 2) == 0)
		hint_set(hint,
			 "the interpreter %s of %s is not an executable for this machine",
			 interpreter, path);
	else if (length >= SELFMAG && memcmp(&head, ELFMAG, SELFMAG) == 0)
		hint_set(
			hint,
			length == sizeof(head) && !is_own_elf(&head)
				? "%s is an ELF file for another machine"
				: "%s is an ELF file that this kernel cannot load; it may be damaged",
			path);
	else if (access("/bin/sh", X_OK) < 0)
		hint_set(hint, "%s has no #! line, and there is no /bin/sh to run it",
			 path);
	else
		hint_set(hint, "%s has no #! line", path);
}

void hint_exec(int err, const void *context, struct hint *hint)
{
	char path[PATH_MAX], interpreter[256] = "";
	struct statvfs fs;
	struct stat st;
	bool named;

	if (!locate(context, path, &st))
		return;
	named = S_ISREG(st.st_mode) &&
		interpreter_of(path, interpreter, sizeof(interpreter));
	if (err == -ENOENT && named && strchr(interpreter, '\r'))
		hint_set(hint,
			 "the first line of %s ends with CR LF, and the CR is read as "
			 "part of the interpreter's name",
			 path);
	else if (err == -ENOENT && named && access(interpreter, F_OK) < 0)
		hint_set(hint, "%s exists; its interpreter %s does not", path,
			 interpreter);
	else if (err == -EACCES && S_ISDIR(st.st_mode))
		hint_set(hint, "%s is a directory", path);
	else if (err == -EACCES && !(st.st_mode & 0111))
		hint_set(hint, "%s is not executable (chmod +x)", path);
	else if (err == -EACCES && statvfs(path, &fs) == 0 && (fs.f_flag & ST_NOEXEC))
		hint_set(hint, "%s is on a file system that is mounted noexec", path);
	else if (err == -ENOEXEC)
		hint_format(path, interpreter, hint);
}

void hint_exec_entered(int err, const void *context, struct hint *hint)
{
	const char *file = context, *search = getenv("PATH");
	char path[PATH_MAX];

	if (err != -ENOENT || !file[0])
		return;
	if (strchr(file, '/') && access(file, F_OK) < 0 && errno == ENOENT)
		hint_set(hint,
			 "this path does not exist in the file system that was entered");
	else if (!strchr(file, '/') && cmd_find(file, path, sizeof(path), F_OK) < 0)
		hint_set(hint, "the file system that was entered was searched, %s%s",
			 search ? "with PATH=" : "and PATH is not set",
			 search ? search : "");
}

void hint_exec_new_root(int err, const void *context, struct hint *hint)
{
	hint_exec_entered(err, context, hint);
	if (!hint->text[0])
		hint_exec(err, context, hint);
}

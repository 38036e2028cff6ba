/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "hint/hint.h"

#define HINT(...) snprintf(text, size, __VA_ARGS__)

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

void hint_exec(int err, const void *context, char *text, size_t size)
{
	const char *file = context;
	char interpreter[256];
	struct statvfs fs;
	struct stat st;

	if (!strchr(file, '/') || stat(file, &st) < 0)
		return;
	if (err == -ENOENT && interpreter_of(file, interpreter, sizeof(interpreter)) &&
	    strchr(interpreter, '\r'))
		HINT("the first line of %s ends with CR LF, and the CR is taken for a part of the "
		     "interpreter's name",
		     file);
	else if (err == -ENOENT &&
		 interpreter_of(file, interpreter, sizeof(interpreter)) &&
		 access(interpreter, F_OK) < 0)
		HINT("%s exists; its interpreter %s does not", file, interpreter);
	else if (err == -EACCES && S_ISDIR(st.st_mode))
		HINT("%s is a directory", file);
	else if (err == -EACCES && !(st.st_mode & 0111))
		HINT("%s is not executable (chmod +x)", file);
	else if (err == -EACCES && statvfs(file, &fs) == 0 && (fs.f_flag & ST_NOEXEC))
		HINT("%s lies on a file system that is mounted noexec", file);
	else if (err == -ENOEXEC)
		HINT("%s is not a program of this machine, and has no #! line", file);
}

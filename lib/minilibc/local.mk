# SPDX-License-Identifier: MIT
#
# xpidinit-static: one small file that needs nothing of an image.

MUSL_GCC = musl-gcc
minilibc = \
	lib/minilibc/exec.c \
	lib/minilibc/io.c \
	lib/minilibc/opt.c \
	lib/minilibc/str.c

xpidinit-static: lib/libxns.a src/xpidinit.c lib/minilibc/build-static $(minilibc)
	$(AM_V_CCLD)CC='$(CC)' CFLAGS='$(CFLAGS)' AR='$(AR)' STRIP='$(STRIP)' WARN_CFLAGS='$(WARN_CFLAGS)' MUSL_GCC='$(MUSL_GCC)' \
		$(SHELL) $(srcdir)/lib/minilibc/build-static '$(abs_builddir)/$@' .

# For whoever binds it into containers: not all who build have use for it.
install-xpidinit-static: xpidinit-static
	$(MKDIR_P) '$(DESTDIR)$(bindir)'
	$(INSTALL_PROGRAM) xpidinit-static '$(DESTDIR)$(bindir)'

.PHONY: install-xpidinit-static
CLEANFILES += xpidinit-static
EXTRA_DIST += lib/minilibc/build-static $(minilibc)

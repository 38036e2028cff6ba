# SPDX-License-Identifier: MIT

# Side by side with the installed peers: see bench/run.
EXTRA_DIST += \
	bench/run bench/steps.c bench/pair.c bench/cost.c bench/nothing.c \
	bench/xunshare bench/xnsenter bench/xclone bench/xpidinit bench/xmountprop bench/xlsprop \
	bench/xlsns bench/xnspin bench/xveth bench/xcgexec bench/chain \
	bench/growth bench/new-root

bench: all
	PATH="$(abs_builddir):$$PATH" $(SHELL) $(srcdir)/bench/run
.PHONY: bench

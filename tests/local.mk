# SPDX-License-Identifier: MIT
#
# Tests: one run as whoever calls make, for root one more as an unprivileged user. A new test
# file is one line here; a suite of a program runs only if that program is built.

STATIC_SUITES = tests/layers.bats
ROOT_SUITES = tests/machine.bats tests/proc.bats
SHARED_SUITES = \
	tests/attacks.bats \
	tests/completion.bats \
	tests/credentials.bats \
	tests/docs.bats \
	tests/fallbacks.bats \
	tests/faults.bats \
	tests/forced.bats \
	tests/fuzz.bats \
	tests/hints.bats \
	tests/injection.bats \
	tests/lib.bats \
	tests/migration.bats \
	tests/safety.bats \
	tests/security.bats \
	tests/signals.bats \
	tests/storms.bats
xunshare_suites = \
	tests/xunshare.bats \
	tests/xunshare-errors.bats \
	tests/xunshare-maps.bats \
	tests/xunshare-mounts.bats \
	tests/xunshare-pins.bats \
	tests/xunshare-root.bats \
	tests/xunshare-signals.bats
xnsenter_suites = \
	tests/xnsenter.bats \
	tests/xnsenter-containers.bats \
	tests/xnsenter-safety.bats
xclone_suites = \
	tests/xclone.bats \
	tests/coordination.bats \
	tests/lifetime.bats \
	tests/recipes.bats
xpidinit_suites = \
	tests/xpidinit.bats \
	tests/xpidinit-drop-in.bats \
	tests/xpidinit-end.bats
xmountprop_suites = tests/xmountprop.bats
xlsprop_suites = tests/xlsprop.bats
xlsns_suites = tests/xlsns.bats
xnspin_suites = tests/xnspin.bats
xveth_suites = tests/xveth.bats
xcgexec_suites = tests/xcgexec.bats

# PROGRAM_SUITES, ROOT_RUN and SECOND_RUN are in configure.ac. The second run leaves out what
# is the same for every user.
SUITES = $(SHARED_SUITES) $(PROGRAM_SUITES)
USER_SUITES = $(SUITES:tests/%.bats=tests/user/%.user)
TESTS = $(STATIC_SUITES) $(ROOT_RUN) $(SUITES) $(SECOND_RUN) tests/unchanged.machine

TEST_EXTENSIONS = .bats .user .machine
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
RUN_TEST = $(SHELL) $(srcdir)/tests/helpers/run
BATS_LOG_DRIVER = $(TAP_DRIVER)
BATS_LOG_COMPILER = $(RUN_TEST)
USER_LOG_DRIVER = $(TAP_DRIVER)
USER_LOG_COMPILER = $(RUN_TEST)
MACHINE_LOG_DRIVER = $(TAP_DRIVER)
MACHINE_LOG_COMPILER = $(RUN_TEST)

AM_TESTS_ENVIRONMENT = \
	XNS_RUN_ID=`ls -di '$(abs_top_builddir)' | sed 's,^ *,,; s, .*,,; s,.*\(.....\)$$,\1,'`.; export XNS_RUN_ID; \
	XNS_SRC='$(abs_top_srcdir)' XNS_BUILD='$(abs_top_builddir)' XNS_BIN='$(XNS_BIN)' \
	XNS_PROGRAMS='$(XNS_PROGRAMS)' XNS_VERSION='$(PACKAGE_VERSION)' \
	XNS_SANITIZERS='$(SANITIZERS)' ASAN_OPTIONS=detect_leaks=0; \
	export XNS_SRC XNS_BUILD XNS_BIN XNS_PROGRAMS XNS_VERSION XNS_SANITIZERS ASAN_OPTIONS;

# tests/helpers/run says there which test runs.
AM_TESTS_FD_REDIRECT = 9>&1

# What the whole run must not change of this machine: noted before the first test, compared
# after the last. Where TESTS leaves that test out, check-local does it.
tests/unchanged.log: $(STATIC_SUITES:.bats=.log) $(ROOT_RUN:.bats=.log) $(SUITES:.bats=.log) $(SECOND_RUN:.user=.log)
check-local: check-TESTS
	@case ' $(TESTS) ' in \
	*' tests/unchanged.machine '* | '  ') ;; \
	*) $(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/helpers/machine compare tests/machine ;; \
	esac
tests/machine: FORCE
	$(AM_V_at)$(MKDIR_P) tests && $(AM_TESTS_ENVIRONMENT) \
	$(SHELL) $(srcdir)/tests/helpers/machine snapshot $@
FORCE:

# make installcheck: the same tests of the installed programs, those in $(DESTDIR)$(bindir).
# "make distcheck" runs only a suite that takes seconds, as it has run them all before.
XNS_BIN =
AM_DISTCHECK_CONFIGURE_FLAGS = INSTALLCHECK_TESTS=tests/recipes.bats
installcheck-local: $(check_PROGRAMS) $(check_DATA) $(MAN_PAGES)
	@$(MAKE) $(AM_MAKEFLAGS) check-TESTS check-local XNS_BIN='$(DESTDIR)$(bindir)' \
		TESTS='$(INSTALLCHECK_TESTS)'

# make check-one TEST=SUITE: prints the TAP of one file, run as "make check" does. NAME='REGEX'
# and TAG=rule:R6 choose some of its tests; AS=user runs it as the unprivileged user. They reach
# the recipe by the environment, so that any character is fine.
check-one: all $(check_PROGRAMS)
	@test -r '$(srcdir)/tests/$(TEST).bats' || { \
		echo "check-one: there is no tests/$(TEST).bats; example: make check-one TEST=xnspin NAME=prune AS=user" >&2; exit 2; }
	@$(AM_TESTS_ENVIRONMENT) XNS_FILTER="$$NAME" XNS_FILTER_TAG="$$TAG" $(RUN_TEST) \
		tests/$(TEST).$(if $(filter user,$(AS)),user,bats) | awk '{ print; fflush() } \
		/^ok/ { ok++ } /^not ok|^Bail out/ { failed++ } \
		END { if (!ok && !failed) print "check-one: no test of tests/$(TEST).bats has this name and tag here"; \
			exit failed > 0 || !ok }'

# What tests need beside the system's programs
check_PROGRAMS = \
	tests/helpers/creds \
	tests/helpers/enosys \
	tests/helpers/inject \
	tests/helpers/inside \
	tests/helpers/launch \
	tests/helpers/orphans \
	tests/helpers/probe \
	tests/helpers/pty \
	tests/helpers/siglog \
	tests/helpers/sigvalue \
	tests/helpers/swap \
	tests/helpers/thread \
	tests/helpers/traffic
# The replay of the fuzzers' corpus needs the modules of xveth.
if MNL
check_PROGRAMS += tests/fuzz/replay
endif
# creds and probe run where a sanitizer could not: without /proc, in foreign roots.
tests_helpers_creds_SOURCES = tests/helpers/creds.c
tests_helpers_creds_CFLAGS = -std=gnu17 $(WARN_CFLAGS)
tests_helpers_creds_LDFLAGS =
tests_helpers_enosys_SOURCES = tests/helpers/enosys.c
tests_fuzz_replay_SOURCES = tests/fuzz/fuzz.h tests/fuzz/main.c tests/fuzz/support.c tests/fuzz/targets.c
tests_fuzz_replay_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=recv,--wrap=recvfrom,--wrap=send
tests_fuzz_replay_LDADD = lib/libxns.a $(CAP_LIBS) $(MNL_LIBS)
tests_helpers_inject_SOURCES = tests/helpers/inject.c \
	tests/helpers/inject_errors.c tests/helpers/inject_errors.h \
	tests/helpers/trace.c tests/helpers/trace.h
tests_helpers_inside_SOURCES = tests/helpers/inside.c
tests_helpers_inside_CFLAGS = -std=gnu17 $(WARN_CFLAGS)
tests_helpers_inside_LDFLAGS =
tests_helpers_launch_SOURCES = tests/helpers/launch.c tests/helpers/limit.h
tests_helpers_orphans_SOURCES = tests/helpers/orphans.c
tests_helpers_probe_SOURCES = tests/helpers/probe.c tests/helpers/limit.h
tests_helpers_probe_CFLAGS = -std=gnu17 $(WARN_CFLAGS)
tests_helpers_probe_LDFLAGS =
tests_helpers_pty_SOURCES = tests/helpers/pty.c tests/helpers/limit.h
tests_helpers_siglog_SOURCES = tests/helpers/siglog.c tests/helpers/limit.h
tests_helpers_sigvalue_SOURCES = tests/helpers/sigvalue.c
tests_helpers_swap_SOURCES = tests/helpers/swap.c
tests_helpers_thread_SOURCES = tests/helpers/thread.c
tests_helpers_thread_LDFLAGS = -pthread $(AM_LDFLAGS)
tests_helpers_traffic_SOURCES = tests/helpers/traffic.c tests/helpers/limit.h

# The tests of the static init say why when it could not be built.
check_DATA = tests/helpers/static-tried tests/machine $(COMPLETION_FILES:%=installed/%)
tests/helpers/static-tried: lib/libxns.a
	-$(AM_V_at)$(MAKE) xpidinit-static
	$(AM_V_at)$(MKDIR_P) tests/helpers && : >$@

# The name is all that a second run needs; automake requires a file.
$(USER_SUITES):
	@$(MKDIR_P) tests/user && : >$@
tests/unchanged.machine:
	@$(MKDIR_P) tests && : >$@

.PHONY: FORCE check-one
CLEANFILES += $(USER_SUITES) tests/unchanged.machine $(check_DATA)
EXTRA_DIST += \
	$(STATIC_SUITES) $(ROOT_SUITES) $(SHARED_SUITES) \
	$(xunshare_suites) $(xnsenter_suites) $(xclone_suites) $(xpidinit_suites) \
	$(xmountprop_suites) $(xlsprop_suites) $(xlsns_suites) $(xnspin_suites) $(xveth_suites) \
	$(xcgexec_suites) \
	tests/fuzz/corpus tests/fuzz/run \
	tests/helpers/allowed-skips \
	tests/helpers/completion.bash \
	tests/helpers/cgroup.bash \
	tests/helpers/dist-tar \
	tests/helpers/empty-root \
	tests/helpers/forced \
	tests/helpers/fresh-chroot \
	tests/helpers/layers \
	tests/helpers/heartbeat \
	tests/helpers/lint tests/helpers/words \
	tests/helpers/machine \
	tests/helpers/prop.bash \
	tests/helpers/run \
	tests/helpers/sandbox \
	tests/helpers/summary \
	tests/helpers/xns.bash \
	tests/helpers/xnsenter.bash \
	tests/helpers/xpidinit.bash \
	tests/helpers/xunshare.bash \
	tests/helpers/zsh-complete \
	tests/vm/boot \
	tests/vm/check \
	tests/vm/guest \
	tests/vm/hints.bats \
	tests/vm/kernel \
	tests/vm/list \
	tests/vm/xcgexec-devices.bats \
	tests/vm/xcgexec.bats \
	tests/vm/xlsns.bats

# The suites below a filter of tests/helpers/forced: FORCED=5.6, docker or gvisor. What counts the
# calls of this kernel, and what makes no calls, is left out.
FORCED_SUITES = $(SUITES)
check-forced:
	@suites= user=; for suite in $(FORCED_SUITES); do suite=$${suite##*/}; suite=$${suite%.*}; \
	case $$suite in docs | forced | fuzz | injection | storms) continue ;; esac; \
	suites="$$suites tests/$$suite.bats"; user="$$user tests/user/$$suite.user"; \
	done; test -n '$(SECOND_RUN)' || user=; \
	XNS_FORCED='$(FORCED)' $(MAKE) check TESTS="$$suites$$user"

# On several kernels of Debian, in virtual machines: see tests/vm/check. VM_KERNELS and VM_TESTS
# choose, VM_JOBS limits the machines at a time.
check-vm: all $(check_PROGRAMS) tests/helpers/static-tried
	@$(AM_TESTS_ENVIRONMENT) VM_KERNELS='$(VM_KERNELS)' VM_TESTS='$(VM_TESTS)' VM_JOBS='$(VM_JOBS)' \
	XNS_LIMIT='$(XNS_LIMIT)' \
	$(SHELL) $(srcdir)/tests/vm/check

# Each parser is fuzzed for FUZZ_SECONDS; clang-14 and libclang-rt-14-dev are needed.
FUZZ_SECONDS = 300
fuzz:
	$(MKDIR_P) fuzz && cd fuzz && '$(abs_top_srcdir)/tests/fuzz/run' $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# Everything that takes too long for make check
check-full: fuzz
	@suites=tests/injection.bats; case '$(SECOND_RUN)' in \
	?*) suites="$$suites tests/user/injection.user" ;; \
	esac; XNS_INJECT=all $(MAKE) check TESTS="$$suites"
.PHONY: check-forced check-vm check-full fuzz

# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the test files of xpidinit share, beyond helpers/xns.

# The test programs: orphans, sigvalue, probe, launch, siglog, pty, enosys.
PATH=$XNS_BUILD/tests/helpers:$PATH

# A PID namespace of the test's own, with the kernel's and util-linux's means; it ends with
# the program that made it.
as_root && may=() || may=(-Ur)
pidns=(unshare "${may[@]}" --fork --pid --mount-proc --kill-child)

need_pidns() { need_ns pid mount; }

# as_init NAME: sets init to the PID, as seen here, of the process of that name which is
# PID 1 below the background process
as_init() {
	local file
	while IFS= read -r file; do
		init=${file//[!0-9]/}
		! grep -qsz "^XNS_MARK=$XNS_MARK\$" "/proc/$init/environ" ||
			! grep -qsE '^NSpid:.*[[:space:]]1$' "/proc/$init/status" || return 0
	done < <(grep -lsx "$1" /proc/[0-9]*/comm)
	return 1
}

# An older kernel than 6.15 cannot tell how a process ended that it has reaped itself
# (PIDFD_GET_INFO).
older=(enosys -e 25 ioctl:1=3225485067 --)
need_filter() {
	local why
	why=$(enosys unshare -- true 2>&1) || skip_because no-seccomp "no seccomp filters: $why"
}

kernel_reaps() { (($(uname -r | awk -F. '{ print $1 * 100 + $2 }') >= 615)); }
need_kernel_reaper() {
	kernel_reaps || skip_because old-kernel "Linux $(uname -r) cannot reap and tell, 6.15 can"
}

# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the test files of xnsenter share: load after helpers/xns and helpers/xunshare.

program=xnsenter

# The first process of a PID namespace does not hear TERM.
teardown() {
	[[ ! ${target-} ]] || kill -KILL "$target" 2>/dev/null || :
	xns_teardown
}

# target ARG...: a process in namespaces of its own, made by xunshare ARG...; sets target
target() {
	local fork=
	[[ " $* " != *" -f "* ]] || fork=1
	sleeper xunshare "${may[@]}" "$@"
	target=$background
	if [[ $fork ]]; then
		wait_for child_runs "$background" sleep
		target=$child
	fi
	wait_for runs "$target" sleep
}

# What an ordinary user has to name, too, when he names types: his user namespace.
as_root && user=() || user=(-U)

# a tree with a shell for it; sets tree
make_tree() {
	need_cmd busybox
	tree=$T/tree
	mkdir -p "$tree/bin" "$tree/dir" "$tree/proc"
	cp "$(command -v busybox)" "$tree/bin/busybox"
	local name
	for name in sh ls pwd sleep cat id touch true; do ln -s busybox "$tree/bin/$name"; done
}

# with_pidfd FD PID COMMAND...: the pidfd of the process as descriptor FD of the command
with_pidfd=(/usr/bin/python3 -c '
import os, sys
fd = int(sys.argv[1])
os.dup2(os.pidfd_open(int(sys.argv[2])), fd)
os.set_inheritable(fd, True)
os.execvp(sys.argv[3], sys.argv[3:])')

# pidfd_inode PID: by which PID:INODE knows it
pidfd_inode() { /usr/bin/python3 -c 'import os, sys; print(os.fstat(os.pidfd_open(int(sys.argv[1]))).st_ino)' "$1"; }

need_python() { [[ -x /usr/bin/python3 ]] || skip_because no-python3 "python3 is not installed"; }

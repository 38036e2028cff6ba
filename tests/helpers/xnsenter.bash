# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the test files of xnsenter share: load after helpers/xns and helpers/xunshare.

# The first process of a PID namespace does not hear TERM.
teardown() {
	[[ ! ${target-} ]] || kill -KILL "$target" 2>/dev/null || :
	xns_teardown
}

is_sleep() { [[ $(cat "/proc/$1/comm" 2>/dev/null) == sleep ]]; }

# target ARG...: a process in namespaces of its own, made by xunshare ARG...; sets target
target() {
	local fork=
	[[ " $* " != *" -f "* ]] || fork=1
	sleeper xunshare "${may[@]}" "$@"
	target=$background
	if [[ $fork ]]; then
		wait_for child_of "$background"
		target=$child
	fi
	wait_for is_sleep "$target"
}

# What an ordinary user has to name, too, when he names types: his user namespace.
as_root && user=() || user=(-U)

# says WORD... -- ARG...: xnsenter ARG... fails by itself with these words; nothing runs
says() {
	local words=() word
	while [[ $1 != -- ]]; do
		words+=("$1")
		shift
	done
	shift
	echo "should be refused: xnsenter $*"
	xrun -125 xnsenter "$@" touch "$T/ran"
	[[ ! -e $T/ran ]] || expect "the command" "$output" "should not" "run"
	[[ $output == "xnsenter: "* ]] || expect "the message" "$output" "should begin with" "xnsenter: "
	for word in "${words[@]}"; do assert_output_has "$word" || return 1; done
}

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

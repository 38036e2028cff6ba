#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each system call that Linux 5.6 does not have, or that a filter may not know, is refused
# with ENOSYS and with EPERM. Whatever has an older call to do it with is done.

load helpers/xns
load helpers/xunshare

teardown() {
	umount "$T/uts" "$T/new" 2>/dev/null || :
	xns_teardown
}

# Calls that are refused together
refused=(
	pidfd_open pidfd_send_signal pidfd_getfd clone3 openat2 open_tree move_mount fsopen
	fsconfig fsmount mount_setattr statx statmount close_range
	# PIDFD_GET_MNT_NAMESPACE and the like, NS_GET_ID
	"ioctl:1=0xff01 ioctl:1=0xff03 ioctl:1=0xff04 ioctl:1=0xff05 ioctl:1=0xff0a"
	ioctl:1=0x8008b70d
	# all of a strict profile
	"pidfd_open clone3 openat2 open_tree move_mount fsopen mount_setattr statmount statx close_range"
)

# An emulated machine is slow: there the kernel itself lacks calls, see tests/vm/list
[[ ! ${XNS_EMULATED-} ]] || refused=("${refused[@]: -1}")

# each RUN: calls it for each set and each answer, with the filter in the array filter
each() {
	local set error
	for set in "${refused[@]}"; do
		for error in 1 38; do
			# shellcheck disable=SC2206
			filter=(enosys -e "$error" $set --)
			echo "refused with $error: $set"
			"$@"
		done
	done
}

# The namespaces of a process of the user's own, in target
target() {
	sleeper xunshare -r -m -u --no-fork
	target=$background
	wait_for runs "$target" sleep
}

create() {
	xrun "${filter[@]}" xunshare -r -m -u -p --mount-proc sh -c 'echo "$(id -u) $$ $(cat /proc/1/comm)"'
	assert_output_is "0 1 sh"
	xrun "${filter[@]}" xclone -r -m -u -p --mount-proc sh -c 'echo "$(id -u) $$ $(cat /proc/1/comm)"'
	assert_output_is "0 1 sh"
	xrun -7 "${filter[@]}" xclone -r -u --kill-child sh -c 'exit 7'
	xrun "${filter[@]}" xclone -r -u --close-fds probe fds
}

@test "xunshare and xclone create what they are asked for" {
	need_ns user mount uts pid
	each create
}

enter() {
	xrun "${filter[@]}" xnsenter -t "$target" -U -m -u readlink /proc/self/ns/user /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" user)"$'\n'"$(ns_of "$target" uts)"
	xrun "${filter[@]}" xnsenter -t "$target" -U -m -u -w sh -c 'readlink /proc/self/ns/uts; pwd'
	assert_output_is "$(ns_of "$target" uts)"$'\n'"$PWD"
}

@test "xnsenter enters, and takes the same working directory" {
	need_ns user mount uts
	target
	each enter
}

list() {
	xrun "${filter[@]}" xlsns -rn -t uts -o NS "$target"
	assert_line_is "$uts"
	xrun "${filter[@]}" xlsns -rn -t uts -o NS -p "$target"
	assert_line_is "$uts"
	xrun "${filter[@]}" xlsprop -rn -o TARGET -t "$target"
	assert_line_is /
}

@test "xlsns and xlsprop list the same" {
	need_ns user mount uts
	local uts
	target
	uts=$(ns_of "$target" uts)
	uts=${uts//[^0-9]/}
	each list
}

below() {
	xrun "${filter[@]}" xlsprop -rn -o TARGET -t "$target" "$1"
	assert_output_is "${2-$1}"
}

@test "xlsprop finds a directory below the root of the target" {
	need_ns user mount
	target
	xrun xlsprop -rn -o TARGET -t "$target" /
	each below /
	each below //usr/./ "$(xlsprop -rn -o TARGET /usr)"
}

@test "xlsprop without openat2: a symbolic link and .. are not followed" {
	need_ns user mount
	local path
	target
	ln -s / "$T/link"
	for path in "$T/link" "$T/link/usr" /usr/../usr ..; do
		xrun xlsprop -t "$target" "$path"
		xrun -1 enosys openat2 -- xlsprop -t "$target" "$path"
		assert_output_has "xlsprop: cannot open $path: too many levels of symbolic links"
		assert_output_has "xlsprop: hint: openat2(2) is not available"
	done
	for path in /no/such/dir "" "$T/file/"; do
		: >"$T/file"
		xrun -1 xlsprop -t "$target" "$path"
		local with=$output
		xrun -1 enosys openat2 -- xlsprop -t "$target" "$path"
		assert_output_is "$with"
	done
}

supervise() {
	xrun -7 "${filter[@]}" xpidinit sh -c 'exit 7'
	xrun -143 "${filter[@]}" xpidinit sh -c 'kill -TERM $$'
	xrun -5 "${filter[@]}" xclone -r -p xpidinit sh -c 'exit 5'
}

@test "xpidinit supervises" {
	need_ns user pid
	each supervise
}

pin() {
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs xns "$T"; cd "$T"
		"$@" xnspin --new uts=new; stat -fc %T new
		"$@" xnspin $$ uts=uts; stat -fc %T uts
		"$@" xnspin --unpin uts new' sh "${filter[@]}"
	assert_output_is nsfs$'\n'nsfs
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs xns "$T"; cd "$T"; mkdir a
		"$@" xmountprop --bind private a true' sh "${filter[@]}"
}

@test "xnspin pins, and xmountprop binds" {
	need_ns mount uts
	each pin
}

# bats test_tags=root,rule:R24
@test "a thread is opened by its ID; before Linux 6.9 the process is named" {
	need_ns uts
	local tid how
	background thread >"$T/tid"
	wait_for test -s "$T/tid"
	tid=$(cat "$T/tid")
	run xnsenter -t "$tid" --uts readlink /proc/self/ns/uts
	# Linux 6.8 and older: as forced below
	[[ $output == *"this is the ID of a thread"* ]] ||
		assert_output_is "$(readlink "/proc/$tid/ns/uts")"
	for how in xnsenter\ -t\ $tid\ -u\ true "xlsns -p $tid" "xlsprop -t $tid" "xnspin $tid uts=$T/uts"; do
		# shellcheck disable=SC2086
		run enosys -e 22 pidfd_open -- $how
		assert_differ "$status" 0
		assert_output_has "this is the ID of a thread, not a PID"
		assert_output_has "it is a thread of process $background"
		# shellcheck disable=SC2086
		run ${how/$tid/4194304}
		assert_differ "$status" 0
		refute_output_has thread
	done
}

@test "too few descriptors are not taken for a /proc of another PID namespace" {
	need_ns uts
	local limit how
	target
	for limit in 4 5 6 7; do
		for how in "xnsenter -t $target -U -u true" "xnspin $target uts=$T/none/uts" "xlsprop -t $target"; do
			# shellcheck disable=SC2086 # words
			run bounded enosys pidfd_open -- prlimit --nofile=$limit $how
			echo "$limit: $how: $status $output"
			refute_output_has "another PID namespace"
			[[ $status == 0 || $output == *"too many open files"* || $output == *"$T/none"* ]]
		done
	done
}

@test "no /dev/null and closed standard descriptors: programs run, or print why" {
	need_ns user mount
	local program
	for program in xunshare xnsenter xclone xpidinit xmountprop xlsprop xlsns xnspin xveth; do
		[[ -x $(type -P "$program") ]] || continue
		xrun xunshare -r -m sh -euc '
			mount -t tmpfs xns /dev
			"$1" --version <&-' sh "$program"
		assert_output_has "$program"
		xrun ! xunshare -r -m sh -euc '
			mount -t tmpfs xns /dev
			"$1" --no-such-option <&- >&-' sh "$program"
		assert_output_has "$program: "
	done
}

# bats test_tags=rule:R27
@test "messages: neither bidirectional marks nor invalid UTF-8 reach the terminal" {
	xrun -125 xunshare --propagation=$'a\xe2\x80\xaeb\xffc\xc3\xa9\x1b' true
	assert_output_has $'a???b?c\xc3\xa9?'
}

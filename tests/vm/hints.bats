#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Hints whose evidence is a sysctl, each with and without its cause. Root of a virtual
# machine sets the real sysctl: run by "make check-vm" only.

load ../helpers/xns
load ../helpers/xunshare

user=(setpriv --reuid=4321 --regid=4321 --clear-groups)

setup() {
	[[ ${XNS_VM-} ]] || skip_because no-vm "this changes the machine: make check-vm"
	xns_setup
	: >"$T/old"
}
teardown() {
	[[ ${XNS_VM-} ]] || return 0
	restore
	xns_teardown
}
# restore: each sysctl that set_sysctl changed, the last change first
restore() {
	local path value
	while read -r path value; do echo "$value" >"/proc/sys/$path"; done < <(tac "$T/old")
	: >"$T/old"
}

# set_sysctl PATH VALUE: until the end of the test
set_sysctl() {
	echo "$1 $(cat "/proc/sys/$1")" >>"$T/old"
	echo "$2" >"/proc/sys/$1"
}

# hinted WORD COMMAND...: it fails with a hint that has WORD
hinted() {
	local word=$1
	shift
	xrun -125 "$@" && assert_output_has "hint: " && assert_output_has "$word"
}

# bats test_tags=vm
@test "unprivileged_userns_clone: named where it is 0, to everyone but root" {
	local word="sysctl kernel.unprivileged_userns_clone is 0: only root may create user namespaces"
	xrun "${user[@]}" xunshare --user true
	sleeper "${user[@]}" unshare --user --map-root-user
	wait_for other_ns "$background" user
	set_sysctl kernel/unprivileged_userns_clone 0
	hinted "$word" "${user[@]}" xunshare --user true
	hinted "$word" "${user[@]}" xclone --user true
	hinted "$word, and not the root of a user namespace" \
		"${user[@]}" xnsenter -t "$background" --user xunshare --user true
	xrun -1 "${user[@]}" xnspin --new "user=$T/pin"
	assert_output_has "$word"
	xrun xunshare --user true
	# another cause of the same errno, where the sysctl does not count
	xrun -125 enosys -e 1 unshare -- xunshare --user true
	refute_output_has unprivileged_userns_clone
}

# bats test_tags=vm
@test "max_*_namespaces: named where it is 0, and not where another one is" {
	local row type
	for row in mnt:--mount uts:--uts ipc:--ipc net:--net pid:--pid cgroup:--cgroup time:--time user:--user; do
		type=${row%:*}
		set_sysctl "user/max_${type}_namespaces" 0
		hinted "sysctl user.max_${type}_namespaces is 0" xunshare "${row#*:}" true
		hinted "sysctl user.max_${type}_namespaces is 0" "${user[@]}" xunshare -r "${row#*:}" true
		restore
		xrun xunshare "${row#*:}" true
	done
	set_sysctl user/max_uts_namespaces 0
	hinted "sysctl user.max_uts_namespaces is 0" xclone --ipc --uts true
	hinted "sysctl user.max_uts_namespaces is 0" "${user[@]}" xclone -r --ipc --uts true
	xrun xunshare --ipc true
	xrun -1 xnspin --new "uts=$T/pin"
	assert_output_has "sysctl user.max_uts_namespaces is 0"
	[[ ! -e $T/pin ]]
}

# bats test_tags=vm
@test "max_*_namespaces: a limit that is reached is named, and not as 0" {
	local as
	for as in root user; do
		[[ $as == user ]] || user=()
		sleeper "${user[@]}" unshare --user --map-root-user --ipc
		wait_for other_ns "$background" ipc
		set_sysctl user/max_ipc_namespaces 1
		hinted "the user.max_ipc_namespaces limit of this user namespace (1) or of an ancestor is reached" \
			"${user[@]}" xunshare -r --ipc true
		refute_output_has "is 0"
		refute_output_has "seccomp"
		xrun "${user[@]}" xunshare -r --uts true
		user=(setpriv --reuid=4321 --regid=4321 --clear-groups)
		restore
	done
}

# bats test_tags=vm
@test "yama: ptrace_scope is named where it refuses the copy of a descriptor" {
	local scope own theirs
	background "${user[@]}" bash -c 'exec 9<>/dev/udp/127.0.0.1/9; exec sleep 300'
	own=$background
	background sh -c 'exec sleep 300 9</dev/null'
	theirs=$background
	wait_for runs "$own" sleep
	wait_for runs "$theirs" sleep
	set_sysctl kernel/yama/ptrace_scope 0
	xrun -125 "${user[@]}" xnsenter -t "$own" -N 9 true
	assert_output_has "net namespace of the socket"
	for scope in 1 2; do
		set_sysctl kernel/yama/ptrace_scope "$scope"
		xrun -125 "${user[@]}" xnsenter -t "$own" -N 9 true
		assert_output_has "cannot get descriptor 9 of process $own: operation not permitted"
		assert_output_has "hint: sysctl kernel.yama.ptrace_scope is $scope: "
		assert_output_has "requires CAP_SYS_PTRACE"
		xrun "${user[@]}" xlsns --held -t net
		assert_output_has "sockets could not be queried: sysctl kernel.yama.ptrace_scope is $scope: "
		# root may, and another user's process is refused for its IDs
		xrun xnsenter -t "$own" -N 9 true
		xrun -125 "${user[@]}" xnsenter -t "$theirs" -N 9 true
		assert_output_has "belongs to user ID 0"
		refute_output_has ptrace_scope
		xrun -125 "${user[@]}" enosys -e 1 pidfd_getfd -- xnsenter -t "$own" -N 9 true
		assert_output_has "a seccomp filter in this process"
		refute_output_has ptrace_scope
	done
}

# bats test_tags=vm
@test "overflowuid: the number of this sysctl is not told as a user where it stands for none" {
	sleeper unshare --uts
	wait_for other_ns "$background" uts
	set_sysctl kernel/overflowuid 4000
	xrun -125 "${user[@]}" unshare --user xnsenter -t "$background" -u true
	assert_output_has "belongs to a user ID that is not mapped"
	refute_output_has 4000
	xrun -125 "${user[@]}" xnsenter -t "$background" -u true
	assert_output_has "belongs to user ID 0"
}

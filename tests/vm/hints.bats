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
	T=$BATS_TEST_TMPDIR
	: >"$T/old"
}
teardown() {
	local path value
	[[ ${XNS_VM-} ]] || return 0
	while read -r path value; do echo "$value" >"/proc/sys/$path"; done <"$T/old"
	xns_teardown
}

# set_sysctl PATH VALUE: until the end of the test
set_sysctl() {
	echo "$1 $(cat "/proc/sys/$1")" >>"$T/old"
	echo "$2" >"/proc/sys/$1"
}

# bats test_tags=vm
@test "unprivileged_userns_clone: named where it is 0, to an unprivileged user only" {
	xrun "${user[@]}" xunshare --user true
	set_sysctl kernel/unprivileged_userns_clone 0
	xrun -125 "${user[@]}" xunshare --user true
	assert_output_has "hint: sysctl kernel.unprivileged_userns_clone is 0"
	xrun xunshare --user true
}

# bats test_tags=vm
@test "max_*_namespaces: named where it is 0, and not where another one is" {
	local row
	for row in uts:--uts net:--net user:--user; do
		set_sysctl "user/max_${row%:*}_namespaces" 0
		xrun -125 "${user[@]}" xunshare -r "${row#*:}" true
		assert_output_has "hint: sysctl user.max_${row%:*}_namespaces is 0"
		xrun xunshare --ipc true
		[[ $row == user:* ]] || refute_output_has "hint: "
	done
}

# bats test_tags=vm
@test "yama: ptrace_scope is named where it refuses the copy of a descriptor" {
	local scope own theirs
	background "${user[@]}" sh -c 'exec sleep 300 9</dev/null'
	own=$background
	background sh -c 'exec sleep 300 9</dev/null'
	theirs=$background
	wait_for runs "$own" sleep
	wait_for runs "$theirs" sleep
	set_sysctl kernel/yama/ptrace_scope 0
	xrun -125 "${user[@]}" xnsenter -t "$own" -N 9 true
	assert_output_has "non-socket"
	for scope in 1 2; do
		set_sysctl kernel/yama/ptrace_scope "$scope"
		xrun -125 "${user[@]}" xnsenter -t "$own" -N 9 true
		assert_output_has "cannot get descriptor 9 of process $own: operation not permitted"
		assert_output_has "hint: sysctl kernel.yama.ptrace_scope is $scope: "
		assert_output_has "requires CAP_SYS_PTRACE"
		# root may, and another user's process is refused for its IDs
		xrun -125 xnsenter -t "$own" -N 9 true
		assert_output_has "non-socket"
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

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each program below the filters of helpers/forced: what an older kernel and gVisor leave out is
# done by other calls, and where docker refuses the primitive itself, the message says so. The
# suites themselves run below these filters by "make check-forced".

load helpers/xns
load helpers/xunshare

setup() {
	xns_setup
	need_ns user mount uts pid
}

# below NAME COMMAND...: as xrun, below that filter
below() {
	local status=-0
	[[ $1 != -[0-9]* ]] || {
		status=$1
		shift
	}
	local name=$1
	shift
	echo "below the filter $name: $*"
	xrun "$status" sh "$XNS_SRC/tests/helpers/forced" "$name" "$@"
}

# all_works NAME: everything that does not require what the filter leaves out
all_works() {
	below "$1" xunshare -r -m -u -i -n -p --mount-proc sh -c 'echo "$(id -u) $$ $(cat /proc/1/comm)"'
	assert_output_is "0 1 sh"
	below "$1" xclone -r -m -u -i -n -p --mount-proc --kill-child sh -c 'echo "$(id -u) $$ $(cat /proc/1/comm)"'
	assert_output_is "0 1 sh"
	below "$1" xunshare -r -m --new-root / --mount-dev sh -c 'cd /dev && ls null zero'
	assert_output_is $'null\nzero'
	sleeper unshare -r -u -m
	wait_for other_ns "$background" mnt
	below "$1" xnsenter -t "$background" -a readlink /proc/self/ns/uts
	assert_output_is "$(ns_of "$background" uts)"
	below "$1" xlsns -rn -t uts -o NS "$background"
	assert_output_is "$(ns_of "$background" uts | tr -cd 0-9)"
	below "$1" xlsprop -rn -t "$background" -o TARGET /proc
	assert_output_is /proc
	below -7 "$1" xpidinit sh -c 'exit 7'
	# shellcheck disable=SC2016 # a script for a shell inside
	below "$1" xunshare -r -m -n sh -euc '
		mount -t tmpfs xns "$T"; cd "$T"; mkdir dir
		xnspin --new uts=a; xnspin $$ net=b; stat -fc %T a b; xnspin --unpin a b
		xmountprop --bind shared dir true
		xveth .:v0 .:v1; xveth --list --raw --noheadings -o NAME | sort'
	assert_output_is $'nsfs\nnsfs\nv0\nv1'
}

@test "5.6: all programs work" {
	all_works 5.6
	need_ns time cgroup
	below 5.6 xunshare -r -T --boottime=4000000 -C grep boottime /proc/self/timens_offsets
	assert_output_has " 4000000 "
}

@test "gvisor: all programs work" {
	all_works gvisor
}

@test "gvisor: types of namespaces that it does not have are named" {
	below -125 gvisor-types xunshare -r -C true
	assert_output_begins "xunshare: cannot create new user and cgroup namespaces: invalid argument"
	below -125 gvisor-types xunshare -r -T true
	assert_output_begins "xunshare: cannot create new user and time namespaces: invalid argument"
	below -125 gvisor-types xclone -r -T true
	assert_output_has "require clone3(2)"
}

@test "docker: what needs no namespace works" {
	below -7 docker xpidinit sh -c 'exit 7'
	below -143 docker xpidinit sh -c 'kill -TERM $$'
	below docker xlsns -rn -t uts -o NS -p $$
	assert_output_is "$(ns_of self uts | tr -cd 0-9)"
	below docker xlsprop -rn -o TARGET /proc
	assert_output_is /proc
}

@test "docker: what it refuses is said to be refused by a filter, and nothing runs" {
	local line
	for line in "xunshare -r -m" "xunshare -r -p" "xclone -r -u" "xclone -r -p --detach"; do
		# shellcheck disable=SC2086 # words
		below -125 docker $line touch "$T/ran"
		assert_output_matches ": cannot (create new|clone a child into new) .* namespaces: operation not permitted"
		assert_output_has "hint: a seccomp filter is active in this process"
		assert_no_file "$T/ran"
	done
	sleeper unshare -r -u
	wait_for other_ns "$background" uts
	below -125 docker xnsenter -t "$background" -a touch "$T/ran"
	assert_output_begins "xnsenter: cannot enter the user namespace of process $background: operation not permitted"
	assert_no_file "$T/ran"
}

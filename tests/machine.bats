#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The sandbox of root's run, and the comparison of the machine before and after a run.

load helpers/xns

# shellcheck disable=SC2016 # the scripts expand their variables themselves

setup() {
	xns_setup
	need_root
	need_ns net uts pid
	export machine=$XNS_SRC/tests/helpers/machine XNS_RUN_ID=$$. XNS_RUN=$$.test
}

# broken SCRIPT: with namespaces of its own, what compare says after SCRIPT changed something
broken() {
	run bounded unshare --mount --net --uts --pid --fork --mount-proc --propagation private sh -euc '
		mkdir "$T/point"
		sh "$machine" snapshot "$T/before"
		sh "$machine" compare "$T/before"
		'"$1"'
		XNS_PATIENCE=0 sh "$machine" compare "$T/before" || exit 99'
	rmdir "$T/point"
	assert_status 99
}

# bats test_tags=root
@test "machine: each kind of change is found, and its line is printed" {
	local value
	read -r value </proc/sys/net/ipv4/ip_forward
	broken 'echo $((1 - $(cat /proc/sys/net/ipv4/ip_forward))) >/proc/sys/net/ipv4/ip_forward'
	assert_line_is "< sysctl net/ipv4/ip_forward:$value"
	assert_line_is "> sysctl net/ipv4/ip_forward:$((1 - value))"
	broken 'hostname changed'
	assert_line_is "> hostname changed"
	broken 'mount -t tmpfs xns "$T/point"'
	assert_output_has "> mount $T/point / rw"
	broken 'ip link add xns0 type veth peer name xns1'
	assert_output_has "> link xns0 "
	broken 'ip link set lo up'
	assert_output_has "> address lo inet 127.0.0.1/8"
	broken 'ip route add blackhole 198.51.100.0/24'
	assert_line_is "> route blackhole 198.51.100.0/24"
	broken '(setsid sleep 300 >/dev/null 2>&1 &)'
	assert_output_matches "> process [0-9]+ sleep 300"
	broken 'mkdir "/dev/shm/xns-test.${XNS_RUN_ID}left"'
	rmdir "/dev/shm/xns-test.${XNS_RUN_ID}left"
	assert_line_is "> file /dev/shm/xns-test.${XNS_RUN_ID}left"
}

# bats test_tags=root
@test "machine: the options of a file system that is mounted already are compared" {
	mkdir "$T/other"
	mount -t tmpfs xns "$T/other"
	broken 'mount -o remount,nr_inodes=12345 "$T/other"'
	umount "$T/other"
	assert_output_has "nr_inodes=12345"
}

# bats test_tags=root
@test "sandbox: root cannot write a value, a file or a cgroup of the machine" {
	[[ ${XNS_SANDBOX-} ]] || skip_because no-sandbox "no namespaces for the tests here"
	local before file
	before=$(cat /proc/sys/user/max_net_namespaces)
	run ! sh -c 'echo 0 >/proc/sys/user/max_net_namespaces'
	assert_equal "$(cat /proc/sys/user/max_net_namespaces)" "$before"
	for file in /xns-test /etc/xns-test /var/xns-test /dev/xns-test "$XNS_SRC/xns-test" "$XNS_BUILD/xns-test"; do
		run ! sh -c ': >"$1"' sh "$file"
		assert_output_has "Read-only file system"
	done
	run ! sh -c ': >>/proc/sys/kernel/panic'
	assert_output_has "Read-only file system"
	# limits of a user namespace of its own, and a proc of its own
	unshare -r sh -c 'echo 0 >/proc/sys/user/max_net_namespaces'
	unshare -rpfm --mount-proc true
	assert_equal "$(cat /proc/sys/user/max_net_namespaces)" "$before"
	# A new proc has the same values.
	run ! unshare -pfm --mount-proc sh -c 'echo 0 >/proc/sys/user/max_net_namespaces'
	assert_equal "$(cat /proc/sys/user/max_net_namespaces)" "$before"
}

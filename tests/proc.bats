#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What /proc shows: hidden processes, another PID namespace, or nothing; and the ID of a
# thread. A PID never means another process than the caller's.

load helpers/xns
load helpers/xunshare

setup() {
	setup_with_mount_point
	chmod 755 "$T"
}

# in_namespaces SCRIPT: a PID and a mount namespace in which only its own processes exist, as
# root; a process of root is in pid, "other COMMAND..." runs it as another user
in_namespaces() {
	need_root
	need_ns mount pid net
	xrun "${own_mounts[@]}" --net --pid --fork --kill-child --mount-proc sh -uc '
		mount -t tmpfs xns "$M"; cd "$M"; mkdir empty; chmod 1777 .
		sleep 300 & pid=$!
		until grep -qs sleep /proc/$pid/comm; do sleep 0.02; done
		as_other="setpriv --reuid 54321 --regid 54321 --clear-groups --inh-caps=-all"
		other() { $as_other "$@"; }
		# try COMMAND...: with its status
		try() { "$@" 2>&1; echo "status $?"; }
		'"$1"
}

# what each program says of process $pid, run by: "$@" PROGRAM...
# shellcheck disable=SC2016
of_pid='of_pid() {
	try "$@" xnsenter -t $pid --uts true; try "$@" xlsns -p $pid; try "$@" xlsns $pid
	try "$@" xlsns --same $$ $pid; try "$@" xlsprop -t $pid; try "$@" xnspin $pid uts=pin
	try "$@" xveth $pid:e0 e1
}
'

# bats test_tags=root
@test "hidepid: a process that /proc hides is said to be hidden, by every program" {
	local option
	for option in 2 4; do
		in_namespaces "$of_pid"'
			mount -t proc -o hidepid='$option' proc /proc; of_pid other'
		assert_equal "$(grep -c "^status 1" <<<"$output")" 7
		assert_equal "$(grep -c "/proc does not show this process" <<<"$output")" 7
		assert_equal "$(grep -c "hint: /proc is mounted with hidepid=" <<<"$output")" 7
	done
}

# bats test_tags=root
@test "hidepid: no hint where /proc hides nothing, or there is no such process" {
	in_namespaces "$of_pid"'
		mount -t proc -o hidepid=1 proc /proc; of_pid other
		for option in 2 4; do
			mount -t proc -o hidepid=$option proc /proc
			$as_other sleep 300 & own=$!
			until grep -qs sleep /proc/$own/comm; do sleep 0.02; done
			other xnsenter -t $own --preserve-credentials -p true
			other xlsprop -rn -t $own -o TARGET / ; other xlsns -rn -p $own -t uts -o PID
			try other xnsenter -t 4194304 --uts true
		done; of_pid true'
	refute_output_has hidepid
	refute_output_has "does not show"
	assert_count 2 "no such process"
	assert_count 2 -x /
}

# bats test_tags=root
@test "hidepid: xlsns warns that processes are missing from the list" {
	# shellcheck disable=SC2016
	in_namespaces '
		for option in 0 1 2 4; do
			mount -t proc -o hidepid=$option proc /proc
			echo "root $option: $(xlsns -rn -t uts -o NPROCS 2>&1 | grep -c hidepid)"
			echo "other $option: $(other xlsns -rn -t uts -o NPROCS 2>&1 | grep -c hidepid)"
			echo "asked $option: $(other sh -c "xlsns -rn -t uts -o PID -p \$\$" 2>&1 | grep -c hidepid)"
		done; exit 0'
	assert_count 4 "^root .: 0"
	assert_count 4 "^asked .: 0"
	assert_equal "$(sed -n 's/^other //p' <<<"$output")" $'0: 0\n1: 0\n2: 1\n4: 1'
}

# bats test_tags=root
@test "hidepid: namespaces are created, mapped and supervised as usual" {
	in_namespaces '
		for option in 2 4; do
			mount -t proc -o hidepid=$option proc /proc
			for command in "xunshare -r" "xclone -r" "xclone -r --kill-child -p -m --mount-proc" \
				"xunshare -r -p -m --mount-proc" "xpidinit" "xclone --kill-child --die-with-parent"; do
				other $command sh -c "exit 7"; echo "status $?"
			done
		done; exit 0'
	assert_equal "$(sort -u <<<"$output")" "status 7"
}

# The sanitizers read /proc themselves.
# bats test_tags=root,no-sanitizer
@test "no /proc: each program that needs it says that it is not mounted" {
	# shellcheck disable=SC2016
	in_namespaces "$of_pid"'
		while umount -R -l /proc 2>/dev/null; do :; done
		[ ! -e /proc/self ] || exit
		of_pid env; try xunshare -r touch ran; try xclone -r touch ran
		try xnspin --new uts=pin; try xlsprop; try xveth a b; try xlsns
		[ ! -e ran ] && [ ! -s pin ]; echo "nothing: $?"'
	assert_count 13 "^status 1"
	assert_count 13 "hint: /proc is not mounted; run mount -t proc proc /proc"
	assert_line_is "nothing: 0"
	refute_output_has "mounted over"
}

# bats test_tags=root,no-sanitizer
@test "no /proc: what does not need it works" {
	# shellcheck disable=SC2016
	in_namespaces '
		while umount -R -l /proc 2>/dev/null; do :; done
		for command in "xunshare -u" "xunshare -p -m --mount-proc" "xclone -u -n" "xclone -p --kill-child" \
			"xclone --die-with-parent" "xpidinit" "xpidinit --session" "xmountprop private $M"; do
			$command sh -c "exit 7"; echo "status $?"
		done
		mkfifo end; xclone --detach sh -c ": >end" >child; cat end; [ -s child ] && echo detached'
	assert_count 8 "^status 7"
	assert_line_is detached
}

# bats test_tags=root,no-sanitizer
@test "no /proc: another file system over it is not reported as \"not mounted\"" {
	# shellcheck disable=SC2016
	in_namespaces '
		mount -t tmpfs xns /proc; try xlsprop -t $pid; try xlsns; try xnsenter -t $pid -u true'
	assert_count 3 "hint: another file system is mounted on /proc; "
	assert_count 3 "^status 1"
}

# bats test_tags=root,no-sanitizer,rule:R24
@test "pidns=: a /proc of a PID namespace that this process is not in names no process of it" {
	# shellcheck disable=SC2016
	in_namespaces "$of_pid"'
		xunshare -p -u -n probe hold "$M/hold" & until [ -s hold ]; do sleep 0.02; done
		for inner in $(cat /proc/$!/task/$!/children); do
			[ "$(readlink /proc/$inner/ns/pid)" = "$(readlink /proc/self/ns/pid)" ] || break
		done
		mount -t proc -o pidns=/proc/$inner/ns/pid proc empty 2>why || { echo "no option: $(cat why)"; exit; }
		mount --move empty /proc
		cat /proc/1/comm; ls -d /proc/self
		of_pid env; pid=1; of_pid env; try xunshare -r touch ran; try xclone -r touch ran
		[ ! -e ran ] && [ ! -s pin ]; echo "nothing: $?"
		xunshare -p -m --mount-proc sh -c "cat /proc/\$\$/comm"'
	[[ $output != *"no option: "* ]] || skip_because no-pidns-option "proc has no option pidns here: $output"
	assert_line_is probe
	assert_count 16 "^status 1"
	assert_count 16 "/proc belongs to another PID namespace"
	assert_line_is "nothing: 0"
	assert_equal "${lines[-1]}" sh
}

# bats test_tags=root,rule:R24
@test "a /proc of the PID namespace outside: newuidmap and newgidmap get the numbers in it" {
	need_root
	need_cmd newuidmap newgidmap
	local owner id first
	owner=$(sed -n 's/^\([^:]*\):.*/\1/p' /etc/subuid | grep -vx root | head -n 1)
	[[ $owner ]] || skip_because no-subids "/etc/subuid has no user but root"
	id=$(id -u "$owner")
	first=$(sed -n "s/^$owner:\([0-9]*\):.*/\1/p" /etc/subuid | head -n 1)
	local as=(setpriv --reuid "$id" --regid "$id" --clear-groups --inh-caps=-all) program
	for program in xunshare xclone "xunshare -p" "xclone -p --kill-child"; do
		# shellcheck disable=SC2086,SC2016
		xrun xunshare -p "${as[@]}" sh -c 'echo $$; exec "$@"' sh $program --map-auto cat /proc/self/uid_map /proc/self/gid_map
		assert_equal "${lines[0]}" 1
		assert_output_matches "^1"$'\n'" +0 +$first "
		assert_equal "${#lines[@]}" 3
	done
}

# bats test_tags=root
@test "thread: xveth puts an end into the network namespace of a thread" {
	need_root
	need_ns net
	need_cmd ip
	local tid other
	background xunshare -n thread >"$T/tid"
	wait_for test -s "$T/tid"
	tid=$(cat "$T/tid")
	run xnsenter -t "$tid" --uts true
	[[ $output != *"this is the ID of a thread"* ]] || { # before Linux 6.9
		xrun -1 xunshare -n xveth "$tid:inside" outside
		assert_output_has "it is a thread of process"
		return
	}
	# shellcheck disable=SC2016
	xrun xunshare -n sh -euc 'xveth "$1:inside" outside; ip -o link show outside; nsenter --net=/proc/$1/ns/net ip -o link show inside' sh "$tid"
	assert_output_has "outside@"
	assert_output_has "inside@"
	# refused for a thread: nothing is made
	xrun -1 xunshare -n sh -uc 'enosys -e 22 pidfd_open -- xveth "$1:other" outside; status=$?; ip -o link; exit $status' sh "$tid"
	assert_output_has "this is the ID of a thread, not a PID"
	assert_output_has "it is a thread of process $background"
	refute_output_has outside
	other=$(nsenter --net="/proc/$tid/ns/net" ip -o link)
	refute_has "$other" other
}

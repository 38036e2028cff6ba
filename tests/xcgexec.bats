#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xcgexec: what needs no controller. Limits that act are in vm/xcgexec.bats.

load helpers/xns
load helpers/cgroup
program=xcgexec

setup() {
	setup_in_tmp
	PATH=$XNS_BUILD/tests/helpers:$PATH
}

# A cgroup2 mount that shows the hierarchy from the root of the cgroup namespace, as a dry run
# needs it.
need_cgroup2() {
	grep -qE '^[^-]* / [^-]*- cgroup2 ' /proc/self/mountinfo ||
		skip_because no-cgroup2 "no cgroup2 mount"
}

# steps ARG...: the dry run's steps, without their numbers and with PARENT for its directory
steps() {
	need_cgroup2
	xrun --separate-stderr xcgexec --dry-run "$@"
	assert_stderr_is ""
	output=$(sed -E 's/^[0-9]+\. //; s,(of|cgroup) /[^ ]*/xns-PID,\1 PARENT/xns-PID,; s, of /[^ ]*, of PARENT,' <<<"$output")
}

# sets FILE VALUE ARG...: with ARG... the dry run sets FILE to VALUE
sets() {
	local file=$1 value=$2
	shift 2
	steps "$@" true
	assert_line_is "set $file to \"$value\""
}

# ---- the plan ------------------------------------------------------------------------------

@test "dry run: the steps in their order; nothing is changed" {
	steps --set io.latency="8:0 target=5" --cpu-max 50% --memory-max 20M --oom-group \
		--set cgroup.max.depth=3 --cgroup-ns --no-new-privs --report "$T/report" touch "$T/ran"
	# what is enabled already is not a step
	output=$(grep -v ^enable <<<"$output")
	assert_output_is 'create the cgroup PARENT/xns-PID.RANDOM
set io.latency to "8:0 target=5"
set cpu.max to "50000 100000"
set memory.max to "20971520"
set memory.oom.group to "1"
set cgroup.max.depth to "3"
set memory.swap.max to "0"
create a new cgroup namespace
set no_new_privs
execute touch'
	assert_no_file "$T/ran"
	assert_no_file "$T/report"
}

@test "dry run: each controller is enabled once, and only those of the limits" {
	need_cgroup2
	local own
	xrun xcgexec --dry-run --memory-max 20M --memory-high 10M --cpu-max 1 --cpu-weight 5 --set cgroup.max.depth=1 true
	own=$(sed -n 's/.*enable the controller \(.*\) for the children of .*/\1/p' <<<"$output")
	assert_equal "$(sort <<<"$own" | uniq -d)" ""
	assert_equal "$(grep -vxE 'memory|cpu' <<<"$own")" ""
	refute_output_has "for the report"
}

# ---- values --------------------------------------------------------------------------------

@test "sizes: units, fractions, max" {
	local pair
	for pair in 0=0 4096=4096 1K=1024 1k=1024 1KiB=1024 1KB=1000 20M=20971520 1.5GiB=1610612736 \
		0.5K=512 64B=64 1T=1099511627776 7EiB=8070450532247928832 max=max; do
		sets memory.max "${pair#*=}" --memory-max "${pair%=*}"
	done
	sets memory.high 1048576 --memory-high 1M
	sets memory.low 1048576 --memory-low 1M
	sets hugetlb.2MB.max 1073741824 --hugetlb-max 2MB=1G
	sets hugetlb.2MB.rsvd.max max --hugetlb-rsvd-max 2MB=max
}

@test "sizes: what is not one is refused" {
	local word
	for word in "" x M -1 +1 " 1" "1 " 1X 1MM 1Mi 0x10 1.5 1.2.3 1e3 8E 16E 99999999999999999999 \
		1234567890123456789012345678901234567890123 101% 0% % -5% 50%% 1M% max%; do
		misused "--memory-max: \"$word\"" -- --memory-max "$word"
	done
	misused "out of range" -- --memory-max 8E
	misused "out of range" -- --memory-max 18446744073709551616
	misused "--hugetlb-max" -- --hugetlb-max 1G
	misused "--hugetlb-max" -- --hugetlb-max ../2MB=1G
	misused "--hugetlb-max" -- --hugetlb-max =1G
	misused "--hugetlb-max" -- --hugetlb-max 2MB=
}

@test "percent: of memory, and of the number of processes" {
	local all half
	steps --memory-max 100% --pids-max 100% true
	all=$(sed -n 's/^set memory.max to "\(.*\)"/\1/p' <<<"$output")
	assert_true "all > 0 && all <= $(awk '/^MemTotal/ { print $2 }' /proc/meminfo) * 1024"
	((all <= 1024)) || sets memory.max $((all / 2)) --memory-max 50%
	sets memory.max $((all * 125 / 1000)) --memory-max 12.5%
	steps --memory-max 100% --pids-max 100% true
	all=$(sed -n 's/^set pids.max to "\(.*\)"/\1/p' <<<"$output")
	half=$((all / 2))
	sets pids.max "$half" --pids-max 50%
	sets pids.max 1 --pids-max 0.001%
}

# bats test_tags=root
@test "percent: of processes, the limits of the kernel count" {
	need_ns mount
	echo 1000 >few
	xrun "${own_mounts[@]}" sh -euc '
		for file in pid_max threads-max; do
			mount --bind few "/proc/sys/kernel/$file"
			xcgexec --pids-max 50% --dry-run true
			umount "/proc/sys/kernel/$file"
		done'
	assert_count 2 'set pids.max to "500"'
}

@test "processes: a number above 0" {
	sets pids.max 1 --pids-max 1
	sets pids.max max --pids-max max
	local word
	for word in "" 0 -1 1.5 10K x 4294967296 99999999999999999999 101%; do
		misused "--pids-max: \"$word\"" -- --pids-max "$word"
	done
}

@test "CPU time: a number, a percentage, or quota and period" {
	local pair
	for pair in "1=100000 100000" "1.5=150000 100000" "50%=50000 100000" "150%=150000 100000" \
		"0.25=25000 100000" "1%=1000 100000" "0.1%=1000 1000000" "0.005=5000 1000000" "30000/200000=30000 200000" \
		"max=max" "64=6400000 100000"; do
		sets cpu.max "${pair#*=}" --cpu-max "${pair%%=*}"
	done
	for pair in "" 0 0% -1 x 1/ /1 1/1 999/100000 1000/1000001 1000/999 1,5 1K 99999999999 \
		18446744073709551615/100000 10000001 0.0001; do
		misused "--cpu-max: \"$pair\"" -- --cpu-max "$pair"
	done
}

@test "weights: 1 to 10000, and for one device" {
	sets cpu.weight 10000 --cpu-weight 10000
	sets io.weight "default 200" --io-weight 200
	sets io.weight "8:0 1" --io-weight 8:0,1
	local word
	for word in "" 0 10001 1.5 -1 x; do
		misused "--cpu-weight: \"$word\"" -- --cpu-weight "$word"
		misused "--io-weight: \"$word\"" -- --io-weight "$word"
		misused "--io-weight: \"8:0,$word\"" -- --io-weight "8:0,$word"
	done
}

@test "CPU and node lists" {
	sets cpuset.cpus 0-3,8 --cpuset-cpus 0-3,8
	sets cpuset.mems 0 --cpuset-mems 0
	misused '--cpuset-cpus: "a"' -- --cpuset-cpus a
	misused '--cpuset-mems: ""' -- --cpuset-mems ""
	misused "--cpuset-cpus: " -- --cpuset-cpus "$(printf '1,%.0s' {1..200})"
}

@test "I/O limits: units, and devices by number" {
	sets io.max "8:0 rbps=10485760 wiops=200" --io-max 8:0,rbps=10M,wiops=200
	sets io.max "8:16 wbps=max riops=5" --io-max 8:16,wbps=max,riops=5
	steps --io-max 8:0,rbps=1 --io-max 8:16,rbps=2 --io-max 8:0,rbps=3 true
	assert_equal "$(grep io.max <<<"$output")" $'set io.max to "8:0 rbps=3"\nset io.max to "8:16 rbps=2"'
	local word
	for word in "" 8:0 "8:0," 8:0,rbps= 8:0,rbps=0 8:0,bps=1 8:0,rbps 8:0,riops=1K 8:0,rbps=1,,wbps=1 \
		/no/such,rbps=1 /dev/null,rbps=1 /proc/self/status,rbps=1 4294967296:0,rbps=1 -1:0,rbps=1 8:0x,rbps=1; do
		misused "--io-max: \"$word\"" -- --io-max "$word"
	done
	misused "--io-max: \"/dev/null,rbps=1\": block device required" -- --io-max /dev/null,rbps=1
}

@test "--set: any interface file, and no other file" {
	sets memory.min "5 6=7" --set "memory.min=5 6=7"
	sets memory.max 5 --set memory.max=5
	steps --set memory.max=5 --memory-max 6 true
	assert_equal "$(grep memory.max <<<"$output")" 'set memory.max to "6"'
	local word
	for word in "" x memory.max =1 .=1 .x=1 memory=1 memory/x.y=1 ../cgroup.x=1 a/../b.c=1 \
		"$(printf 'a%.0s' {1..80}).x=1"; do
		misused "--set: " "invalid argument" -- --set "$word"
	done
	for word in procs threads type subtree_control freeze kill; do
		misused "--set: \"cgroup.$word=1\": operation not permitted" -- --set "cgroup.$word=1"
	done
	misused "--set: " "out of range" -- --set "memory.x=$(printf 'a%.0s' {1..300})"
	local many=()
	for word in {1..65}; do many+=(--set "memory.x$word=1"); done
	misused "--set: " "too long" -- "${many[@]}"
}

@test "swap: 0 with a memory limit, unless it is given" {
	sets memory.swap.max 0 --memory-max 20M
	sets memory.swap.max 0 --set memory.max=20M
	sets memory.swap.max 1048576 --memory-max 20M --memory-swap-max 1M
	sets memory.swap.max max --memory-swap-max max --memory-max 20M
	steps --memory-max max true
	refute_output_has swap
	steps --memory-high 20M true
	refute_output_has swap
}

# ---- options -------------------------------------------------------------------------------

@test "options: errors are named before anything runs" {
	need_cgroup2
	xrun -125 xcgexec --memory-max 1M
	is_usage_error
	assert_output_has "xcgexec: no command given"
	misused "--keep" "--grace" -- --keep --grace 1
	local word
	for word in "" x -1 1.5.5 1y 99999999999; do
		misused "--grace: \"$word\"" -- --grace "$word"
	done
	refused "cannot open the report $T/no/such: no such file or directory" -- --report "$T/no/such"
	refused "cannot open the report fd:77: bad file descriptor" "descriptor 77 is not open" -- --report fd:77
	refused "cannot open the report fd:x: not a decimal number" -- --report fd:x
	refused "cannot open the report fd:0: bad file descriptor" "descriptor 0 is not open for writing" -- --report fd:0 </dev/null
	mkfifo "$T/idle"
	refused "cannot open the report $T/idle: no such device or address" "a FIFO that no process reads" -- --report "$T/idle"
	# a socket is no FIFO
	python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' socket
	refused "cannot open the report socket: no such device or address" -- --report socket
	refute_output_has hint
}

@test "parent: what is not a cgroup of version 2 is refused" {
	ln -s /proc link
	mkdir dir
	: >file
	refused "cannot open the cgroup $T/dir: it is not a directory of a cgroup2 file system" -- --parent "$T/dir"
	refused "cannot open the cgroup link: it is not a directory of a cgroup2 file system" -- --parent link
	refused "cannot open the cgroup file: not a directory" -- --parent file
	refused "cannot open the cgroup none: no such file or directory" -- --parent none
	refused "cannot open the cgroup \"\": no such file or directory" -- --parent ""
}

# bats test_tags=root
@test "parent: a hint for a missing and for a covered cgroup2 mount" {
	need_root
	need_cgroup2
	xrun -125 unshare --mount --propagation private sh -c '
		while umount /sys/fs/cgroup/* /sys/fs/cgroup 2>/dev/null; do :; done
		exec xcgexec touch "$T/ran"'
	assert_output_is "xcgexec: cannot find the cgroup of this process: no such device
xcgexec: hint: no cgroup2 file system is mounted here: mount -t cgroup2 none DIR"
	assert_no_file ran
	xrun -125 unshare --mount --propagation private sh -c '
		mount -t tmpfs none /sys/fs/cgroup
		exec xcgexec touch "$T/ran"'
	assert_output_is "xcgexec: cannot find the cgroup of this process: no such device
xcgexec: hint: no mount shows the whole cgroup2 hierarchy; --parent DIR names a cgroup"
	assert_no_file ran
}

# bats test_tags=root
@test "parent: a read-only mount is named" {
	need_root
	need_cgroup2
	xrun -125 unshare --mount --propagation private sh -c '
		while umount /sys/fs/cgroup/* /sys/fs/cgroup 2>/dev/null; do :; done
		mount -t cgroup2 none /sys/fs/cgroup && mount -o remount,bind,ro /sys/fs/cgroup
		exec xcgexec touch "$T/ran"'
	assert_output_matches "^xcgexec: cannot create the cgroup /sys/fs/cgroup/.*: read-only file system
xcgexec: hint: the cgroup2 file system is mounted read-only here$"
	assert_no_file ran
}

# ---- real runs -----------------------------------------------------------------------------

# bats test_tags=root
@test "run: the command is in a new cgroup, which is removed afterwards" {
	in_cgroup '
		xcgexec grep ^0:: /proc/self/cgroup
		no_group && echo "none left"
		xcgexec grep ^0:: /proc/self/cgroup
		no_group && grep ^0:: /proc/self/cgroup'
	assert_output_matches '^0::/.*/?xns-test\.[0-9]+/xns-[0-9]+\.[0-9a-f]{16}
none left
0::/.*/?xns-test\.[0-9]+/xns-[0-9]+\.[0-9a-f]{16}
0::/.*/?xns-test\.[0-9]+$'
	assert_differ "${lines[0]}" "${lines[2]}"
}

# bats test_tags=root
@test "run: the status, and the signal, of the command" {
	in_cgroup '
		status() { "$@" && echo 0 || echo $?; }
		status xcgexec true
		status xcgexec sh -c "exit 7"
		{ status xcgexec sh -c "kill -TERM \$\$"; status xcgexec sh -c "kill -KILL \$\$"; } 2>/dev/null
		status xcgexec ./none 2>&1
		: >file; status xcgexec ./file 2>&1'
	assert_output_matches $'^0\n7\n143\n137\nxcgexec: .*none.*no such file.*\n127\nxcgexec: .*file.*permission denied(\nxcgexec: hint: .*)?\n126$'
}

# bats test_tags=root
@test "run: without CLONE_INTO_CGROUP the child is moved while it waits" {
	local error
	# EPERM of a filter, E2BIG of Linux before 5.7, ENOSYS
	for error in 1 7 38; do
		error=$error in_cgroup '
			old="enosys -e $error clone3 -- enosys openat2 --"
			$old xcgexec grep ^0:: /proc/self/cgroup
			no_group
			$old xcgexec sh -c "exit 9" || echo $?
			$old xcgexec ./none 2>/dev/null || echo $?'
		assert_output_matches $'/xns-[0-9]+\.[0-9a-f]{16}\n9\n127$'
	done
}

# bats test_tags=root
@test "run: a child that cannot be moved never becomes the command" {
	need_strace
	in_cgroup '
		enosys clone3 -- strace -qq -o trace -e trace=write \
			-e inject=write:error=EACCES:delay_enter=300000:when=1 xcgexec touch ran 2>&1 || echo $?
		no_group && [ ! -e ran ]'
	assert_output_is "xcgexec: cannot move the child into the cgroup: permission denied
125"
}

# bats test_tags=root
@test "run: --cgroup-ns: the command sees its cgroup as the root" {
	in_cgroup 'xcgexec --cgroup-ns grep ^0:: /proc/self/cgroup'
	assert_output_is "0::/"
}

# bats test_tags=root
@test "run: --no-new-privs is set for the command, and only then" {
	in_cgroup '
		for option in --no-new-privs ""; do
			xcgexec $option sed -n "s/^NoNewPrivs:\t//p" /proc/self/status
		done'
	assert_output_is $'1\n0'
}

# bats test_tags=root,rule:R22
@test "run: the command inherits no descriptor, and no signal mask" {
	in_cgroup '
		# where the controllers for the report cannot be enabled, a warning says so
		xcgexec --report "$T/report" probe fds 2>/dev/null
		xcgexec grep -E "^Sig(Blk|Ign)" /proc/self/status >with
		grep -E "^Sig(Blk|Ign)" /proc/self/status >without
		cmp with without
		enosys clone3 -- xcgexec --report "$T/report" probe fds 2>/dev/null'
	assert_output_is $'0 1 2\n0 1 2'
}

# bats test_tags=root
@test "run: environment options, as in the other programs" {
	in_cgroup 'A=1 B=2 xcgexec --clear-env --whitelist-env A,PATH env | sort'
	assert_line_is "A=1"
	refute_line_is "B=2"
}

# bats test_tags=root
@test "end: processes that are left are killed, with the cgroups that they created" {
	in_cgroup '
		xcgexec sh -c "
			own=/sys/fs/cgroup\$(sed -n s/^0:://p /proc/self/cgroup)
			mkdir \$own/a \$own/a/b \$own/c
			sleep 300 & echo \$! >left
			setsid sh -c \"echo \\\$\\\$ >\$own/a/b/cgroup.procs; echo \\\$\\\$ >below; exec sleep 300\" &
			until [ -s below ]; do sleep 0.02; done"
		no_group
		until_true is_gone "$(cat left)"
		until_true is_gone "$(cat below)"'
}

# bats test_tags=root
@test "end: without cgroup.kill, as before Linux 5.14, the processes are frozen and killed" {
	need_strace
	in_cgroup '
		strace -qq -o trace -e trace=openat xcgexec sh -c "sleep 300 & sleep 300 & echo \$! >left"
		when=$(grep -n "cgroup.kill" trace | head -n 1 | cut -d: -f1)
		[ "$when" ]
		strace -qq -o trace -e trace=openat -e inject=openat:error=ENOENT:when=$when \
			xcgexec sh -c "sleep 300 & sleep 300 & echo \$! >left"
		grep -q "cgroup.kill.*ENOENT.*INJECTED" trace
		grep -q "cgroup.freeze" trace
		until_true is_gone "$(cat left)"'
}

# bats test_tags=root
@test "end: --grace sends SIGTERM first, and SIGKILL to those that stay" {
	in_cgroup '
		exec 2>/dev/null
		xcgexec --grace 60 sh -c "
			sh -c \"trap \\\"echo term >>heard; exit\\\" TERM; : >ready; while :; do sleep 0.02; done\" &
			until [ -e ready ]; do sleep 0.02; done"
		cat heard
		xcgexec --grace 0.1 sh -c "
			sh -c \"trap : TERM; echo \\\$\\\$ >stays; while :; do sleep 0.02; done\" &
			until [ -s stays ]; do sleep 0.02; done"
		until_true is_gone "$(cat stays)"'
	assert_output_is term
}

# bats test_tags=root
@test "end: a signal ends the wait of --grace" {
	in_cgroup '
		exec 2>/dev/null
		xcgexec --grace 1000 sh -c "
			sh -c \"trap \\\"echo term >>heard\\\" TERM; echo \\\$\\\$ >stays; while :; do sleep 0.02; done\" &
			until [ -s stays ]; do sleep 0.02; done" & pid=$!
		until_true has_line heard term
		kill -TERM $pid
		wait $pid && echo "status $?"
		until_true is_gone "$(cat stays)"'
	assert_output_is "status 0"
}

# bats test_tags=root
@test "end: --keep leaves processes running, and the cgroup goes with the last" {
	in_cgroup '
		xcgexec --keep -v sh -c "sleep 300 </dev/null >/dev/null 2>&1 & echo \$! >left" 2>said
		grep -q "^xcgexec: processes are left in xns-" said
		kill -0 "$(cat left)" && one_group && echo "still there"
		kill "$(cat left)"
		until_true no_group
		xcgexec --keep true
		until_true no_group'
	assert_output_is "still there"
}

# bats test_tags=root,rule:R25
@test "end: killed by SIGKILL, the watcher kills the command and removes the cgroup" {
	in_cgroup '
		exec 2>/dev/null
		for filter in "" "enosys clone3 --"; do
			rm -f left
			$filter xcgexec sh -c "setsid sleep 300 & echo \$! >left; sleep 300; :" & pid=$!
			until_true test -s left
			kill -KILL $pid
			wait $pid || echo "status $?"
			until_true no_group
			until_true is_gone "$(cat left)"
		done
		xcgexec true'
	assert_output_is $'status 137\nstatus 137'
}

# bats test_tags=root,rule:R25
@test "end: killed by SIGKILL at any moment, no cgroup is left" {
	in_cgroup '
		for delay in 0 0.001 0.002 0.003 0.004 0.006 0.008 0.012; do
			xcgexec sleep 300 & pid=$!
			sleep $delay
			kill -KILL $pid
			wait $pid || :
		done 2>/dev/null
		until_true no_group
		until_true sh -c "! grep -lx xns-watcher /proc/[0-9]*/comm"'
}

# bats test_tags=root
@test "end: signals are forwarded, and the cgroup is removed" {
	in_cgroup '
		for signal in TERM INT HUP USR1; do
			rm -f ready
			env --default-signal=INT xcgexec sh -c "trap \"exit 9\" $signal; : >ready; while :; do sleep 0.02; done" & pid=$!
			until_true test -e ready
			kill -$signal $pid
			wait $pid || echo "$signal $?"
			no_group
		done'
	assert_output_is $'TERM 9\nINT 9\nHUP 9\nUSR1 9'
}

# bats test_tags=root
@test "end: a command that removes its cgroup, moves itself away, or freezes it" {
	in_cgroup '
		xcgexec sh -c "
			own=/sys/fs/cgroup\$(sed -n s/^0:://p /proc/self/cgroup)
			echo \$\$ >\$C/cgroup.procs; rmdir \$own; exit 3" || echo $?
		xcgexec sh -c "echo \$\$ >\$C/cgroup.procs; exit 4" || echo $?
		xcgexec sh -c "
			own=/sys/fs/cgroup\$(sed -n s/^0:://p /proc/self/cgroup)
			mkdir \$own/ice; sleep 300 & echo \$! >\$own/ice/cgroup.procs
			echo 1 >\$own/ice/cgroup.freeze; exit 5" || echo $?'
	assert_output_is $'3\n4\n5'
}

# bats test_tags=root,rule:R26
@test "failure: a step that fails leaves no cgroup, and the command does not run" {
	in_cgroup '
		xcgexec --set cgroup.nosuch=1 touch ran 2>&1 || echo $?
		xcgexec --set cgroup.max.depth=-5 touch ran 2>&1 || echo $?
		no_group && [ ! -e ran ]
		mkdir "$C/full"; echo 0 >"$C/full/cgroup.max.descendants"
		xcgexec --parent "$C/full" touch ran 2>&1 || echo $?
		rmdir "$C/full"
		[ ! -e ran ]'
	assert_output_matches '^xcgexec: cannot set cgroup.nosuch to "1": no such file or directory
xcgexec: hint: the cgroup has no such file on this kernel; its controllers are: .*
125
xcgexec: cannot set cgroup.max.depth to "-5": .*
125
xcgexec: cannot create the cgroup .*/full/xns-.*: resource temporarily unavailable
xcgexec: hint: a limit of cgroups is reached: .*
125$'
}

# bats test_tags=root
@test "failure: a cgroup that cannot be opened after it is created is removed" {
	need_strace
	in_cgroup '
		exec 2>said
		strace -qq -o trace -e trace=openat,mkdirat xcgexec true
		number=$(grep -n mkdirat trace | cut -d: -f1)
		test "$(sed -n "$((number + 1))p" trace | grep -c "openat.*xns-")" = 1
		strace -qq -o trace -e inject=openat:error=EMFILE:when="$number" xcgexec touch "$T/ran" || echo "status $?"
		no_group && echo removed'
	assert_output_is $'status 125\nremoved'
	assert_no_file ran
	assert_grep "^xcgexec: cannot create the cgroup .*: too many open files" said
}

# bats test_tags=root
@test "failure: a hint tells an unprivileged user how root can delegate a cgroup" {
	in_cgroup '
		setpriv --reuid 54321 --regid 54321 --clear-groups sh -c "xcgexec touch ran; exit \$?" 2>&1 || echo $?'
	assert_output_matches '^xcgexec: cannot create the cgroup .*: permission denied
xcgexec: hint: user 54321 may not write to (.*); root can delegate a cgroup: D=.*/user-54321 && mkdir -p \$D && chown 54321 \$D \$D/cgroup.procs \$D/cgroup.subtree_control && echo [0-9]+ >\$D/cgroup.procs; then use --evacuate
125$'
}

# bats test_tags=root,rule:R17
@test "failure: outside the caller's cgroup namespace" {
	in_cgroup '
		mkdir "$C/a"
		sh -c "echo \$\$ >\$C/a/cgroup.procs; exec unshare --cgroup --mount sh -euc \"
			umount /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup
			echo \\\$\\\$ >inside; exec sleep 300\"" & pid=$!
		until_true test -s inside
		nsenter -t $pid --cgroup --mount xcgexec touch ran 2>&1 || echo $?
		kill $pid; wait $pid || :
		until_true rmdir "$C/a"; [ ! -e ran ]'
	assert_output_has "cannot find the cgroup of this process: it is outside the caller's cgroup namespace
xcgexec: hint: choose a cgroup that can be seen from here with --parent DIR"
}

# ---- the report ----------------------------------------------------------------------------

# bats test_tags=root
@test "report: one JSON line a run, to a file or a descriptor" {
	need_cmd jq
	in_cgroup '
		exec 2>/dev/null
		xcgexec --report report sh -c "exit 3" || :
		xcgexec --report report sh -c "kill -9 \$\$" || :
		xcgexec --report fd:1 true
		xcgexec --report fd:9 true 9>>report
		cat report'
	assert_equal "$(jq -c '[."exit-code", .signal]' <<<"$output")" $'[0,null]\n[3,null]\n[null,9]\n[0,null]'
	assert_equal "$(jq -s 'map(keys) | length' <<<"$output")" 4
	assert_equal "$(jq -s -r '.[0] | .wall, .user, .system | type' <<<"$output")" "number
number
number"
	assert_equal "$(wc -l <"$T/report")" 3
}

# bats test_tags=root
@test "report: times are those of the command" {
	need_cmd jq
	in_cgroup '
		xcgexec --report report sh -c "sleep 0.3"
		xcgexec --report busy sh -c "i=0; while [ \$i -lt 300000 ]; do i=\$((i + 1)); done; times >times"'
	jq -e '.wall >= 0.3' "$T/report"
	# the shell counted its own time a little earlier
	jq -e --argjson all "$(awk -F'[ms ]' 'NR == 1 { print $1 * 60 + $2 + $4 * 60 + $5 }' "$T/times")" \
		'(.user + .system) as $sum | $sum >= $all * 0.8 and $sum <= $all * 1.25 + 0.5' "$T/busy"
}

# bats test_tags=root
@test "report: -v prints a table on standard error; what is not known is -" {
	in_cgroup 'xcgexec -v true 2>&1 >/dev/null'
	assert_output_matches "(^|
)end                 exit status 0
wall clock          [0-9.]+ s
peak memory         "
}

# bats test_tags=root
@test "report: one that cannot be written is an error, unless the command failed" {
	in_cgroup '
		xcgexec --report /dev/full true 2>&1 || echo $?
		xcgexec --report /dev/full sh -c "exit 3" 2>&1 || echo $?'
	assert_output_is "xcgexec: cannot write the report to /dev/full: no space left on device
125
xcgexec: warning: cannot write the report to /dev/full: no space left on device
3"
}

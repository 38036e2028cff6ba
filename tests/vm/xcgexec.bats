#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xcgexec: limits that act, reports, and where a controller can be enabled. It needs all
# controllers of cgroup v2: run by "make check-vm" only.

load ../helpers/xns
program=xcgexec
C=/sys/fs/cgroup
user=(setpriv --reuid=4321 --regid=4321 --clear-groups)
# MIB: uses so much memory. Of zeros, Linux 6.12 may free a page.
# shellcheck disable=SC2016
fill=(perl -e '$x .= "x" x 1048576 for 1 .. shift')

setup() {
	[[ ${XNS_VM-} ]] || skip_because no-vm "this changes the machine: make check-vm"
	xns_setup
	chmod 777 "$T"
	cd "$T"
}

# No test may leave a cgroup of ours; those that it made itself begin with "t-".
teardown() {
	[[ ${XNS_VM-} ]] || return 0
	xns_teardown || return 1
	local left
	left=$(find "$C" -type d -name 'xns-[0-9]*')
	find "$C" -depth -type d \( -name 't-*' -o -name 'xns-*' -o -name 'user-*' \) -exec rmdir {} + || :
	[[ ! $left ]] || expect "the cgroups left behind" "$left" "should be" ""
}

# group NAME [FILE=VALUE...]: creates it
group() {
	local setting
	mkdir "$C/$1"
	for setting in "${@:2}"; do echo "${setting#*=}" >"$C/$1/${setting%%=*}"; done
}

# inside NAME COMMAND...: runs it in that cgroup
inside() {
	# shellcheck disable=SC2016
	bounded sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$C/$1" "${@:2}"
}

# own FILE...: a script that prints these files of its cgroup
own() {
	# shellcheck disable=SC2016
	printf '%s\n' "cd $C"'/$(sed -n s/^0::.//p /proc/self/cgroup)' "grep -H . $*" >own
	echo own
}

report() { jq -r "$1" report; }

# ---- limits --------------------------------------------------------------------------------

@test "limits: the command finds each in its cgroup" {
	own memory.max memory.high memory.low memory.swap.max memory.oom.group pids.max cpu.max cpu.weight \
		cpuset.cpus cpuset.mems hugetlb.2MB.max hugetlb.2MB.rsvd.max memory.min cgroup.max.depth
	xrun xcgexec --memory-max 200M --memory-high 100M --memory-low 4K --oom-group --pids-max 50 --cpu-max 50% \
		--cpu-weight 7 --cpuset-cpus 0 --cpuset-mems 0 --hugetlb-max 2MB=4M --hugetlb-rsvd-max 2MB=6M \
		--set memory.min=8192 --set cgroup.max.depth=9 sh own
	assert_output_is 'memory.max:209715200
memory.high:104857600
memory.low:4096
memory.swap.max:0
memory.oom.group:1
pids.max:50
cpu.max:50000 100000
cpu.weight:7
cpuset.cpus:0
cpuset.mems:0
hugetlb.2MB.max:4194304
hugetlb.2MB.rsvd.max:6291456
memory.min:8192
cgroup.max.depth:9'
}

@test "limits: a percentage is one of the parent's limit" {
	group t-parent
	xrun xcgexec --memory-max 100M true # enables the controller
	echo 100M >"$C/t-parent/memory.max"
	own memory.max memory.high
	xrun xcgexec --parent "$C/t-parent" --memory-max 50% --memory-high 25% sh own
	assert_output_is $'memory.max:52428800\nmemory.high:26214400'
}

@test "limits: what the kernel refuses is named, and nothing is left" {
	refused "cannot set cpuset.cpus to \"4000\": " -- --cpuset-cpus 4000
	refused "cannot set io.max to \"8:250 rbps=1000\": no such device" -- --io-max 8:250,rbps=1000
	refused "cannot set memory.nosuch to \"1\": no such file or directory" \
		"hint: the cgroup has no such file on this kernel; its controllers are: " -- --set memory.nosuch=1
	refused "cannot use the controller nosuch in $C: no such file or directory" -- --set nosuch.max=1
	refute_output_has hint
}

# ---- limits that end the command -----------------------------------------------------------

@test "memory: the command is killed, one line names the limit, the report counts it" {
	xrun -137 xcgexec --memory-max 20M --report report "${fill[@]}" 64
	assert_line_is "xcgexec: the command was killed by the 20 MiB memory limit"
	assert_equal "$(report '."oom-kills" >= 1 and .oom >= 1 and ."memory-max-reached" >= 1 and .signal == 9')" true
	assert_equal "$(report '."peak-memory" <= 20971520 and ."peak-memory" > 15000000')" true
	# a second run at once
	xrun xcgexec --memory-max 20M true
}

@test "memory: a child is killed, and with --oom-group all processes are" {
	# shellcheck disable=SC2016
	local script='"$@"; exit 3'
	xrun -3 xcgexec --memory-max 20M sh -c "$script" sh "${fill[@]}" 64
	assert_line_is "xcgexec: one process was killed by the 20 MiB memory limit"
	xrun -137 xcgexec --memory-max 20M --oom-group sh -c "$script" sh "${fill[@]}" 64
	assert_line_is "xcgexec: the command was killed by the 20 MiB memory limit"
}

@test "memory: a kill because of a limit above is not told as one of this limit" {
	group t-above
	xcgexec --memory-max 100M true
	echo 20M >"$C/t-above/memory.max"
	xrun -137 xcgexec --parent "$C/t-above" --memory-max 100M "${fill[@]}" 64
	assert_line_is "xcgexec: the command was killed because memory ran out outside of this cgroup"
}

@test "memory: a kill because of a limit below is not told as one of this limit" {
	xrun -137 xcgexec --memory-max 100M --pids-max 100 xcgexec --evacuate --memory-max 20M \
		"${fill[@]}" 64
	assert_output_is "xcgexec: the command was killed by the 20 MiB memory limit
xcgexec: the command was killed by a memory limit of a cgroup below this one"
}

@test "memory: no line when nothing was killed" {
	xrun -137 xcgexec --memory-max 100M sh -c 'kill -KILL $$'
	refute_output_has xcgexec
}

@test "processes: forks above the limit fail, are counted, and are told when the command fails" {
	local script='for i in 1 2 3 4 5; do sleep 300 & done; wait'
	xrun -2 xcgexec --pids-max 3 --report report dash -c "$script"
	assert_line_is "xcgexec: the limit of 3 processes and threads was reached"
	assert_equal "$(report '."forks-refused" >= 1')" true
	[[ ! -e $C/pids.peak && $(report '."peak-processes"') == null ]] ||
		assert_equal "$(report '."peak-processes"')" 3
	xrun xcgexec --pids-max 3 dash -c "($script) 2>/dev/null; exit 0"
	refute_output_has "the limit of"
}

@test "processes: a limit of another cgroup is not told as this one" {
	# Linux 6.1 is the first to count the most processes.
	[[ $(uname -r) != [0-5].* ]] || skip_because old-kernel "no pids.peak"
	local script='for i in 1 2 3 4 5; do sleep 300 & done; wait'
	group t-above
	xcgexec --pids-max 9 true # enables the controller
	echo 3 >"$C/t-above/pids.max"
	xrun -2 xcgexec --parent "$C/t-above" --pids-max 50 dash -c "$script"
	refute_output_has 50
	# before Linux 6.11 the kernel counts it in the cgroup of the process
	[[ $(uname -r) != 6.1.* ]] ||
		assert_line_is "xcgexec: a limit of processes of another cgroup, above or below, was reached"
	xrun -2 xcgexec --pids-max 50 xcgexec --evacuate --pids-max 3 dash -c "$script"
	assert_line_is "xcgexec: the limit of 3 processes and threads was reached"
	refute_output_has "limit of 50"
}

@test "CPU time: the command is throttled, and the report adds up" {
	# shellcheck disable=SC2016
	xrun xcgexec --cpu-max 20% --report report bash -c 'for ((i = 0; i < 8000; i++)); do :; done; times >times'
	assert_equal "$(report '."cpu-throttled" >= 1 and ."cpu-throttled-time" > 0 and ."cpu-periods" >= ."cpu-throttled"')" true
	# a fifth of a CPU, and what one period may be off
	assert_equal "$(report '(.user + .system) <= .wall * 0.2 + 0.25')" true
	local seconds
	seconds=$(awk -F'[ms ]' '{ sum += $1 * 60 + $2 + $4 * 60 + $5 } END { print sum }' times)
	jq -e --argjson all "$seconds" '(.user + .system) as $sum | $sum >= $all * 0.9 and $sum <= $all * 1.2 + 0.5' report
}

# ---- the report ----------------------------------------------------------------------------

@test "report: its numbers are those of the interface files" {
	xrun xcgexec --keep -v --memory-max 100M --pids-max 20 --cpu-max 2 --report report sh -c '
		dd if=/dev/zero of=/dev/null bs=30M count=1 2>/dev/null
		sleep 300 </dev/null >/dev/null 2>&1 & echo $! >left
		until grep -q sleep /proc/$!/comm; do :; done'
	local g file key name
	g=$C$(sed -n s/^0:://p "/proc/$(cat left)/cgroup")
	xns_started+=("$(cat left)")
	[[ ! -e $g/memory.peak ]] || assert_equal "$(report '."peak-memory"')" "$(cat "$g/memory.peak")"
	[[ ! -e $g/pids.peak ]] || assert_equal "$(report '."peak-processes"')" "$(cat "$g/pids.peak")"
	while read -r name file key; do
		assert_equal "$name $(report ".\"$name\"")" "$name $(sed -n "s/^$key //p" "$g/$file")"
	done <<-END
		oom memory.events oom
		oom-kills memory.events oom_kill
		memory-max-reached memory.events max
		memory-high-reached memory.events high
		forks-refused pids.events max
	END
	# the process that is left has still used some on its way to sleep
	jq -e --argjson usec "$(sed -n 's/^usage_usec //p' "$g/cpu.stat")" \
		'((.user + .system) * 1000000) as $told | $told >= 0.5 * $usec and $told <= $usec + 10' report
	assert_output_matches "peak memory         [0-9.]+ MiB"
	kill "$(cat left)"
	wait_for test ! -e "$g"
}

@test "report: what it requires is enabled without a limit" {
	xrun xcgexec --report report true
	assert_equal "$(report '."oom-kills", ."forks-refused"')" $'0\n0'
}

# ---- where controllers can be enabled -----------------------------------------------------------

@test "evacuate: a cgroup with processes is explained, and emptied on request" {
	group t-full
	sleeper
	echo "$background" >"$C/t-full/cgroup.procs"
	own memory.max
	run -125 inside t-full xcgexec --memory-max 20M touch ran
	assert_output_is "xcgexec: cannot enable the controller memory for the children of $C/t-full: device or resource busy
xcgexec: hint: $C/t-full holds processes, so that it cannot enable controllers for its children: --evacuate moves them to a child first, --parent DIR takes another cgroup"
	run -0 inside t-full xcgexec --dry-run --evacuate --memory-max 20M true
	has_line "$output" "1. move the processes of $C/t-full to its child xns-evacuated"
	run -0 inside t-full xcgexec --evacuate -v --memory-max 20M sh own
	assert_line_is "xcgexec: moved 2 processes of $C/t-full to its child xns-evacuated"
	assert_line_is "memory.max:20971520"
	assert_equal "$(sed -n s/^0:://p "/proc/$background/cgroup")" /t-full/xns-evacuated
	# whoever is there finds the same parent, and needs no option
	run -0 inside t-full/xns-evacuated xcgexec --memory-max 30M sh own
	assert_output_is "memory.max:31457280"
	[[ ! -e ran ]]
	kill "$background"
	wait_for gone "$background"
}

@test "evacuate: nothing is moved when nothing has to be enabled" {
	group t-full
	run -0 inside t-full xcgexec --evacuate -v --set cgroup.max.depth=5 grep ^0:: /proc/self/cgroup
	assert_output_matches "0::/t-full/xns-[0-9]"
	refute_output_has evacuated/
}

@test "evacuate: a process of another PID namespace is refused" {
	group t-mixed
	sleeper
	echo "$background" >"$C/t-mixed/cgroup.procs"
	run -125 inside t-mixed unshare --pid --fork --mount-proc xcgexec --evacuate --memory-max 20M touch ran
	assert_output_has "cannot move the processes of $C/t-mixed to its child xns-evacuated: /proc does not show this process"
	assert_equal "$(sed -n s/^0:://p "/proc/$background/cgroup")" /t-mixed
	kill "$background"
	wait_for gone "$background"
}

@test "delegation: a user is given the commands, and they work" {
	group t-host
	xcgexec --memory-max 100M true # enables the controller
	local shell commands
	# shellcheck disable=SC2016
	printf '%s\n' 'xcgexec --memory-max 20M touch ran; echo "status $?"; until [ -e go ]; do sleep 0.1; done' \
		'xcgexec --evacuate --memory-max 20M sh own; echo "status $?"' >session
	own memory.max
	# shellcheck disable=SC2016
	background sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@" >out 2>&1' "$C/t-host/" \
		"${user[@]}" sh session
	wait_for grep -q status out
	shell=$background
	run -0 cat out
	assert_line_is "xcgexec: cannot enable the controller memory for the children of $C/t-host: permission denied"
	assert_output_has "hint: user 4321 may not write to $C/t-host; root can delegate a cgroup: "
	assert_line_is "status 125"
	commands=$(sed -n 's/.*root can delegate a cgroup: \(.*\); then use --evacuate$/\1/p' out)
	sh -euc "$commands"
	assert_equal "$(sed -n s/^0:://p "/proc/$shell/cgroup")" /user-4321
	: >go
	wait_for grep -q "status 0" out
	grep -qx "memory.max:20971520" out
	[[ ! -e ran ]]
	wait_for gone "$shell"
}

@test "delegation: a delegated cgroup elsewhere is explained" {
	group t-mine
	xcgexec --memory-max 20M true
	chown 4321 "$C/t-mine" "$C"/t-mine/cgroup.{procs,subtree_control}
	xrun -125 "${user[@]}" xcgexec --parent "$C/t-mine" touch ran
	assert_output_matches "^xcgexec: cannot start a child in the cgroup: permission denied
xcgexec: hint: to move a process, the caller needs write permission to cgroup.procs of $C/t-mine and "
	run -0 inside t-mine "${user[@]}" xcgexec true
	[[ ! -e ran && ! $(find "$C/t-mine" -mindepth 1 -type d) ]]
}

@test "version 1: a controller that is bound to it is named" {
	echo -pids >"$C/cgroup.subtree_control"
	mkdir v1
	mount -t cgroup -o pids none v1 2>/dev/null || skip_because no-cgroup1 "this kernel has no cgroup v1"
	run bounded xcgexec --pids-max 5 touch ran
	umount v1
	wait_for grep -qw pids "$C/cgroup.controllers"
	assert_output_matches "^xcgexec: cannot use the controller pids in $C: no such file or directory
xcgexec: hint: the controller pids is bound to a cgroup v1 hierarchy \(number [0-9]+ in /proc/cgroups\)"
	[[ ! -e ran ]]
}

@test "threaded: such a parent is named" {
	group t-domain
	group t-domain/t-threaded cgroup.type=threaded
	refused "hint: " 'is of type "threaded"' -- --parent "$C/t-domain/t-threaded" --memory-max 20M
	refused "cannot start a child in the cgroup: operation not supported" 'hint: the new cgroup is of type "' \
		-- --parent "$C/t-domain/t-threaded"
}

@test "missing: a cgroup above that does not enable the controller is named" {
	group t-a
	mkdir "$C/t-a/t-b"
	xcgexec --memory-max 20M true
	refused "cannot use the controller memory in $C/t-a/t-b: no such file or directory" \
		"hint: the cgroup above $C/t-a/t-b does not enable memory" -- --parent "$C/t-a/t-b" --memory-max 20M
}

# ---- together ------------------------------------------------------------------------------

@test "nested: a run inside a run" {
	own memory.max
	xrun xcgexec --memory-max 100M xcgexec --evacuate --memory-max 50M sh own
	assert_output_is memory.max:52428800
}

@test "chain: under xunshare and xpidinit" {
	# shellcheck disable=SC2016
	xrun -7 xcgexec --memory-max 256M xunshare -rpm --mount-proc xpidinit sh -c 'grep -c . /proc/self/cgroup; exit 7'
}

@test "end: killed by SIGKILL with limits, nothing is left" {
	background xcgexec --memory-max 100M --pids-max 20 sh -c 'echo $$ >left; sleep 300; :'
	wait_for test -s left
	kill -KILL "$background"
	wait_for gone "$(cat left)"
	none() { [[ ! $(find "$C" -type d -name 'xns-[0-9]*') ]]; }
	wait_for none
}

@test "page: the examples run" {
	mkdir bin
	printf '#!/bin/sh\nexit 0\n' >bin/make
	chmod +x bin/make
	local line ran=0
	while IFS= read -r line; do
		echo "example: $line"
		PATH=$PWD/bin:$PATH xrun sh -c "$line"
		((++ran))
	done < <(sed -n 's/^\.Dl \(xcgexec .*\)/\1/p' "$XNS_SRC/man/xcgexec.1")
	((ran >= 4))
}

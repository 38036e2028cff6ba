#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The descriptors by which xclone, xunshare and xnsenter work together with somebody else.

load helpers/xns
load helpers/xunshare

setup() { setup_in_tmp; }

# Each program with what it needs to run a command in a child; xnsenter enters a directory.
programs=()
for program in xclone xunshare xnsenter; do
	[[ " $XNS_PROGRAMS " != *" $program "* ]] || programs+=("$program")
done
# as PROGRAM: sets way to it and its options
as() {
	way=("$1")
	[[ $1 != xnsenter ]] || way+=(--wd=/)
}

# redirected SCRIPT COMMAND...: the redirections of sh, then the command, in our place
redirected() { sh -c 'script=$1; shift; eval "exec \"\$@\" $script"' sh "$@"; }
# the same as words for background and xrun
with() { with=(sh -c 'script=$1; shift; eval "exec \"\$@\" $script"' sh "$@"); }

# misused_by PROGRAM REDIRECTIONS SENTENCE OPTION...: two lines, status 125, and nothing happens
misused_by() {
	local way with program=$1 script=$2 sentence=$3
	as "$program"
	shift 3
	echo "should be refused: ${way[*]} $* $script"
	with "$script" strace -f -qq -o "$T/trace" -e trace=unshare,setns,clone,clone3,fork,vfork \
		"${way[@]}" "$@" touch "$T/ran"
	xrun -125 "${with[@]}"
	assert_output_is "$program: $sentence
Try '$program --help' for more information."
	assert_empty_file "$T/trace"
	assert_no_file "$T/ran"
}

fd_is_open() { [[ -e /proc/$1/fd/$2 ]]; }
# waits_at PROCESS NAME: its only child is still our program, asleep
waits_at() { child_of "$1" && file_has "/proc/$child/comm" "$2" && state_is "$child" S; }

# ---- --status-fd ---------------------------------------------------------------------------

# inodes PID TYPE...: as the first line should show them
inodes() {
	local pid=$1 type
	shift
	for type; do
		printf ', "%s-namespace": %s' "$type" "$(readlink "/proc/$pid/ns/$type" | tr -dc 0-9)"
	done
}

@test "status: the child and its namespaces, then the exit code, exactly" {
	need_ns pid
	local program kind
	for program in xclone xunshare; do
		[[ " ${programs[*]} " == *" $program "* ]] || continue
		rm -f status pid
		with "8>status" "$program" -ra --status-fd 8 probe hold "$T/pid"
		background "${with[@]}"
		wait_for exists pid
		wait_for child_of "$background"
		assert_equal "$(cat status)" "{ \"child-pid\": $child$(inodes "$child" "${all_types[@]}") }"
		kill -KILL "$child"
		wait "$background" || [[ $? == 137 ]]
		assert_equal "$(tail -n 1 status)" '{ "exit-code": 137 }'
		assert_equal "$(wc -l <status)" 2
	done
}

@test "status: only the types that are new" {
	need_ns uts
	local program
	for program in xclone xunshare; do
		[[ " ${programs[*]} " == *" $program "* ]] || continue
		with "8>status" "$program" --status-fd=8 true
		xrun "${with[@]}"
		assert_matches "$(cat status)" $'^[{] "child-pid": [1-9][0-9]* }\n[{] "exit-code": 0 }$'
		with "8>status" "$program" "${may[@]}" -u --status-fd=8 sh -c 'exit 7'
		xrun -7 "${with[@]}"
		assert_equal "$(tail -n 1 status)" '{ "exit-code": 7 }'
		as_root || assert_equal "$(grep -oE '[a-z]+-namespace' status | xargs)" "uts-namespace user-namespace"
		as_user || assert_equal "$(grep -oE '[a-z]+-namespace' status | xargs)" "uts-namespace"
	done
}

@test "status: xnsenter writes the namespaces that it entered" {
	[[ " ${programs[*]} " == *" xnsenter "* ]] || return 0
	need_ns pid
	background xunshare -rupn probe hold "$T/pid"
	wait_for exists pid
	wait_for child_of "$background"
	local target=$child entered
	with "8>status" xnsenter -t "$target" -U -u -p --status-fd 8 sleep 30
	background "${with[@]}"
	wait_for file_has status child-pid
	wait_for child_runs "$background" sleep
	entered=$child
	assert_equal "$(cat status)" "{ \"child-pid\": $entered$(inodes "$target" uts pid user) }"
	assert_equal "$(inodes "$entered" uts pid user)" "$(inodes "$target" uts pid user)"
	kill -KILL "$entered"
	wait "$background" || [[ $? == 137 ]]
	assert_equal "$(tail -n 1 status)" '{ "exit-code": 137 }'
	kill -KILL "$target"
}

@test "status: keys and form are those of bwrap" {
	need_cmd bwrap
	need_userns
	with "8>theirs" bwrap --unshare-all --bind / / --json-status-fd 8 sh -c 'exit 3'
	run "${with[@]}"
	((status == 3)) || skip_because no-bwrap "bwrap does not work here: $output"
	local keys program
	keys=$(grep -oE '"[a-z-]+":' theirs | sort)
	assert_has "$keys" child-pid
	assert_has "$keys" exit-code
	for program in xclone xunshare; do
		[[ " ${programs[*]} " == *" $program "* ]] || continue
		with "8>ours" "$program" -rmuinpC --status-fd 8 sh -c 'exit 3'
		xrun -3 "${with[@]}"
		# bwrap says nothing of the user namespace
		assert_equal "$(grep -oE '"[a-z-]+":' ours | grep -v user | sort)" "$keys"
		assert_equal "$(sed 's/[0-9]\+/N/g' ours | tail -n 1)" "$(sed 's/[0-9]\+/N/g' theirs | tail -n 1)"
	done
}

@test "status: it is JSON, and numbers are numbers" {
	need_cmd python3
	need_userns
	with "8>status" xclone -r -a --status-fd 8 true
	xrun "${with[@]}"
	xrun python3 -c '
import json
lines = [json.loads(line) for line in open("status")]
assert len(lines) == 2, lines
assert all(type(value) is int for line in lines for value in line.values()), lines
print(len(lines[0]), lines[1]["exit-code"])'
	assert_output_is "9 0"
}

@test "status: a command that cannot be run, and one that was killed" {
	local program way with
	for program in "${programs[@]}"; do
		as "$program"
		with "8>status" "${way[@]}" --status-fd 8 /no/such/command
		xrun -127 "${with[@]}"
		assert_equal "$(tail -n 1 status)" '{ "exit-code": 127 }'
		with "8>status" launch -w end "${way[@]}" --status-fd 8 probe die 15
		xrun "${with[@]}"
		assert_equal "$(tail -n 1 status)" '{ "exit-code": 143 }'
		assert_equal "$(cat end)" "signal 15"
	done
}

@test "status: the descriptor is closed at the end, also by a process that stays" {
	local program way with
	mkfifo status
	for program in "${programs[@]}"; do
		as "$program"
		# what the command leaves behind does not hold it
		with "8>status" "${way[@]}" --status-fd 8 sh -c 'sleep 30 >/dev/null & echo $! >"$0"' "$T/left"
		background "${with[@]}"
		xrun cat status
		assert_equal "${#lines[@]}" 2
		assert_equal "${lines[1]}" '{ "exit-code": 0 }'
		wait "$background"
		kill "$(cat left)"
	done
}

@test "status: with --detach only the line about the child is written" {
	[[ " ${programs[*]} " == *" xclone "* ]] || return 0
	with "8>status >pid 2>&1" xclone --status-fd 8 --detach sleep 30
	xrun "${with[@]}"
	assert_equal "$(cat status)" "{ \"child-pid\": $(cat pid) }"
	kill -KILL "$(cat pid)"
}

# bats test_tags=no-sanitizer
@test "status: without /proc, which shows the namespaces, nothing is made" {
	need_ns mount
	need_strace
	local program
	for program in "${makers[@]}"; do
		# shellcheck disable=SC2016
		xrun -125 "${own_mounts[@]}" sh -c 'mount -t tmpfs none /proc && exec strace -f -qq -o "$0" \
			-e trace=clone,clone3,fork,vfork,unshare "$@" 8>/dev/null' "$T/trace" \
			"$program" --status-fd 8 touch "$T/ran"
		assert_output_is "$program: cannot use /proc: no such file or directory
$program: hint: another file system is mounted on /proc; run mount -t proc proc /proc"
		assert_empty_file "$T/trace"
		assert_no_file "$T/ran"
	done
}

@test "status: a closed reader is an error before the command runs" {
	local program way with
	for program in "${programs[@]}"; do
		as "$program"
		echo "with: $program"
		mkfifo gone
		# opened by a reader that leaves at once
		background sh -c 'exec 8>gone; until [ -e left ]; do sleep 0.02; done; exec "$@" 2>message' sh \
			"${way[@]}" --status-fd 8 touch "$T/ran"
		: <gone
		: >left
		wait "$background" || [[ $? == 125 ]]
		file_has message "$program: cannot write the status to descriptor 8: broken pipe"
		assert_no_file ran
		rm gone left message
	done
}

@test "status: a closed reader does not change the status with --no-forward-signals" {
	local program
	for program in "${makers[@]}"; do
		echo "with: $program"
		mkfifo gone
		# the reader leaves after the first line, the command when he has left
		background sh -c 'read -r line <gone; : >left'
		xrun -7 sh -c 'exec "$@" 8>gone' sh "$program" --no-forward-signals --status-fd 8 \
			sh -c 'until [ -e left ]; do sleep 0.02; done; exit 7'
		assert_output_has "$program: warning: cannot write the status to descriptor 8: broken pipe"
		rm gone left
		mkfifo gone
		background sh -c ': <gone; : >left'
		xrun -125 sh -c 'exec 8>gone; until [ -e left ]; do sleep 0.02; done; exec "$@"' sh \
			"$program" --no-forward-signals --status-fd 8 touch "$T/ran"
		assert_output_has "$program: cannot write the status to descriptor 8: broken pipe"
		assert_no_file ran
		rm gone left
	done
}

# ---- --block-fd ----------------------------------------------------------------------------

# blocked PROGRAM ARG...: starts it with 8 as the reading end of the pipe go, sets writer,
# and returns when its child waits
blocked() {
	local way with program=$1
	as "$program"
	shift
	[[ -p go ]] || mkfifo go
	# shellcheck disable=SC1083
	exec {writer}<>go
	with "8<go 7>status" "${way[@]}" "$@"
	background "${with[@]}"
	wait_for waits_at "$background" "$program"
}
release() { exec {writer}>&-; }

@test "block: the command waits for data" {
	local program
	for program in "${programs[@]}"; do
		rm -f ran
		blocked "$program" --block-fd 8 touch "$T/ran"
		sleep 0.3
		assert_no_file ran
		wait_for waits_at "$background" "$program"
		echo >&"$writer"
		wait_for exists ran
		wait "$background"
		release
	done
}

@test "block: the command waits for the end of the file" {
	local program
	for program in "${programs[@]}"; do
		rm -f ran
		blocked "$program" --block-fd 8 touch "$T/ran"
		sleep 0.2
		assert_no_file ran
		release
		wait_for exists ran
		wait "$background"
	done
}

@test "block: during the wait all is set up, and the IDs are those of the command" {
	need_ns uts
	[[ " ${programs[*]} " == *" xclone "* ]] || return 0
	local program
	for program in xclone xunshare; do
		blocked "$program" -ru --hostname=ready --block-fd 8 true
		xrun nsenter -t "$child" -U --preserve-credentials -u uname -n
		assert_output_is ready
		xrun cat "/proc/$child/uid_map"
		assert_equal "$(tidy_map <<<"$output")" "0 $(id -u) 1"
		release
		wait "$background"
	done
}

@test "block: a signal ends the wait, and both" {
	local program
	for program in "${programs[@]}"; do
		rm -f ran
		blocked "$program" --block-fd 8 touch "$T/ran"
		kill -TERM "$background"
		wait "$background" || [[ $? == 143 ]]
		gone "$child"
		release
		assert_no_file ran
	done
}

@test "block: a signal ends the wait of a PID 1 too, with 128 plus its number" {
	need_ns pid
	local program
	for program in "${makers[@]}"; do
		rm -f ran
		blocked "$program" "${may[@]}" -p --block-fd 8 touch "$T/ran"
		kill -TERM "$background"
		wait_for gone "$child"
		local code=0
		wait "$background" || code=$?
		assert_equal "$code" 143
		release
		assert_no_file ran
		# the command knows nothing of that
		with "8</dev/null" launch -b 2 -i 15 "$program" "${may[@]}" -p --block-fd 8 probe signals
		xrun "${with[@]}"
		assert_output_is $'blocked: 2\nignored: 15'
	done
}

@test "block: a regular file or a non-blocking descriptor works too" {
	local program way with
	: >empty
	echo data >full
	mkfifo idle
	for program in "${programs[@]}"; do
		as "$program"
		for file in empty full /dev/null; do
			with "8<$file" "${way[@]}" --block-fd 8 echo ran
			xrun "${with[@]}"
			assert_output_is ran
		done
		# a descriptor that does not block on read
		need_cmd python3
		xrun -0 python3 -c '
import os, subprocess, sys, time
reading, writing = os.pipe2(os.O_NONBLOCK)
child = subprocess.Popen([*sys.argv[1:], "--block-fd", str(reading), "echo", "ran"],
    pass_fds=[reading], stdout=subprocess.PIPE)
time.sleep(0.3)
assert child.poll() is None
os.close(writing)
os.write(1, child.communicate(timeout=5)[0])' "${way[@]}"
		assert_output_is ran
	done
}

@test "block: an eventfd, which does not give single bytes" {
	need_cmd python3
	local program way
	for program in "${programs[@]}"; do
		as "$program"
		xrun -0 python3 -c '
import ctypes, os, subprocess, sys, time
event = ctypes.CDLL(None).eventfd(0, 0)
assert event > 2
child = subprocess.Popen([*sys.argv[1:], "--block-fd", str(event), "echo", "ran"],
    pass_fds=[event], stdout=subprocess.PIPE)
time.sleep(0.3)
assert child.poll() is None
os.write(event, (1).to_bytes(8, sys.byteorder))
os.write(1, child.communicate(timeout=5)[0])' "${way[@]}"
		assert_output_is ran
	done
}

@test "block: with --detach a signal ends the wait; afterwards the command outlives the program" {
	need_ns pid
	local options
	for options in "" "${may[*]} -p"; do
		rm -f ran
		# shellcheck disable=SC2086
		blocked xclone $options --detach --block-fd 8 touch "$T/ran"
		kill -TERM "$background"
		wait_for gone "$background"
		wait_for gone "$child"
		release
		assert_no_file ran
	done
	with "8</dev/null >deathsig" xclone --detach --block-fd 8 probe pdeathsig
	xrun "${with[@]}"
	wait_for file_has deathsig 0
	assert_equal "$(grep -vx "[1-9][0-9]*" deathsig)" 0
}

# ---- --userns-block-fd -----------------------------------------------------------------------

# unmapped PROGRAM ARG...: as blocked, but the child is known from its status
unmapped() {
	local program=$1 with
	shift
	[[ -p go ]] || mkfifo go
	rm -f status ran out
	# shellcheck disable=SC1083
	exec {writer}<>go
	with "8<go 7>status >out" "$program" --status-fd 7 --userns-block-fd 8 "$@"
	background "${with[@]}"
	wait_for file_has status child-pid
	child=$(grep -oE 'child-pid": [0-9]+' status | tr -dc 0-9)
	assert_equal "$(cat "/proc/$child/uid_map")" ""
	assert_equal "$(cat "/proc/$child/gid_map")" ""
}

makers=()
for program in xclone xunshare; do
	[[ " ${programs[*]} " != *" $program "* ]] || makers+=("$program")
done

# bats test_tags=root
@test "userns-block: maps that root writes by hand" {
	need_root
	need_userns
	local program
	for program in "${makers[@]}"; do
		unmapped "$program" -U -S 0 -G 0 sh -c 'id -u; cat /proc/self/uid_map /proc/self/gid_map'
		sleep 0.2
		assert_empty_file out
		echo "0 100000 65536" >"/proc/$child/uid_map"
		echo "0 200000 65536" >"/proc/$child/gid_map"
		echo >&"$writer"
		wait "$background"
		release
		assert_equal "$(head -n 1 out)" 0
		assert_equal "$(tail -n 2 out | tidy_map)" $'0 100000 65536\n0 200000 65536'
		assert_equal "$(tail -n 1 status)" '{ "exit-code": 0 }'
	done
}

@test "userns-block: maps that newuidmap and newgidmap write, run by hand" {
	need_subids
	local program gid
	gid=$(sed -n "s/^$(id -un):\([0-9]*\):.*/\1/p" /etc/subgid | head -n 1)
	for program in "${makers[@]}"; do
		unmapped "$program" -U -p sh -c 'id -u; cat /proc/self/uid_map; probe caps'
		newuidmap "$child" 0 "$(id -u)" 1 1 "$subid" 100
		newgidmap "$child" 0 "$(id -g)" 1 1 "$gid" 100
		release # the end of the file does as well
		wait "$background"
		assert_equal "$(head -n 1 out)" 0
		assert_equal "$(sed -n 2,3p out | tidy_map)" "0 $(id -u) 1
1 $subid 100"
		run ! grep -q "effective 0 " out
	done
}

@test "userns-block: without maps the IDs are the overflow IDs" {
	need_userns
	local program
	for program in "${makers[@]}"; do
		unmapped "$program" -U id -u
		release
		wait "$background"
		assert_equal "$(cat out)" 65534
	done
}

@test "userns-block: a signal ends the wait, and nothing runs" {
	need_userns
	local program signal
	for program in "${makers[@]}"; do
		for signal in TERM INT; do
			unmapped "$program" -U -p touch "$T/ran"
			kill "-$signal" "$background"
			wait_for gone "$background"
			wait_for gone "$child"
			release
			assert_no_file ran
		done
	done
}

@test "userns-block: a child that is killed during the wait is noticed" {
	need_userns
	local program
	for program in "${makers[@]}"; do
		unmapped "$program" -U touch "$T/ran"
		kill -KILL "$child"
		release
		local code=0
		wait "$background" || code=$?
		assert_equal "$code" 137
		assert_equal "$(tail -n 1 status)" '{ "exit-code": 137 }'
		assert_no_file ran
	done
}

@test "userns-block: when the program is killed, the child does not run the command" {
	need_userns
	local program
	for program in "${makers[@]}"; do
		unmapped "$program" -U touch "$T/ran"
		kill -KILL "$background"
		wait_for gone "$child"
		release
		assert_no_file ran
	done
}

@test "userns-block: map options, or no user namespace, are usage errors" {
	need_strace
	local program
	for program in "${makers[@]}"; do
		misused_by "$program" "8</dev/null" "--userns-block-fd cannot be combined with --map-root-user" \
			-r --userns-block-fd 8
		misused_by "$program" "8</dev/null" "--userns-block-fd cannot be combined with --map-auto" \
			-U --map-auto --userns-block-fd 8
		misused_by "$program" "8</dev/null" "--userns-block-fd requires --user" -u --userns-block-fd 8
	done
}

# ---- --sync-fd -------------------------------------------------------------------------------

@test "sync: held open until the command ends, and no longer" {
	local program way with reader
	mkfifo sync
	for program in "${programs[@]}"; do
		as "$program"
		rm -f end running
		with "8>sync" "${way[@]}" --sync-fd 8 sh -c 'sleep 300 & echo $! >"$0.left"; echo >"$0"; sleep 1' "$T/running"
		background "${with[@]}"
		local outer=$background
		background sh -c 'cat <sync; date +%s%N >end.new; mv end.new end'
		reader=$background
		wait_for exists running
		sleep 0.3
		assert_no_file end
		alive "$reader"
		wait "$outer"
		wait_for exists end
		# what the command has left behind does not hold it
		alive "$(cat running.left)"
		kill "$(cat running.left)"
	done
}

@test "sync: it ends when everything is killed" {
	need_ns pid
	local program reader
	mkfifo sync
	for program in "${makers[@]}"; do
		rm -f pid
		with "8>sync" "$program" "${may[@]}" -p --kill-child --sync-fd 8 probe hold "$T/pid"
		background "${with[@]}"
		local outer=$background
		background sh -c 'exec cat <sync'
		reader=$background
		wait_for exists pid
		alive "$reader"
		wait_for child_of "$outer"
		kill -KILL "$outer"
		wait_for gone "$reader"
		wait_for gone "$child"
	done
}

# ---- --ready-fd ------------------------------------------------------------------------------

@test "ready: a line 1 when the namespaces are ready, then the end" {
	local program way with
	mkfifo ready go
	for program in "${programs[@]}"; do
		as "$program"
		exec {writer}<>go
		with "8>ready 7<go" "${way[@]}" --ready-fd 8 --block-fd 7 touch "$T/ran"
		background "${with[@]}"
		# it comes, and ends, while the command still waits
		xrun cat ready
		assert_output_is 1
		assert_no_file ran
		alive "$background"
		release
		wait "$background"
		rm ran
	done
}

@test "ready: maps and pins are there by then" {
	need_ns uts
	need_cmd taskset
	local program
	for program in "${makers[@]}"; do
		# shellcheck disable=SC2016
		xrun "${own_mounts[@]}" sh -euc '
			mkdir -p m; mount -t tmpfs none m; mount --make-private m; : >m/uts
			mkfifo m/ready m/go m/status
			"$1" -r -u=m/uts --status-fd 6 --ready-fd 8 --block-fd 7 true 6>m/s 8>m/ready 7<>m/go &
			cat m/ready; stat -fc %T m/uts
			read -r _ _ pid _ <m/s
			cat /proc/${pid%,}/uid_map
			echo >m/go; wait $!' sh "$program"
		assert_equal "${lines[0]}/${lines[1]}" 1/nsfs
		assert_output_matches ' +0 +[0-9]+ +1$'
	done
}

@test "ready: not when something fails" {
	need_ns uts
	local program
	for program in "${makers[@]}"; do
		# shellcheck disable=SC2016
		xrun "${own_mounts[@]}" sh -euc '
			mkdir -p m; mount -t tmpfs none m; : >m/uts
			enosys -e 1 move_mount mount -- "$1" -r -u=m/uts --ready-fd 8 touch m/ran 8>m/ready 2>m/message || echo "status $?"
			wc -c <m/ready; ls m; cat m/message' sh "$program"
		assert_output_is "status 125
0
message
ready
uts
$program: cannot pin the uts namespace to m/uts: operation not permitted"
	done
}

# ---- bad descriptors -------------------------------------------------------------------------

options_of() {
	options=(status block sync ready)
	[[ $1 == xnsenter ]] || options+=(userns-block)
}

@test "bad descriptors: not open, a directory, a standard one, given twice" {
	need_strace
	local program option options other
	for program in "${programs[@]}"; do
		options_of "$program"
		for option in "${options[@]}"; do
			misused_by "$program" "" "descriptor 9 is not open" "--$option-fd" 9
			misused_by "$program" "8<>/dev/null 9</" "descriptor 9 is a directory" "--$option-fd=9"
			for other in 0 1 2; do
				misused_by "$program" "" \
					"descriptor $other belongs to the command; use descriptor 3 or higher" "--$option-fd" "$other"
			done
			other=block
			[[ $option != block ]] || other=sync
			misused_by "$program" "9<>/dev/null" "descriptor 9 was given twice" "--$other-fd" 9 "--$option-fd" 9
		done
	done
}

@test "bad descriptors: of the wrong direction" {
	need_strace
	local program option
	for program in "${programs[@]}"; do
		for option in status ready; do
			misused_by "$program" "9</dev/null" "descriptor 9 is not open for writing" "--$option-fd" 9
		done
		misused_by "$program" "9>/dev/null" "descriptor 9 is not open for reading" --block-fd 9
	done
	for program in "${makers[@]}"; do
		misused_by "$program" "9>/dev/null" "descriptor 9 is not open for reading" -U --userns-block-fd 9
	done
	# --sync-fd is only held: any direction does
	with "9</dev/null" xclone --sync-fd 9 true
	xrun "${with[@]}"
	with "9>/dev/null" xclone --sync-fd 9 true
	xrun "${with[@]}"
}

@test "bad descriptors: what is not a number" {
	local program option options number way
	for program in "${programs[@]}"; do
		options_of "$program"
		as "$program"
		for option in "${options[@]}"; do
			for number in "" x -1 +5 " 5" 5x 0x5 2147483648 4294967299; do
				xrun -125 "${way[@]}" "--$option-fd=$number" touch "$T/ran"
				assert_output_has "--$option-fd"
				assert_equal "${#lines[@]}" 2
				assert_no_file ran
			done
		done
	done
}

@test "bad descriptors: coordination with --no-fork is a usage error" {
	need_strace
	[[ " ${programs[*]} " != *" xnsenter "* ]] ||
		misused_by xnsenter "9>/dev/null" "--no-fork cannot be combined with --status-fd" \
			--no-fork --status-fd 9
	with "9>/dev/null" xunshare --no-fork --status-fd 9 touch "$T/ran"
	xrun -125 "${with[@]}"
	assert_output_has "--no-fork cannot be combined with --status-fd"
}

# ---- the command -----------------------------------------------------------------------------

# bats test_tags=rule:R6
@test "command: it gets none of these descriptors, and all others" {
	local program way with option options
	for program in "${programs[@]}"; do
		as "$program"
		with "3>/dev/null 4</dev/null 5>/dev/null 6>/dev/null 7>/dev/null 9>/dev/null" "${way[@]}" \
			--status-fd 3 --block-fd 4 --sync-fd 5 --ready-fd 6 probe fds
		xrun "${with[@]}"
		assert_output_is "0 1 2 7 9"
	done
	need_userns
	for program in "${makers[@]}"; do
		with "3>/dev/null 4</dev/null 5</dev/null 7>/dev/null" "$program" \
			-U --status-fd 3 --block-fd 4 --userns-block-fd 5 probe fds
		xrun "${with[@]}"
		assert_output_is "0 1 2 7"
	done
	# not by --keep-fd either
	with "4</dev/null 7>/dev/null" xclone --keep-fd 4 --keep-fd 7 --block-fd 4 probe fds
	xrun "${with[@]}"
	assert_output_is "0 1 2 7"
}

@test "command: its signals and its end are as without coordination" {
	local program way with
	for program in "${programs[@]}"; do
		as "$program"
		with "8>/dev/null 9</dev/null" launch -b 10 -b 15 -i 1 -i 17 "${way[@]}" --status-fd 8 --block-fd 9 \
			probe signals
		xrun "${with[@]}"
		assert_output_is $'blocked: 10 15\nignored: 1 17'
		with "8>/dev/null 9</dev/null" launch -i 17 "${way[@]}" --status-fd 8 --block-fd 9 sh -c 'exit 7'
		xrun -7 "${with[@]}"
	done
}

# ---- slirp4netns -------------------------------------------------------------------------------

# Where the device is root's alone, as root a mount namespace of our own shows another node.
# The shell runs as an ordinary user in any case. The command waits for slirp4netns, which
# ends when the sandbox does; nothing is sent anywhere.
# bats test_tags=root
@test "slirp4netns: the network of an ordinary user's namespace" {
	need_root
	need_ns net
	need_cmd slirp4netns ip
	local dir
	dir=$(mktemp -d)
	chown 54321:54321 "$dir"
	mknod -m 666 "$T/tun" c 10 200 2>"$T/why" || skip_because no-tun "no device node: $(cat "$T/why")"
	[[ -c /dev/net/tun ]] || skip_because no-tun "there is no /dev/net/tun"
	# shellcheck disable=SC2016
	xrun "${own_mounts[@]}" sh -euc '
		mount --bind "$1" /dev/net/tun; cd "$2"; (: </dev/net/tun) || exit 77; shift 2; exec "$@"' sh "$T/tun" "$dir" \
		setpriv --reuid 54321 --regid 54321 --clear-groups --inh-caps=-all timeout -k 10 "$XNS_SECONDS" sh -uc '
		mkfifo status ready exit
		xclone -rn --die-with-parent --status-fd 6 --block-fd 7 --sync-fd 8 sh -c "
			ip -4 -o addr show dev tap0; ip -4 route; echo >seen
			until [ -e enough ]; do sleep 0.05; done" 6>status 7<>ready 8<>exit &
		exec 9<status
		slirp4netns --configure --mtu=1500 --disable-host-loopback --disable-dns --ready-fd=4 --exit-fd=5 \
			"$(sed "s/[^0-9]*\([0-9]*\).*/\1/;q" <&9)" tap0 4>ready 5<exit >slirp 2>&1 &
		slirp=$!
		until [ -e seen ]; do sleep 0.05; kill -0 $slirp || break; done
		kill -0 $slirp && echo "slirp4netns is there" || { cat slirp; exit 1; }
		: >enough
		wait $slirp; echo "slirp4netns ended with $?"'
	assert_output_matches "tap0 +inet 10.0.2.100/24 "
	assert_output_has "default via 10.0.2.2 dev tap0"
	assert_output_has "slirp4netns is there"
	assert_line_is "slirp4netns ended with 0"
	rm -r "$dir"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xpidinit: start, signals, terminals, reaping. The end and the account are in
# xpidinit-end.bats.

load helpers/xns
load helpers/xpidinit
program=xpidinit

setup() {
	xns_setup
	log=$T/log
}
log_has() { file_has "$log" "$1"; }

# ---- command line -----------------------------------------------------------------------

@test "options: parsing stops at the command" {
	xrun -5 xpidinit sh -c 'exit 5'
	xrun xpidinit echo -g --help
	assert_output_is "-g --help"
	xrun xpidinit -- echo -v
	assert_output_is "-v"
}

@test "options: what makes no sense is refused" {
	misused "no command" --
	misused "no command" -- -g
	misused "--pause" -- --pause true
	misused "--grace" -- --wait --grace 3 true
	misused "--session" -- -g --session true
	misused "not a decimal number" -- --grace x true
	misused "out of range" -- --grace 0 true
	misused "out of range" -- --kill-after=-1 true
	misused "out of range" -- --remap 256 true
	misused "out of range" -- --remap 1:256 true
	misused "not a decimal number" -- --remap x true
	misused "not a decimal number" -- --remap 1: true
	misused "no such name" -- -r TERM true
	misused "no such name" -- -r NOSUCH:TERM true
	misused "no such name" -- -r TERM:NOSUCH true
	misused "out of range" -- -r 65:TERM true
	misused "is not forwarded" -- -r KILL:TERM true
	misused "no such name" -- -p=NOSUCH true
	misused "not open" -- --status-fd 77 true
	misused "belongs to the command" -- --status-fd 1 true
	misused "nosuch" -- --nosuch true
}

@test "options: a report that cannot be opened is a failure, not a usage error" {
	xrun -125 xpidinit --report /nonexistent/file touch "$T/ran"
	assert_output_is "xpidinit: cannot open the report /nonexistent/file: no such file or directory"
	xrun -125 xpidinit --report fd:77 touch "$T/ran"
	xrun -125 xpidinit --report fd:x touch "$T/ran"
	xrun -125 xpidinit --report fd: touch "$T/ran"
	mkfifo "$T/unread" # it would wait for a reader, deaf to all signals
	xrun -125 xpidinit --report "$T/unread" touch "$T/ran"
	assert_output_has "hint: it is a FIFO that no process reads"
	assert_no_file "$T/ran"
}

@test "options: XPIDINIT_OPTIONS comes first, and holds nothing else" {
	XPIDINIT_OPTIONS=" --remap 3:4  -g " xrun -4 xpidinit sh -c 'exit 3'
	XPIDINIT_OPTIONS="--remap 3:4" xrun -7 xpidinit --remap 3:7 sh -c 'exit 3'
	XPIDINIT_OPTIONS="" xrun -3 xpidinit sh -c 'exit 3'
	XPIDINIT_OPTIONS="-g true" xrun -125 xpidinit true
	assert_output_has "XPIDINIT_OPTIONS"
	XPIDINIT_OPTIONS=$(printf -- '-g %.0s' {1..70}) xrun -125 xpidinit true
	assert_output_has "64 words"
	XPIDINIT_OPTIONS=$(printf -- '%2000s' -g) xrun -125 xpidinit true
	assert_output_has "1023 bytes"
}

# ---- start ------------------------------------------------------------------------------

@test "start: a command that cannot run is reported, with status 126 or 127" {
	xrun -127 xpidinit nosuch-command
	assert_output_is "xpidinit: cannot execute nosuch-command: no such file or directory"
	xrun -127 xpidinit /nonexistent
	: >"$T/file"
	xrun -126 xpidinit "$T/file"
	assert_output_is "xpidinit: cannot execute $T/file: permission denied
xpidinit: hint: $T/file is not executable (chmod +x)"
	xrun -126 xpidinit "$T"
	xrun -127 xpidinit ""
	mkdir -m 0 "$T/dark"
	PATH=$PATH:$T/dark xrun -127 xpidinit nosuch-command
}

@test "start: the same as PID 1" {
	need_pidns
	xrun -127 "${pidns[@]}" xpidinit nosuch-command
	xrun -126 "${pidns[@]}" xpidinit /etc/passwd
	xrun -5 "${pidns[@]}" xpidinit sh -c 'exit 5'
	xrun -143 "${pidns[@]}" xpidinit probe die 15
}

@test "start: no process to be had is 125" {
	need_filter
	local error
	for error in 11 12; do
		xrun -125 enosys -e "$error" clone -- xpidinit touch "$T/ran"
		assert_output_matches "^xpidinit: cannot start a process: "
	done
	assert_no_file "$T/ran"
}

@test "start: a script without an interpreter line runs, with many arguments too" {
	printf 'echo "$#"\n' >"$T/script"
	chmod +x "$T/script"
	# shellcheck disable=SC2046 # words
	xrun xpidinit "$T/script" $(seq 20000)
	assert_output_is 20000
}

@test "start: blocked and ignored signals reach the command unchanged" {
	local way
	for way in "" -g --session "-v --grace 1"; do
		# shellcheck disable=SC2086 # words
		xrun launch -b 10 -b 35 -b 15 -b 17 -i 1 -i 13 -i 36 xpidinit $way probe signals
		assert_output_has $'blocked: 10 15 17 35\nignored: 1 13 36'
		# shellcheck disable=SC2086
		xrun launch xpidinit $way probe signals
		assert_output_has $'blocked:\nignored:'
	done
	xrun launch -i 17 xpidinit probe signals
	assert_output_is $'blocked:\nignored: 17'
}

@test "start: descriptors reach the command unchanged" {
	xrun launch -o 4=/dev/null -o 9=/dev/zero xpidinit probe fds
	assert_output_is "0 1 2 4 9"
	xrun launch -o 4=/dev/null -o "9=$T/a" -o "8=$T/b" xpidinit --report fd:9 --status-fd 8 probe fds
	assert_output_is "0 1 2 4"
	local closed
	for closed in 0 1 2; do
		xrun launch -c "$closed" xpidinit probe fds "$T/list"
		assert_equal "$(cat "$T/list")" "$(tr -d "$closed" <<<"0 1 2" | xargs)"
	done
	xrun -3 launch -c 0 -c 1 -c 2 xpidinit sh -c 'exit 3'
}

@test "start: as PID 1, too, standard descriptors may be closed or full" {
	need_pidns
	xrun -3 launch -c 0 -c 1 -c 2 "${pidns[@]}" xpidinit -v sh -c 'exit 3'
	[[ ! -e /dev/full ]] || xrun -3 launch -c 2 -o 2=/dev/full "${pidns[@]}" xpidinit -v sh -c 'exit 3'
}

@test "start: SIGCHLD ignored or blocked by the caller" {
	need_pidns
	local how
	for how in "-i 17" "-b 17" "-i 17 -b 17"; do
		# shellcheck disable=SC2086 # words
		xrun -3 launch $how xpidinit sh -c 'exit 3'
		# shellcheck disable=SC2086
		xrun -3 launch $how "${pidns[@]}" xpidinit sh -c '(sleep 0.1 &); sleep 0.3; exit 3'
	done
}

@test "start: a TERM that comes early is not lost" {
	local i
	for i in {0..24}; do
		launch -w "$log" -t 5 xpidinit sleep 30 3>&- 4>&- &
		local watcher=$!
		wait_for child_of "$watcher"
		sleep "0.00$((i % 9))"
		kill -TERM "$child"
		wait "$watcher"
		# before our first instruction it is the shell's or the loader's death
		assert_matches "$(cat "$log")" '^(exit 143|signal 15)$'
	done
}

@test "start: a TERM that is there at the start reaches the command" {
	# sent while it is blocked, it stays pending over the exec of xpidinit
	xrun -143 launch -b 15 sh -c 'kill -TERM $$; exec xpidinit env --block-signal=none sh -c \
		"env --default-signal=TERM sleep 30"' || [[ $status == 125 ]]
	xrun launch -b 10 sh -c 'kill -USR1 $$; exec xpidinit siglog 10'
	assert_output_has "got 10"
}

@test "start: LISTEN_PID is changed if it was the PID of xpidinit" {
	xrun sh -c 'LISTEN_PID=$$ exec xpidinit sh -c "[ \$LISTEN_PID = \$\$ ] && echo ours"'
	assert_output_is ours
	LISTEN_PID=1 xrun xpidinit sh -c 'echo $LISTEN_PID'
	assert_output_is 1
}

@test "start: no new group, session or terminal, unless it is asked for" {
	xrun sh -c 'ps -o pgid=,sid= $$; exec xpidinit ps -o pgid=,sid= $$'
	assert_equal "$(sort -u <<<"$output" | wc -l)" 1
	# its group is its own PID
	xrun xpidinit -g sh -c '[ "$(ps -o pgid= $$ | tr -d " ")" = $$ ] && [ "$(ps -o sid= $$)" = "$(ps -o sid= $PPID)" ]'
	xrun xpidinit --session sh -c '[ "$(ps -o sid= $$ | tr -d " ")" = $$ ]'
}

# ---- afterwards -------------------------------------------------------------------------

@test "afterwards: xpidinit has only /dev/null open, in the directory /" {
	background launch -o 5=/dev/zero xpidinit sleep 30
	wait_for child_runs "$background" sleep
	wait_for sh -c "[ \"\$(readlink /proc/$background/cwd)\" = / ]"
	local fd
	for fd in 0 1 2; do assert_equal "$(readlink "/proc/$background/fd/$fd")" /dev/null; done
	run ! ls "/proc/$background/fd/5"
	assert_equal "$(find "/proc/$background/fd" -lname '/*' | grep -cv '/[012]$')" 0
	assert_equal "$(readlink "/proc/$child/fd/5")" /dev/zero
}

@test "afterwards: a pipe ends when the command closes it" {
	xrun sh -c 'xpidinit sh -c "echo here; exec siglog -o \$T/log -t 2 15 >/dev/null 2>&1" |
		{ cat; grep -qs end "$T/log" && echo late || echo early; }'
	assert_output_is $'here\nearly'
}

@test "afterwards: --verbose logs, and no reader can block xpidinit" {
	xrun --separate-stderr xpidinit -v sh -c 'kill -USR1 $PPID; (sleep 0.1 &); sleep 0.3; exit 4' || [[ $status == 4 ]]
	assert_stderr_has "has ended: status 4"
	# a full pipe; and one that nobody reads any more
	need_cmd python3
	xrun -4 python3 -c '
import os, subprocess, fcntl
r, w = os.pipe()
fcntl.fcntl(w, fcntl.F_SETFL, os.O_NONBLOCK)
try:
    while True: os.write(w, b"x" * 4096)
except BlockingIOError: pass
fcntl.fcntl(w, fcntl.F_SETFL, 0)
code = "for i in 1 2 3 4 5; do (sleep 0.01 &); done; sleep 0.2; exit 4"
a = subprocess.call(["xpidinit", "-v", "sh", "-c", code], stderr=w)
os.close(r)
b = subprocess.call(["xpidinit", "-v", "sh", "-c", code], stderr=w)
raise SystemExit(a if a == b else 99)'
}

# ---- signals ----------------------------------------------------------------------------

@test "signals: every one that can be caught is passed on" {
	local numbers=() number
	for number in {1..31} {34..64}; do
		[[ $number == 9 || $number == 17 || $number == 19 ]] || numbers+=("$number")
	done
	background xpidinit siglog -o "$log" -n "${#numbers[@]}" "${numbers[@]}"
	wait_for log_has ready
	# One after the other: a pending CONT makes a pending TSTP vanish, and the reverse.
	for number in "${numbers[@]}"; do
		kill "-$number" "$background"
		wait_for log_has "got $number "
	done
	wait_for log_has end
	wait "$background"
	for number in "${numbers[@]}"; do
		assert_equal "$(grep -c "^got $number " "$log")" 1
	done
}

@test "signals: those that the C library keeps for itself, too" {
	local number
	for number in 32 33; do
		background launch -w "$log" xpidinit sleep 30
		wait_for child_of "$background"
		local us=$child
		wait_for child_runs "$us" sleep
		kill "-$number" "$us"
		wait "$background"
		assert_equal "$(cat "$log")" "exit $((128 + number))"
	done
}

@test "signals: PID 1 passes them on, from inside and outside" {
	need_pidns
	background "${pidns[@]}" xpidinit siglog -o "$log" -n 4 15 10 6 37
	wait_for log_has ready
	wait_for as_init xpidinit
	for number in 15 10 6 37; do kill "-$number" "$init"; done
	wait "$background"
	for number in 15 10 6 37; do assert_equal "$(grep -c "^got $number " "$log")" 1; done
	xrun "${pidns[@]}" xpidinit sh -c 'siglog 15 & sleep 0.3; sh -c "kill -TERM 1" & wait; exit 0' || [[ $status == 143 ]]
}

@test "signals: real-time ones keep their value, their order and their sender" {
	background xpidinit sigvalue take "$log" 37 5
	wait_for log_has ready
	local sender
	sender=$(sigvalue send "$background" 37 42 43 44 45 46)
	wait "$background"
	assert_equal "$(grep -v ready "$log")" "$(printf "37 %d from $sender code -1\n" 42 43 44 45 46)"
}

@test "signals: ... to a process group, too" {
	background xpidinit -g sigvalue take "$log" 37 1
	wait_for log_has ready
	local sender
	sender=$(sigvalue send "$background" 37 7)
	wait "$background"
	assert_equal "$(grep -v ready "$log")" "37 7 from $sender code -1"
}

@test "signals: --rewrite by name and number, and none" {
	background xpidinit -r TERM:QUIT -r 10:none -r RTMIN+1:USR2 -r sigint:0 siglog -o "$log" -n 2 15 3 10 2 12
	wait_for log_has ready
	kill -USR1 "$background"
	kill -INT "$background"
	kill -TERM "$background"
	kill -35 "$background"
	wait "$background"
	assert_equal "$(grep -o '^got [0-9]*' "$log" | sort)" $'got 12\ngot 3'
}

@test "signals: -g and --session reach the whole group" {
	local way
	for way in -g --session; do
		rm -f "$log"*
		background xpidinit "$way" sh -c "trap : USR1; siglog -o '$log' 10 & siglog -o '$log.2' 10; wait"
		wait_for file_has "$log" ready
		wait_for file_has "$log.2" ready
		kill -USR1 "$background"
		wait_for file_has "$log" "got 10"
		wait_for file_has "$log.2" "got 10"
		wait "$background"
	done
}

@test "signals: without -g the command alone gets them" {
	background xpidinit sh -c "siglog -o '$log' -t 1 10 & exec siglog -o '$log.2' 10"
	wait_for file_has "$log" ready
	wait_for file_has "$log.2" ready
	kill -USR1 "$background"
	wait "$background"
	file_has "$log.2" "got 10"
	run ! file_has "$log" "got 10"
	wait_for file_has "$log" end
}

@test "signals: a command that signals its own group does not hear an echo" {
	xrun -3 setsid -w xpidinit sh -c 'trap "echo got" USR1; kill -USR1 0; sleep 0.3; exit 3'
	assert_output_is got
	# in a group of its own it has not signalled us: that is for us to pass on
	# (a sleep in that group gets it as well, so it has to be deaf)
	xrun -3 setsid -w xpidinit -g sh -c 'trap "" USR1; sleep 0.3 &
		trap "echo got" USR1; kill -USR1 $PPID; wait $!; wait $!; exit 3'
	assert_output_is got
}

# bats test_tags=root
@test "signals: a command that may not be signalled does not end xpidinit" {
	need_root
	local dir
	dir=$(mktemp -d)
	chmod 755 "$dir"
	cp "$(command -v setpriv)" "$dir/setpriv"
	chmod 4755 "$dir/setpriv"
	: >"$log"
	chmod 666 "$log"
	chmod 755 "$T" "$T/.."
	background setpriv --reuid 65534 --regid 65534 --clear-groups "$(command -v xpidinit)" \
		"$dir/setpriv" --reuid 0 "$(command -v siglog)" 15 >"$log"
	wait_for log_has ready
	wait_for child_runs "$background" siglog
	# it must have become root by its file, or this shows nothing
	assert_equal "$(awk '/^Uid:/ { print $2, $4 }' "/proc/$child/status")" "0 0"
	kill -USR2 "$background"
	kill -HUP "$background"
	sleep 0.2
	alive "$background"
	kill -TERM "$child"
	wait "$background"
	rm -r "$dir"
}

@test "signals: SIGABRT and SIGSEGV from a process are forwarded and do not kill xpidinit" {
	local number
	for number in 6 11 8 31; do
		rm -f "$log"
		background xpidinit siglog -o "$log" "$number"
		wait_for log_has ready
		kill "-$number" "$background"
		wait "$background"
		log_has "got $number"
	done
}

@test "signals: SIGSTOP and SIGCONT to xpidinit change nothing" {
	background xpidinit siglog -o "$log" 15
	wait_for log_has ready
	kill -STOP "$background"
	wait_for state_is "$background" T
	kill -TERM "$background"
	kill -CONT "$background"
	wait "$background"
	log_has "got 15"
}

# ---- stopping ---------------------------------------------------------------------------

# in_job ARG...: xpidinit ARG... in a process group that is not orphaned, or it would not
# stop; sets us
in_job() {
	rm -f "$T/us"
	background setsid -w bash -c 'set -m; xpidinit "$@" & echo $! >"$T/us"; sleep 30' bash "$@"
	wait_for test -s "$T/us"
	us=$(cat "$T/us")
}

@test "stop: SIGTSTP stops the command and then xpidinit, SIGCONT continues both" {
	local way us round
	for way in -s -g; do
		in_job "$way" sleep 30
		wait_for child_runs "$us" sleep
		for round in 1 2; do
			kill -TSTP "$us"
			wait_for state_is "$child" T
			wait_for state_is "$us" T
			kill -CONT "$us"
			wait_for state_is "$child" S
			wait_for state_is "$us" S
		done
		kill -TERM "$us"
		wait_for gone "$child"
		wait_for gone "$us"
	done
}

@test "stop: SIGSTOP to the command alone does not stop xpidinit, and SIGTERM waits for SIGCONT" {
	background launch -w "$log" xpidinit sleep 30
	wait_for child_of "$background"
	local us=$child
	wait_for child_runs "$us" sleep
	kill -STOP "$child"
	wait_for state_is "$child" T
	kill -TERM "$us"
	sleep 0.2
	state_is "$us" S
	state_is "$child" T
	kill -CONT "$us"
	wait "$background"
	assert_equal "$(cat "$log")" "exit 143"
}

@test "stop: a stopped orphan does not stop xpidinit" {
	background xpidinit sh -c '(sh -c "echo \$\$ >\"$T/orphan\"; kill -TSTP \$\$" &); exec siglog -o "$T/log" 15'
	wait_for log_has ready
	wait_for test -s "$T/orphan"
	wait_for state_is "$(cat "$T/orphan")" T
	sleep 0.1
	state_is "$background" S
	kill -KILL "$(cat "$T/orphan")"
	kill -TERM "$background"
	wait "$background"
}

@test "stop: a traced command is waited for as any other" {
	need_strace
	background launch -w "$log" xpidinit sh -c 'sleep 1; exit 6'
	wait_for child_of "$background"
	local us=$child
	wait_for child_of "$us"
	timeout -k 10 "$XNS_SECONDS" strace -qq -o /dev/null -p "$child" 3>&- 4>&-
	wait "$background"
	assert_equal "$(cat "$log")" "exit 6"
}

# ---- terminals --------------------------------------------------------------------------

@test "terminal: ^C reaches the command once" {
	local way
	for way in "" -g; do
		# shellcheck disable=SC2086
		xrun pty wait=ready 'send=\c' wait=end -- xpidinit $way siglog 2
		assert_count 1 'got 2 '
	done
	xrun -130 pty wait=up 'send=\c' -- xpidinit sh -c 'echo up; exec sleep 30'
	xrun -130 pty wait=up 'send=\c' -- xpidinit --session sh -c 'echo up; exec sleep 30'
	need_pidns
	xrun -130 pty wait=up 'send=\c' -- "${pidns[@]}" xpidinit sh -c 'echo up; exec sleep 30'
}

shell=(env 'PS1=$ ' TERM=dumb bash --norc --noprofile --noediting -i)

@test "terminal: ^Z gives the shell its prompt back, and fg goes on" {
	need_cmd bash
	local way
	for way in "" -g; do
		xrun -7 pty 'wait=$ ' "send=xpidinit $way siglog -c -n 1 2\\n" wait=ready 'send=\z' \
			wait=Stopped 'wait=$ ' 'send=fg\n' wait=continued 'send=\c' wait=end 'wait=$ ' \
			'send=echo is $?.\n' 'wait=is 0.' 'send=exit 7\n' -- "${shell[@]}"
		assert_count 1 'got 2 '
	done
}

@test "terminal: in the background the terminal stays with the shell" {
	need_cmd bash
	local way
	for way in "" -g --session; do
		xrun -7 pty 'wait=$ ' "send=xpidinit $way sleep 1 &\\n" 'wait=$ ' sleep=300 'send=echo mi""ne\n' \
			wait=mine 'send=wait\n' 'wait=$ ' 'send=exit 7\n' -- "${shell[@]}"
		refute_output_has Stopped
	done
}

@test "terminal: with -g it is handed back at the end" {
	need_cmd bash
	xrun -7 pty 'wait=$ ' 'send=xpidinit -g true; read -r x; echo got $x\n' sleep=300 'send=it\n' 'wait=got it' \
		'send=exit 7\n' -- "${shell[@]}"
	# without a shell that takes it by itself
	xrun pty wait=name 'send=xns\n' 'wait=hello xns' -- \
		sh -c 'xpidinit -g true; echo name; read -r n; echo "hello $n"'
	xrun pty wait=name 'send=xns\n' 'wait=hello xns' -- \
		sh -c 'xpidinit -g nosuch 2>/dev/null; echo name; read -r n; echo "hello $n"'
	assert_output_has "hello xns"
}

@test "terminal: the command may read" {
	local way
	for way in "" -g --session; do
		# shellcheck disable=SC2086
		xrun pty wait=name 'send=xns\n' 'wait=hello xns' -- \
			xpidinit $way sh -c 'echo name; read -r n; echo "hello $n"'
		assert_output_has "hello xns"
	done
}

@test "terminal: an interactive shell under xpidinit has job control" {
	need_cmd bash
	local way
	for way in "" -g --session; do
		# shellcheck disable=SC2086
		xrun -9 pty 'wait=$ ' 'send=sleep 30\n' sleep=300 'send=\z' wait=Stopped 'wait=$ ' 'send=kill %1; exit 9\n' \
			'send=exit 9\n' -- xpidinit $way "${shell[@]}"
		refute_output_has "no job control"
	done
}

# ---- reaping ----------------------------------------------------------------------------

@test "reaping: by the kernel: orphans do not wake xpidinit" {
	need_pidns
	need_kernel_reaper
	# switches: how often PID 1 has been woken so far
	cat >"$T/storm" <<-'END'
		switches() { awk '/ctxt_switches/ { n += $2 } END { print n }' /proc/1/status; }
		orphans 1; sleep 0.1; a=$(switches); cpu=$(cut -d' ' -f1 /proc/1/schedstat)
		orphans "$1"; orphans -b "$2"; sleep 0.1
		echo "$(($(switches) - a)) $(($(cut -d' ' -f1 /proc/1/schedstat) - cpu))"
		ps -A -o stat= | grep -c Z
		exit 9
	END
	xrun -9 "${pidns[@]}" xpidinit sh "$T/storm" "$(fewer 1000)" "$(fewer 200)"
	assert_output_is $'0 0\n0'
}

@test "reaping: ... and still the command's status is right, whatever it is" {
	need_pidns
	local code
	for code in 0 1 3 77 125 255; do
		xrun "-$code" "${pidns[@]}" xpidinit sh -c "orphans 3; sleep 0.05; exit $code"
	done
	xrun -143 "${pidns[@]}" xpidinit sh -c 'orphans 3; sleep 0.05; exec probe die 15'
	xrun -137 "${pidns[@]}" xpidinit sh -c 'orphans 3; sleep 0.05; exec probe die 9'
	# a command that is gone before anyone looks
	local i
	for i in {1..20}; do xrun -3 "${pidns[@]}" xpidinit sh -c 'orphans 1; exit 3'; done
}

@test "reaping: ... signals are passed on" {
	need_pidns
	background "${pidns[@]}" xpidinit sh -c "orphans 3; exec siglog -o '$log' -n 2 15 37"
	wait_for log_has ready
	wait_for as_init xpidinit
	# SigBlk without CHLD: the kernel reaps by now
	! kernel_reaps || wait_for grep -q 'SigBlk:.*fffffffffffafeff' "/proc/$init/status"
	kill -TERM "$init"
	kill -37 "$init"
	wait "$background"
	log_has "got 15"
	log_has "got 37"
}

@test "reaping: by ourselves, as on an older kernel" {
	need_pidns
	need_filter
	local n
	n=$(fewer 300)
	xrun -9 "${older[@]}" "${pidns[@]}" xpidinit -v sh -c \
		"orphans $n; orphans -b $n; sleep 0.2; ps -A -o stat= | grep -c Z; exit 9"
	assert_line_is 0
	refute_output_has "the kernel reaps"
	assert_count $((2 * n + 1)) "has ended"
	xrun -143 "${older[@]}" "${pidns[@]}" xpidinit sh -c 'orphans 3; sleep 0.05; exec probe die 15'
}

@test "reaping: orphans are adopted also if not PID 1" {
	xrun -9 xpidinit -v sh -c 'orphans 50; sleep 0.2; exit 9'
	assert_count 51 "has ended"
	xrun xpidinit -s sh -c 'sh -c "sh -c \"sleep 0.3; ps -o ppid= \\\$\\\$\" & " ; sleep 0.6; echo $PPID'
	assert_equal "$(tr -d ' ' <<<"${lines[0]}")" "${lines[1]}"
}

@test "reaping: one wait for each orphan, and no more than one that finds none" {
	need_strace
	local n
	n=$(fewer 300)
	xrun strace -qq -o "$T/trace" -e trace=wait4,waitid xpidinit sh -c "orphans -b $n; sleep 0.3"
	assert_true "$(grep -c wait4 "$T/trace") < 7 * $n / 3"
}

@test "reaping: children from before the exec of xpidinit" {
	xrun -4 sh -c 'sleep 0.1 & exec xpidinit --wait -v sh -c "exit 4"'
	assert_count 2 "has ended"
}

@test "idle: no wake-ups" {
	background xpidinit sleep 30
	wait_for child_runs "$background" sleep
	sleep 0.2
	local before after
	before=$(grep ctxt "/proc/$background/status")
	sleep 1.5
	after=$(grep ctxt "/proc/$background/status")
	assert_equal "$after" "$before"
}

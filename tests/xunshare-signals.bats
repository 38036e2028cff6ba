#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xunshare: signals, stops, terminals, and what the command inherits.

load helpers/xns
load helpers/xunshare

setup() {
	xns_setup
	log=$BATS_TEST_TMPDIR/log
}
log_has() { file_has "$log" "$1"; }

# ---- forwarding ------------------------------------------------------------------------------

@test "signals: each one is forwarded to the child" {
	local numbers=(1 2 3 10 12 13 14 15 16 23 28 34 37 64) number
	background launch xunshare --fork siglog -o "$log" -n "${#numbers[@]}" "${numbers[@]}"
	wait_for log_has ready
	for number in "${numbers[@]}"; do
		kill "-$number" "$background"
	done
	wait_for log_has end
	wait "$background"
	for number in "${numbers[@]}"; do
		assert_equal "$(grep -c "^got $number " "$log")" 1
	done
	assert_equal "$(grep -c "^got" "$log")" "${#numbers[@]}"
}

@test "signals: a PID 1 gets them too" {
	need_ns pid
	background launch xunshare "${may[@]}" --pid siglog -o "$log" -n 3 15 10 37
	wait_for log_has ready
	kill -TERM "$background"
	kill -USR1 "$background"
	kill -37 "$background"
	wait_for log_has end
	wait "$background"
	for number in 15 10 37; do assert_equal "$(grep -c "^got $number " "$log")" 1; done
}

@test "signals: --forward-signals is accepted, and implies --fork" {
	background xunshare --forward-signals siglog -o "$log" 15
	wait_for log_has ready
	child_of "$background"
	kill -TERM "$background"
	wait_for log_has "got 15"
	wait "$background"
}

@test "signals: a TERM that the child does not catch ends both, by that signal" {
	background launch -w "$log" xunshare --fork sleep 30
	wait_for child_of "$background"
	local waiter=$child
	wait_for child_runs "$waiter" sleep
	kill -TERM "$waiter"
	wait "$background"
	assert_equal "$(cat "$log")" "signal 15"
	gone "$child"
}

@test "signals: forwarded when other ids run the command" {
	local ids=()
	if as_root; then
		ids=(-S 65534 -G 65534)
	else
		need_subids
		ids=(--map-auto -S 5 -G 5)
	fi
	: >"$log"
	chmod 666 "$log"
	background launch xunshare "${ids[@]}" --fork siglog 15 >"$log"
	wait_for log_has ready
	kill -TERM "$background"
	wait_for log_has "got 15"
	wait "$background"
}

@test "signals: forwarded also when the caller had them blocked" {
	background launch -b 15 -b 10 xunshare --fork siglog -o "$log" -n 2 15 10
	wait_for log_has ready
	kill -TERM "$background"
	kill -USR1 "$background"
	wait_for log_has end
	wait "$background"
}

@test "signals: --no-forward-signals ignores INT and TERM while it waits" {
	background launch xunshare --fork --no-forward-signals siglog -o "$log" -t 2 15 2 10
	wait_for log_has ready
	child_of "$background"
	kill -TERM "$background"
	kill -INT "$background"
	sleep 0.3
	alive "$background"
	run ! log_has got
	kill -USR1 "$child"
	wait_for log_has "got 10"
	wait "$background"
	run ! grep -E 'got (15|2) ' "$log"
}

@test "signals: --no-forward-signals does not live through others" {
	background launch xunshare --fork --no-forward-signals --kill-child sleep 30
	wait_for child_of "$background"
	kill -HUP "$background"
	wait_for gone "$background"
	wait_for gone "$child"
}

@test "signals: one that comes early is not lost" {
	local i
	for i in 1 2 3 4 5 6; do
		launch -w "$log" -t 5 xunshare --fork sleep 30 3>&- 4>&- &
		local watcher=$!
		wait_for child_of "$watcher"
		sleep "0.00$i"
		kill -TERM "$child"
		wait "$watcher"
		assert_equal "$(cat "$log")" "signal 15"
	done
}

# ---- stopping ----------------------------------------------------------------------------------

@test "stop: TSTP stops the command and the program, CONT continues both" {
	background launch xunshare --fork siglog -g -x sleep 30
	wait_for child_runs "$background" sleep
	local round
	for round in 1 2; do
		kill -TSTP "$background"
		wait_for state_is "$child" T
		wait_for state_is "$background" T
		kill -CONT "$background"
		wait_for state_is "$child" S
		wait_for state_is "$background" S
	done
	kill -TERM "$background"
	wait_for gone "$child"
}

@test "stop: SIGTSTP to xunshare stops the child and then xunshare" {
	background launch xunshare --fork siglog -g -x sleep 30
	wait_for child_runs "$background" sleep
	kill -TSTP "$background"
	wait_for state_is "$background" T
	kill -CONT "$background"
	wait_for state_is "$child" S
	kill -KILL "$child"
	wait_for gone "$background"
}

# bats test_tags=no-sanitizer
@test "stop: a SIGCONT between the stop of the command and that of the program is not lost" {
	need_strace
	local waiter
	background strace -D -qq -o "$T/trace" -e trace=kill -e inject=kill:delay_exit=1000000:when=1 \
		xunshare --fork siglog -g -x sleep 30
	waiter=$background
	wait_for child_runs "$waiter" sleep
	kill -TSTP "$waiter"
	wait_for state_is "$child" T
	kill -CONT "$waiter"
	wait_for state_is "$child" S
	wait_for state_is "$waiter" S
	kill -TERM "$waiter"
	wait_for gone "$child"
}

@test "stop: SIGKILL ends a stopped child, and then xunshare" {
	background launch -w "$log" xunshare --fork siglog -g -x sleep 30
	wait_for child_of "$background"
	local waiter=$child
	wait_for child_runs "$waiter" sleep
	kill -TSTP "$waiter"
	wait_for state_is "$waiter" T
	kill -KILL "$child"
	kill -CONT "$waiter"
	wait "$background"
	assert_equal "$(cat "$log")" "signal 9"
}

# ---- terminals -----------------------------------------------------------------------------------

@test "terminal: ^C reaches the command once" {
	xrun pty wait=ready 'send=\c' wait=end -- xunshare --fork siglog 2
	assert_count 1 'got 2 '
	assert_output_has "got 2 code 128"
}

@test "terminal: ^C reaches a PID 1 once" {
	need_ns pid
	xrun pty wait=ready 'send=\c' wait=end -- xunshare "${may[@]}" -p siglog 2
	assert_count 1 'got 2 '
}

@test "terminal: ^C ends a simple command, and xunshare by the same signal" {
	xrun -130 pty wait=up 'send=\c' -- xunshare --fork sh -c 'echo up; exec sleep 30'
	xrun -130 pty wait=up 'send=\c' -- launch xunshare --fork sh -c 'echo up; exec sleep 30'
}

@test "terminal: ^Z gives the shell its prompt back, and fg goes on" {
	need_cmd bash
	xrun pty 'wait=$ ' 'send=xunshare --fork siglog -n 1 2\n' wait=ready sleep=100 'send=\z' \
		wait=Stopped 'wait=$ ' 'send=fg\n' wait=siglog sleep=300 'send=\c' wait=end 'wait=$ ' \
		'send=echo is $?.\n' 'wait=is 0.' 'send=exit 7\n' -- \
		env PS1='$ ' TERM=dumb bash --norc --noprofile --noediting -i || [[ $status == 7 ]]
	assert_count 1 'got 2 '
	assert_output_has "is 0."
}

@test "terminal: the command is in the foreground and may read" {
	xrun pty wait=name 'send=xns\n' 'wait=hello xns' -- \
		xunshare --fork sh -c 'echo name; read -r n; echo "hello $n"'
	assert_output_has "hello xns"
}

# ---- SIGCHLD ignored -------------------------------------------------------------------------------

@test "SIGCHLD ignored by the caller: the status is right" {
	local how
	for how in --fork --kill-child; do
		xrun -7 launch -i 17 xunshare "$how" sh -c 'exit 7'
	done
	launch -i 17 -w "$log" xunshare --fork probe die 9 3>&- 4>&-
	assert_equal "$(cat "$log")" "signal 9"
	need_ns pid
	xrun -7 launch -i 17 xunshare "${may[@]}" --pid sh -c 'exit 7'
}

@test "SIGCHLD ignored by the caller: maps from outside are written" {
	need_subids
	xrun -7 launch -i 17 xunshare -r --map-auto sh -c 'cat /proc/self/uid_map; exit 7'
	assert_equal "$(tidy_map <<<"$output" | wc -l)" 2
}

# ---- what is inherited ---------------------------------------------------------------------------

# shellcheck disable=SC2034 # for each_way
ways() {
	ways=("" --fork --kill-child --new-keyring "--fork --no-forward-signals")
	need_userns
	ways+=(-r -ru -rp -rT "-rm --fork" "-r --kill-child --mount-proc -p" "-rn --lo" -ra
		"-c --keep-caps" "-r -w / -R /" "-rpm --no-fork")
	if as_root; then
		ways+=("--map-users=0:100000:10 --map-groups=0:100000:10 -S 0 -G 0 -p" "--owner=5:5 -r")
	fi
	if command -v newuidmap >/dev/null; then ways+=("-r --map-auto" "--map-auto -p -S 0"); fi
}

@test "inherited: blocked and ignored signals, exactly" {
	each_way same_signals
}

@test "inherited: descriptors, exactly" {
	each_way same_descriptors
}

@test "inherited: closed standard descriptors stay closed, and everything still works" {
	each_way same_closed_descriptors
}

@test "inherited: with closed descriptors the namespace is a new one all the same" {
	need_userns
	local out=$BATS_TEST_TMPDIR/out
	xrun launch -c 0 -c 1 -c 2 xunshare -r -u --hostname=closed --mount-proc -p \
		sh -c "exec >'$out'; uname -n; readlink /proc/self/ns/uts"
	assert_equal "$(head -1 "$out")" closed
	assert_differ "$(tail -1 "$out")" "$(readlink /proc/self/ns/uts)"
}

@test "inherited: messages of the program do not go to a descriptor of the caller" {
	local file=$BATS_TEST_TMPDIR/file
	: >"$file"
	xrun -125 launch -c 2 -o "3=$file" xunshare --no-such-option
	assert_equal "$(cat "$file")" ""
}

@test "inherited: no capabilities, parent-death signal or keyring of the program" {
	local before
	before=$(probe caps)
	xrun xunshare --fork probe caps
	assert_output_is "$before"
	xrun xunshare --fork probe pdeathsig
	assert_output_is 0
	need_userns
	xrun xunshare -r probe caps
	assert_output_has "inheritable 0 ambient 0"
}

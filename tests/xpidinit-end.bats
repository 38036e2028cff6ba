#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xpidinit: the end, those that are left, parents, and the account.

load helpers/xns
load helpers/xpidinit

setup() {
	xns_setup
	log=$T/log
}
log_has() { file_has "$log" "$1"; }

# leaver: leaves a process in a session of its own, which notes the TERM it gets, and
# itself ends with status 6. What is left must not hold the pipe that bats reads.
leaver='
	setsid sh -c "trap \"echo TERM >>$T/log; exit\" TERM; echo \$\$ >$T/left; while :; do sleep 0.05; done" >/dev/null 2>&1 &
	while ! [ -s "$T/left" ]; do sleep 0.01; done
	exit 6'
# stubborn: leaves one that does not go at a TERM
stubborn='
	setsid sh -c "trap : TERM; echo \$\$ >$T/left; while :; do sleep 0.1; done" >/dev/null 2>&1 &
	while ! [ -s "$T/left" ]; do sleep 0.01; done
	exit 6'

# at_least TIME COMMAND...: it takes that many hundredths of a second. What must not be
# waited for takes a minute here: longer than any program may run in a test.
at_least() {
	local least=$1 start=${EPOCHREALTIME/./} took
	shift
	"$@"
	took=$(((${EPOCHREALTIME/./} - start) / 10000))
	((took >= least)) || expect "the time" "$took" "should be at least" "$least"
}

# ---- exit status ------------------------------------------------------------------------

@test "exit: 128 + n, not the signal itself" {
	launch -w "$log" xpidinit probe die 15 3>&- 4>&-
	assert_equal "$(cat "$log")" "exit 143"
}

@test "exit: --re-raise dies of the signal, without a core" {
	local number
	for number in 15 9 11 37; do
		(cd "$T" && ulimit -c unlimited && launch -w "$log" xpidinit --re-raise probe die "$number" 3>&- 4>&-)
		assert_equal "$(cat "$log")" "signal $number"
	done
	launch -w "$log" xpidinit --re-raise sh -c 'exit 3' 3>&- 4>&-
	assert_equal "$(cat "$log")" "exit 3"
	need_pidns
	xrun -143 "${pidns[@]}" xpidinit --re-raise probe die 15
}

@test "exit: --remap" {
	xrun xpidinit --remap 143:0 probe die 15
	xrun xpidinit -e 143 probe die 15
	xrun -3 xpidinit -e 143 -e 1:3 -e 2:4 sh -c 'exit 1'
	xrun -4 xpidinit -e 143 -e 1:3 -e 2:4 sh -c 'exit 2'
	xrun -5 xpidinit -e 143 -e 1:3 -e 2:4 sh -c 'exit 5'
	launch -w "$log" xpidinit --re-raise -e 143:7 probe die 15 3>&- 4>&-
	assert_equal "$(cat "$log")" "exit 7"
}

# ---- those that are left ----------------------------------------------------------------

@test "left: by default xpidinit exits immediately, as PID 1 with all processes" {
	xrun -6 xpidinit sh -c "$leaver"
	alive "$(cat "$T/left")"
	kill -KILL -- "-$(cat "$T/left")"
	rm "$T/left"
	need_pidns
	xrun -6 "${pidns[@]}" xpidinit sh -c "$leaver"
	assert_no_file "$T/log"
}

@test "left: --grace sends TERM to all, those with a session of their own too" {
	xrun -6 xpidinit --grace 60 sh -c "$leaver"
	assert_equal "$(cat "$T/log")" TERM
	gone "$(cat "$T/left")"
	need_pidns
	rm "$T/left" "$T/log"
	xrun -6 "${pidns[@]}" xpidinit --grace 60 sh -c "$leaver"
	assert_equal "$(cat "$T/log")" TERM
	# when the kernel has reaped until then
	rm "$T/left" "$T/log"
	xrun -6 "${pidns[@]}" xpidinit --grace 60 sh -c "orphans 3; sleep 0.1; $leaver"
	assert_equal "$(cat "$T/log")" TERM
}

@test "left: --grace kills those that do not go" {
	at_least 50 xrun -6 xpidinit --grace 0.5 sh -c "$stubborn"
	gone "$(cat "$T/left")"
	need_pidns
	rm "$T/left"
	at_least 50 xrun -6 "${pidns[@]}" xpidinit --grace 0.5 sh -c "$stubborn"
}

@test "left: --grace finds a stopped one, and the child of one that ignores TERM" {
	cat >"$T/tree" <<-'END'
		setsid sh -c 'trap : TERM; sh -c "trap \"echo deep >>$T/log; exit\" TERM; : >$T/a; while :; do sleep 0.1; done" &
			while :; do sleep 0.1; done' &
		setsid sh -c 'trap "echo stopped >>$T/log; exit" TERM; : >$T/b; kill -STOP $$; sleep 5' &
		while ! [ -e "$T/a" ] || ! [ -e "$T/b" ]; do sleep 0.01; done
		sleep 0.1
		exit 6
	END
	at_least 100 xrun -6 xpidinit --grace 5 sh -c '. "$T/tree" >/dev/null 2>&1'
	assert_equal "$(sort "$T/log")" $'deep\nstopped'
}

@test "left: times have the units of sleep(1)" {
	local time
	for time in 1 1s 0.5m 2h 1d 0.001s; do
		xrun -6 xpidinit --grace "$time" --kill-after "$time" sh -c 'exit 6'
	done
	for time in 1x s "1 s" 1ss -1s 0s 99999999999d 1e3 "" 0x1s; do
		xrun -125 xpidinit --grace "$time" true
		assert_output_has "--grace"
		xrun -125 xpidinit -k "$time" true
	done
	at_least 50 xrun -6 xpidinit --grace 0.0083m sh -c "$stubborn"
}

@test "left: --grace without remaining processes takes no time" {
	xrun -6 xpidinit --grace 60 sh -c 'exit 6'
	need_pidns
	xrun -6 "${pidns[@]}" xpidinit --grace 60 sh -c 'exit 6'
	xrun -6 "${pidns[@]}" xpidinit --grace 60 sh -c 'orphans 3; sleep 0.05; exit 6'
}

@test "left: --grace without a usable /proc is reported, if not PID 1" {
	need_pidns
	# In this PID namespace /proc is that of another: no process of it may be signalled.
	sleeper
	xrun -6 unshare "${may[@]}" --fork --pid --kill-child sh -c ':; xpidinit -v --grace 0.3 sh -c "exit 6"'
	alive "$background"
}

@test "left: --wait waits until all have terminated, and keeps the status" {
	at_least 40 xrun -6 xpidinit --wait sh -c 'setsid sleep 0.5 >/dev/null & exit 6'
	need_pidns
	at_least 40 xrun -6 "${pidns[@]}" xpidinit --wait sh -c 'setsid sleep 0.5 & exit 6'
	at_least 40 xrun -6 "${pidns[@]}" xpidinit --wait sh -c 'orphans 5; sleep 0.05; setsid sleep 0.5 & exit 6'
	xrun -6 "${pidns[@]}" xpidinit --wait sh -c 'orphans 5; sleep 0.05; exit 6'
}

@test "left: while it stays, signals go to those that are left" {
	background launch -w "$T/end" -t 20 -o "9=$T/status" xpidinit --wait --status-fd 9 sh -c "$leaver"
	wait_for child_of "$background"
	wait_for file_has "$T/status" exit-code
	kill -TERM "$child"
	wait "$background"
	assert_equal "$(cat "$T/log")" TERM
	assert_equal "$(cat "$T/end")" "exit 6"
}

@test "left: --kill-after counts from the first TERM" {
	local how
	cat >"$T/deaf" <<-'END'
		trap : TERM INT
		: >"$T/up"
		while :; do sleep 0.1; done
	END
	for how in TERM INT; do
		rm -f "$T/up"
		background launch -w "$log" -t 8 xpidinit -k 0.5 sh "$T/deaf"
		wait_for test -e "$T/up"
		wait_for child_of "$background"
		sleep 0.7
		alive "$child"
		kill "-$how" "$child"
		at_least 20 wait "$background"
		assert_equal "$(cat "$log")" "exit 137"
	done
	need_pidns
	rm -f "$T/up"
	background "${pidns[@]}" xpidinit -k 0.5 sh -c "orphans 2; exec sh '$T/deaf'"
	wait_for test -e "$T/up"
	wait_for as_init xpidinit
	kill -TERM "$init"
	at_least 20 wait "$background" || [[ $? == 137 ]]
}

@test "left: processes that fork for ever are ended, too" {
	need_pidns
	at_least 50 xrun -6 "${pidns[@]}" xpidinit --grace 0.5 sh -c '
		(trap "" TERM; while :; do (trap "" TERM; sleep 0.2) & sleep 0.01; done) & sleep 0.2; exit 6'
	at_least 50 xrun -6 xpidinit --grace 0.5 sh -c '
		(trap "" TERM; while :; do (trap "" TERM; sleep 0.2) & sleep 0.01; done) & sleep 0.2; exit 6'
}

# ---- parents ----------------------------------------------------------------------------

@test "killed: when xpidinit is killed, the command is killed too" {
	background xpidinit sleep 30
	wait_for child_runs "$background" sleep
	kill -KILL "$background"
	wait_for gone "$child"
}

@test "parent: --die-with-parent" {
	sh -c "xpidinit --die-with-parent sleep 30 & echo \$! >'$log'; sleep 0.3" 3>&- 4>&-
	local us
	us=$(cat "$log")
	wait_for gone "$us"
	sh -c "xpidinit -p=USR1 siglog -o '$T/got' 10 & echo \$! >'$log'; sleep 0.3" 3>&- 4>&-
	wait_for file_has "$T/got" "got 10"
	wait_for gone "$(cat "$log")"
	# without it we stay
	sh -c "xpidinit sleep 30 & echo \$! >'$log'; sleep 0.3" 3>&- 4>&-
	sleep 0.3
	alive "$(cat "$log")"
	kill "$(cat "$log")"
}

@test "parent: --die-with-parent as PID 1" {
	need_pidns
	background unshare "${may[@]}" --fork --pid --mount-proc xpidinit --die-with-parent sleep 30
	wait_for as_init xpidinit
	wait_for child_runs "$init" sleep
	kill -KILL "$background"
	wait_for gone "$init"
}

# ---- pause ------------------------------------------------------------------------------

@test "pause: stays, reaps, and ends with TERM or INT" {
	local how
	for how in TERM INT; do
		background launch -w "$log" xpidinit --pause
		wait_for child_runs "$background" xpidinit
		sleep 0.2
		kill -HUP "$child"
		kill -USR1 "$child"
		sleep 0.1
		alive "$child"
		kill "-$how" "$child"
		wait "$background"
		assert_equal "$(cat "$log")" "exit 0"
	done
	need_pidns
	background "${pidns[@]}" xpidinit -P
	wait_for as_init xpidinit
	xrun nsenter -t "$init" ${may:+-U --preserve-credentials} -p -m sh -c 'orphans 20; sleep 0.2; ps -A -o stat= | grep -c Z; exit 0'
	assert_output_is 0
	kill -TERM "$init"
	wait "$background"
}

@test "pause: --grace ends those that are left" {
	need_pidns
	background "${pidns[@]}" xpidinit -P --grace 60
	wait_for as_init xpidinit
	nsenter -t "$init" ${may:+-U --preserve-credentials} -p -m sh -c "$leaver" 3>&- 4>&- || :
	kill -TERM "$init"
	wait_for gone "$background"
	assert_equal "$(cat "$log")" TERM
}

# ---- the account ------------------------------------------------------------------------

# json FILE: each line is valid JSON; prints them compactly
json() {
	python3 -c '
import json, sys
for line in open(sys.argv[1]):
    print(json.dumps(json.loads(line), sort_keys=True))' "$1"
}
# ask FILE EXPRESSION: in Python, with lines the list of lines, last the last
ask() {
	python3 -c '
import json, sys, time
lines = [json.loads(line) for line in open(sys.argv[1])]
last = lines[-1]
print(eval(sys.argv[2]))' "$1" "$2"
}

@test "report: a line for each process, and a summary" {
	need_cmd python3
	xrun -6 xpidinit --report "$T/report" sh -c 'orphans 3; sh -c "sh -c \"sleep 0.2; exit 9\" & echo \$! >$T/orphan"
		while kill -0 "$(cat "$T/orphan")" 2>/dev/null; do sleep 0.02; done; exit 6'
	json "$T/report"
	assert_equal "$(ask "$T/report" 'len(lines), last["processes"], last["adopted"], last["lost"], last["left"]')" "(6, 5, 4, 0, 0)"
	assert_equal "$(ask "$T/report" '[(l["name"], l["exit-code"]) for l in lines[:-1] if not l["adopted"]]')" "[('sh', 6)]"
	assert_equal "$(ask "$T/report" 'sorted(l["exit-code"] for l in lines[:-1])')" "[0, 0, 0, 6, 9]"
	assert_equal "$(ask "$T/report" 'all(0 <= l["end"] - l["start"] < 3 and abs(l["end"] - time.time()) < 10 for l in lines)')" True
	assert_equal "$(ask "$T/report" 'all(l["peak-memory"] > 10000 and l["user"] >= 0 and l["system"] >= 0 for l in lines[:-1])')" True
	# appended
	xrun xpidinit --report "$T/report" true
	assert_equal "$(wc -l <"$T/report")" 8
}

@test "report: signals, odd names, and those that are left" {
	need_cmd python3
	cp "$(command -v probe)" "$T/a\"b\\c é"
	xrun -137 xpidinit --report "$T/report" sh -c 'setsid sleep 300 >/dev/null 2>&1 & echo $! >$T/left
		"$T/a\"b\\c é" die 15 & wait $!; (setsid "$T/a\"b\\c é" die 15 & echo $! >$T/orphan)
		while kill -0 "$(cat "$T/orphan")" 2>/dev/null; do sleep 0.02; done; kill -KILL $$'
	json "$T/report"
	assert_equal "$(ask "$T/report" '[l["signal"] for l in lines[:-1]]')" "[15, 9]"
	assert_equal "$(ask "$T/report" 'lines[0]["name"].encode("latin-1").decode()')" 'a"b\c é'
	assert_equal "$(ask "$T/report" 'last["left"]')" 1
	kill -KILL "$(cat "$T/left")"
}

@test "report: as PID 1, to a descriptor; the cost is the sum" {
	need_cmd python3
	need_pidns
	xrun -6 launch -o "9=$T/report" "${pidns[@]}" xpidinit --report fd:9 sh -c 'orphans 5; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 0.1; exit 6'
	assert_equal "$(ask "$T/report" 'last["processes"], last["adopted"]')" "(6, 5)"
	assert_equal "$(ask "$T/report" 'abs(sum(l["user"] + l["system"] for l in lines[:-1]) - last["user"] - last["system"]) < 0.0005 and last["user"] > 0')" True
}

# bats test_tags=rule:R24
@test "report: a /proc of another PID namespace gives no false names" {
	need_cmd python3
	need_pidns
	xrun unshare "${may[@]}" --fork --pid --kill-child xpidinit --report "$T/report" true
	assert_equal "$(ask "$T/report" '"name" in lines[0], "start" in lines[0], "left" in last, lines[0]["pid"]')" "(False, False, False, 2)"
}

@test "report: a closed reader causes no signal to the command" {
	need_cmd python3
	xrun -6 python3 -c '
import os, subprocess
r, w = os.pipe()
os.close(r)
raise SystemExit(subprocess.call(["xpidinit", "-v", "--report", "fd:%d" % w, "--status-fd", str(w),
    "sh", "-c", "sh -c true & (sh -c true &); sleep 0.3; exit 6"], pass_fds=[w], stderr=w))'
}

@test "report: a reader that does not read costs lines, not time" {
	need_cmd python3
	xrun -6 python3 -c '
import os, subprocess
r, w = os.pipe()
raise SystemExit(subprocess.call(["xpidinit", "--report", "fd:%d" % w, "sh", "-c", "orphans 1500; exit 6"], pass_fds=[w]))'
	[[ ! -e /dev/full ]] || xrun -6 launch -o 9=/dev/full xpidinit --report fd:9 sh -c 'orphans 5; exit 6'
}

@test "report: fd:0, fd:1 and fd:2 are the caller's, also after the command has them" {
	xrun xpidinit --report fd:1 sh -c 'echo mine'
	assert_line_is mine
	assert_output_has '"processes": 1'
	xrun --separate-stderr xpidinit --report fd:2 true
	assert_stderr_has '"processes": 1'
	xrun sh -c 'xpidinit --report fd:0 true 0>&1'
	assert_output_has '"processes": 1'
	xrun -125 sh -c 'xpidinit --report fd:0 touch "$T/ran" </dev/null'
	assert_output_has "bad file descriptor"
	assert_no_file "$T/ran"
}

@test "report: -v says that a line was lost, and why" {
	[[ -e /dev/full ]] || skip_because no-dev-full "there is no /dev/full"
	xrun -6 launch -o 9=/dev/full xpidinit -v --report /dev/full --status-fd 9 sh -c 'exit 6'
	assert_output_has "cannot write the status: no space left on device"
	assert_output_has "cannot write a line of the report: no space left on device"
	assert_output_has "cannot write the last line of the report: no space left on device"
	xrun -6 xpidinit -v --report "$T/report" sh -c 'exit 6'
	refute_output_has "cannot write"
}

@test "report: a full disk is reported once without -v, and changes no status" {
	[[ -e /dev/full ]] || skip_because no-dev-full "there is no /dev/full"
	xrun -6 xpidinit --report /dev/full sh -c '(:) & (:) & wait; exit 6'
	assert_output_is "xpidinit: cannot write a line of the report: no space left on device"
	xrun -6 launch -o 9=/dev/full xpidinit --status-fd 9 sh -c 'exit 6'
	assert_output_is "xpidinit: cannot write the status: no space left on device"
	xrun -6 xpidinit --report "$T/told" sh -c 'exit 6'
	assert_output_is ""
}

@test "report: a line that a full disk has cut does not spoil the next one" {
	need_ns mount
	need_cmd jq
	xrun unshare "${may[@]}" -m sh -c 'set -e
		mount -t tmpfs -o size=8k none "$T"
		head -c 4096 /dev/zero >"$T/fill"
		head -c 4000 /dev/zero | tr "\0" "\n" >"$T/report"
		xpidinit --report "$T/report" sh -c "(sh -c true &); (sh -c true &); sleep 0.3
			rm \"\$T/fill\"; (sh -c true &); sleep 0.3" 2>"$T/message"
		grep . "$T/report"'
	assert_output_matches '"lost": [1-9]'
	# each line but the cut one is JSON
	assert_equal "$(grep -vc '}$' <<<"$output")" 1
	grep '}$' <<<"$output" | jq -e . >/dev/null
}

@test "status: the same lines as in the other programs" {
	xrun -6 launch -o "9=$T/status" xpidinit --status-fd 9 sh -c 'echo $$; exit 6'
	assert_equal "$(cat "$T/status")" "{ \"child-pid\": $output }"$'\n{ "exit-code": 6 }'
	rm "$T/status"
	xrun -143 launch -o "9=$T/status" xpidinit --status-fd 9 probe die 15
	assert_equal "$(tail -n 1 "$T/status")" '{ "exit-code": 143 }'
	rm "$T/status"
	xrun -127 launch -o "9=$T/status" xpidinit --status-fd 9 nosuch
	assert_equal "$(cat "$T/status")" ""
}

# ---- coordination ------------------------------------------------------------------------

@test "block: the command waits for data, or the end; ready comes before" {
	mkfifo "$T/go"
	background launch -o "8=$T/ready" -o "9=$T/go" xpidinit --block-fd 9 --ready-fd 8 touch "$T/ran"
	wait_for file_has "$T/ready" 1
	sleep 0.2
	assert_no_file "$T/ran"
	echo go >"$T/go"
	wait_for test -e "$T/ran"
	wait "$background"
	xrun -5 sh -c 'exec xpidinit --block-fd 9 sh -c "exit 5" 9</dev/null'
	need_pidns
	xrun -5 sh -c 'exec "$@" 9</dev/null' - "${pidns[@]}" xpidinit --block-fd 9 sh -c 'exit 5'
}

@test "block: a signal ends the wait and the program" {
	mkfifo "$T/go"
	background launch -w "$log" -o "9=$T/go" xpidinit --block-fd 9 touch "$T/ran"
	wait_for child_runs "$background" xpidinit
	wait_for state_is "$child" S
	kill -TERM "$child"
	wait "$background"
	assert_equal "$(cat "$log")" "signal 15"
	assert_no_file "$T/ran"
}

@test "sync: open until xpidinit exits, and the command has none of the descriptors" {
	need_cmd python3
	xrun python3 -c '
import os, subprocess, time
r, w = os.pipe()
block, go = os.pipe()
p = subprocess.Popen(["xpidinit", "--grace", "60", "--sync-fd", str(w), "--block-fd", str(block),
    "sh", "-c", "probe fds; sleep 0.3"], pass_fds=[w, block], stdout=subprocess.PIPE)
os.close(w), os.close(block)
start = time.time()
os.write(go, b"x")
assert os.read(r, 1) == b"" and time.time() - start >= 0.3
print(p.communicate()[0].decode().strip(), p.returncode)'
	assert_output_is "0 1 2 0"
}

@test "coordination: descriptors that will not do" {
	local words line
	while IFS='|' read -r words line; do
		xrun -125 sh -c "exec xpidinit $line"
		assert_output_has "$words"
		assert_no_file "$T/ran"
	done <<-END
		descriptor 77 is not open|--block-fd 77 touch $T/ran
		belongs to the command|--sync-fd 1 touch $T/ran
		is a directory|--sync-fd 9 touch $T/ran 9</
		given twice|--sync-fd 9 --ready-fd 9 touch $T/ran 9>/dev/null
		is not open for reading|--block-fd 9 touch $T/ran 9>/dev/null
		unrecognized option|--userns-block-fd 9 touch $T/ran 9</dev/null
	END
}

# ---- faults -----------------------------------------------------------------------------

# Each of our calls fails once, in turn. Before the command runs we fail with 125; after
# that we may not die, hang, or lose its status.
@test "faults: on any failure xpidinit ends with the command, and with its status" {
	need_strace
	local call number error trace=$T/trace bad=0 runs=0
	run timeout -k 10 "$XNS_SECONDS" strace -f -b execve -qq -o "$trace" xpidinit sh -c 'orphans 2; sleep 0.1; exit 6' 3>&- 4>&-
	assert_status 6
	# those of the first process, from its first signal mask on, which can fail at all
	awk -v first="$(awk 'NR == 1 { print $1 }' "$trace")" '
		$1 == first && match($2, /^[a-z_0-9]+\(/) {
			call = substr($2, 1, RLENGTH - 1); count = ++n[call]
			if (call == "rt_sigprocmask") armed = 1
			if (armed && call !~ /^exit|^execve|^mmap$|^munmap$|^brk$|^close$|^getp?pid$|^sigaltstack$/) print call, count
		}' "$trace" | sort -u >"$T/points"
	while read -r call number; do
		for error in EINTR ENOMEM EPERM EINVAL; do
			((++runs))
			status=0
			timeout -k 10 "$XNS_SECONDS" strace -f -b execve -qq -o /dev/null -e "inject=$call:error=$error:when=$number" \
				xpidinit sh -c 'orphans 2; sleep 0.1; exit 6' >"$T/out" 2>&1 3>&- 4>&- || status=$?
			[[ $status == 6 || ($status == 125 && $(cat "$T/out") == "xpidinit: cannot"*) ]] || {
				echo "$call $number $error: status $status"
				cat "$T/out"
				bad=1
			}
		done
	done <"$T/points"
	echo "runs: $runs"
	assert_true 'runs > 30 && !bad'
}

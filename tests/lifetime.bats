#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A command does not outlive its supervisor, whenever and however that is killed.

load helpers/xns
load helpers/xunshare
load helpers/xnsenter

setup() {
	setup_in_tmp
	may=()
	as_root || may=(-r)
	life=0
}

# each_mode FUNCTION: calls it with the words before the command, for each way to supervise
each_mode() {
	local mode enter=()
	if [[ " $XNS_PROGRAMS " == *" xnsenter "* ]]; then
		[[ ${target-} ]] || target -p -f
		enter=(-t "$target" -p)
		as_root || enter+=(-U --preserve-credentials)
	fi
	while read -ra mode; do
		[[ ${mode[0]} && " $XNS_PROGRAMS " == *" ${mode[0]} "* ]] || continue
		echo "mode: ${mode[*]}"
		"$1" "${mode[@]}" || return 1
	done <<END
xclone --kill-child ${may[*]}
xclone --kill-child ${may[*]} -p --mount-proc
xclone --die-with-parent ${may[*]}
xclone --die-with-parent ${may[*]} -p --mount-proc
xclone --kill-child -r -a --mount-proc
xunshare --kill-child ${may[*]}
xunshare --kill-child ${may[*]} -p
xunshare --kill-child -r -a --mount-proc
xnsenter --kill-child ${enter[*]}
xpidinit
xpidinit --group
xpidinit --session
END
}

# lives: some process of the last start is alive; they carry the number in the environment
lives() { grep -lsz "^LIFE=$XNS_MARK.$life\$" /proc/[0-9]*/environ | grep -q .; }
nobody_lives() { ! lives; }

# start COMMAND...: in the background, with a mark of its own
start() {
	life=$((life + 1))
	background env "LIFE=$XNS_MARK.$life" "$@"
	supervisor=$background
}

# watcher_of PID: sets watcher
watcher_of() {
	watcher=$(grep -lsE "^[0-9]+ \(xns-watcher\) [^ZX] $1 " /proc/[0-9]*/stat | cut -d/ -f3)
	[[ $watcher ]]
}

killed_while_it_runs() {
	start "$@" sleep 300
	wait_for child_runs "$supervisor" sleep
	kill -KILL "$supervisor"
	wait_for nobody_lives
}

# bats test_tags=rule:R25
@test "killed: the supervisor of a running command" {
	need_ns pid
	each_mode killed_while_it_runs
}

stopped_then_killed() {
	start "$@" sleep 300
	wait_for child_runs "$supervisor" sleep
	kill -STOP "$supervisor"
	wait_for state_is "$supervisor" T
	kill -KILL "$supervisor"
	wait_for nobody_lives
}

# bats test_tags=rule:R25
@test "killed: a supervisor that is stopped" {
	need_ns pid
	each_mode stopped_then_killed
}

group_killed() {
	start setsid "$@" sleep 300 # not a group leader before, so it does not fork
	wait_for child_runs "$supervisor" sleep
	kill -KILL -- "-$supervisor"
	wait_for nobody_lives
}

# bats test_tags=rule:R25
@test "killed: the whole process group of the supervisor" {
	need_ns pid
	each_mode group_killed
}

# The watcher alone is killed: the command runs on, and the death signal is still set.
watcher_killed() {
	start "$@" sleep 300
	wait_for child_runs "$supervisor" sleep
	watcher_of "$supervisor"
	kill -KILL "$watcher"
	wait_for gone "$watcher"
	alive "$child"
	! watcher_of "$supervisor" || return 1
	kill -KILL "$supervisor"
	wait_for nobody_lives
}

@test "killed: the watcher, and then the supervisor" {
	need_ns pid
	each_mode watcher_killed
}

killed_after_a_change() {
	[[ " $* " != *" -r "* ]] || return 0 # there is one ID only
	start "$@" setpriv --reuid=65534 --regid=65534 --clear-groups sleep 300
	wait_for child_runs "$supervisor" sleep
	kill -KILL "$supervisor"
	wait_for nobody_lives
}

# bats test_tags=root,rule:R25
@test "credentials: a command that changes them does not live on" {
	need_root
	need_ns pid
	need_cmd setpriv
	each_mode killed_after_a_change
}

# bats test_tags=rule:R25
@test "credentials: a command that clears its death signal does not live on" {
	need_ns pid
	need_cmd python3
	clears() {
		start "$@" python3 -c 'import ctypes, os
ctypes.CDLL(None).prctl(1, 0)
os.execvp("sleep", ["sleep", "300"])'
		wait_for child_runs "$supervisor" sleep
		kill -KILL "$supervisor"
		wait_for nobody_lives
	}
	each_mode clears
}

# The child exists and is on its way to the exec, which strace delays: the supervisor is
# killed there. The watcher is delayed too, so its name is waited for.
killed_on_the_way() {
	start strace -f -qq -o /dev/null -e "$inject" "$@" sleep 300
	wait_for child_runs "$supervisor" "$1"
	supervisor=$child
	wait_for watcher_of "$supervisor"
	wait_for child_of "$supervisor"
	kill -KILL "$supervisor"
	wait_for nobody_lives
}

# ways_on_the_way: a child in a loan, one that is a copy, and a PID 1 of each
ways_on_the_way() {
	killed_on_the_way xclone --kill-child "${may[@]}" -p
	killed_on_the_way xclone --die-with-parent -r -p --mount-proc
	killed_on_the_way xunshare --kill-child "${may[@]}" -p
	[[ " $XNS_PROGRAMS " != *" xpidinit "* ]] || killed_on_the_way xpidinit
	[[ " $XNS_PROGRAMS " != *" xnsenter "* ]] || killed_on_the_way xnsenter --kill-child "--ipc=/proc/self/ns/ipc"
}

# bats test_tags=rule:R25
@test "race: the supervisor dies before the death signal is set" {
	need_strace
	need_ns pid
	local inject=inject=prctl:delay_enter=1000000
	ways_on_the_way
}

# bats test_tags=rule:R25
@test "race: the supervisor dies just after the death signal is set" {
	need_strace
	need_ns pid
	local inject=inject=prctl:delay_exit=1000000
	ways_on_the_way
}

# bats test_tags=rule:R25
@test "race: the supervisor dies before the exec" {
	need_strace
	need_ns pid
	local inject=inject=execve:delay_enter=1000000:when=2+
	ways_on_the_way
}

# bats test_tags=rule:R25
@test "race: the supervisor of --detach dies while the command waits" {
	need_strace
	need_ns pid
	local inject=inject=prctl:delay_enter=400000
	mkfifo "$T/fifo"
	exec {block}<>"$T/fifo"
	start sh -c 'exec "$@" 8<>"$0"' "$T/fifo" strace -f -qq -o "$T/trace" -e "$inject" \
		xclone --detach "${may[@]}" -p --block-fd 8 touch "$T/ran"
	wait_for child_runs "$supervisor" xclone
	supervisor=$child
	wait_for child_of "$supervisor"
	sleep 0.1
	kill -KILL "$supervisor"
	wait_for nobody_lives
	exec {block}>&-
	assert_no_file "$T/ran"
}

# XNS_TURNS kills in each mode, at a random moment of the first 100 ms
random_kills() {
	local turn number=$((XNS_TURNS))
	for ((turn = 0; turn < number; turn++)); do
		start "$@" sleep 300
		sleep "0.0$((RANDOM % 90 + 10))"
		kill -KILL "$supervisor"
		wait_for nobody_lives || expect "turn $turn" "$*" "should have" "no survivor"
	done
}

# bats test_tags=rule:R25
@test "race: killed at a random moment, many times" {
	need_ns pid
	: "${XNS_TURNS:=3}"
	each_mode random_kills
}

@test "random: 50 at once, killed together" {
	need_ns pid
	local all=() i
	for ((i = 0; i < 50; i++)); do
		background env "LIFE=$XNS_MARK.$life" xclone --kill-child "${may[@]}" -p sleep 300
		all+=("$background")
	done
	sleep 0.2
	kill -KILL "${all[@]}"
	wait_for nobody_lives
}

# bats test_tags=root,rule:R25
@test "watcher: holds no descriptor, directory, group or terminal of the caller" {
	holds_nothing() {
		start "$@" sleep 300
		wait_for child_runs "$supervisor" sleep
		watcher_of "$supervisor"
		assert_equal "$(readlink "/proc/$watcher/cwd")" /
		local link links=0
		for link in "/proc/$watcher/fd/"*; do
			case $(readlink "$link") in
			socket:* | *pidfd*) links=$((links + 1)) ;;
			*) expect "a descriptor" "$(readlink "$link")" "should be" "a socket or pidfd" ;;
			esac
		done
		assert_true "links > 0 && links <= 4"
		assert_equal "$(sed 's/.*) //' "/proc/$watcher/stat" | cut -d' ' -f4)" "$watcher"
		kill -TERM "$supervisor" "$child"
		kill -KILL "$child" 2>/dev/null || :
		wait_for nobody_lives
	}
	as_root || skip_because not-root "the watcher is not dumpable"
	need_ns pid
	each_mode holds_nothing
}

@test "watcher: a reader of the output gets its end, and the exit status is unchanged" {
	ends_alike() {
		# with a watcher that kept the pipe, cat would not end
		assert_equal "$(bounded "$@" sh -c 'echo out; exit 7' | cat; echo "${PIPESTATUS[0]}")" $'out\n7'
		xrun -127 "$@" "$T/no such command"
	}
	need_ns pid
	each_mode ends_alike
}

@test "watcher: a subreaper sees no other child than the supervisor" {
	need_cmd python3
	one_child() {
		xrun python3 -c 'import ctypes, os, sys
ctypes.CDLL(None).prctl(36, 1)
pid = os.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
got = [os.wait()]
try:
    while True: got.append(os.wait())
except ChildProcessError: pass
sys.exit(0 if [p for p, _ in got] == [pid] and got[0][1] == 3 << 8 else 1)' "$@" sh -c 'exit 3'
	}
	need_ns pid
	each_mode one_child
}

# bats test_tags=rule:R25
@test "watcher: is not seen in the PID namespace of the command" {
	need_ns pid
	# shellcheck disable=SC2016
	local count='n=0; for p in /proc/[0-9]*; do n=$((n + 1)); done; echo $n'
	xrun xclone --kill-child -r -mp --mount-proc sh -c "$count"
	assert_output_is 1
	xrun xunshare --kill-child -r -mp --mount-proc sh -c "$count"
	assert_output_is 1
}

@test "parent: --die-with-parent of a process started by a thread that ends lives on" {
	need_cmd python3
	survives() {
		start python3 -c 'import subprocess, sys, threading, time
def run(): subprocess.Popen(sys.argv[1:])
t = threading.Thread(target=run); t.start(); t.join(); time.sleep(300)' "$@" \
			sh -c "echo \$\$ >'$T/command'; exec sleep 300"

		wait_for grep -q . "$T/command"
		sleep 0.3
		lives
		alive "$(cat "$T/command")"
		kill -KILL "$supervisor"
		wait_for nobody_lives
		rm "$T/command"
	}
	[[ " $XNS_PROGRAMS " != *" xclone "* ]] || survives xclone --die-with-parent
	[[ " $XNS_PROGRAMS " != *" xpidinit "* ]] || survives xpidinit -p
}

@test "failures: a session, group or death signal that cannot be had ends xpidinit" {
	need_strace
	failing() {
		rm -f "$T/ran"
		xrun -125 strace -f -qq -o /dev/null -e "$1" "${@:3}" touch "$T/ran"
		assert_output_has "$2"
		assert_no_file "$T/ran"
	}
	failing inject=setsid:error=EPERM:when=1 "cannot start a new session: " xpidinit --session
	failing inject=setpgid:error=EPERM "cannot start a process group: " xpidinit --group
	failing inject=prctl:error=EINVAL "cannot set the parent-death signal of the command: " xpidinit
}

@test "detach: a child that is killed before the exec is no success" {
	need_strace
	local how
	for how in "" --new-session; do
		# shellcheck disable=SC2086
		xrun ! --separate-stderr strace -f -qq -o /dev/null -e inject=execve:signal=KILL:when=2 \
			xclone --detach $how true
		assert_output_is ""
	done
}

@test "detach: a command whose PID cannot be printed is killed" {
	need_ns pid
	[[ -c /dev/full ]]
	life=$((life + 1))
	xrun ! --separate-stderr env "LIFE=$XNS_MARK.$life" sh -c 'exec "$@" >/dev/full' sh xclone --detach "${may[@]}" -n sleep 300
	assert_equal "$stderr" "xclone: cannot print the PID: no space left on device"
	wait_for nobody_lives
}

# Each read of the supervisor fails in turn, that which tells it of the exec too. A sanitizer reads
# files of its own, and not always the same number of times.
# bats test_tags=no-sanitizer
@test "detach: a read that fails is a failure, prints no PID and leaves no child" {
	need_strace
	need_ns pid
	local reads number mine=0
	xrun strace -qq -o trace -e trace=read xclone --detach "${may[@]}" -n true
	reads=$(grep -c '^read(' trace)
	for ((number = 1; number <= reads; number++)); do
		life=$((life + 1))
		xrun ! --separate-stderr env "LIFE=$XNS_MARK.$life" strace -qq -o trace -e inject=read:error=EIO:when=$number \
			xclone --detach "${may[@]}" -n sleep 300
		assert_output_is ""
		# the dynamic loader has its own messages
		[[ $stderr != *"xclone: "* ]] || mine=$((mine + 1))
		wait_for nobody_lives
	done
	assert_true "mine > 0"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The programs that run a command: which signals it receives, and how often.
#
# The rules are those of signal_already_received() (lib/run/signal_received.h). Each row runs with all
# four programs, unless the row is about PID 1.

load helpers/xns
load helpers/xunshare
load helpers/xnsenter
load helpers/xpidinit

setup() {
	xns_setup
	log=$T/log
}
log_has() { file_has "$log" "$1"; }

# A namespace to enter which makes xnsenter fork
need_target() {
	need_ns pid
	target -p -f
}

# wrapper NAME: sets run to the program and its options
wrapper() {
	case $1 in
	xunshare) run=(xunshare --fork) ;;
	xnsenter) as_root && run=(xnsenter -t "$target" -p) || run=(xnsenter -t "$target" -U -p --preserve-credentials) ;;
	*) run=("$1") ;;
	esac
}

# switches PID: how often it has waited. It has dealt with a signal when this has grown and it
# sleeps again. As text too, for a shell of a test.
switches='switches() { sed -n "s/^voluntary_ctxt_switches:[[:space:]]*//p" "/proc/$1/status"; };'
eval "$switches"
waits_again() { state_is "$1" S && (($(switches "$1") > $2)); }

# count NUMBER: how often the command received it
count() { grep -c "^got $1 " "$log" || :; }

# on_pty EVENT NUMBER -- SIGLOG-OPTION...: each program with siglog on a terminal; after
# EVENT (steps of pty) the command has received NUMBER exactly once
on_pty() {
	local steps=() number name
	while [[ $2 != -- ]]; do
		steps+=("$1")
		shift
	done
	number=$1
	shift 2
	for name in xunshare xnsenter xclone xpidinit; do
		wrapper "$name"
		rm -f "$log"
		echo "${run[*]}: ${steps[*]}"
		bounded pty wait=ready "${steps[@]}" -- "${run[@]}" siglog "$@" -o "$log" "$number" || return 1
		assert_equal "$(count "$number")" 1 || return 1
	done
}

@test "terminal: what it sends to the group arrives once" {
	need_target
	on_pty 'send=\c' 2 --
	on_pty 'send=\q' 3 --
	on_pty resize 28 --
}

@test "terminal: ... and once when the command has made a group of its own" {
	need_target
	on_pty 'send=\c' 2 -- -g
	on_pty 'send=\q' 3 -- -g
	on_pty resize 28 -- -g
}

@test "terminal: a hang-up reaches the command of a session leader once" {
	need_target
	on_pty hangup 1 --
	on_pty hangup 1 -- -g
}

@test "terminal: a hang-up, HUP and CONT, reaches the command of a PID 1" {
	need_ns pid
	bounded pty pid1 wait=ready hangup -- xpidinit siglog -n 2 -o "$log" 1 18
	assert_equal "$(count 1) $(count 18)" "1 1"
}

@test "terminal: when the leader above ends by a hang-up, the command receives one" {
	need_target
	local name own
	for name in xunshare xnsenter xclone xpidinit; do
		wrapper "$name"
		for own in "" -g; do
			rm -f "$log"
			# shellcheck disable=SC2086
			bounded pty wait=ready hangup -- \
				sh -c '"$@"; :' - "${run[@]}" siglog $own -o "$log" 1 || :
			wait_for log_has end
			assert_equal "$name$own $(count 1)" "$name$own 1"
		done
	done
}

# The terminal sends it before there is a child: strace delays the program there.
@test "terminal: ^C before the command exists ends it" {
	need_strace
	need_target
	local name call
	for name in xunshare xnsenter xclone "xclone waiting" xpidinit; do
		wrapper "${name% *}"
		call=rt_sigpending # before vfork(2)
		[[ $name != "xclone waiting" ]] || run=(launch -o "9=$T/status" xclone --status-fd 9) call=clone3
		xrun -130 pty "wait=$call(" 'send=\c' -- strace -DDD -f -e "trace=$call" \
			-e "inject=$call:delay_enter=700000" "${run[@]}" sleep 60
	done
}

@test "kernel: an alarm that was set before the exec reaches the command" {
	need_target
	local name
	for name in xunshare xnsenter xclone xpidinit; do
		wrapper "$name"
		xrun -142 siglog -a 1 "${run[@]}" sleep 15
	done
}

@test "sender: what a command sends its init to end it is delivered" {
	need_pidns
	local signal
	for signal in HUP INT QUIT TERM; do
		xrun "-$((128 + $(kill -l "$signal")))" "${pidns[@]}" xpidinit \
			sh -c "kill -$signal 1; sleep 15; exit 1"
	done
}

@test "sender: ... also to a wrapper that is no PID 1" {
	local signal name
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		for signal in HUP TERM; do
			xrun "-$((128 + $(kill -l "$signal")))" "${run[@]}" \
				sh -c "kill -$signal \$PPID; sleep 15; exit 1"
		done
	done
}

# A real-time signal, which the command blocks: each one is kept.
@test "sender: a signal that the command sends its own group arrives once" {
	need_cmd bash
	local name
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		rm -f "$log"
		xrun setsid -w "${run[@]}" launch -b 37 bash -c "$switches"'
			until grep -q "^State:.S" "/proc/$PPID/status"; do sleep 0.02; done
			before=$(switches "$PPID"); kill -37 0
			until [ "$(switches "$PPID")" -gt "$before" ]; do sleep 0.02; done
			exec siglog -o "$0" 37' "$log"
		assert_equal "$name $(count 37)" "$name 1"
	done
}

@test "sender: what a command in a group of its own sends the program arrives" {
	local name
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		xrun -6 "${run[@]}" siglog -g -x sh -c \
			'trap "exit 6" USR1; kill -USR1 "$PPID"; while :; do sleep 0.05; done'
	done
}

@test "sender: what a command sends by tgkill(2) was for the program alone, and arrives" {
	need_cmd python3
	local name
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		xrun -6 "${run[@]}" python3 -c 'import ctypes, os, signal, sys, time
signal.signal(signal.SIGUSR1, lambda *_: os._exit(6))
ctypes.CDLL(None).tgkill(os.getppid(), os.getppid(), signal.SIGUSR1)
while True: time.sleep(0.05)'
	done
}

# The orphan is reported to a file that may not grow. RTMIN is taken after XFSZ.
@test "sender: XFSZ for what the program itself writes does not reach the command" {
	need_cmd bash
	# shellcheck disable=SC2016
	xrun -5 bash -c 'ulimit -f 0; exec xpidinit --group --report "$0" bash -c "$1"' "$log" '
		trap "exit 9" XFSZ; trap "exit 5" RTMIN
		orphan=$(sh -c "sleep 0.1 >/dev/null 2>&1 & echo \$!")
		while [[ -d /proc/$orphan ]]; do sleep 0.02; done
		kill -RTMIN $PPID; while :; do sleep 0.05; done'
	assert_output_has "a line of the report: "
}

@test "sender: a queued value is kept, each one once" {
	need_target
	local name value
	for name in xunshare xnsenter xclone xpidinit; do
		wrapper "$name"
		rm -f "$log"
		background "${run[@]}" sigvalue take "$log" 37 3
		wait_for log_has ready
		sigvalue send "$background" 37 42 43 44
		wait "$background"
		for value in 42 43 44; do
			assert_equal "$(grep -c "^37 $value " "$log")" 1
		done
	done
}

@test "stop: stopping and continuing only the command does not stop the program" {
	need_target
	local name signal us before
	for name in xunshare xnsenter xclone xpidinit; do
		for signal in STOP TSTP TTIN; do
			wrapper "$name"
			# in a group of its own, as TSTP stops no orphaned group
			background "${run[@]}" siglog -g -x sh -c 'trap "exit 6" USR1; while :; do sleep 0.05; done'
			us=$background
			wait_for child_runs "$us" sh
			wait_for state_is "$us" S
			before=$(switches "$us")
			kill "-$signal" "$child"
			wait_for state_is "$child" T
			wait_for waits_again "$us" "$before"
			kill -CONT "$child"
			kill -USR1 "$child"
			wait_for gone "$us" || return 1
			wait "$us" || assert_equal "$name $signal $?" "$name $signal 6"
		done
	done
}

@test "stop: ^Z gives the shell its prompt, also of a command in a group of its own" {
	need_cmd bash
	need_target
	local name shell=(env 'PS1=$ ' TERM=dumb bash --norc --noprofile --noediting -i) own
	for name in xunshare xnsenter xclone xpidinit; do
		wrapper "$name"
		for own in "" -g; do
			xrun -7 pty 'wait=$ ' "send=${run[*]} siglog $own -c -n 1 2\\n" wait=ready 'send=\z' \
				wait=Stopped 'wait=$ ' 'send=fg\n' wait=continued 'send=\c' wait=end \
				'wait=$ ' 'send=exit 7\n' -- "${shell[@]}"
			assert_equal "$name $(grep -c 'got 2 ' <<<"$output")" "$name 1"
		done
	done
}

# in_window COMMAND...: starts it in a process group of its own; strace delays the child, which
# shares the memory of its parent, before the exec, and leaves it there. Sets leader and child.
in_window() {
	background siglog -g -x "${ignoring[@]}" strace -DDD -f -qq -b execve -o /dev/null \
		-e inject=rt_sigprocmask:delay_exit=700000:when=1 "$@"
	leader=$background
	[[ $1 != xpidinit ]] || wait_for has_watcher "$leader"
	wait_for child_runs "$leader" "${run[0]}"
}
has_watcher() { grep -qsE "^[0-9]+ \(xns-watcher\) . $1 " /proc/[0-9]*/stat; }
stopped() { [[ $(state_of "$1") == [Tt] ]]; } # the leader is traced
# More than one CONT: the state of a traced process tells a stop by strace as well, so the first
# may come before the leader stops itself.
goes_on() {
	kill -CONT -- "-$leader" 2>/dev/null || :
	gone "$leader"
}
ends_by_term() {
	kill -CONT -- "-$leader"
	wait_for runs "$child" sleep
	kill -TERM "$leader"
	wait_for goes_on
	wait "$leader" || assert_equal "$?" 143
}

# bats test_tags=no-sanitizer
@test "stop: of the process group just before the exec stops both" {
	need_strace
	local name signal
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		for signal in TSTP TTIN TTOU; do
			[[ $signal == TSTP || $name == xclone ]] || continue
			echo "${run[*]}: $signal"
			in_window "${run[@]}" sleep 300
			kill "-$signal" -- "-$leader"
			wait_for runs "$child" sleep
			wait_for state_is "$child" T
			wait_for stopped "$leader"
			ends_by_term
		done
	done
}

@test "stop: ... and none does when it was continued before the exec, or stops are ignored" {
	need_strace
	local name
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		ignoring=()
		in_window "${run[@]}" sleep 300
		kill -TSTP -- "-$leader"
		kill -CONT -- "-$leader"
		wait_for runs "$child" sleep
		wait_for state_is "$child" S
		ends_by_term
		ignoring=(env --ignore-signal=TSTP)
		in_window "${run[@]}" sleep 300
		kill -TSTP -- "-$leader"
		wait_for runs "$child" sleep
		wait_for state_is "$child" S
		ends_by_term
	done
}

@test "stop: SIGSTOP of the process group before the exec loses nothing" {
	need_strace
	local name
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		in_window "${run[@]}" sleep 300
		kill -STOP -- "-$leader"
		wait_for stopped "$child"
		ends_by_term
	done
}

@test "stop: a nested shell that suspends itself gives the shell its prompt" {
	need_cmd bash
	local name how shell=(TERM=dumb bash --norc --noprofile --noediting -i)
	for name in xunshare xclone xpidinit; do
		for how in suspend 'kill -STOP $$'; do
			wrapper "$name"
			echo "${run[*]}: $how"
			xrun -5 pty 'wait=$ ' "send=${run[*]} env PS1=inner% ${shell[*]}\n" wait=inner% \
				"send=$how\n" wait=Stopped 'wait=$ ' 'send=fg\n' wait=inner% 'send=exit 5\n' \
				'wait=$ ' 'send=exit $?\n' -- env 'PS1=$ ' "${shell[@]}"
			assert_output_has Stopped
		done
	done
}

@test "stop: ... and is continued when the command alone is" {
	need_cmd bash
	local name
	for name in xunshare xclone xpidinit; do
		wrapper "$name"
		rm -f "$log"
		# shellcheck disable=SC2016
		xrun -5 pty 'wait=$ ' "send=${run[*]} sh -c 'echo \$\$ >$log; kill -STOP \$\$; echo went on; exit 6'\n" \
			wait=Stopped 'wait=$ ' "send=w=\$(jobs -p); kill -CONT \$(cat $log); while kill -0 \$w; do sleep 0.1; done; exit 5\n" \
			-- env 'PS1=$ ' TERM=dumb bash --norc --noprofile --noediting -i
		assert_output_has "went on"
	done
}

@test "session: TSTP stops a command in a session of its own, CONT continues it" {
	# It starts no process: a stop of the group between vfork(2) and exec would stop the
	# child of the shell only, and the shell would wait for that exec.
	mkfifo "$T/fifo"
	background xpidinit --session sh -c 'trap "exit 6" USR1; while :; do read -r _ <>"$1"; done' sh "$T/fifo"
	wait_for child_runs "$background" sh
	local command=$child
	kill -TSTP "$background"
	wait_for state_is "$command" T
	wait_for state_is "$background" T
	kill -CONT "$background"
	wait_for state_is "$background" S
	kill -USR1 "$background"
	local status=0
	wait "$background" || status=$?
	assert_equal "$status" 6
}

@test "session: TERM goes to what is left in the group" {
	xrun -5 xpidinit --session sh -c 'siglog -o "$0" 15 & until [ -s "$0" ]; do sleep 0.02; done; exit 5' "$log"
	wait_for log_has "got 15"
	rm "$log"
	xrun -5 xpidinit sh -c 'siglog -t 1 -o "$0" 15 >/dev/null 2>&1 & until [ -s "$0" ]; do sleep 0.02; done; exit 5' "$log"
	wait_for log_has end
	assert_equal "$(count 15)" 0
}

@test "session: ... as -r translates it, as under dumb-init" {
	xrun -5 xpidinit --session -r TERM:USR1 sh -c 'siglog -o "$0" 10 15 & until [ -s "$0" ]; do sleep 0.02; done; exit 5' "$log"
	wait_for log_has "got 10"
	wait_for log_has end
	assert_equal "$(count 10) $(count 15)" "1 0"
}

@test "session: a stop that -r asks for is sent as it is" {
	background xpidinit --session -r USR1:TSTP siglog -o "$log" 20 19
	wait_for log_has ready
	kill -USR1 "$background"
	wait_for log_has end
	assert_equal "$(count 20)" 1
}

@test "grace: a process that is not stopped gets SIGTERM and no SIGCONT" {
	xrun -5 xpidinit --grace 9 sh -c 'siglog -o "$0" 15 18 & until [ -s "$0" ]; do sleep 0.02; done; exit 5' "$log"
	assert_equal "$(count 15) $(count 18)" "1 0"
}

@test "grace: a stopped process gets both" {
	xrun -5 xpidinit --grace 9 sh -c 'siglog -n 2 -o "$0" 15 18 & until [ -s "$0" ]; do sleep 0.02; done
		kill -STOP $!; until grep -q "^State:.T" /proc/$!/status; do sleep 0.02; done; exit 5' "$log"
	assert_equal "$(count 15) $(count 18)" "1 1"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # scripts for shells inside
# xnsenter and untrusted targets: the tests of SECURITY.md that take more than a few
# lines. The others are in xnsenter.bats.

load helpers/xns
load helpers/xunshare
load helpers/xnsenter

setup() {
	xns_setup
	trace=$T/trace
}

# traced STATUS ARG...: xnsenter ARG... under strace, the command itself left out
traced() {
	local want=$1
	shift
	xrun "-$want" strace -f -b execve -qq -o "$trace" xnsenter --trusted "$@"
}

# opening: the calls of the trace that make a descriptor out of a name or a number
opening='(open|openat|openat2|open_by_handle_at|socket|pidfd_open|pidfd_getfd|memfd_create)\('

# ---- the target stays the one that was meant ---------------------------------------------

# bats test_tags=no-sanitizer,rule:R4
@test "target: one pidfd, opened before its files in /proc; checked for life before entering" {
	need_strace
	need_ns uts ipc
	target -u -i
	local other=$target pid pinned first last
	target -u -i
	if as_root; then
		traced 0 -t "$target" -u "--ipc=$other" true
	else
		# what he may enter of the second is nothing, but it is opened all the same
		traced 125 -t "$target" -U -u "--ipc=$other" true
	fi
	for pid in "$target" "$other"; do
		pinned=$(grep -n "pidfd_open($pid," "$trace")
		assert_equal "$(wc -l <<<"$pinned")" 1
		first=$(grep -nE -m1 "open.*\"/proc/$pid" "$trace" | cut -d: -f1)
		assert_true "${pinned%%:*} < first"
	done
	kill -KILL "$other"
	as_root || return 0
	# the last look comes after the last opening, and before the first entry
	last=$(grep -nE "$opening" "$trace" | tail -n 1 | cut -d: -f1)
	first=$(grep -n -m1 'setns(' "$trace" | cut -d: -f1)
	sed -n "$((last + 1)),${first}p" "$trace" | grep -q 'poll(\[{fd=[0-9]*, events=POLLIN}\], 1, 0) *= 0'
}

# bats test_tags=no-sanitizer,rule:R4
@test "target: one that ends while its files are opened is reported" {
	need_strace
	need_ns uts
	target -u
	background strace -f -qq -o "$trace" -e inject=poll:delay_enter=2000000:when=3 \
		xnsenter --trusted -t "$target" touch "$T/ran" 2>"$T/message"
	wait_for file_has "$trace" "events=POLLIN"
	sleep 0.4 # all else is looked at, and the last look waits
	kill -KILL "$target"
	local status=0
	wait_for gone "$background"
	wait "$background" || status=$?
	assert_status 125
	cat "$T/message"
	assert_grep "^xnsenter: cannot verify that process $target is still alive: it has exited" "$T/message"
	assert_no_file "$T/ran"
}

# ---- nothing is opened by a name of the target's -----------------------------------------

# ways: the options of many runs, each of which opens in another way
ways() {
	ways=("-a" "-u -m" "--uts=/proc/$target/ns/uts --mount=/proc/$target/ns/mnt" "-a -r -w" "-a -W /" "-a -e"
		"-m -u=$target" "-a --new-session" "-a --close-fds" "")
}

# bats test_tags=no-sanitizer,rule:R3,rule:R5,rule:R6
@test "entering: everything is opened before the first setns, close-on-exec" {
	need_strace
	need_ns mount uts
	target -m -u
	local ways way inside
	ways
	for way in "${ways[@]}"; do
		echo "with: $way"
		[[ $way == *-a* || ! $way ]] || way+=" ${user[*]}"
		# shellcheck disable=SC2086
		LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 traced 0 -t "$target" $way /bin/true
		inside=$(sed -n '/setns(.*= 0$/,$p' "$trace")
		assert_set "$inside"
		xrun -1 grep -E "$opening" <<<"$inside"
		xrun -1 grep -vE 'CLOEXEC|= -1|pidfd_open' <<<"$(grep -E "$opening|F_DUPFD|pipe2?\(" "$trace")"
	done
}

# bats test_tags=no-sanitizer,rule:R5
@test "entering: nothing is opened after the first setns where the run fails" {
	need_strace
	need_ns mount uts
	target -m -u
	local way
	for way in "127 /no/such/command" "126 /etc/passwd" "125 -W /no/such /bin/true" "125 -W /proc/self/fd/0 /bin/true"; do
		echo "with: $way"
		# shellcheck disable=SC2086
		LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 run "-${way%% *}" bounded strace -f -b execve -qq -o "$trace" \
			xnsenter --trusted -t "$target" -m -u "${user[@]}" ${way#* } </etc
		assert_output_has "xnsenter: cannot"
		assert_grep 'setns(.*= 0$' "$trace"
		xrun -1 grep -E "$opening" <<<"$(sed -n '/setns(.*= 0$/,$p' "$trace")"
	done
}

# bats test_tags=root,no-sanitizer,rule:R5
@test "entering: nothing is opened to explain why an ID cannot be set inside" {
	need_root
	need_strace
	need_ns mount
	target -m
	xrun -125 setpriv --bounding-set=-setuid --inh-caps=-setuid \
		strace -f -b execve -qq -o "$trace" xnsenter -t "$target" -m -S 77 true
	assert_output_has "requires CAP_SETUID and CAP_SETGID"
	assert_grep 'setns(.*= 0$' "$trace"
	xrun -1 grep -E "$opening" <<<"$(sed -n '/setns(.*= 0$/,$p' "$trace")"
}

# As root nothing is refused that late.
# bats test_tags=user,no-sanitizer,rule:R5
@test "entering: the hint about a refusal does not read the target's /proc" {
	need_ns mount net
	sleeper xunshare -rn
	wait_for runs "$background" sleep
	local other=/proc/$background/ns/net
	# Whoever opens one of these waits for ever
	background xunshare -rm sh -c 'mount -t tmpfs xns /proc; mkdir -p /proc/self/ns
		mkfifo /proc/self/ns/user /proc/self/status /proc/self/uid_map; exec sleep 300'
	wait_for runs "$background" sleep
	refused "cannot enter the net namespace of $other" "not a descendant of the caller's" -- -t "$background" -U -m "--net=$other"
	# the trap is real
	run timeout -k 1 1 xnsenter -t "$background" -U -m cat /proc/self/status
	assert_status 124
}

# bats test_tags=root,rule:R5
@test "entering: user and group names are looked up in the caller's database" {
	need_root
	local daemon
	daemon=$(id -u daemon)
	background unshare -m --propagation private sh -c 'mount -t tmpfs xns /etc
		echo "daemon:x:777:777::/:/bin/sh" >/etc/passwd; echo "sys:x:777:" >/etc/group
		echo "passwd: files" >/etc/nsswitch.conf; exec sleep 300'
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" -m -S daemon -G sys id -u
	assert_output_is "$daemon"
	xrun xnsenter -t "$background" -m getent passwd daemon
	assert_output_has 777
}

# ---- descriptors -------------------------------------------------------------------------

# bats test_tags=rule:R6
@test "descriptors: the command gets the caller's, however the target is named" {
	need_ns mount uts
	target -m -u
	local ways way
	ways
	for way in "${ways[@]}"; do
		echo "with: $way"
		[[ $way == *-a* || ! $way ]] || way+=" ${user[*]}"
		[[ $way != *close-fds* ]] || continue
		# shellcheck disable=SC2086
		xrun launch -o 5=/dev/null xnsenter -t "$target" $way probe fds
		assert_output_is "0 1 2 5"
		# shellcheck disable=SC2086
		xrun launch -o 5=/dev/null -c 0 -c 2 xnsenter -t "$target" $way probe fds
		assert_output_is "1 5"
	done
}

# The kernel finds the interpreter of a script before it closes what is close-on-exec
# (CVE-2024-21626).
# bats test_tags=rule:R6
@test "descriptors: no directory is open any more when the command is executed" {
	need_ns mount pid
	make_tree
	ways_out "$tree"
	target -m -p -f --root="$tree" --mount-proc=/proc
	local ids=(-S 0 -G 0)
	no_way_out xnsenter -t "$target"
	no_way_out xnsenter -t "$target" "${user[@]}" -m -p -r -w
	no_way_out xnsenter -t "$target" -a -r "${ids[@]}"
}

# bats test_tags=no-sanitizer,rule:R6
@test "descriptors: no O_PATH descriptor is open when the command is executed" {
	need_strace
	need_ns mount
	target -m
	local way
	for way in "" "-a -r -w" "-m -W /" "-m --new-session"; do
		echo "with: $way"
		# shellcheck disable=SC2086
		traced 0 -t "$target" ${way:+"${user[@]}"} $way /bin/true
		run awk '/O_PATH.* = [0-9]+$/ { held[$NF] = $0 }
			match($0, /close\([0-9]+\)/) { delete held[substr($0, RSTART + 6, RLENGTH - 7)] }
			END { for (fd in held) print held[fd] }' "$trace"
		assert_output_is ""
		assert_grep O_PATH "$trace"
	done
}

# bats test_tags=root,rule:R6
@test "descriptors: the command gets the caller's where the target is a pidfd" {
	need_python
	target -m -u -p -f --mount-proc
	xrun "${with_pidfd[@]}" 5 "$target" xnsenter -t fd:5 probe fds
	assert_output_is "0 1 2 5"
	xrun "${with_pidfd[@]}" 5 "$target" xnsenter -t "$target" --uts=fd:5 -p -e "$(command -v probe)" fds
	assert_output_is "0 1 2 5"
	xrun "${with_pidfd[@]}" 5 "$target" xnsenter -t fd:5 --close-fds probe fds
	assert_output_is "0 1 2"
}

# bats test_tags=rule:R7
@test "descriptors: --close-fds and --keep-fd, also without close_range(2)" {
	need_ns uts
	target -u
	local with=(launch -o "5=/dev/null" -o "6=/dev/null" -o "7=/dev/null" -o "60=/dev/null") old
	for old in "" "enosys close_range --"; do
		# shellcheck disable=SC2086
		{
			xrun "${with[@]}" $old xnsenter -t "$target" probe fds
			assert_output_is "0 1 2 5 6 7 60"
			xrun "${with[@]}" $old xnsenter -t "$target" --close-fds probe fds
			assert_output_is "0 1 2"
			xrun "${with[@]}" $old xnsenter -t "$target" --keep-fd 60 --keep-fd 6 probe fds
			assert_output_is "0 1 2 6 60"
			xrun "${with[@]}" $old xnsenter -t "$target" --keep-fd 5 --close-fds --keep-fd 1 probe fds
			assert_output_is "0 1 2 5"
		}
	done
}

# ---- directories outside the root -------------------------------------------------------

# bats test_tags=rule:R8
@test "working directory: a magic link inside that leads outside is refused" {
	need_ns mount
	target -m
	local way
	for way in "/proc/$$/root/etc" "/proc/$$/cwd" "/proc/self/fd/0"; do
		echo "with: $way"
		run -125 bounded xnsenter -t "$target" "${user[@]}" -m -W "$way" touch "$T/ran" </etc
		assert_matches "$output" 'outside the root|ermission denied'
	done
	assert_no_file "$T/ran"
}

# bats test_tags=rule:R8
@test "working directory: a chrooted target with one outside of its root is refused" {
	need_ns mount
	make_tree
	background xunshare "${may[@]}" -m /usr/bin/python3 -c '
import os, sys
os.chdir("/"); os.chroot(sys.argv[1]); os.execv("/bin/sleep", ["sleep", "300"])' "$tree"
	need_python
	wait_for runs "$background" sleep
	refused "outside the root" "--wdns" -- -t "$background"
	refused "outside the root" "--wdns" -- -t "$background" -a -r -w
	xrun xnsenter -t "$background" -a -r /bin/pwd
	assert_output_is /
}

# bats test_tags=rule:R10
@test "working directory: a symbolic link inside is resolved inside" {
	need_ns mount
	make_tree
	mkdir "$tree/etc"
	ln -s ../../../../../../../../etc "$tree/dir/up"
	ln -s /etc "$tree/dir/etc"
	echo inside >"$tree/etc/mark"
	background xunshare "${may[@]}" -m -R "$tree" /bin/sleep 300
	wait_for runs "$background" sleep
	local link
	for link in up etc; do
		xrun xnsenter -t "$background" -a -r -W "/dir/$link" /bin/sh -c 'pwd; cat mark'
		assert_output_is $'/etc\ninside'
	done
}

# ---- the dumpable flag, the sealed copy ----------------------------------------------------

# bats test_tags=no-sanitizer,rule:R1
@test "dumpable: cleared before the first setns, set for the command" {
	need_strace
	need_ns mount pid
	target -m -p -f --mount-proc
	traced 0 -t "$target" -S 0 -G 0 /bin/true
	local off first
	off=$(grep -n -m1 'prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE) *= 0' "$trace" | cut -d: -f1)
	first=$(grep -n -m1 'setns(' "$trace" | cut -d: -f1)
	assert_true 'off < first'
	xrun -1 grep 'SUID_DUMP_USER' "$trace"
	# where that fails nothing is entered
	xrun -125 strace -f -b execve -qq -o "$trace" -e inject=prctl:error=EPERM:when=1+ \
		xnsenter --trusted -t "$target" touch "$T/ran"
	assert_output_has "cannot clear the dumpable flag"
	assert_no_file "$T/ran"
	xrun -1 grep 'setns(' "$trace"
	xrun xnsenter -t "$target" sh -c 'stat -c %u /proc/self/environ'
	assert_output_is 0
}

# bats test_tags=user,rule:R1
@test "dumpable: root inside can neither trace the waiting process nor take its descriptors" {
	need_python
	need_ns mount
	target -m
	exec 8</etc/passwd
	background xnsenter -t "$target" --new-session sleep 300
	exec 8<&-
	wait_for child_runs "$background" sleep
	# from inside, where we are root, with every capability over the namespaces
	xrun xnsenter -t "$target" /usr/bin/python3 -c '
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
pid = int(sys.argv[1])
for name in ("exe", "environ", "fd", "cwd", "root", "mem", "maps"):
    path = "/proc/%d/%s" % (pid, name)
    try:
        os.listdir(path) if name == "fd" else os.close(os.open(path, os.O_RDONLY))
        print(name, "is open")
    except PermissionError:
        print(name, "is closed")
pidfd = os.pidfd_open(pid)
print("pidfd_getfd", libc.syscall(438, pidfd, 2, 0))
print("attach", libc.ptrace(16, pid, 0, 0))
' "$background"
	refute_output_has "is open"
	assert_count 7 "is closed"
	assert_line_is "pidfd_getfd -1"
	assert_line_is "attach -1"
}

# What a process that gets hold of our program file could do to it when we have ended.
replace='
import errno, os, signal, sys, time
pid = int(sys.argv[1])
held = os.open("/proc/%d/exe" % pid, os.O_PATH)
os.kill(pid, signal.SIGKILL)
for i in range(100):
    try:
        os.close(os.open("/proc/self/fd/%d" % held, os.O_WRONLY))
        answer = "writable"
        break
    except OSError as e:
        answer = e.strerror
        if e.errno != errno.ETXTBSY: # it is still running
            break
        time.sleep(0.05)
print(answer)'

# bats test_tags=root,no-sanitizer,rule:R11
@test "sealed copy: a program file on a read-only mount cannot be written from inside" {
	need_root
	need_python
	cp "$(command -v xnsenter)" "$T/copy"
	local how
	target -m -p -f --mount-proc
	for how in : 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"'; do
		background unshare -m --propagation private sh -euc "$how"'; exec "$1" -t "$2" -a sleep 300' - "$T/copy" "$target"
		wait_for child_runs "$background" sleep
		xrun /usr/bin/python3 -c "$replace" "$background"
		kill -KILL "$child"
		[[ $how == : ]] || assert_output_is "Read-only file system"
		[[ $how != : ]] || assert_output_is writable
	done
}

# hostile: a target whose root has links to, and scripts by, /proc/self/exe, and what our
# program needs to start there; sets own, a copy of it that its caller could write to
hostile() {
	make_tree
	local file
	ldd "$(command -v xnsenter)" | grep -o '/[^ ]*' | while read -r file; do
		mkdir -p "$tree${file%/*}"
		cp "$file" "$tree$file"
	done
	ln -s /proc/self/exe "$tree/link"
	printf '#!/proc/self/exe\n' >"$tree/script"
	chmod +x "$tree/script"
	mkdir "$T/own"
	own=$T/own/xnsenter
	cp "$(command -v xnsenter)" "$own"
	target -r -m -p -f --root="$tree" --mount-proc=/proc
}

# bats test_tags=no-sanitizer,rule:R11
@test "sealed copy: a command that is a link to /proc/self/exe does not run xnsenter" {
	need_ns mount pid
	hostile
	local file
	# the trap is real
	xrun "$own" --trusted -t "$target" /link --version
	assert_output_matches "^xnsenter "
	for file in /link /script; do
		xrun -126 "$own" -t "$target" "$file" --version
		assert_output_is "xnsenter: cannot execute $file: permission denied"
	done
	# nor by way of the process that waits, which is a sealed copy
	background "$own" -t "$target" sleep 300
	wait_for child_of "$background"
	run ! sh -c "echo >>/proc/$background/exe"
	cmp "$own" "$(command -v xnsenter)"
	assert_equal "$(cat "/proc/$background/comm")" xnsenter
}

# bats test_tags=no-sanitizer,rule:R11
@test "sealed copy: made only where the target could write to the program file" {
	need_strace
	need_ns mount uts
	hostile
	local calls=(strace -f -qq -e "trace=memfd_create,fcntl")
	xrun "${calls[@]}" "$own" -t "$target" -S 0 -G 0 true
	assert_output_has memfd_create
	assert_output_has "F_ADD_SEALS, F_SEAL_SEAL|F_SEAL_SHRINK|F_SEAL_GROW|F_SEAL_WRITE"
	xrun "${calls[@]}" "$own" -t "$target" -U -r -S 0 -G 0 /bin/true
	assert_output_has memfd_create
	xrun "${calls[@]}" "$own" -t "$target" "${user[@]}" -U -p true
	run ! grep memfd_create <<<"$output"
	as_root || return 0
	# no user namespace: the command needs no trick
	sleeper unshare -m
	wait_for runs "$background" sleep
	xrun "${calls[@]}" "$own" -t "$background" true
	run ! grep memfd_create <<<"$output"
	# the owner of the file is nobody inside
	kill -KILL "$target"
	target --map-users=0:100000:9 --map-groups=0:100000:9 -m
	xrun "${calls[@]}" "$own" -t "$target" -S 0 -G 0 true
	run ! grep memfd_create <<<"$output"
	# but somebody in the user namespace that is entered in place of the process's own
	sleeper xunshare -r
	wait_for runs "$background" sleep
	xrun "${calls[@]}" "$own" -t "$target" -m "--user=$background" true
	assert_output_has memfd_create
	chmod 757 "$own"
	xrun "${calls[@]}" "$own" -t "$target" -S 0 -G 0 true
	assert_output_has memfd_create
	chmod 555 "$own"
	mount --bind "$T/own" "$T/own"
	mount -o remount,bind,ro "$T/own"
	xrun "${calls[@]}" "$own" -t "$target" true
	run ! grep memfd_create <<<"$output"
	umount "$T/own"
}

# bats test_tags=rule:R11
@test "sealed copy: where it cannot be made, the command does not run" {
	need_ns mount pid
	hostile
	xrun -125 enosys -e 1 memfd_create -- "$own" -t "$target" touch /ran
	assert_output_has "cannot run from a sealed copy of the executable"
	assert_output_has "--trusted skips the sealed copy"
	assert_no_file "$tree/ran"
	xrun enosys -e 1 memfd_create -- "$own" --trusted -t "$target" touch /ran
	assert_file "$tree/ran"
}

# bats test_tags=rule:R11
@test "sealed copy: --status-fd works through it, and does not reach the command" {
	need_ns mount pid
	hostile
	xrun -3 launch -o "9=$T/status" "$own" --status-fd 9 -t "$target" /bin/sh -c 'ls /proc/self/fd | grep -c "^9$"; exit 3'
	assert_output_is 0
	assert_grep '"exit-code": 3' "$T/status"
}

# ---- the terminal ------------------------------------------------------------------------

# bats test_tags=rule:R13
@test "--new-session: the command cannot open /dev/tty" {
	need_ns uts
	target -u
	local ask='if (: </dev/tty) 2>/dev/null; then echo reachable; else echo none; fi'
	xrun pty -- xnsenter -t "$target" sh -c "$ask"
	assert_output_has reachable
	xrun pty -- xnsenter -t "$target" --new-session sh -c "$ask"
	assert_output_has none
	refute_output_has reachable
}

# ---- what a caller can set -------------------------------------------------

# bats test_tags=rule:R19
@test "SIGCHLD: with it ignored, or signals blocked, the command sees the caller's signals" {
	need_ns pid
	target -p -f
	launch -i 17 -b 15 -b 10 -w "$T/end" xnsenter -t "$target" probe die 6 3>&- 4>&-
	assert_equal "$(sed 's/ core//' "$T/end")" "signal 6"
	xrun launch -i 17 -i 2 -b 15 -b 10 xnsenter -t "$target" probe signals
	local forked=$output
	xrun launch -i 17 -i 2 -b 15 -b 10 probe signals
	assert_equal "$forked" "$output"
	xrun -9 launch -i 17 -b 17 xnsenter -t "$target" sh -c 'exit 9'
}

# ---- signals -----------------------------------------------------------------------------------

@test "signals: each reaches the command once" {
	need_ns pid
	target -p -f
	local numbers=(1 2 3 10 12 13 14 15 16 23 28 34 37 64) number log=$T/log
	background launch xnsenter -t "$target" siglog -o "$log" -n "${#numbers[@]}" "${numbers[@]}"
	wait_for file_has "$log" ready
	for number in "${numbers[@]}"; do kill "-$number" "$background"; done
	wait_for file_has "$log" end
	wait_for gone "$background"
	wait "$background"
	for number in "${numbers[@]}"; do assert_equal "$(grep -c "^got $number " "$log")" 1; done
	assert_equal "$(grep -c "^got" "$log")" "${#numbers[@]}"
}

@test "signals: xnsenter terminates by the same signal, without dumping core" {
	need_ns pid
	target -p -f
	local number
	for number in 1 9 11 15; do
		launch -w "$T/end" xnsenter -t "$target" probe die "$number" 3>&- 4>&-
		assert_equal "$(cat "$T/end")" "signal $number" # launch says " core" where one was dumped
	done
	launch -w "$T/end" xnsenter -t "$target" sh -c 'exit 200' 3>&- 4>&-
	assert_equal "$(cat "$T/end")" "exit 200"
}

@test "signals: ^C comes once, ^Z gives the terminal back, fg goes on" {
	need_ns pid
	target -p -f
	xrun pty "wait=ready" 'send=\c' -- xnsenter -t "$target" siglog -t 4 2
	assert_count 1 "got 2"
	xrun pty "wait=\$ " "send=xnsenter -t $target sh -c 'echo begun; sleep 1; echo done'\n" "wait=begun" "sleep=300" \
		'send=\z' "wait=topped" "send=fg\n" "wait=done" "send=exit\n" -- env PS1='$ ' bash --norc -i
	assert_output_has Stopped
}

# With a session of its own the terminal's signals do not reach it, so they are passed on.
@test "signals: ^C and --new-session" {
	need_ns uts
	target -u
	xrun pty "wait=ready" 'send=\c' -- xnsenter -t "$target" --new-session siglog -t 4 2
	assert_count 1 "got 2"
}

# ---- whatever fails -------------------------------------------------------------------------------

# What fails there is the C library's: it gives no memory, or the loader crashes.
memory='mmap|munmap|mprotect|madvise|brk|mremap'
# and these only end a run that has begun
waiting='wait4|rt_sigtimedwait|poll|ppoll|kill|rt_sigprocmask|rt_sigaction|close|write|prctl|prlimit64|setrlimit|restart_syscall'

# torture ERRNOS ARG...: each call from the first in /proc on fails once with each error. The
# command has then not run, or it is where it was to be and as it was to be.
torture() {
	local errnos=$1 point error bad=0 runs=0 good status
	shift
	local show='echo "$$" >>"$T/ran"; readlink /proc/self/ns/mnt /proc/self/ns/uts /proc/self/ns/user; pwd; probe ids; probe fds; probe signals'
	timeout -k 10 "$XNS_SECONDS" strace -f -b execve -qq -o "$trace" xnsenter --trusted "$@" sh -c "$show" >"$T/good" 3>&- 4>&-
	awk -v memory="^($memory)$" '
		match($0, /^[0-9]+ +[a-z_0-9]+\(/) {
			call = $2; sub(/\(.*/, "", call); count = ++seen[$1, call]
			if (/"\/proc\/self"/) armed = 1
			if (armed && call !~ memory && call !~ /^exit|^execve$|^syscall_/) print call, count
		}' "$trace" | sort -u >"$T/points"
	assert_grep '^setns' "$T/points"
	while read -r point; do
		for error in $errnos; do
			rm -f "$T/ran"
			status=0
			timeout -k 10 "$XNS_SECONDS" strace -f -b execve -qq -o "$trace" -e "inject=${point% *}:error=$error:when=${point#* }" \
				xnsenter --trusted "$@" sh -c "$show" >"$T/out" 2>"$T/err" 3>&- 4>&- || status=$?
			((++runs))
			if ((status == 0)) && cmp -s "$T/out" "$T/good"; then continue; fi
			if ((status == 125)) && grep -q '^xnsenter: ' "$T/err" && [[ ! -e $T/ran || $point =~ ^($waiting)\  ]]; then continue; fi
			if ((status == 127)) && grep -q 'error while loading shared libraries' "$T/err"; then continue; fi
			echo "$point $error: status $status, ran: $(cat "$T/ran" 2>&1)"
			cat "$T/err"
			diff "$T/good" "$T/out" || :
			bad=1
		done
	done <"$T/points"
	echo "runs: $runs"
	assert_true "runs > 12 && !bad"
}

# bats test_tags=no-sanitizer
@test "faults: into all of a process, with a fork" {
	need_strace
	need_ns mount uts pid
	target -m -u -p -f --mount-proc
	torture "EPERM ENOMEM EINTR" -t "$target" -a -W / --close-fds
}

# bats test_tags=no-sanitizer
@test "faults: one by one, with root, directory and IDs" {
	need_strace
	need_ns mount uts
	target -m -u
	torture "EPERM ENOENT" -t "$target" -m "${user[@]}" "--uts=/proc/$target/ns/uts" -r -w -S 0 -G 0
}

# bats test_tags=no-sanitizer
@test "faults: the answers of an older kernel" {
	need_strace
	need_ns mount uts
	target -m -u
	torture ENOSYS -t "$target" -a --keep-fd 2
}

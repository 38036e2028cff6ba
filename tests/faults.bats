#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Every system call fails once. Whatever it is: xunshare ends in time; it either does all
# that was asked, exactly, or says that it cannot, and then the command has not run.

# Where the sanitizers' own calls would fail too, a test is tagged.

load helpers/xns
load helpers/xunshare

setup() {
	xns_setup
	need_strace
	# What the command shows is everything that could be wrong with it.
	cat >"$T/show" <<-'END'
		: >>"$T/ran"
		for t in mnt uts ipc net pid user cgroup time; do
			[ "$(readlink /proc/self/ns/$t)" = "$(sed -n "s/^\($t:\)/\1/p" "$T/outside")" ] || echo "new $t"
		done
		cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups /proc/self/timens_offsets
		uname -n; pwd; id -u; id -g
		probe signals; probe fds; probe pdeathsig; probe lo; probe caps; probe environment | grep ^XNS_MARK
		[ ! -e "$T/pin" ] || stat -fc %T "$T/pin"
	END
	links self >"$T/outside"
	# What fails there is the C library's: it gives no memory, or the loader crashes.
	memory='mmap|munmap|mprotect|madvise|brk|mremap'
}

teardown() {
	while umount "$T/pin" 2>/dev/null; do :; done
	xns_teardown
}

# run_once INJECTION ARG...: runs xunshare ARG... sh show under strace, which lets go of each
# process that executes something: the command is not to be hurt.
run_once() {
	local inject=$1
	shift
	rm -f "$T/ran" "$T/out" "$T/err"
	[[ ! -e $T/pin ]] || umount "$T/pin" 2>/dev/null || :
	status=0
	timeout -k 10 "$XNS_SECONDS" strace -f -b execve -qq -o "$T/trace" ${inject:+-e "$inject"} \
		xunshare "$@" /bin/sh "$T/show" >"$T/out" 2>"$T/err" </dev/null 3>&- 4>&- || status=$?
}

# points TRACE: "CALL N" for the Nth such call that one of our processes makes, from the first
# unshare on. strace counts for each process by itself, so that a small N of a child can also
# hit the dynamic loader of the first one.
points() {
	awk -v memory="^($memory)$" '
		match($0, /^[0-9]+ +[a-z_0-9]+\(/) {
			call = $2; sub(/\(.*/, "", call)
			count = ++seen[$1, call]
			if (call == "unshare") armed = 1
			if (!armed || call ~ memory || call ~ /^exit|^execve$/ || call ~ /^syscall_/) next
			print call, count
		}' "$1" | sort -u
}

# what CALL may do to a command that is already running: we can only end, and say so
waiting='wait4|waitid|rt_sigtimedwait|rt_sigtimedwait_time64|poll|ppoll|read|kill|rt_sigprocmask|close|sendto|write|prctl|setrlimit|prlimit64|restart_syscall|rt_sigaction'

# sound CALL: the last run kept the promise
sound() {
	local problem=
	if ((status == 127)) && grep -q '^xunshare: error while loading shared libraries' "$T/err"; then
		: # the dynamic loader's
	elif ((status == 0)); then
		# --lo is asked for, not insisted on: its failure is a warning
		! grep -q '^xunshare: warning: cannot bring up the loopback' "$T/err" || sed -i 's/^down$/up/' "$T/out"
		cmp -s "$T/out" "$T/good" || problem="status 0, but the command is not as it should be: $(diff "$T/good" "$T/out")"
	elif ((status == 124 || status >= 137)); then
		problem="it did not end"
	elif [[ $(grep -m1 '^xunshare: ' "$T/err") != "xunshare: "* ]]; then
		problem="no message"
	elif [[ $1 == execve ]] && ((status == 126 || status == 127)); then
		:
	elif ((status != 125)); then
		problem="status $status"
	fi
	if [[ ! $problem && -e $T/ran ]] && ((status != 0)) && [[ ! $1 =~ ^($waiting)$ ]]; then
		problem="status $status, but the command has run"
	fi
	[[ ! $problem ]] && return 0
	echo "$problem"
	return 1
}

# torture ERRNOS ARG...: each call that comes after the first unshare(2), with each error
torture() {
	local errnos=$1 point error bad=0 runs=0
	shift
	run_once "" "$@"
	cat "$T/err"
	assert_status 0
	cp "$T/out" "$T/good"
	points "$T/trace" >"$T/points"
	assert_grep '^unshare 1$' "$T/points"
	while read -r point; do
		for error in $errnos; do
			run_once "inject=${point% *}:error=$error:when=${point#* }" "$@"
			((++runs))
			if ! sound "${point% *}" >"$T/problem"; then
				echo "$point $error: $(cat "$T/problem")"
				sed 's/^/  stderr: /' "$T/err"
				bad=1
			fi
		done
	done <"$T/points"
	echo "runs: $runs"
	assert_true "runs > 20 && !bad"
}

all_errors="EPERM ENOMEM EINTR"

# bats test_tags=no-sanitizer,rule:R26
@test "faults: in a user, mount, PID and UTS namespace with proc" {
	need_userns
	torture "$all_errors" -r -m -p -u --mount-proc --hostname=x --kill-child
}

# bats test_tags=rule:R26
@test "faults: the exec itself" {
	local error want
	for error in ENOSPC EPERM EINVAL ENOMEM EACCES ENOENT ETXTBSY ELOOP; do
		want=-126
		[[ $error != ENOENT ]] || want=-127
		xrun "$want" strace -qq -o "$T/trace" -e "inject=execve:error=$error:when=1+" xunshare /bin/true
		check_message "execute /bin/true"
	done
}

# bats test_tags=no-sanitizer
@test "faults: without a fork" {
	need_userns
	torture "$all_errors" -r -u -n --lo --hostname=x -w / -G 0 --new-keyring
}

# bats test_tags=root,no-sanitizer,rule:R26
@test "faults: with a process outside that writes maps and pins" {
	need_root
	: >"$T/pin"
	torture "EPERM ENOMEM EINTR" --map-users=0:100000:10 --map-groups=0:100000:10 --map-user=20 "--uts=$T/pin" \
		-T --boottime=5 -S 20 --keep-caps
}

# bats test_tags=root,no-sanitizer
@test "faults: an older kernel's answers lead to the older calls" {
	need_root
	: >"$T/pin"
	torture "ENOSYS" -m -p --mount-proc "--uts=$T/pin" --kill-child -n --lo
}

# bats test_tags=rule:R26
@test "faults: killed at any step, no process remains" {
	need_userns
	local point
	run_once "" -r -m -p -u --mount-proc --kill-child
	cp "$T/out" "$T/good"
	points "$T/trace" >"$T/points"
	while read -r point; do
		run_once "inject=${point% *}:signal=KILL:when=${point#* }" -r -m -p -u --mount-proc --kill-child
		echo "$point: $status"
		assert_differ "$status" 124
		# the end of strace says that every process is gone, for it waits for all
	done <"$T/points"
}

# ---- each program that reports, or maps ------------------------------------------------------

# each_fault CALLS ERRNO CHECK PROGRAM ARG...: each of these system calls fails once; then
# CHECK is called, with the status in $status. Programs are traced until their first exec.
each_fault() {
	local calls=$1 error=$2 check=$3 point problem bad=0 runs=0
	shift 3
	faulty "trace=$calls" "$@"
	((status == 0)) || expect "status of $*" "$status $(cat "$T/err")" "should be" 0
	cp "$T/status" "$T/good"
	awk 'match($0, /^[0-9]+ +[a-z_0-9]+\(/) { call = $2; sub(/\(.*/, "", call); print call, ++seen[$1, call] }' \
		"$T/trace" | sort -u >"$T/points"
	while read -r point; do
		faulty "inject=${point% *}:error=$error:when=${point#* }" "$@"
		((++runs))
		! grep -q "^$1: error while loading shared libraries" "$T/err" || continue
		problem=
		if ((status == 0)); then
			"$check" || problem="status 0: $(cat "$T/status")"
		elif [[ -e $T/ran || -e $T/pin ]]; then
			problem="status $status, but the command has run, or the pin is there"
		elif ! grep -q "^$1: " "$T/err"; then
			problem="status $status, but no message"
		fi
		[[ ! $problem ]] || { echo "$* $point $error: $problem; $(cat "$T/err")"; bad=1; }
	done <"$T/points"
	echo "runs: $runs"
	((runs > 0 && !bad))
}
faulty() {
	local inject=$1
	shift
	while umount "$T/pin" 2>/dev/null; do :; done
	rm -f "$T/ran" "$T/status" "$T/pin"
	status=0
	bounded launch -o "9=$T/status" strace -f -b execve -qq -o "$T/trace" -e "$inject" "$@" 2>"$T/err" </dev/null || status=$?
}
same_keys() { [[ -e $T/ran && $(tr -d 0-9 <"$T/status") == "$(tr -d 0-9 <"$T/good")" ]]; }
never() { false; }

# bats test_tags=no-sanitizer
@test "faults: --status-fd reports each namespace, or the program fails" {
	need_userns
	local calls=/^fstat,newfstatat,statx,ioctl
	each_fault "$calls" ENOMEM same_keys xunshare -r -u -n --status-fd 9 touch "$T/ran"
	[[ " $XNS_PROGRAMS " != *" xclone "* ]] ||
		each_fault "$calls" ENOMEM same_keys xclone -r -u -n --status-fd 9 touch "$T/ran"
	[[ " $XNS_PROGRAMS " != *" xnsenter "* ]] || {
		background unshare -r -u -n sleep 300
		wait_for runs "$background" sleep
		each_fault "$calls" ENOMEM same_keys xnsenter -t "$background" -U -u -n --trusted --status-fd 9 touch "$T/ran"
	}
}

# bats test_tags=no-sanitizer,rule:R26
@test "faults: a failed write of an ID map never runs the command" {
	need_userns
	local calls=write,pwrite64
	each_fault "$calls" EPERM never xunshare -r touch "$T/ran"
	each_fault "$calls" EINVAL never xunshare --map-users=0:"$EUID":1 --map-groups=0:"$(id -g)":1 --fork touch "$T/ran"
	[[ " $XNS_PROGRAMS " != *" xclone "* ]] ||
		each_fault "$calls" EPERM never xclone -r touch "$T/ran"
	as_root && [[ " $XNS_PROGRAMS " == *" xnspin "* ]] || return 0
	each_fault "$calls" EPERM never xnspin --new -r "user=$T/pin"
}

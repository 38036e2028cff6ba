#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Rules learnt from the security holes of other programs: see SECURITY.md.

load helpers/xns
load helpers/xunshare

setup() {
	xns_setup
	trace=$T/trace
}

# before_command: the traced calls of each process up to the exec of the command, without
# those that happen in the command itself
before_command() {
	awk '{ pid = $1 } / execve\(/ { n[pid]++ } /execve\(/ && !first { first = pid }
		(pid == first && n[pid] < 2) || (pid != first && !n[pid])' "$trace"
}

# traced CALLS ARG...: runs xunshare ARG... under strace
traced() {
	local calls=$1
	shift
	xrun strace -f -qq -o "$trace" -e "trace=$calls" xunshare "$@"
}

# trace_threads NAME COMMAND...: traces the creation of processes and threads by COMMAND
trace_threads() {
	local name=$1
	shift
	xrun strace -f -qq -o "$T/$name.trace" -e 'trace=clone,?clone3,?fork,?vfork' "$@"
}

# number PATTERN: where it first occurs in the trace
number() { grep -nE -m1 -e "$1" "$trace" | cut -d: -f1; }

# much: many options at once, as far as we may
much() {
	much=(-r -m -u -i -n -p -C -T --monotonic=5 --hostname=x --domainname=y --lo --mount-proc
		--kill-child --root=/ --wd=/ -G 0 -S 0 --keep-caps)
	as_user || much+=(--map-users=1:100000:10 --map-groups=1:100000:10)
}

# ---- the dumpable flag -------------------------------------------------------------------

# bats test_tags=root,rule:R2
@test "dumpable: set again after a change of IDs, before the maps are written" {
	need_root
	need_strace
	traced prctl,setresuid,write,openat,openat2 --owner=1000:1000 -r true
	local ids dumpable written
	ids=$(number 'setresuid\(1000') dumpable=$(number 'prctl\(PR_SET_DUMPABLE, (1|SUID_DUMP_USER)')
	written=$(number 'write\([0-9]+, "0 1000 1')
	assert_true 'ids < dumpable && dumpable < written'
}

# bats test_tags=root,rule:R2
@test "dumpable: a program file that its caller cannot read maps IDs" {
	need_root
	need_userns
	local dir
	dir=$(mktemp -d)
	cp "$(command -v xunshare)" "$dir/xunshare"
	chmod 711 "$dir" "$dir/xunshare"
	xrun setpriv --reuid 4321 --regid 4321 --clear-groups "$dir/xunshare" -r id -u
	assert_output_is 0
	rm -r "$dir"
}

# ---- descriptors -------------------------------------------------------------------------

# bats test_tags=no-sanitizer,rule:R6
@test "descriptors: each is opened close-on-exec" {
	need_strace
	need_userns
	local much calls='open|openat|openat2|socket|socketpair|pipe|pipe2|dup|dup2|dup3|open_tree|fsopen|fsmount|memfd_create|eventfd2|signalfd4|epoll_create1|timerfd_create|accept4'
	much
	traced "?${calls//|/,?}" "${much[@]}" true
	before_command >"$trace.own"
	assert_grep -E '(socket|openat2?|fsopen|fsmount)\(' "$trace.own"
	xrun -1 grep -vE 'CLOEXEC' <<<"$(grep -E " ($calls)\(" "$trace.own")"
}

# bats test_tags=no-sanitizer,rule:R6
@test "descriptors: each is opened close-on-exec where the run fails" {
	need_strace
	local how want calls='?open,?openat,?openat2,?socket,?socketpair,?pipe2,?open_tree,?fsopen,?fsmount'
	for how in "--net=/no/such/file" "-r --wd=/no/such" "-r -S 5" "-r --mount-proc=/dev/null" "-r /no/such/command"; do
		echo "with: $how"
		want=-125
		[[ $how != */command ]] || want=-127
		# shellcheck disable=SC2086
		xrun "$want" strace -f -qq -o "$trace" -e "trace=$calls" xunshare $how
		xrun -1 grep -vE 'CLOEXEC' <<<"$(grep -E '\(' "$trace")"
	done
}

# bats test_tags=rule:R6
@test "descriptors: the command gets those of its caller and no other" {
	need_userns
	local much
	much
	xrun launch -o 5=/dev/null xunshare "${much[@]}" probe fds
	assert_output_is "0 1 2 5"
}

# bats test_tags=rule:R6
@test "descriptors: no directory is open any more when the command is executed" {
	need_userns
	need_ns mount pid
	mkdir -p "$T/tree/proc"
	ways_out "$T/tree"
	local program
	for program in xunshare xclone; do
		command -v "$program" >/dev/null || continue
		no_way_out "$program" -r -m -p --root="$T/tree" --mount-proc=/proc
		no_way_out "$program" -r -p --new-root="$T/tree" --mount-proc=/proc
		no_way_out "$program" -r -m -p -n --lo --root="$T/tree" --mount-proc=/proc --kill-child
	done
}

# bats test_tags=rule:R6
@test "descriptors: closed standard descriptors are filled before anything else is opened" {
	need_strace
	need_userns
	local poll # allowed, and refused as with a limit of fewer descriptors
	for poll in "" "enosys -e 22 poll --"; do
		# shellcheck disable=SC2086
		xrun $poll launch -c 0 -c 1 -c 2 strace -f -b execve -qq -o "$trace" \
			-e trace=openat,openat2,socketpair,pidfd_open xunshare -r -p --mount-proc true
		# the loader's own come before
		sed -n '/"\/dev\/null", O_WRONLY|O_CLOEXEC/,$p' "$trace" | grep -E '= [012]$' >"$trace.low"
		assert_equal "$(grep -c '"/dev/null"' "$trace.low") $(wc -l <"$trace.low")" "3 3"
	done
}

# ---- a fake /proc ------------------------------------------------------------------------

# bats test_tags=no-sanitizer,rule:R9
@test "fake /proc: on a tmpfs, nothing is written to it or read from it" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs xns /proc; mkdir /proc/self /proc/self/ns
		for f in uid_map gid_map setgroups timens_offsets; do : >/proc/self/$f; done
		for o in -r "-r --setgroups=deny" "--time --boottime=5" -a "-c -p" "--user --setgroups=deny" --map-auto; do
			xunshare $o touch "$T/ran" && echo "$o: success" || echo "$o: $?"
		done
		cat /proc/self/*map* /proc/self/setgroups /proc/self/timens_offsets | sed "s/^/written: /"'
	refute_output_has success
	refute_output_has written
	assert_count 7 -E ': 125$'
	assert_no_file "$T/ran"
	# the trap is real: unshare(1) falls into it
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs xns /proc; mkdir /proc/self; : >/proc/self/uid_map
		unshare --map-user=0 true && cat /proc/self/uid_map || :'
	echo "unshare(1) wrote: $output"
}

# bats test_tags=no-sanitizer,rule:R9
@test "fake /proc: nothing is written through a symbolic link named /proc/self" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		mkdir "$T/fake"; : >"$T/fake/uid_map"; : >"$T/fake/setgroups"
		mount -t tmpfs xns /proc; ln -s "$T/fake" /proc/self
		xunshare --map-user=0 touch "$T/ran" || echo "status $?"
		cat "$T/fake/uid_map"'
	assert_output_has "status 125"
	assert_equal "$(wc -l <"$T/fake/uid_map")" 0
	assert_no_file "$T/ran"
}

# ---- mount points ------------------------------------------------------------------------

# bats test_tags=rule:R10
@test "--mount-proc: proc is mounted on an open descriptor, not on a path" {
	need_strace
	need_ns pid
	traced mount,move_mount,open,openat,fsmount "${may[@]}" -p --mount-proc true
	assert_grep -E 'openat\(.*"/proc", .*O_PATH' "$trace"
	assert_grep -E 'move_mount\([0-9]+, "", [0-9]+, ""' "$trace"
	xrun -1 grep -E ' mount\([^,]*, "/proc"' "$trace"
}

# ---- setgroups ---------------------------------------------------------------------------

# bats test_tags=rule:R12
@test "setgroups: denied where the caller maps its own group" {
	need_userns
	local how
	for how in -r -c --map-group=5 "-r --setgroups=deny"; do
		# shellcheck disable=SC2086
		xrun xunshare $how cat /proc/self/setgroups
		assert_output_is deny
		# shellcheck disable=SC2086
		xrun -1 xunshare $how --keep-caps probe setgroups
		assert_output_has "setgroups: "
	done
	refused setgroups -- -r --setgroups=allow
	refused setgroups -- --map-group=0 --setgroups=allow
}

# bats test_tags=rule:R12
@test "setgroups: denied before the group map is written" {
	need_strace
	need_userns
	traced write -r true
	local deny map
	deny=$(number '"deny"') map=$(number "\"0 $(id -g) 1")
	assert_true 'deny < map'
}

# ---- capabilities ------------------------------------------------------------------------

# shellcheck disable=SC2054 # the commas are setpriv's
# bats test_tags=rule:R14
@test "capabilities: none inheritable or ambient without --keep-caps" {
	need_userns
	local how before=()
	as_user || before=(setpriv --inh-caps +net_raw,+sys_admin --ambient-caps +net_raw,+sys_admin)
	for how in -U -r -c --map-user=7 -a "-r -p --kill-child" "-r -S 0 -G 0" "-rm --mount-proc -p" "-r -R / -w /"; do
		echo "with: $how"
		# shellcheck disable=SC2086
		xrun "${before[@]}" xunshare $how probe caps
		assert_output_has "inheritable 0 ambient 0"
	done
}

# bats test_tags=root,rule:R14
@test "capabilities: --setuid drops all of them without --keep-caps" {
	need_root
	xrun xunshare -S 5 -G 5 probe caps
	assert_output_is "effective 0 inheritable 0 ambient 0"
}

# ---- numbers -----------------------------------------------------------------------------

# bats test_tags=rule:R15
@test "numbers: parsed exactly, or an error" {
	local word
	for word in "1:" ":1" "+1" " 1" "1 " "0x1" "4294967295" "-1" "" "1,0" "1e0" "１"; do
		refused setuid -- "--setuid=$word"
		refused setgid -- "--setgid=$word"
		refused map-user -- "--map-user=$word"
		refused map-group -- "--map-group=$word"
		refused map-users -- "--map-users=$word:0:1"
		refused map-users -- "--map-users=0:$word:1"
		[[ $word == 4294967295 ]] || refused map-users -- "--map-users=0:0:$word" # a count may be
		refused owner -- "--owner=$word:0"
		refused owner -- "--owner=0:$word"
	done
	need_userns
	xrun xunshare --map-user=1 id -u
	assert_output_is 1
	xrun xunshare --map-user=4294967294 id -u
	assert_output_is 4294967294
}

# ---- the environment ---------------------------------------------------------------------

# The sanitizers do not read their options then.
# bats test_tags=root,no-sanitizer,rule:R16
@test "set-user-ID: a set-user-ID or set-group-ID copy refuses to run" {
	need_root
	local dir mode
	dir=$(mktemp -d)
	chmod 755 "$dir"
	cp "$(command -v xunshare)" "$dir/xunshare"
	for mode in 4755 2755; do
		chmod "$mode" "$dir/xunshare"
		xrun -125 setpriv --reuid 4321 --regid 4321 --clear-groups "$dir/xunshare" touch "$dir/ran"
		check_message "privileges" hint
		assert_no_file "$dir/ran"
		xrun -125 setpriv --reuid 4321 --regid 4321 --clear-groups "$dir/xunshare" --help
	done
	chmod 755 "$dir/xunshare"
	xrun setpriv --reuid 4321 --regid 4321 --clear-groups "$dir/xunshare" id -u
	assert_output_is 4321
	rm -r "$dir"
}

# bats test_tags=rule:R16
@test "environment: no variable changes what is done" {
	local plain plan=(xunshare --dry-run -r -m -u --hostname=x --mount-proc -p true)
	xrun "${plan[@]}"
	plain=$output
	xrun env POSIXLY_CORRECT=1 LIBMOUNT_FORCE_MOUNT2=always LIBMOUNT_FSTAB=/x LIBMOUNT_MTAB=/x \
		LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 LANGUAGE=de HOME=/x USER=x LOGNAME=x TMPDIR=/x \
		NO_COLOR=1 COLUMNS=5 XNS_DEBUG=1 "${plan[@]}"
	assert_equal "$output" "$plain"
	xrun env -i "$(command -v xunshare)" "${plan[@]:1}"
	assert_equal "$output" "$plain"
}

# bats test_tags=rule:R16
@test "environment: no locale or name service file is opened before the command" {
	need_strace
	need_userns
	traced '?open,openat,openat2,?connect' -r -m -u -n -p --mount-proc --hostname=x --lo true
	before_command >"$trace.own"
	assert_grep openat "$trace.own"
	xrun -1 grep -E 'locale|gconv|nsswitch|nscd|/etc/passwd|/etc/group|libnss' "$trace.own"
}

# ---- arguments ---------------------------------------------------------------------------

# bats test_tags=rule:R18
@test "arguments: an empty argument list is refused" {
	launch -w "$T/end" -n "$(command -v xunshare)" 2>"$T/message" 3>&- 4>&-
	assert_equal "$(cat "$T/end")" "exit 125"
	assert_grep '^xunshare: ' "$T/message"
	# and an odd name of ours is none of our business
	xrun launch -0 "" xunshare true || xrun -125 launch -0 "" xunshare true
	xrun launch -0 $'odd\nname' xunshare echo fine
	assert_output_is fine
}

# ---- SIGCHLD -----------------------------------------------------------------------------

# bats test_tags=rule:R19
@test "SIGCHLD: with it ignored or blocked, the exit status is right" {
	local way ways=(--fork --kill-child)
	if (need_userns) >/dev/null 2>&1; then ways+=("-r -p" "-r -T" "-r -p --mount-proc --kill-child"); fi
	for way in "${ways[@]}"; do
		# shellcheck disable=SC2086
		xrun -7 launch -i 17 xunshare $way sh -c 'exit 7'
		# shellcheck disable=SC2086
		xrun -7 launch -b 17 -b 15 -b 2 -b 10 xunshare $way sh -c 'exit 7'
		# shellcheck disable=SC2086
		launch -i 17 -b 15 -w "$T/end" xunshare $way sh -c 'exit 8' 3>&- 4>&-
		assert_equal "$(cat "$T/end")" "exit 8"
	done
}

# bats test_tags=root,rule:R19
@test "SIGCHLD: with it ignored, the helper process is waited for" {
	need_root
	xrun -7 launch -i 17 xunshare --map-users=0:100000:5 --map-groups=0:100000:5 -S 0 -G 0 -p sh -c 'exit 7'
	xrun launch -i 17 xunshare --map-users=0:100000:5 --map-groups=0:100000:5 cat /proc/self/uid_map
	assert_equal "$(tidy_map <<<"$output")" "0 100000 5"
}

# ---- threads -------------------------------------------------------------------------------

# A process with a second thread cannot enter a user or time namespace.
# bats test_tags=rule:R20
@test "threads: no program starts one" {
	need_strace
	need_ns mount pid uts
	local much program
	much
	sleeper xunshare "${may[@]}" -u
	wait_for runs "$background" sleep
	for program in $XNS_PROGRAMS; do
		case $program in
		xunshare) trace_threads "$program" xunshare "${much[@]}" true ;;
		xclone) trace_threads "$program" xclone -r -m -p --mount-proc --kill-child true ;;
		xnsenter) trace_threads "$program" xnsenter -t "$background" --new-session true ;;
		xpidinit) trace_threads "$program" xpidinit -s true ;;
		xmountprop) trace_threads "$program" "${own_mounts[@]}" xmountprop -r private / true ;;
		xnspin) trace_threads "$program" xnspin --list ;;
		xveth) trace_threads "$program" xveth --list ;;
		# refused where no cgroup2 is mounted
		xcgexec) trace_threads "$program" sh -c 'xcgexec --dry-run true || :' ;;
		*) trace_threads "$program" "$program" ;;
		esac
		xrun -1 grep CLONE_THREAD "$T/$program.trace"
	done
	# strace shows a thread where there is one
	mkfifo "$T/fifo"
	xrun strace -f -qq -o "$trace" -e 'trace=clone,?clone3' \
		sh -c 'thread >"$1" & read -r _ <"$1"; kill $!; wait $! || :' sh "$T/fifo"
	xrun grep CLONE_THREAD "$trace"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xclone: a child in new namespaces, and the caller outside. What it shares with xunshare is
# compared with xunshare; the long lists of cases are there.

load helpers/xns
load helpers/xunshare
program=xclone

setup() {
	setup_with_mount_point
	log=$T/log
}
log_has() { file_has "$log" "$1"; }

# as_xunshare ARG...: both programs print the same
as_xunshare() {
	local theirs
	echo "the same as xunshare: $*"
	xrun xunshare "$@"
	theirs=$output
	xrun xclone "$@"
	assert_equal "$output" "$theirs"
	assert_set "$output"
}

# ---- namespaces --------------------------------------------------------------------------

@test "types: each one makes a namespace of its type and no other" {
	need_ns mount
	local type want letter
	for type in "${all_types[@]}"; do
		want=$type
		as_root || case $type in
		user) ;;
		mnt | uts | ipc | net | pid) want="$type user" ;;
		*) want="user $type" ;;
		esac
		letter=${option_of[$type]:0:1}
		case $type in user | cgroup | time) letter=${letter^} ;; esac
		echo "type: $type"
		xrun xclone "${may[@]}" "--${option_of[$type]}" "${show_links[@]}"
		assert_equal "$(new_types "$output")" "$want"
		xrun xclone "${may[@]}" "-$letter" "${show_links[@]}"
		assert_equal "$(new_types "$output")" "$want"
	done
}

@test "types: all of them, or none" {
	need_userns
	xrun xclone -muinpUCTr "${show_links[@]}"
	assert_equal "$(new_types "$output")" "${all_types[*]}"
	xrun xclone --all "${show_links[@]}"
	assert_equal "$(new_types "$output")" "${all_types[*]}"
	xrun xclone "${show_links[@]}"
	assert_equal "$(new_types "$output")" ""
}

@test "caller: it stays in its namespaces, and so do its further children" {
	need_userns
	background xclone -r -a probe hold "$T/pid"
	wait_for exists "$T/pid"
	assert_equal "$(links "$background")" "$(links self)"
	local type
	for type in pid time; do
		assert_equal "$(readlink "/proc/$background/ns/${type}_for_children")" \
			"$(readlink "/proc/self/ns/${type}_for_children")"
	done
	assert_equal "$(cat "$T/pid")" 1
	wait_for child_of "$background"
	assert_equal "$(new_types "$(links "$child")")" "${all_types[*]}"
	assert_equal "$(cat "/proc/$background/uid_map")" "$(cat /proc/self/uid_map)"
	kill -KILL "$child" # a PID 1, deaf to TERM
}

@test "caller: one clone3(2) makes all, and there is no other process" {
	need_strace
	need_userns
	xrun strace -f -qq -o "$T/trace" -e trace=clone,clone3,fork,vfork,unshare,setns \
		xclone -r -a --mount-proc --hostname=x true
	assert_equal "$(grep -cE '(clone3?|v?fork|unshare|setns)\(' "$T/trace")" 1
	assert_grep 'clone3({flags=.*CLONE_NEW' "$T/trace"
}

# bats test_tags=no-sanitizer
@test "caller: with nothing to wait for, /proc is not needed" {
	need_strace
	xrun strace -f -qq -o "$T/trace" -e trace=open,openat,openat2,readlink xclone true
	run ! grep -E '^[0-9]+ open.*"/proc' "$T/trace"
	need_ns mount
	# shellcheck disable=SC2016
	xrun "${own_mounts[@]}" sh -c 'mount -t tmpfs none /proc && exec xclone -n --kill-child sh -c "echo \$0 ran" it'
	assert_output_is "it ran"
}

# ---- the command and its end ----------------------------------------------------------------

@test "status: the command's own, or 126 and 127" {
	local code
	for code in 0 1 7 125 255; do xrun "-$code" xclone sh -c "exit $code"; done
	need_ns pid
	xrun -7 xclone "${may[@]}" -p sh -c 'exit 7'
	xrun -127 xclone no-such-command-xns
	assert_output_is "xclone: cannot execute no-such-command-xns: no such file or directory"
	xrun -127 xclone "${may[@]}" -p /no/such/command
	xrun -126 xclone "$T"
	assert_output_has "xclone: cannot execute $T: "
}

@test "status: killed by a signal means to be killed by that signal, without a core" {
	cd "$T"
	ulimit -S -c "$(ulimit -H -c)"
	local number
	for number in 1 2 3 6 9 10 11 13 14 15 35 64; do
		launch -w end xclone probe die "$number" 3>&- 4>&-
		assert_equal "$(cat end)" "signal $number"
	done
	xrun -134 bash -c 'xclone probe die 6; exit $?'
}

@test "status: of a PID 1, and as a PID 1" {
	need_ns pid
	background launch -w "$T/end" xclone "${may[@]}" --pid probe hold "$T/pid"
	wait_for exists "$T/pid"
	wait_for child_of "$background"
	wait_for child_of "$child"
	kill -KILL "$child"
	wait "$background" || :
	assert_equal "$(cat "$T/end")" "signal 9"
	launch -w "$T/end" xclone "${may[@]}" --pid xclone probe die 15 3>&- 4>&-
	assert_equal "$(cat "$T/end")" "exit 143"
}

@test "arguments: a command there must be, and what follows it is its own" {
	xrun xclone probe arguments -u --net "" "a b" --
	assert_output_is $'[-u]\n[--net]\n[]\n[a b]\n[--]'
	xrun xclone -- probe arguments --help
	assert_output_is "[--help]"
	xrun -125 xclone
	assert_output_is $'xclone: no command given\nTry \'xclone --help\' for more information.'
	xrun -125 xclone -u
	assert_output_has "no command"
	misused "--no-such" -- --no-such
}

# ---- the same namespaces as those of xunshare -----------------------------------------------------------

maps=(sh -c 'cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups; probe ids; probe caps')

@test "maps: one ID, as xunshare makes it" {
	need_userns
	as_xunshare -r "${maps[@]}"
	as_xunshare -c "${maps[@]}"
	as_xunshare -U "${maps[@]}"
	as_xunshare --map-user=5 --map-group=7 "${maps[@]}"
	as_xunshare -c --keep-caps "${maps[@]}"
	as_xunshare -r -S 0 -G 0 "${maps[@]}"
	xrun xclone -r cat /proc/self/uid_map
	assert_equal "$(tidy_map <<<"$output")" "0 $(id -u) 1"
}

@test "maps: of granted ranges, by newuidmap and newgidmap" {
	need_subids
	as_xunshare -r --map-auto "${maps[@]}"
	as_xunshare --map-auto -S 5 -G 6 "${maps[@]}"
	as_xunshare --map-subids -c "${maps[@]}"
	assert_true "${#lines[@]} > 5"
}

# bats test_tags=root
@test "maps: of any range, by root directly" {
	need_root
	need_userns
	as_xunshare --map-users=0:100000:10 --map-groups=0:100000:10 -S 0 -G 0 "${maps[@]}"
	as_xunshare --map-users=all --map-groups=all --setgroups=deny "${maps[@]}"
	as_xunshare --owner=5:6 -r sh -c 'cat /proc/self/uid_map; probe ids; probe caps'
	as_xunshare --owner=5:6 --map-users=0:100000:10 --map-groups=0:100000:10 -S 1 -G 1 \
		sh -c 'cat /proc/self/uid_map; probe ids; probe caps'
	sleeper xclone --owner=5:6 -r
	wait_for child_runs "$background" sleep
	xrun probe owner "/proc/$child/ns/user"
	assert_output_is 5
}

# bats test_tags=user
@test "maps: if a map is rejected, the command does not run and no process remains" {
	need_userns
	need_cmd newuidmap
	xrun -125 xclone --map-users=0:1:10 touch "$T/ran"
	assert_output_has "xclone: cannot map user IDs: $(command -v newuidmap) exited with status 1"
	assert_no_file "$T/ran"
	refused "it is not mapped" -- -r -S 7
}

@test "mounts: propagation, proc, root and working directory, as xunshare makes them" {
	need_ns mount
	local type
	for type in private shared slave shared+slave unchanged; do
		as_xunshare "${may[@]}" -m --propagation "$type" sh -c \
			'echo shared $(grep -c " shared:" /proc/self/mountinfo) slaves $(grep -c " master:" /proc/self/mountinfo)'
	done
	as_xunshare "${may[@]}" -p --mount-proc sh -c 'echo /proc/[0-9]*; id -u'
	as_xunshare "${may[@]}" -m --root=/usr --wd=/bin pwd -P
	as_xunshare -r --wd=/etc pwd -P
}

@test "host, clocks, environment, keys: as xunshare makes them" {
	need_ns uts
	as_xunshare "${may[@]}" -u --hostname=lab --domainname=dom sh -c 'uname -n; cat /proc/sys/kernel/domainname'
	as_xunshare "${may[@]}" -n --lo probe lo
	XNS_ONE=1 as_xunshare --whitelist-env XNS_ONE,PATH env
	xrun xclone --clear-env /usr/bin/env
	assert_output_is ""
	as_xunshare "${may[@]}" -T sh -c 'cat /proc/self/timens_offsets'
}

@test "keyring: a new one, or the caller's" {
	run probe with-key xns probe find-key xns
	[[ $output == "key found" ]] || skip_because no-keys "no keys here: $output"
	xrun probe with-key xns xclone probe find-key xns
	assert_output_is "key found"
	xrun probe with-key xns xclone --new-keyring probe find-key xns
	assert_output_is "no key"
}

@test "options that mean nothing alone are usage errors" {
	misused "--hostname requires --uts" -- --hostname=x
	misused "--propagation requires --mount" -- --propagation=slave
	misused "requires --time" -- --boottime=5
	misused "--lo requires --net" -- --lo
	misused "--setgroups requires --user" -- --setgroups=deny
}

# ---- pins -------------------------------------------------------------------------------------

# in_mounts SCRIPT: in a mount namespace of its own, with $M private
in_mounts() {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs -o mode=755 xns "$M"; mount --make-private "$M"
		for f in mnt uts ipc net pid user cgroup time; do : >"$M/$f"; done
		id() { stat -Lc "[%i]" "$1"; }
		'"$1"
}

@test "pins: each type, before the command runs, and it stays" {
	in_mounts '
		for t in mnt=mount uts=uts ipc=ipc net=net cgroup=cgroup pid=pid time=time user=user; do
			f=$M/${t%=*}
			had=$(xclone --${t#*=}="$f" sh -c "stat -fc %T $f >&2; readlink /proc/self/ns/${t%=*}" 2>"$T/seen")
			[ "$(cat "$T/seen")" = nsfs ] || [ ${t%=*} = mnt ]
			[ "$(stat -fc %T "$f")" = nsfs ]
			[ "$had" = "${t%=*}:$(id "$f")" ]
			[ "$had" != "$(readlink /proc/self/ns/${t%=*})" ]
			umount "$f"
			echo "${t%=*}"
		done'
	assert_output_is $'mnt\nuts\nipc\nnet\ncgroup\npid\ntime\nuser'
}

@test "pins: a target that is missing is named, before anything is made" {
	need_strace
	refused "cannot pin the net namespace to $T/none: no such file" "hint" -- "${may[@]}" --net="$T/none"
	xrun -125 strace -f -qq -o "$T/trace" -e trace=unshare,clone,clone3,fork,vfork \
		xclone "${may[@]}" --net="$T/none" true
	assert_empty_file "$T/trace"
}

@test "pins: where one fails, the command does not run" {
	in_mounts '
		enosys -e 1 move_mount mount -- xclone --uts="$M/uts" touch "$T/ran" || echo "status $?"
		ls "$T"'
	assert_output_has "xclone: cannot pin the uts namespace to $M/uts: operation not permitted"
	assert_output_has "status 125"
	refute_output_has ran
}

# ---- clocks ----------------------------------------------------------------------------------

# bats test_tags=root
@test "clocks: offsets, by unshare(2) before the clone" {
	need_ns time
	need_strace
	xrun strace -f -qq -o "$T/trace" -s 64 -e trace=clone,clone3,fork,vfork,unshare,write \
		xclone --time --boottime=4000000 --monotonic=-0.5 cat /proc/self/timens_offsets
	assert_output_matches 'monotonic +-1 +500000000'
	assert_output_matches 'boottime +4000000 +0'
	assert_equal "$(grep -oE '(unshare\(CLONE_NEWTIME|boottime 4000000|clone3)' "$T/trace" | tr '\n' ,)" \
		"unshare(CLONE_NEWTIME,boottime 4000000,clone3,"
	xrun xclone --time --boottime=1 readlink /proc/self/ns/time
	assert_differ "$output" "$(readlink /proc/self/ns/time)"
	# as root also beside a new user namespace, which then does not own it
	xrun xclone -r --time --boottime=7 cat /proc/self/timens_offsets
	assert_output_matches 'boottime +7 +0'
}

# bats test_tags=user
@test "clocks: an ordinary user gets a time namespace, but offsets only from xunshare" {
	need_ns time
	xrun xclone -r --time readlink /proc/self/ns/time
	assert_differ "$output" "$(readlink /proc/self/ns/time)"
	refused "cannot set clock offsets together with a new user namespace" "hint: use xunshare" -- -r --time --boottime=5
}

# ---- --into-cgroup ---------------------------------------------------------------------------

# in_cgroup2 SCRIPT: with a cgroup2 mount of its own, and in it two groups $C/a and $C/b
in_cgroup2() {
	need_root
	# shellcheck disable=SC2016
	run bounded unshare --mount --propagation private sh -c '
		while umount /sys/fs/cgroup/* /sys/fs/cgroup 2>/dev/null; do :; done
		mount -t cgroup2 none /sys/fs/cgroup || exit 77
		C=/sys/fs/cgroup/xns-test.$$
		mkdir "$C" "$C/a" "$C/b" || exit 77
		(set -eu; '"$1"'); status=$?
		kill $(cat "$C/a/cgroup.procs") 2>/dev/null
		i=0
		until rmdir "$C/a" "$C/b" "$C" 2>/dev/null; do
			sleep 0.05; i=$((i + 1)); [ $i -lt $((20 * XNS_SECONDS)) ] || { echo "left: $C"; exit 99; }
		done
		exit $status'
	[[ $status != 77 ]] || skip_because no-cgroup2 "no cgroup2: $output"
	assert_status 0
}

# bats test_tags=root,rule:R22
@test "into-cgroup: the command is created there, and the caller stays in its cgroup" {
	in_cgroup2 '
		own=$(grep ^0:: /proc/self/cgroup)
		xclone --into-cgroup "$C/a" grep ^0:: /proc/self/cgroup
		xclone --into-cgroup "$C/a" --cgroup grep ^0:: /proc/self/cgroup
		xclone --into-cgroup "$C/a" probe fds
		[ "$own" = "$(grep ^0:: /proc/self/cgroup)" ]
		xclone --into-cgroup "$C/a" -rm --kill-child sleep 60 & pid=$!
		until [ "$(cat "$C/a/cgroup.procs")" ]; do sleep 0.02; done
		[ "$own" = "$(grep ^0:: /proc/$pid/cgroup)" ]
		child=$(cat "$C/a/cgroup.procs")
		[ "$(ps -o ppid= -p $child | tr -d " ")" = $pid ] && echo "its child"
		kill $pid; wait $pid 2>/dev/null || echo "status $?"'
	assert_output_matches '^0::/.*xns-test\.[0-9]+/a
0::/
0 1 2
its child'
}

# bats test_tags=root,rule:R22
@test "into-cgroup: its directory is closed before the exec, which would find an interpreter by it" {
	need_strace
	in_cgroup2 'strace -f -qq -o "$T/trace" -e trace=openat,close,execve xclone --into-cgroup "$C/a" true'
	local fd
	fd=$(sed -n 's/.*openat(.*xns-test.*O_PATH.* = //p' "$T/trace")
	assert_set "$fd"
	sed -n '/xns-test.*O_PATH/,$p' "$T/trace" | grep -oE "close\($fd\)|execve\(.*/true\"" >"$T/order"
	assert_equal "$(head -n 1 "$T/order")" "close($fd)"
}

# bats test_tags=root
@test "into-cgroup: refusals are named, and nothing runs" {
	in_cgroup2 '
		try() { xclone --into-cgroup "$@" touch "$T/ran" 2>&1 || echo "status $?"; }
		try /no/such
		try "$T"
		try "$C/cgroup.procs"
		echo "+pids" >"$C/cgroup.subtree_control" 2>/dev/null || : >"$T/nopids"
		try "$C"
		[ ! -e "$T/ran" ] || [ -e "$T/nopids" ]'
	assert_line_is "xclone: cannot open the cgroup /no/such: no such file or directory"
	assert_line_is "xclone: cannot open the cgroup $T: it is not a directory of a cgroup2 file system"
	assert_output_matches "xclone: cannot open the cgroup /sys/fs/cgroup/.*/cgroup.procs: not a directory"
	assert_true "$(grep -c "status 125" <<<"$output") >= 3"
	[[ -e $T/nopids ]] || assert_output_matches "cannot clone a child: .*busy.*
xclone: hint: .*subtree_control"
}

# bats test_tags=root
@test "into-cgroup: a type that is invalid, and a full pids.max, are named from the cgroup's files" {
	in_cgroup2 '
		try() { xclone --into-cgroup "$@" true 2>&1 || echo "status $?"; }
		echo threaded >"$C/a/cgroup.type" && try "$C/b"
		if echo +pids >"$C/cgroup.subtree_control" 2>/dev/null; then
			echo 0 >"$C/a/pids.max"; try "$C/a"; fi'
	assert_output_matches "operation not supported
xclone: hint: its cgroup.type is \"domain invalid\".*
status 125"
	refute_output_has "RLIMIT_NPROC"
}

# bats test_tags=root
@test "into-cgroup: without write permission a hint names what is required" {
	in_cgroup2 '
		setpriv --reuid 54321 --regid 54321 --clear-groups xclone --into-cgroup "$C/a" true 2>&1 || echo "status $?"'
	assert_output_matches "^xclone: cannot clone a child: permission denied
xclone: hint: .*cgroup.procs.*
status 125"
}

@test "into-cgroup: a directory of another kind is refused before anything is made" {
	refused "cannot open the cgroup $T: it is not a directory of a cgroup2 file system" -- --into-cgroup "$T"
	refused "cannot open the cgroup $T/none: no such file" -- --into-cgroup "$T/none"
}

# ---- a child that borrows ----------------------------------------------------------------------

# bats test_tags=root,no-sanitizer
@test "vfork child: used if the child has nothing to wait for, otherwise a copy" {
	need_root
	need_strace
	need_ns mount pid uts
	local how calls=(strace -f -qq -o "$T/trace" -e "trace=clone,clone3,vfork")
	xrun "${calls[@]}" xclone -mpu --mount-proc --hostname=loan sh -c 'echo /proc/[0-9]*; uname -n; exit 0'
	assert_output_is $'/proc/1\nloan'
	assert_grep 'CLONE_VM.*CLONE_VFORK' "$T/trace"
	: >"$T/pin"
	for how in -r --map-users=0:0:2 "--owner=1:1" -T "--uts=$T/pin" "--status-fd 9" --detach; do
		# shellcheck disable=SC2086
		xrun "${calls[@]}" launch -o "9=$T/status" xclone $how true
		run ! grep -q CLONE_VFORK "$T/trace"
	done
	umount "$T/pin"
}

# A process with the user ID of the owner may trace the child in its user namespace.
# bats test_tags=no-sanitizer
@test "vfork child: with --user only if the caller has no capability to lose" {
	need_strace
	need_userns
	local calls=(strace -f -qq -o "$T/trace" -e "trace=clone,clone3") shared='CLONE_VM.*CLONE_VFORK'
	local map_files='cat /proc/self/[ug]id_map /proc/self/setgroups; exit 0'
	xrun "${calls[@]}" xclone -rmpu --mount-proc --hostname=loan sh -c "uname -n; $map_files"
	assert_output_matches $'^loan\n *0 +[0-9]+ +1\n *0 +[0-9]+ +1\ndeny$'
	if as_root; then
		run ! grep -q CLONE_VM "$T/trace"
		return
	fi
	assert_grep "$shared" "$T/trace"
	xrun "${calls[@]}" xclone -U sh -c "$map_files"
	assert_output_is allow
	assert_grep "$shared" "$T/trace"
	# inside, where this process has capabilities
	xrun xunshare -r "${calls[@]}" xclone -r sh -c "$map_files"
	run ! grep -q CLONE_VM "$T/trace"
}

# AppArmor can deny the capabilities of a new user namespace; a process outside has them.
# bats test_tags=user,no-sanitizer
@test "vfork child: maps that it may not write are written from outside" {
	need_strace
	need_userns
	# 4 is the child's own directory in /proc
	xrun -9 strace -f -qq -o "$T/trace" -e "trace=clone,clone3" enosys -e 5 openat2:0=4 -- \
		xclone -r sh -c 'cat /proc/self/uid_map; exit 9'
	assert_output_matches '^ *0 +[0-9]+ +1$'
	assert_grep 'CLONE_VM.*CLONE_VFORK.* = [0-9]' "$T/trace"
	assert_equal "$(grep -c 'clone3.*CLONE_NEWUSER' "$T/trace")" 1
	# refused there too
	xrun -125 enosys -e 5 openat2 -- xclone -r true
	assert_output_is 'xclone: cannot deny setgroups(2): input/output error'
}

# bats test_tags=root
@test "vfork child: an error is reported once and sets the exit status" {
	need_root
	need_ns mount uts
	xrun -125 xclone -m --mount-proc=/no/such/dir true
	assert_equal "${#lines[@]}" 1
	xrun -125 xclone -m --root=/ --wd=/no/such/dir true
	xrun -127 xclone -u /no/such/command
	assert_equal "${#lines[@]}" 1
	printf 'echo "$#"\n' >"$T/script"
	chmod +x "$T/script"
	# shellcheck disable=SC2046
	xrun xclone -u "$T/script" $(seq 60000) # their addresses alone are more than the stack
	assert_output_is 60000
	xrun -143 xclone -u sh -c 'kill $$'
}

# ---- --set-tid -------------------------------------------------------------------------------

@test "set-tid: the PID is the one asked for" {
	need_ns pid
	# a PID namespace of our own, so that the number is free
	xrun xunshare -rp --mount-proc xclone --set-tid 77 sh -c 'echo $$; exec readlink /proc/self'
	assert_output_is $'77\n77'
	xrun xclone "${may[@]}" -p --set-tid 1 sh -c 'echo $$'
	assert_output_is 1
}

@test "set-tid: a PID that is taken, or not 1 as the first, is explained" {
	need_ns pid
	xrun -125 xunshare -rp --mount-proc xclone --set-tid 1 touch "$T/ran"
	assert_output_is $'xclone: cannot clone a child: file exists\nxclone: hint: PID 1 is in use'
	assert_no_file "$T/ran"
	refused "cannot clone a child" "invalid argument" \
		"hint: the first process of a new PID namespace has PID 1" -- "${may[@]}" -p --set-tid 5
}

@test "set-tid: a PID beyond the last one is explained" {
	need_ns pid
	xrun -125 xunshare -rp --mount-proc xclone --set-tid 99999999 touch "$T/ran"
	assert_output_matches "xclone: hint: PID exceeds sysctl kernel.pid_max .[0-9]+."
	assert_no_file "$T/ran"
}

# bats test_tags=user
@test "set-tid: it takes a capability" {
	refused "cannot clone a child: operation not permitted" "hint" "CAP_CHECKPOINT_RESTORE" -- --set-tid 300
}

@test "set-tid: numbers are strict" {
	local number
	for number in 0 -1 +5 x "" " 5" 0x5 5: 2147483648 4294967297; do
		misused "--set-tid" -- --set-tid="$number"
	done
}

# ---- --detach ----------------------------------------------------------------------------------

# detach ARG...: sets pid. The command holds its standard output, which run would wait for.
detach() {
	xrun sh -c 'exec "$@" >"$0" 2>"$0.err"' "$T/pid" xclone --detach "$@"
	assert_equal "$(cat "$T/pid.err")" ""
	pid=$(cat "$T/pid")
	assert_matches "$pid" '^[0-9]+$'
}

@test "detach: prints the PID, leaves it running, exits 0" {
	need_ns pid
	detach "${may[@]}" -up --hostname=away sleep 30
	alive "$pid"
	file_has "/proc/$pid/comm" sleep
	other_ns "$pid" uts
	kill -KILL "$pid"
	wait_for gone "$pid"
}

@test "detach: the command has been executed when xclone exits" {
	local round
	for round in {1..15}; do
		detach sleep 30
		assert_equal "$(tr '\0' ' ' <"/proc/$pid/cmdline")" "sleep 30 "
		kill -KILL "$pid"
	done
}

@test "detach: a command that cannot be run is reported, every time" {
	local round how
	for how in "" --close-fds; do
		for round in {1..25}; do
			# shellcheck disable=SC2086
			xrun -127 --separate-stderr xclone --detach $how /no/such/command
			assert_output_is ""
			assert_stderr_is "xclone: cannot execute /no/such/command: no such file or directory"
		done
	done
	xrun -126 xclone --detach "$T"
	need_ns pid
	xrun -127 xclone "${may[@]}" -p --detach /no/such/command
	xrun -125 xclone "${may[@]}" -p --detach --wd=/no/such true
	assert_output_has "xclone: cannot"
}

@test "detach: the command gets the descriptors of the caller, and no others" {
	xrun xclone --detach probe fds "$T/fds"
	wait_for exists "$T/fds"
	wait_for file_has "$T/fds" "0 1 2"
	xrun launch -o 7=/dev/null xclone --close-fds --detach probe fds "$T/more"
	wait_for file_has "$T/more" "0 1 2"
	assert_equal "$(cat "$T/more")" "0 1 2"
}

@test "detach: with an option that needs a waiting process it is a usage error" {
	misused "--detach" "--kill-child" -- --detach --kill-child
	misused "--detach" -- --detach --die-with-parent
	misused "--detach" -- --detach --no-forward-signals
	misused "--detach" -- --detach --sync-fd 9 9>/dev/null || {
		# xrun closes it: only 0, 1 and 2 are there
		xrun -125 sh -c 'exec xclone --detach --sync-fd 9 true 9>/dev/null'
		assert_output_has "--detach cannot be combined with"
	}
}

# ---- who dies with whom ---------------------------------------------------------------------------

@test "kill-child: the signal that was asked for, KILL without one" {
	xrun xclone --kill-child probe pdeathsig
	assert_output_is 9
	xrun xclone --kill-child=TERM probe pdeathsig
	assert_output_is 15
	xrun xclone --kill-child=sigusr1 probe pdeathsig
	assert_output_is 10
	xrun xclone probe pdeathsig
	assert_output_is 0
	misused "--kill-child" -- --kill-child=NOSUCH
}

@test "kill-child: also when the command runs as another user" {
	need_subids
	xrun xclone --map-auto -S 5 -G 5 --kill-child probe pdeathsig
	assert_output_is 9
	as_user || {
		xrun xclone -S 5 -G 5 --kill-child probe pdeathsig
		assert_output_is 9
	}
}

@test "kill-child: the child is killed when xclone is killed" {
	need_ns pid
	background launch xclone "${may[@]}" -p --kill-child probe hold "$T/pid"
	wait_for exists "$T/pid"
	wait_for child_of "$background"
	kill -KILL "$background"
	wait_for gone "$background"
	wait_for gone "$child"
}

@test "kill-child: without it the child stays" {
	background launch xclone probe hold "$T/pid"
	wait_for exists "$T/pid"
	child=$(cat "$T/pid")
	kill -KILL "$background"
	wait_for gone "$background"
	sleep 0.2
	alive "$child"
	kill -KILL "$child"
}

# The parent is a shell that writes its child's PID; it is killed.
parent_of() {
	rm -f "$T/xclone"
	# shellcheck disable=SC2016
	background sh -c '"$@" & echo $! >"$0.new"; mv "$0.new" "$0"; wait' "$T/xclone" "$@"
	wait_for exists "$T/xclone"
	outer=$(cat "$T/xclone")
}

@test "die-with-parent: xclone and the command are killed when the parent terminates" {
	parent_of xclone --die-with-parent probe hold "$T/pid"
	wait_for exists "$T/pid"
	child=$(cat "$T/pid")
	kill -KILL "$background"
	wait_for gone "$outer"
	wait_for gone "$child"
}

@test "die-with-parent: the command gets the signal of --kill-child" {
	xrun xclone --die-with-parent probe pdeathsig
	assert_output_is 9
	xrun xclone --die-with-parent --kill-child=TERM probe pdeathsig
	assert_output_is 15
}

# bats test_tags=root
@test "die-with-parent: --owner, which changes the IDs for a moment, does not clear it" {
	need_root
	need_userns
	parent_of xclone --die-with-parent --owner=5:5 -r sleep 30
	wait_for child_runs "$outer" sleep
	kill -KILL "$background"
	wait_for gone "$outer"
	wait_for gone "$child"
}

@test "die-with-parent: a parent that terminates just before prctl(2) is noticed" {
	need_strace
	need_userns
	local how
	mkfifo "$T/held"
	# with CLONE_VM, and with a child that waits for its maps
	for how in --no-forward-signals -r; do
		rm -f "$T/trace"
		background cat "$T/held"
		local reader=$background
		# Stopped after it has opened its parent, before it asks for the death signal. -D: the
		# traced process is the shell's own child.
		parent_of strace -D -qq -o "$T/trace" -e trace=rt_sigprocmask,prctl \
			-e inject=rt_sigprocmask:signal=SIGSTOP:when=1 \
			xclone "$how" --die-with-parent sh -c "touch $T/ran; sleep 30" >"$T/held"
		wait_for file_has "$T/trace" "stopped by SIGSTOP"
		! file_has "$T/trace" PR_SET_PDEATHSIG
		kill -KILL "$background"
		wait_for gone "$background"
		kill -CONT "$outer"
		wait_for gone "$outer"
		wait_for gone "$reader" # every writer has ended, a command too
		assert_no_file "$T/ran"
		wait_for file_has "$T/trace" SIGKILL # from the watcher, which is not traced
	done
}

# ---- sessions and terminals -------------------------------------------------------------------

# bats test_tags=rule:R13
@test "new-session: the command leads a session without a terminal" {
	# shellcheck disable=SC2016
	local show='set -- $(sed "s/.*) //" /proc/self/stat); echo "sid $4 tty $5"; echo pid $$'
	xrun pty wait=pid -- xclone --new-session sh -c "$show"
	assert_output_matches 'sid ([0-9]+) tty 0'
	local sid=${BASH_REMATCH[1]}
	assert_output_has "pid $sid"
	xrun pty wait=pid -- xclone sh -c "$show"
	refute_output_has "tty 0"
	xrun pty wait=opened -- xclone --new-session sh -c '(: </dev/tty) || echo not opened'
	assert_output_has "not opened"
}

@test "new-session: ^C is forwarded to the command, once" {
	xrun pty wait=ready 'send=\c' wait=end -- xclone --new-session siglog 2
	assert_count 1 'got 2 '
}

@test "terminal: ^C reaches the command once" {
	xrun pty wait=ready 'send=\c' wait=end -- xclone siglog 2
	assert_count 1 'got 2 '
	assert_output_has "got 2 code 128"
	need_ns pid
	xrun pty wait=ready 'send=\c' wait=end -- xclone "${may[@]}" -p siglog 2
	assert_count 1 'got 2 '
}

@test "terminal: ^Z gives the shell its prompt back, and fg goes on" {
	xrun pty 'wait=$ ' 'send=xclone siglog -c -n 1 2\n' wait=ready 'send=\z' \
		wait=Stopped 'wait=$ ' 'send=fg\n' wait=continued 'send=\c' wait=end 'wait=$ ' \
		'send=echo is $?.\n' 'wait=is 0.' 'send=exit 7\n' -- \
		env PS1='$ ' TERM=dumb bash --norc --noprofile --noediting -i || [[ $status == 7 ]]
	assert_output_has "is 0."
}

# ---- signals ------------------------------------------------------------------------------------

@test "signals: each one is forwarded, and no other" {
	local numbers=(1 2 3 10 12 13 14 15 16 23 28 34 37 64) number
	background launch xclone siglog -o "$log" -n "${#numbers[@]}" "${numbers[@]}"
	wait_for log_has ready
	for number in "${numbers[@]}"; do kill "-$number" "$background"; done
	wait_for log_has end
	wait "$background"
	for number in "${numbers[@]}"; do assert_equal "$(grep -c "^got $number " "$log")" 1; done
	assert_equal "$(grep -c "^got" "$log")" "${#numbers[@]}"
}

@test "signals: a PID 1 and another user's command get them too" {
	need_subids
	background launch xclone --map-auto -S 5 -G 5 -p siglog -n 2 15 10 >"$log"
	wait_for log_has ready
	kill -TERM "$background"
	kill -USR1 "$background"
	wait_for log_has end
	wait "$background"
	for number in 15 10; do assert_equal "$(grep -c "^got $number " "$log")" 1; done
}

@test "signals: queued ones keep their value and their order" {
	background xclone sigvalue take "$log" 37 3
	wait_for log_has ready
	sigvalue send "$background" 37 42 43 44
	wait "$background"
	assert_equal "$(grep -v ready "$log")" "$(printf "37 %d from $background code -1\n" 42 43 44)"
}

@test "signals: one that the command sends to xclone is not forwarded to it" {
	# shellcheck disable=SC2016
	xrun -3 xclone sh -c 'trap "echo came back" USR1 USR2; kill -USR1 $PPID; sleep 0.3; exit 3'
	assert_output_is ""
}

@test "signals: --no-forward-signals ignores INT and TERM while it waits" {
	background launch xclone --no-forward-signals siglog -o "$log" -t 2 15 2 10
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

@test "signals: one that comes early is not lost" {
	local i
	for i in 1 2 3 4 5 6; do
		launch -w "$log" -t 5 xclone sleep 30 3>&- 4>&- &
		local watcher=$!
		wait_for child_of "$watcher"
		sleep "0.00$i"
		kill -TERM "$child"
		wait "$watcher"
		assert_equal "$(cat "$log")" "signal 15"
	done
}

@test "stop: TSTP stops the command and the program, CONT continues both" {
	background launch xclone siglog -g -x sleep 30
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

@test "SIGCHLD ignored by the caller: the status is right, and maps are written" {
	need_userns
	local how
	for how in "" --kill-child -r -rp; do
		# shellcheck disable=SC2086
		xrun -7 launch -i 17 xclone $how sh -c 'exit 7'
	done
	launch -i 17 -w "$log" xclone probe die 9 3>&- 4>&-
	assert_equal "$(cat "$log")" "signal 9"
	xrun -127 launch -i 17 xclone --detach /no/such/command
	need_subids
	xrun -7 launch -i 17 xclone -r --map-auto sh -c 'cat /proc/self/uid_map; exit 7'
	assert_equal "$(tidy_map <<<"$output" | wc -l)" 2
}

# ---- what is inherited ---------------------------------------------------------------------------

# shellcheck disable=SC2034 # for each_way
ways() {
	ways=("" --kill-child --no-forward-signals --new-keyring --die-with-parent --new-session)
	need_userns
	ways+=(-r -ru -rp -rT "-r --kill-child --mount-proc -p" "-rn --lo" -ra "-c --keep-caps"
		"-r -w / -R /")
	if as_root; then
		ways+=("--map-users=0:100000:10 --map-groups=0:100000:10 -S 0 -G 0 -p" "--owner=5:5 -r"
			"-T --boottime=5")
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

# bats test_tags=rule:R7
@test "inherited: --close-fds leaves 0 to 2, --keep-fd what it names" {
	xrun launch -o 4=/dev/null -o 9=/dev/zero -o 12=/dev/null xclone --close-fds probe fds
	assert_output_is "0 1 2"
	xrun launch -o 4=/dev/null -o 9=/dev/zero -o 12=/dev/null xclone --close-fds --keep-fd 9 probe fds
	assert_output_is "0 1 2 9"
	xrun launch -o 4=/dev/null -o 9=/dev/zero -o 12=/dev/null xclone --keep-fd=12 --keep-fd 4 probe fds
	assert_output_is "0 1 2 4 12"
	xrun enosys close_range -- launch -o 4=/dev/null -o 9=/dev/zero xclone --keep-fd 9 probe fds
	assert_output_is "0 1 2 9"
	misused "descriptor 99 is not open" -- --keep-fd 99
	misused "--keep-fd" -- --keep-fd x
}

@test "inherited: neither capabilities nor a death signal" {
	local before
	before=$(probe caps)
	xrun xclone probe caps
	assert_output_is "$before"
	need_userns
	xrun xclone -r probe caps
	assert_output_has "inheritable 0 ambient 0"
}

# ---- old kernels ------------------------------------------------------------------------------------

@test "old kernel: without clone3 everything that clone(2) can make is made" {
	need_userns
	xrun enosys clone3 -- xclone -muinpUCr "${show_links[@]}"
	assert_equal "$(new_types "$output")" "mnt uts ipc net pid user cgroup"
	xrun -7 enosys clone3 -- xclone --kill-child sh -c 'exit 7'
	xrun enosys clone3 pidfd_open -- xclone -r id -u
	assert_output_is 0
	xrun enosys clone3 close_range -- xclone -c --close-fds probe fds
	assert_output_is "0 1 2"
}

@test "old kernel: what clone(2) cannot make is named, and nothing runs" {
	need_userns
	local how
	for how in "--set-tid 4000000" "-r -T"; do
		# shellcheck disable=SC2086
		xrun -125 enosys clone3 -- xclone $how touch "$T/ran"
		assert_output_has "xclone: cannot clone a child: --into-cgroup, --set-tid and --time require clone3(2)"
		assert_no_file "$T/ran"
	done
	xrun -125 enosys clone3 -- xclone -a touch "$T/ran"
	assert_output_has "require clone3(2)"
	assert_no_file "$T/ran"
	# a clone3(2) of Linux 5.3 or 5.4, which knows fewer fields
	xrun -125 enosys -e 7 clone3 -- xclone --set-tid 4000000 touch "$T/ran"
	assert_output_has "require clone3(2) of Linux 5.7"
	assert_no_file "$T/ran"
	as_user || {
		# offsets go by unshare(2), as ever
		xrun enosys clone3 -- xclone -T --boottime=5 cat /proc/self/timens_offsets
		assert_output_matches 'boottime +5 +0'
	}
}

@test "old container: where a filter refuses clone3, clone(2) is taken" {
	need_userns
	xrun enosys -e 1 clone3 -- xclone -r id -u
	assert_output_is 0
	xrun -125 enosys -e 1 clone3 -- xclone -r -T touch "$T/ran"
	assert_output_has "xclone: cannot clone a child"
	assert_no_file "$T/ran"
}

# bats test_tags=root
@test "old container: the hint names what requires clone3(2), and no capability" {
	need_root
	local hint="hint: a seccomp filter is active in this process (Seccomp: 2), and may refuse clone3(2), which"
	xrun -125 enosys -e 1 clone3 -- xclone --set-tid 4000000 touch "$T/ran"
	assert_output_has "$hint --into-cgroup and --set-tid require"
	in_cgroup2 '
		enosys -e 1 clone3 -- xclone --into-cgroup "$C/a" true 2>&1 || echo "status $?"
		enosys -e 7 clone3 -- xclone --into-cgroup "$C/a" true 2>&1 || echo "status $?"
		enosys clone3 -- xclone --into-cgroup "$C/a" true 2>&1 || echo "status $?"'
	assert_output_has "$hint --into-cgroup and --set-tid require"
	refute_output_has "cgroup.procs"
	assert_count 2 "require clone3(2) of Linux 5.7"
	assert_count 3 "^status 125"
}

@test "refused: by the kernel, with a hint" {
	need_userns
	local failure="xclone: cannot clone a child into new net and user namespaces: no space left" call how
	# for an unprivileged user, a child that shares the memory (by its flags), which none does below a
	# sanitizer; one that waits
	for call in clone:0=0x50005111 clone3; do
		[[ $call == clone3 ]] || { ! as_root && [[ ! $XNS_SANITIZERS ]]; } || continue
		how=(xclone -Un)
		[[ $call != clone3 ]] || how=(launch -o "9=$T/status" xclone -Un --status-fd 9)
		xrun -125 enosys -e 28 "$call" unshare -- "${how[@]}" touch "$T/ran"
		assert_output_has "$failure"
		assert_output_has "hint: "
		assert_output_has "the user.max_user_namespaces limit"
		assert_output_has "or of an ancestor is reached, unless a seccomp filter of this process refuses the call"
		# unshare(2) works, so that no limit is reached
		xrun -125 enosys -e 28 "$call" -- "${how[@]}" touch "$T/ran"
		assert_output_has "$failure"
		refute_output_has "hint: "
	done
	as_root || refused "cannot clone a child into a new net namespace: operation not permitted" \
		"hint: this requires CAP_SYS_ADMIN" "-r" -- -n
}

# ---- the plan ---------------------------------------------------------------------------------------

@test "dry run: the steps in order, and nothing is made" {
	need_strace
	need_userns
	xrun strace -f -qq -o "$T/trace" -e trace=clone,clone3,fork,vfork,unshare \
		xclone -r -up --hostname=x --kill-child --new-session --dry-run touch "$T/ran"
	assert_empty_file "$T/trace"
	assert_no_file "$T/ran"
	local uid gid
	uid=$(id -u) gid=$(id -g)
	assert_output_is "1. clone a child into new uts, pid and user namespaces
2. deny setgroups(2)
3. write \"0 $gid 1\\n\" as the group ID map
4. write \"0 $uid 1\\n\" as the user ID map
5. set the host name to x
6. start a new session
7. set the parent-death signal to KILL
8. execute touch"
}

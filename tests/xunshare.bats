#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xunshare: namespaces, the command and its end, names, clocks, environment.

load helpers/xns
load helpers/xunshare

# ---- namespaces --------------------------------------------------------------------------

@test "types: each one makes a namespace of its type and no other" {
	need_ns mount
	local type want
	for type in "${all_types[@]}"; do
		want=$type
		as_root || case $type in
		user) ;;
		mnt | uts | ipc | net | pid) want="$type user" ;;
		*) want="user $type" ;;
		esac
		echo "type: $type"
		xrun xunshare "${may[@]}" "--${option_of[$type]}" "${show_links[@]}"
		assert_equal "$(new_types "$output")" "$want"
	done
}

@test "types: the letters mean the same" {
	need_ns mount
	local pair
	for pair in m:mnt u:uts i:ipc n:net p:pid U:user C:cgroup T:time; do
		echo "letter: ${pair%:*}"
		xrun xunshare "${may[@]}" "-${pair%:*}" "${show_links[@]}"
		assert_has " $(new_types "$output") " " ${pair#*:} "
	done
}

@test "types: all of them together, in one call" {
	need_userns
	xrun xunshare -r -m -u -i -n -p -U -C -T "${show_links[@]}"
	assert_equal "$(new_types "$output")" "${all_types[*]}"
}

@test "types: letters can be written together, as for unshare(1)" {
	need_userns
	xrun xunshare -muinpUCTr "${show_links[@]}"
	assert_equal "$(new_types "$output")" "${all_types[*]}"
	xrun xunshare -Urmpf --mount-proc sh -c 'echo /proc/[0-9]*; id -u'
	assert_output_is $'/proc/1\n0'
}

@test "types: --all and -a mean every type" {
	need_userns
	xrun xunshare --all "${show_links[@]}"
	assert_equal "$(new_types "$output")" "${all_types[*]}"
	xrun xunshare -a -r "${show_links[@]}"
	assert_equal "$(new_types "$output")" "${all_types[*]}"
}

@test "types: without options nothing is new" {
	xrun xunshare "${show_links[@]}"
	assert_equal "$(new_types "$output")" ""
	xrun xunshare true
	assert_output_is ""
}

@test "types: one unshare(2) makes them all" {
	need_strace
	need_userns
	xrun strace -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=unshare xunshare -r -m -u -i -n true
	assert_equal "$(grep -c unshare "$BATS_TEST_TMPDIR/trace")" 1
}

# ---- the command and its end ----------------------------------------------------------------

@test "status: the command's own" {
	local code
	for code in 0 1 7 125 255; do
		xrun "-$code" xunshare sh -c "exit $code"
		xrun "-$code" xunshare --fork sh -c "exit $code"
	done
	need_ns pid
	xrun -7 xunshare "${may[@]}" -p sh -c 'exit 7'
}

@test "status: 127 for a command that is not there" {
	local how
	for how in "" --fork; do
		xrun -127 xunshare $how no-such-command-xns
		check_message "no-such-command-xns" "no such file"
		xrun -127 xunshare $how /no/such/command
		check_message "/no/such/command"
	done
}

@test "status: 126 for a command that cannot be run" {
	local file=$BATS_TEST_TMPDIR/file how
	echo "no program" >"$file"
	for how in "" --fork; do
		xrun -126 xunshare $how "$file"
		check_message "$file" "permission denied"
		xrun -126 xunshare $how "$BATS_TEST_TMPDIR"
		check_message "$BATS_TEST_TMPDIR"
	done
}

@test "status: a script without #! runs, as from a shell" {
	local file=$BATS_TEST_TMPDIR/file
	echo 'echo "ran $1"' >"$file"
	chmod +x "$file"
	xrun xunshare "$file" there
	assert_output_is "ran there"
}

@test "status: killed by a signal means to be killed by that signal" {
	local number
	for number in 1 2 6 9 10 11 13 14 15 35 64; do
		echo "signal $number"
		launch -w "$BATS_TEST_TMPDIR/end" xunshare --fork probe die "$number" 3>&- 4>&-
		assert_equal "$(cat "$BATS_TEST_TMPDIR/end")" "signal $number"
	done
}

@test "status: a shell sees 128+N, and xunshare leaves no core of its own" {
	cd "$BATS_TEST_TMPDIR"
	ulimit -S -c "$(ulimit -H -c)"
	xrun -139 bash -c 'xunshare --fork probe die 11; echo "$?"; exit 139'
	assert_output_has "139"
	local cores=(core*)
	assert_true "${#cores[@]} <= 1"
	launch -w "$BATS_TEST_TMPDIR/end" xunshare --fork probe die 6 3>&- 4>&-
	assert_equal "$(cat "$BATS_TEST_TMPDIR/end")" "signal 6"
}

@test "status: a PID 1 that was killed means to be killed too" {
	need_ns pid
	background launch -w "$BATS_TEST_TMPDIR/end" \
		xunshare "${may[@]}" --pid probe hold "$BATS_TEST_TMPDIR/pid"
	wait_for exists "$BATS_TEST_TMPDIR/pid"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/pid")" 1
	wait_for child_of "$background"
	local outer=$child
	wait_for child_of "$outer"
	kill -KILL "$child"
	wait "$background" || :
	assert_equal "$(cat "$BATS_TEST_TMPDIR/end")" "signal 9"
}

@test "status: xunshare as PID 1 exits with 128+N, for it cannot be killed" {
	need_ns pid
	launch -w "$BATS_TEST_TMPDIR/end" \
		xunshare "${may[@]}" --pid xunshare --fork probe die 15 3>&- 4>&-
	assert_equal "$(cat "$BATS_TEST_TMPDIR/end")" "exit 143"
}

@test "arguments: everything after the command is the command's" {
	xrun xunshare probe arguments -u --net "" "a b" --
	assert_output_is $'[-u]\n[--net]\n[]\n[a b]\n[--]'
	xrun xunshare -- probe arguments --help
	assert_output_is "[--help]"
	xrun xunshare --fork probe arguments -p
	assert_output_is "[-p]"
}

@test "shell: \$SHELL, as a login shell" {
	ln -s "$(command -v probe)" "$BATS_TEST_TMPDIR/myshell"
	SHELL=$BATS_TEST_TMPDIR/myshell xrun xunshare
	assert_output_is "shell -myshell"
	SHELL=$BATS_TEST_TMPDIR/myshell xrun xunshare --fork
	assert_output_is "shell -myshell"
}

# bats test_tags=root
@test "shell: the one of the user database, where SHELL is unset or empty" {
	need_root
	local database=$BATS_TEST_TMPDIR/passwd
	echo "root:x:0:0::/:$(command -v probe)" >"$database"
	local script='mount --bind "$1" /etc/passwd; shift; exec "$@"'
	xrun "${own_mounts[@]}" sh -c "$script" sh "$database" env -u SHELL xunshare
	assert_output_is "shell -probe"
	xrun "${own_mounts[@]}" sh -c "$script" sh "$database" env SHELL= xunshare
	assert_output_is "shell -probe"
}

@test "shell: /bin/sh for a user who is not in the database" {
	local run=(env -u SHELL HOME=/ ENV= xunshare "${may[@]}" -u)
	if as_root; then
		run=(setpriv --reuid 54321 --clear-groups "${run[@]}" -r)
	else
		need_userns
		run=(unshare --map-user 54321 "${run[@]::4}" xunshare)
	fi
	need_ns uts
	xrun -5 "${run[@]}" <<<'echo "I am $0"; exit 5'
	assert_output_has "I am -sh"
}

@test "shell: one that is missing, perhaps below another root, gives way to /bin/sh" {
	SHELL=/no/such/shell HOME=/ ENV='' xrun -5 xunshare <<<'echo "I am $0"; exit 5'
	assert_output_has "I am -sh"
}

# ---- processes -----------------------------------------------------------------------------

@test "fork: without a PID or time namespace there is no fork" {
	background xunshare probe hold "$BATS_TEST_TMPDIR/pid"
	wait_for exists "$BATS_TEST_TMPDIR/pid"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/pid")" "$background"
}

@test "fork: with --fork the command is a child" {
	background xunshare --fork probe hold "$BATS_TEST_TMPDIR/pid"
	wait_for exists "$BATS_TEST_TMPDIR/pid"
	child_of "$background"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/pid")" "$child"
}

@test "fork: --pid forks, and the command is PID 1" {
	need_ns pid
	xrun xunshare "${may[@]}" --pid probe pids
	assert_output_is "pid 1 ppid 0"
	xrun xunshare "${may[@]}" --pid sh -c '/bin/true; /bin/true; echo still fine'
	assert_output_is "still fine"
}

@test "fork: --time forks" {
	need_ns time
	background xunshare "${may[@]}" --time probe hold "$BATS_TEST_TMPDIR/pid"
	wait_for exists "$BATS_TEST_TMPDIR/pid"
	child_of "$background"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/pid")" "$child"
}

@test "fork: --no-fork gives the bare primitive" {
	need_ns pid
	background xunshare "${may[@]}" --pid --time --no-fork probe hold "$BATS_TEST_TMPDIR/pid"
	wait_for exists "$BATS_TEST_TMPDIR/pid"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/pid")" "$background"
	xrun xunshare "${may[@]}" --pid --no-fork probe fork
	assert_output_is "forked"
	run bounded xunshare "${may[@]}" --pid --no-fork sh -c 'probe pids; probe fork; :'
	assert_output_has "pid 1 ppid 0"
	assert_output_has "fork" # cannot allocate memory: the first child was PID 1
	refute_output_has "forked"
}

@test "fork: --mount-proc shows the new PID namespace, and only that" {
	need_ns pid
	xrun xunshare "${may[@]}" --pid --mount-proc sh -c 'echo /proc/[0-9]*; readlink /proc/self'
	assert_equal "${lines[0]}" /proc/1
}

@test "kill-child: the child is killed when xunshare is killed" {
	local with
	need_ns pid
	for with in "" "--pid"; do
		rm -f "$BATS_TEST_TMPDIR/pid"
		# shellcheck disable=SC2086
		background xunshare "${may[@]}" --kill-child $with probe hold "$BATS_TEST_TMPDIR/pid"
		wait_for exists "$BATS_TEST_TMPDIR/pid"
		child_of "$background"
		kill -KILL "$background"
		wait_for gone "$child"
	done
}

@test "kill-child: without it the child lives on" {
	background xunshare --fork probe hold "$BATS_TEST_TMPDIR/pid"
	wait_for exists "$BATS_TEST_TMPDIR/pid"
	child_of "$background"
	kill -KILL "$background"
	wait_for gone "$background"
	sleep 0.2
	alive "$child"
	kill -KILL "$child"
}

@test "kill-child: implies --fork, and takes a signal" {
	local signal
	xrun xunshare --kill-child probe pdeathsig
	assert_output_is 9
	for signal in TERM SIGTERM sigterm 15; do
		xrun xunshare "--kill-child=$signal" probe pdeathsig
		assert_output_is 15
	done
	xrun xunshare --kill-child=RTMIN+1 probe pdeathsig
	assert_output_is 35
	xrun xunshare probe pdeathsig
	assert_output_is 0

	background xunshare --kill-child=USR1 siglog -o "$BATS_TEST_TMPDIR/log" 10
	wait_for file_has "$BATS_TEST_TMPDIR/log" ready
	kill -KILL "$background"
	wait_for file_has "$BATS_TEST_TMPDIR/log" "got 10 "
	wait_for file_has "$BATS_TEST_TMPDIR/log" end
}

# unshare(1) sets it before it changes the ids, which makes the kernel forget it
@test "kill-child: survives --setuid and --setgid" {
	local ids=()
	if as_root; then
		ids=(-S 65534 -G 65534)
	else
		need_subids
		ids=(--map-auto -S 5 -G 5)
	fi
	xrun xunshare "${ids[@]}" --kill-child probe pdeathsig
	assert_output_is 9

	chmod 777 "$BATS_TEST_TMPDIR"
	local where=$BATS_TEST_TMPDIR
	chmod 711 "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}" 2>/dev/null || :
	background xunshare "${ids[@]}" --kill-child sh -c 'exec sleep 30'
	# the first child may be the process that writes the maps
	sleeps() { child_of "$background" && file_has "/proc/$child/comm" sleep; }
	wait_for sleeps
	assert_differ "$(stat -c %u "/proc/$child")" "$EUID"
	kill -KILL "$background"
	wait_for gone "$child"
	chmod 700 "$where"
}

@test "kill-child: with --keep-caps too" {
	need_userns
	xrun xunshare -c --keep-caps --kill-child=INT probe pdeathsig
	assert_output_is 2
}

# ---- names, loopback, keys, clocks --------------------------------------------------------------

@test "uts: --hostname and --domainname are set inside only" {
	need_ns uts
	local name domain
	name=$(uname -n) domain=$(cat /proc/sys/kernel/domainname)
	xrun xunshare "${may[@]}" --uts --hostname=inside --domainname=there.example \
		sh -c 'uname -n; cat /proc/sys/kernel/domainname'
	assert_output_is $'inside\nthere.example'
	assert_equal "$(uname -n)" "$name"
	assert_equal "$(cat /proc/sys/kernel/domainname)" "$domain"
}

@test "uts: a name that is too long is refused" {
	need_ns uts
	local long
	long=$(printf '%065d' 7)
	refused "$long" -- "${may[@]}" --uts "--hostname=$long"
	refused "$long" -- "${may[@]}" --uts "--domainname=$long"
	xrun xunshare "${may[@]}" --uts "--hostname=${long#0}" uname -n
	assert_output_is "${long#0}"
}

@test "net: --lo brings the loopback interface up; without it it is down" {
	need_ns net
	xrun xunshare "${may[@]}" --net probe lo
	assert_output_is down
	xrun xunshare "${may[@]}" --net --lo probe lo
	assert_output_is up
}

@test "net: --lo that fails is a warning" {
	need_ns net
	xrun enosys -e 1 ioctl:1=0x8914 -- xunshare "${may[@]}" --net --lo probe lo
	assert_output_has "xunshare: warning: "
	assert_output_has "down"
}

@test "keys: --new-keyring hides the session keyring, which is inherited otherwise" {
	xrun probe with-key xns-test-key xunshare probe find-key xns-test-key
	assert_output_is "key found"
	xrun probe with-key xns-test-key xunshare --new-keyring probe find-key xns-test-key
	assert_output_is "no key"
	need_userns
	xrun probe with-key xns-test-key xunshare -r probe find-key xns-test-key
	assert_output_is "key found"
	xrun probe with-key xns-test-key xunshare -r --new-keyring probe find-key xns-test-key
	assert_output_is "no key"
}

# offsets: what the kernel holds, as "CLOCK SECONDS NANOSECONDS"
offsets() {
	awk '{ print $1, $2, $3 }' <<<"$output"
}

@test "time: offsets are what was asked, whole, negative and broken" {
	need_ns time
	local show=(cat /proc/self/timens_offsets)
	xrun xunshare "${may[@]}" --time --monotonic=1000 --boottime=-1 "${show[@]}"
	assert_equal "$(offsets)" $'monotonic 1000 0\nboottime -1 0'
	xrun xunshare "${may[@]}" --time --monotonic=-0.25 --boottime=3.000000001 "${show[@]}"
	assert_equal "$(offsets)" $'monotonic -1 750000000\nboottime 3 1'
	xrun xunshare "${may[@]}" --time --monotonic=+7 --boottime=+0.5 "${show[@]}"
	assert_equal "$(offsets)" $'monotonic 7 0\nboottime 0 500000000'
	xrun xunshare "${may[@]}" --time --boottime=86400 "${show[@]}"
	assert_equal "$(offsets)" $'monotonic 0 0\nboottime 86400 0'
	xrun xunshare "${may[@]}" -T "${show[@]}"
	assert_equal "$(offsets)" $'monotonic 0 0\nboottime 0 0'
}

@test "time: the clocks of the command are offset" {
	need_ns time
	local before inside
	before=$(probe clocks)
	xrun xunshare "${may[@]}" --time --monotonic=500000 --boottime=900000 probe clocks
	inside=$output
	assert_true "${inside%%.*} - ${before%%.*} >= 500000 && ${inside%%.*} - ${before%%.*} < 500600"
	before=${before#* } inside=${inside#* }
	assert_true "${inside%%.*} - ${before%%.*} >= 900000 && ${inside%%.*} - ${before%%.*} < 900600"
}

@test "time: an offset that the kernel would refuse names the range" {
	need_ns time
	local uptime
	uptime=$(cut -d. -f1 /proc/uptime)
	refused "boottime" -- "${may[@]}" --time --boottime=-99999999
	assert_matches "$output" 'now -([0-9]+) to'
	assert_true 'BASH_REMATCH[1] >= uptime && BASH_REMATCH[1] < uptime + 600'
	refused "monotonic" -- "${may[@]}" --time --monotonic=9000000000
	refused "--monotonic" -- "${may[@]}" --time --monotonic=99999999999999999999
	# the ends of the range that is named are inside it
	local low high
	xrun -125 xunshare "${may[@]}" --time --boottime=9000000000 true
	high=$(grep -oE '[0-9]{10}' <<<"$output" | sort -n | head -1)
	assert_matches "$output" '(-[0-9]+)'
	low=${BASH_REMATCH[1]}
	xrun xunshare "${may[@]}" --time "--boottime=$((high - 5))" true
	xrun xunshare "${may[@]}" --time "--boottime=$((low + 5))" true
	refused -- "${may[@]}" --time "--boottime=$((low - 600))"
	# offsets count from the initial time namespace, not from ours
	xrun -125 xunshare "${may[@]}" --time --boottime=5000000 \
		xunshare "${may[@]}" --time --boottime=-99999999 true
	assert_matches "$output" 'now -([0-9]+) to'
	assert_true 'BASH_REMATCH[1] < uptime + 600'
}

@test "time: what is no number of seconds is refused" {
	local word
	for word in "" x 1x 1. .5 - "1 " " 1" 0x10 1e3 1.0000000001 --5 +-5 -+5 ++5 + 1,5; do
		misused "$word" -- --time "--monotonic=$word"
	done
}

# ---- environment -----------------------------------------------------------------------------

@test "environment: it is passed on whole" {
	XNS_X='a b' xrun xunshare probe environment
	assert_line_is "XNS_X=a b"
	assert_line_is "PATH=$PATH"
}

@test "environment: --clear-env leaves nothing" {
	xrun xunshare --clear-env probe environment
	assert_output_is ""
	xrun xunshare --fork --clear-env probe environment
	assert_output_is ""
}

@test "environment: --whitelist-env keeps the named variables, and only those" {
	XNS_A=1 XNS_B='2 =' XNS_AB=3 xrun xunshare --whitelist-env=XNS_A,XNS_B,XNS_C probe environment
	assert_equal "$(sort <<<"$output")" $'XNS_A=1\nXNS_B=2 ='
	XNS_A=1 XNS_AB=3 xrun xunshare --clear-env --whitelist-env XNS_AB probe environment
	assert_output_is "XNS_AB=3"
	# each list adds to those before it
	XNS_A=1 XNS_B=2 XNS_C=3 xrun xunshare --whitelist-env=XNS_A --whitelist-env= \
		--whitelist-env=XNS_C,XNS_A probe environment
	assert_equal "$(sort <<<"$output")" $'XNS_A=1\nXNS_C=3'
}

# ---- the plan ----------------------------------------------------------------------------------

@test "dry run: numbered sentences in the order of the steps" {
	local i
	xrun xunshare --dry-run -r -m -u -p --hostname=there --mount-proc --kill-child sleep 5
	for i in "${!lines[@]}"; do
		[[ ${lines[i]} == "$((i + 1)). "* ]] || expect "line $i" "${lines[i]}" "should begin with" "$((i + 1)). "
	done
	assert_output_has '"0 '"$(id -u)"' 1\n"'
	assert_output_has '"0 '"$(id -g)"' 1\n"'
	local before=0 at word
	for word in "mnt, uts, pid and user" "deny setgroups" "group ID map" "user ID map" "fork" \
		"private" "host name to there" "proc" "execute sleep"; do
		at=$(grep -nF -e "$word" <<<"$output" | head -1 | cut -d: -f1)
		echo "$word: line ${at:-none}, after $before"
		assert_true "${at:-0} >= before && ${at:-0} > 0"
		before=$at
	done
}

@test "dry run: changes nothing" {
	need_strace
	local trace=$BATS_TEST_TMPDIR/trace
	: >"$BATS_TEST_TMPDIR/pin"
	xrun strace -f -qq -o "$trace" xunshare --dry-run -a -r --map-users=10:100000:5 --mount-proc \
		--hostname=x --domainname=y --lo --monotonic=5 --new-keyring -S 0 -G 0 --keep-caps \
		--root=/ --wd=/ "--uts=$BATS_TEST_TMPDIR/pin" --kill-child --mount-binfmt \
		touch "$BATS_TEST_TMPDIR/ran"
	assert_no_file "$BATS_TEST_TMPDIR/ran"
	assert_differ "$(stat -fc %T "$BATS_TEST_TMPDIR/pin")" nsfs
	xrun -1 grep -E '^[0-9]+ +(unshare|mount|open_tree|move_mount|fsopen|mount_setattr|sethostname|setdomainname|setns|chroot|chdir|clone|clone3|fork|vfork|setgroups|setresuid|setresgid|keyctl|socket|kill)\(' "$trace"
	assert_equal "$(grep -c 'execve(' "$trace")" 1
	xrun -1 grep -E 'open.*(O_WRONLY|O_RDWR)' "$trace"
}

# bats test_tags=root
@test "dry run: the exact bytes of several ranges" {
	xrun xunshare --dry-run --map-users=0:100000:10 --map-users=50:200000:1 true
	assert_output_has '"0 100000 10\n50 200000 1\n"'
}

@test "dry run: other groups are dropped only where setgroups is not denied" {
	xrun xunshare -r -G 0 --dry-run true
	assert_line_is "5. set the group ID to 0"
	xrun xunshare -G 0 --dry-run true
	assert_line_is "1. set the group ID to 0 and drop the supplementary groups"
}

@test "dry run: an ordinary user needs no right for it" {
	xrun xunshare --dry-run --net --mount true
	assert_output_has "mnt and net"
}

@test "dry run: bad input is refused all the same" {
	xrun -125 xunshare --dry-run --net=/no/such/file true
	check_message /no/such/file
}

@test "dry run: a failure uses the sentence of the plan" {
	need_userns
	local line word how
	for how in "chroot:--root=/" "sethostname:--uts --hostname=there" "unshare:--ipc --net"; do
		# shellcheck disable=SC2086
		xrun xunshare --dry-run -r ${how#*:} true
		xrun_plan=$output
		# shellcheck disable=SC2086
		xrun -125 enosys -e 28 "${how%%:*}" -- xunshare -r ${how#*:} touch "$BATS_TEST_TMPDIR/ran"
		assert_no_file "$BATS_TEST_TMPDIR/ran"
		assert_matches "${lines[0]}" "^xunshare: cannot .*: no space left on device$"
		word=${lines[0]#xunshare: cannot }
		line=$(grep -nF ". ${word%: no space*}" <<<"$xrun_plan")
		assert_set "$line"
	done
}

# ---- the child --------------------------------------------------------------------------

@test "vfork child: used if the child has nothing to wait for, otherwise a copy" {
	need_userns
	need_strace
	local T=$BATS_TEST_TMPDIR
	xrun strace -f -qq -o "$T/trace" -e trace=clone,clone3,fork,vfork xunshare -rp --mount-proc true
	assert_grep 'vfork(' "$T/trace"
	run ! grep -q 'clone\|[^v]fork(' "$T/trace"
	xrun strace -f -qq -o "$T/trace" -e trace=clone,clone3,fork,vfork xunshare -rpT --monotonic=9 true
	run ! grep -q 'vfork(' "$T/trace"
}

@test "vfork child: an error is reported once and sets the exit status" {
	need_userns
	xrun -125 xunshare -rp --mount-proc=/no/such/dir true
	assert_equal "${#lines[@]}" 1
	check_message /no/such/dir
	xrun -127 xunshare -rp --mount-proc /no/such/command
	assert_equal "${#lines[@]}" 1
	# with much in front of the command, and a script without an interpreter line
	printf 'echo "$#"\n' >"$BATS_TEST_TMPDIR/script"
	chmod +x "$BATS_TEST_TMPDIR/script"
	# shellcheck disable=SC2046
	xrun xunshare -rp "$BATS_TEST_TMPDIR/script" $(seq 20000)
	assert_output_is 20000
}

# ---- older kernels -------------------------------------------------------------------------------

@test "old kernel: works without the system calls of Linux 5.2 and later" {
	need_userns
	local old=(enosys openat2 open_tree move_mount fsopen fsmount mount_setattr pidfd_open
		pidfd_send_signal clone3 close_range --)
	xrun "${old[@]}" xunshare -muinpUCTr --mount-proc --propagation=slave --hostname=old \
		sh -c 'echo /proc/[0-9]*; uname -n'
	assert_equal "${lines[0]}" /proc/1
	assert_equal "${lines[1]}" old
	xrun "${old[@]}" xunshare --kill-child probe pdeathsig
	assert_output_is 9
}

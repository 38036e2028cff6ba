#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xmountprop: modes, the command, --bind, --peer-of, what it says, older kernels.

load helpers/xns
load helpers/prop
program=xmountprop

setup() { prop_setup; }

# ---- modes ---------------------------------------------------------------------------------

@test "modes: each one, as mountinfo shows it" {
	in_mounts '
		for mode in shared private unbindable unchanged private; do
			xmountprop $mode "$M"; echo "$mode: $(state "$M")"
		done'
	assert_output_is $'shared: shared\nprivate: private\nunbindable: unbindable\nunchanged: unbindable\nprivate: private'
}

@test "modes: slave and shared+slave take a peer" {
	in_mounts '
		xmountprop shared "$M"; group=$(tag shared "$M"); mount --bind "$M" "$M/a"
		xmountprop slave "$M/a"; state "$M/a"; [ "$(tag master "$M/a")" = "$group" ]
		mount --bind "$M" "$M/b"
		xmountprop shared+slave "$M/b"; state "$M/b"
		[ "$(tag master "$M/b")" = "$group" ]; [ "$(tag shared "$M/b")" != "$group" ]
		xmountprop slave "$M/b"; state "$M/b"
		xmountprop private "$M/b"; state "$M/b"'
	assert_output_is $'slave\nshared+slave\nslave\nprivate'
}

@test "modes: a slave receives, a shared+slave passes on, private does neither" {
	in_mounts '
		mkdir "$T/up" "$T/mid" "$T/down" "$T/off"
		xmountprop shared "$M"
		for d in mid off; do mount --bind "$M" "$T/$d"; done
		xmountprop shared+slave "$T/mid"; xmountprop private "$T/off"
		mount --bind "$T/mid" "$T/down"; xmountprop slave "$T/down"
		mount -t tmpfs xns "$M/a"
		echo "$(count "$M/a") $(count "$T/mid/a") $(count "$T/down/a") $(count "$T/off/a")"
		mount -t tmpfs xns "$T/mid/b"
		echo "$(count "$M/b") $(count "$T/mid/b") $(count "$T/down/b") $(count "$T/off/b")"
		mount -t tmpfs xns "$T/down/c"
		echo "$(count "$M/c") $(count "$T/mid/c") $(count "$T/down/c") $(count "$T/off/c")"'
	assert_output_is $'1 1 1 0\n0 1 1 0\n0 0 1 0'
}

@test "modes: unbindable cannot be bound; a new mount namespace may lose it" {
	in_mounts '
		xmountprop unbindable "$M"
		mount --bind "$M" "$M/a" 2>/dev/null && echo bound || echo "not bound"
		unshare -m --propagation unchanged cat /proc/self/mountinfo >"$T/info"
		state "$M" "$T/info"'
	assert_equal "${lines[0]}" "not bound"
	assert_output_matches $'\n(private|unbindable)$'
}

@test "modes: -r changes the subtree, and nothing else" {
	in_mounts '
		mount -t tmpfs xns "$M/a"; mkdir "$M/a/deep"; mount -t tmpfs xns "$M/a/deep"; mount -t tmpfs xns "$M/b"
		xmountprop -r shared "$M/a"
		for d in "" /a /a/deep /b; do state "$M$d"; done
		xmountprop private "$M/a"
		for d in "" /a /a/deep /b; do state "$M$d"; done'
	assert_output_is $'private\nshared\nshared\nprivate\nprivate\nprivate\nshared\nprivate'
}

@test "modes: as mount options and mount(8) spell them" {
	in_mounts '
		mount -t tmpfs xns "$M/a"
		for words in "rshared $M" "--make-private $M" "--make-rprivate $M" "--make-shared $M" \
			"-r --make-private $M" "rshared+slave $M" "runbindable $M"; do
			xmountprop $words 2>/dev/null; echo "$(state "$M") $(state "$M/a")"
		done'
	assert_output_is "shared shared
private shared
private private
shared private
private private
shared shared
unbindable unbindable"
}

@test "modes: a command follows DIR also after --make-rslave" {
	in_mounts 'xmountprop --make-rprivate "$M" echo ran'
	assert_output_is "ran"
}

@test "modes: words that are no mode, before anything is changed" {
	local words
	for words in "ashared $M" "runchanged $M" "rr $M" "r $M" "--make-shared --make-slave $M" "--make-shared" \
		"--make-unchanged $M" "--make-shared -r $M" "Rshared $M"; do
		# shellcheck disable=SC2086 # words
		xrun -125 xmountprop $words
	done
	xrun -125 xmountprop rsharedx "$M"
	assert_message "invalid propagation mode" "rsharedx" "shared+slave"
}

@test "modes: one call for each type, however many mounts" {
	need_strace
	in_mounts '
		for i in 1 2 3 4 5 6 7 8; do mkdir "$M/$i"; mount -t tmpfs xns "$M/$i"; done
		for mode in private shared shared+slave; do
			strace -qq -o "$T/trace" -e trace=mount,mount_setattr xmountprop -r $mode "$M" 2>/dev/null
			grep -c mount "$T/trace"
		done'
	assert_output_is $'1\n1\n2'
}

@test "modes: by descriptor, not by name" {
	need_strace
	in_mounts 'ln -s m "$T/link"; strace -qq -o "$T/trace" -e trace=mount,mount_setattr xmountprop shared "$T/link"; state "$M"'
	assert_output_is shared
	assert_grep -E 'mount_setattr\([0-9]+, "", ' "$T/trace"
	xrun -1 grep -F "$M" "$T/trace"
}

@test "modes: a file can be a mount point" {
	in_mounts '
		: >"$M/file"; mount --bind "$M/file" "$M/file"
		xmountprop shared "$M/file"; state "$M/file"; : >"$M/other"; xmountprop --bind private "$M/other"; state "$M/other"'
	assert_output_is $'shared\nprivate'
}

# ---- the command ---------------------------------------------------------------------------

@test "command: it becomes it, in a chain, with its arguments" {
	in_mounts '
		xmountprop shared "$M" xmountprop -r private "$M" xmountprop unbindable "$M" sh -c "printf \"%s|\" \"\$@\"; echo" sh a "b  c" -v
		state "$M"
		xmountprop shared "$M" sh -c "echo \$\$" >"$T/pid" & wait $!; [ "$(cat "$T/pid")" = $! ]'
	assert_output_is $'a|b  c|-v|\nunbindable'
}

@test "command: its status is the exit status; 126 and 127; 125 for a failure of the program" {
	in_mounts '
		: >"$T/file"
		for c in "sh -c exit\ 7" /no/such/command "$T/file"; do
			set +e; eval "xmountprop shared \"\$M\" $c" 2>/dev/null; echo $?; set -e
		done
		xmountprop shared /no/such/dir touch "$T/ran" 2>/dev/null || echo $?
		xmountprop shared /no/such/dir 2>/dev/null || echo $?'
	assert_output_is $'7\n127\n126\n125\n125'
	assert_no_file "$T/ran"
}

# bats test_tags=rule:R6
@test "command: it gets the descriptors of its caller and no other" {
	in_mounts 'xmountprop --bind -rv shared "$M/a" probe fds 2>/dev/null; exec 5</dev/null; xmountprop shared "$M" probe fds'
	assert_output_is $'0 1 2\n0 1 2 5'
}

@test "command: in a chain with xunshare" {
	need_userns
	xrun xunshare -r -m xmountprop -r slave / xmountprop --bind shared /usr \
		sh -c 'grep -c " /usr .* shared:" /proc/self/mountinfo'
	assert_line_is 1
}

# ---- what it says --------------------------------------------------------------------------

@test "report: a slave without a master is a warning, and an error under --strict" {
	in_mounts '
		xmountprop slave "$M" echo went on; state "$M"
		xmountprop shared "$M"; xmountprop slave "$M" echo went on; state "$M"
		xmountprop shared+slave "$M"; state "$M"
		xmountprop unbindable "$M"; xmountprop slave "$M"; state "$M"
		for mode in slave shared+slave; do
			xmountprop private "$M"; xmountprop --strict $mode "$M" touch "$T/ran" || echo "status $?"
		done'
	assert_count 4 'xmountprop: warning: '
	assert_count 2 'went on'
	assert_count 2 'status 125'
	assert_message "$M is private, not slave: it was not in a peer group" \
		"$M is private, not slave: it was the only member of its peer group" \
		"$M is shared, not shared+slave: it was not in a peer group" "$M is unbindable, not slave: "
	assert_no_file "$T/ran"
}

@test "report: shared on a slave gives both, and it is said" {
	in_mounts '
		xmountprop shared "$M"; mount --bind "$M" "$M/a"; xmountprop slave "$M/a"
		xmountprop shared "$M/a"; xmountprop --strict shared+slave "$M/a"'
	assert_message "warning: $M/a is shared+slave, not shared: it still receives"
}

@test "report: what was asked for and is there is no warning" {
	in_mounts '
		for mode in private private shared shared unbindable unbindable unchanged; do xmountprop --strict $mode "$M"; done
		xmountprop -r --strict private "$M"'
	assert_output_is ""
}

@test "report: in a subtree, the first one and how many more" {
	in_mounts '
		xmountprop shared "$M"; mount --bind "$M" "$T/b" 2>/dev/null || { mkdir "$T/b"; mount --bind "$M" "$T/b"; }
		for d in a b c; do mkdir -p "$M/$d"; done
		xmountprop private "$T/b"; mount -t tmpfs xns "$T/b/a"; mount -t tmpfs xns "$T/b/b"; xmountprop -r private "$T/b"
		xmountprop -r slave "$T/b"; echo; xmountprop -rv slave "$T/b"
		xmountprop -r --strict slave "$T/b" touch "$T/ran" || echo "status $?"'
	assert_message "warning: $T/b is private, not slave" "$T/b/b: private, unchanged" "status 125"
	assert_count 2 "(and 2 more below it)"
	# without -v and --strict, the subtree is not read
	assert_count 3 "is private, not slave"
	assert_no_file "$T/ran"
}

# bats test_tags=no-sanitizer
@test "report: a subtree that could not be read back is not changed" {
	local how
	# 457 is statmount(2): without it, also one mount is looked for in /proc
	for how in "xmountprop --verbose" "xmountprop --strict" "enosys 457 -- xmountprop"; do
		in_mounts "how=\"$how\""'
			mount -t tmpfs xns /proc; $how -r shared "$M" || echo "status $?"
			umount /proc; state "$M"'
		assert_message "hint: another file system is mounted on /proc"
		assert_line_is "status 125"
		assert_line_is private
	done
}

@test "report: a mount that is unmounted before it is read back is a failure" {
	need_strace
	in_mounts '
		for how in -v -rv; do
			mount -t tmpfs xns "$M/a"
			(for i in $(seq $((50 * XNS_SECONDS))); do [ "$(state "$M/a")" != shared ] || break; sleep 0.02; done; umount -l "$M/a") &
			strace -qq -o "$T/trace" -e trace=mount_setattr,mount -e inject=mount_setattr,mount:delay_exit=1000000 \
				xmountprop $how shared "$M/a" touch "$T/ran" || echo "status $?"
			wait $!
		done'
	assert_output_is "xmountprop: $M/a no longer exists
status 125
xmountprop: $M/a no longer exists
status 125"
	assert_no_file "$T/ran"
}

@test "report: -v says of each mount what it was and is, also when it stays" {
	in_mounts '
		mount -t tmpfs xns "$M/a"; xmountprop shared "$M/a"
		n=$(tag shared "$M/a")
		xmountprop -rv shared "$M" 2>&1 | sed "s/group $n)/group N)/; s/group [0-9]*)/group X)/"
		xmountprop -v unbindable "$M/a" 2>&1 | sed "s/group $n)/group N)/"
		xmountprop -v unchanged "$M/a"; xmountprop -v --bind private "$M/b"'
	assert_output_is "xmountprop: $M: private -> shared (peer group X)
xmountprop: $M/a: shared (peer group N), unchanged
xmountprop: $M/a: shared (peer group N) -> unbindable
xmountprop: $M/a: unbindable, unchanged
xmountprop: $M/b: not a mount point -> private"
}

@test "report: -v writes to standard error" {
	in_mounts 'xmountprop -v shared "$M" 2>/dev/null'
	assert_output_is ""
}

@test "names: with blanks, controls, UTF-8 and other bytes, and very long" {
	in_mounts '
		odd=$(printf "a b\tc\n_\033[31me\\\\040f\303\251g\377h\302\233i")
		long=$(printf %0250d 1); long=$long/$long/$long/$long
		mkdir -p "$M/$odd" "$M/$long"
		for d in "$odd" "$long"; do mount -t tmpfs xns "$M/$d"; xmountprop -v shared "$M/$d"; done
		xmountprop -v --bind shared "$M/$odd"; xmountprop slave "$M/$odd/x" || :
		grep -c " shared:.* xns " /proc/self/mountinfo; grep -c "$long.* shared:" /proc/self/mountinfo'
	assert_equal "${lines[-2]}" 2
	assert_equal "${lines[-1]}" 1
	assert_message 'a b\x09c\x0a_\x1b[31me\x5c040f'$'\303\251''g\xffh\xc2\x9bi: private -> shared' \
		"$(printf %0250d 1)/$(printf %0250d 1)/$(printf %0250d 1)/$(printf %0250d 1): private -> "
	xrun -1 grep -aqP '[\x00-\x09\x0b-\x1f\x7f]' <<<"$output"
	xrun -1 grep -aqP '\xc2[\x80-\x9f]' <<<"$(grep -a -e '->' <<<"$output")"
}

# ---- errors --------------------------------------------------------------------------------

@test "errors: no mount point: the message names the mount and --bind" {
	in_mounts -125 -- 'mkdir "$M/a/deep"; xmountprop shared "$M/a/deep" touch "$T/ran"'
	assert_message "$M/a/deep is not a mount point; it is on the mount $M, which is private" "hint: " "--bind"
	assert_no_file "$T/ran"
}

@test "errors: a mount of another namespace, or one that is in none any more" {
	in_mounts '
		new unshare -m --propagation private; before=$(cat /proc/$new/mountinfo)
		xmountprop shared "/proc/$new/root$M" || echo "status $?"
		xmountprop --bind shared "/proc/$new/root$M/a" || echo "status $?"
		cd "$M/b"; mount -t tmpfs xns "$M/b"; cd "$M/b"; umount -l "$M/b"; xmountprop shared . || echo "status $?"
		[ "$before" = "$(cat /proc/$new/mountinfo)" ]'
	assert_count 3 'is on a mount that is not reachable from'
	assert_count 3 'status 125'
}

@test "errors: without the right to, and why" {
	local run=(unshare --user)
	as_user || run=(setpriv --reuid 4321 --clear-groups --inh-caps=-all --bounding-set=-all)
	need_userns
	xrun -125 "${run[@]}" "$(command -v xmountprop)" shared /
	assert_message "cannot make / shared: operation not permitted" "hint: " "CAP_SYS_ADMIN"
	xrun -125 unshare --user --map-root-user xmountprop private / touch "$T/ran"
	assert_message "cannot make / private: operation not permitted" "hint: the mount namespace is owned by another"
	assert_no_file "$T/ran"
}

@test "errors: what is no mode, no directory, or a contradiction" {
	local words
	for words in "" shared "bogus /" "Shared /" "slave+shared /" "'' /" "--bogus shared /" "-r --peer-of=/ shared /" \
		"--bind --peer-of=/ shared /" "--peer-of=/ private /" "--peer-of=/ unbindable /" "--peer-of shared /" \
		"shared -r /" "shared / -v" "shared / -- true" "-- shared -r"; do
		echo "arguments: $words"
		eval "xrun -125 xmountprop $words"
		assert_equal "${lines[-1]}" "Try 'xmountprop --help' for more information."
		assert_equal "${#lines[@]}" 2
	done
	xrun -125 xmountprop shared ""
	assert_message "no such file"
	xrun -125 xmountprop shared /no/such/dir
	assert_message "cannot open /no/such/dir: no such file or directory"
}

@test "dry run: says the steps and changes nothing" {
	in_mounts '
		before=$(cat /proc/self/mountinfo)
		xmountprop --dry-run -r shared "$M" touch "$T/ran"
		xmountprop --dry-run --bind slave "$M/a"
		mount --bind "$M" "$M/b"; xmountprop shared "$M"; b2=$(cat /proc/self/mountinfo)
		xmountprop --dry-run --peer-of="$M" slave "$M/b"
		[ "$b2" = "$(cat /proc/self/mountinfo)" ]'
	assert_output_is "1. make $M and its submounts shared
2. execute touch
1. copy the tree at $M/a
2. make $M/a slave
3. mount the copy on $M/a
1. make $M/b a peer of $M
2. make $M/b slave"
	assert_no_file "$T/ran"
}

@test "dry run: a name cannot forge a step, nor drive a terminal" {
	in_mounts '
		odd=$(printf "a\n2. execute rm\033[31m\302\233i"); mkdir "$M/$odd"
		xmountprop --dry-run --bind shared "$M/$odd" | sed "s|$M|M|"'
	local tame='M/a?2. execute rm?[31m??i'
	assert_output_is "1. copy the tree at $tame
2. make $tame shared
3. mount the copy on $tame"
}

# ---- --bind --------------------------------------------------------------------------------

@test "bind: makes a mount point, keeps the submounts, and does nothing on a mount point" {
	in_mounts '
		mkdir "$M/a/sub"; mount -t tmpfs xns "$M/a/sub"; : >"$M/a/sub/seen"
		xmountprop --bind shared "$M/a"; state "$M/a"; ls "$M/a/sub"; state "$M/a/sub"; state "$M"
		xmountprop --bind private "$M/a"; count "$M/a"; state "$M/a"'
	assert_output_is $'shared\nseen\nprivate\nprivate\n1\nprivate'
}

@test "bind: on a shared mount too, and with peers elsewhere" {
	in_mounts '
		xmountprop shared "$M"; new unshare -m --propagation unchanged
		for mode in private slave shared+slave shared unbindable; do
			xmountprop --strict --bind $mode "$M/a"; echo "$mode: $(state "$M/a") $(count "$M/a" $new)"; umount "$M/a"
		done
		state "$M"'
	assert_output_is $'private: private 1\nslave: slave 1\nshared+slave: shared+slave 1\nshared: shared 1\nunbindable: unbindable 1\nshared' ||
		assert_output_is $'private: private 1\nslave: slave 2\nshared+slave: shared+slave 3\nshared: shared 4\nunbindable: unbindable 4\nshared'
}

@test "bind: has its type before it can be seen" {
	need_strace
	in_mounts 'strace -qq -o "$T/trace" -e trace=mount_setattr,move_mount xmountprop --bind shared "$M/a"; state "$M/a"'
	assert_output_is shared
	# one call that cannot succeed finds out whether there is a move_mount(2)
	assert_equal "$(grep -v '(-1, ' "$T/trace" | sed -n 's/^\(mo[a-z_]*\)(.*/\1/p')" $'mount_setattr\nmove_mount'
}

@test "bind: not of an unbindable mount, and nothing is half done" {
	in_mounts -125 -- 'xmountprop unbindable "$M"; xmountprop --bind shared "$M/a"'
	assert_message "$M/a is on the mount $M, which is unbindable"
	in_mounts '
		before=$(cat /proc/self/mountinfo)
		enosys -e 1 mount_setattr mount -- xmountprop --bind shared "$M/a" touch "$T/ran" || echo "status $?"
		[ "$before" = "$(cat /proc/self/mountinfo)" ]'
	assert_line_is "status 125"
	assert_no_file "$T/ran"
}

@test "bind: what is mounted already is taken away again when the type fails" {
	in_mounts '
		xmountprop shared "$M"; new unshare -m --propagation unchanged; mount -t tmpfs xns "$M/c"
		before=$(cat /proc/self/mountinfo) peer=$(cat /proc/$new/mountinfo)
		enosys -e 1 mount_setattr mount -- xmountprop --bind private "$M/a" touch "$T/ran" || echo "status $?"
		[ "$before" = "$(cat /proc/self/mountinfo)" ]; xmountprop private "$M"; before=$(cat /proc/self/mountinfo)
		enosys mount_setattr open_tree move_mount -- enosys -e 1 mount:3=262144 -- xmountprop --bind private "$M/a" touch "$T/ran" || echo "status $?"
		[ "$before" = "$(cat /proc/self/mountinfo)" ]; xmountprop shared "$M"
		[ "$peer" = "$(cat /proc/$new/mountinfo)" ]; count "$M/a"'
	assert_message "cannot make $M/a private: operation not permitted"
	assert_count 2 "status 125"
	assert_equal "${lines[-1]}" 0
	assert_no_file "$T/ran"
}

# ---- --peer-of -----------------------------------------------------------------------------

@test "peers: --peer-of joins, and events go both ways" {
	in_mounts '
		mount --bind "$M" "$M/b"; xmountprop shared "$M"; state "$M/b"
		xmountprop --peer-of="$M" shared "$M/b"; [ "$(tag shared "$M")" = "$(tag shared "$M/b")" ]
		mount -t tmpfs xns "$M/a"; count "$M/b/a"
		mount -t tmpfs xns "$M/b/c"; count "$M/c"
		xmountprop --strict --peer-of="$M" shared "$M/b"'
	assert_output_is $'private\n1\n1'
}

@test "peers: with slave it receives only; with shared+slave it has peers of its own" {
	in_mounts '
		mkdir "$T/s" "$T/t"; mount --bind "$M" "$T/s"; mount --bind "$M" "$T/t"; xmountprop shared "$M"
		xmountprop --strict --peer-of="$M" slave "$T/s"; state "$T/s"
		xmountprop --strict --peer-of="$M" shared+slave "$T/t"; state "$T/t"
		[ "$(tag master "$T/s")" = "$(tag shared "$M")" ]
		mount -t tmpfs xns "$M/a"; echo "$(count "$T/s/a") $(count "$T/t/a")"
		mount -t tmpfs xns "$T/s/b"; mount -t tmpfs xns "$T/t/c"; echo "$(count "$M/b") $(count "$M/c")"'
	assert_output_is $'slave\nshared+slave\n1 1\n0 0'
}

@test "peers: a peer of a mount that is a slave too is as asked" {
	in_mounts '
		mkdir "$T/s" "$T/t"; xmountprop shared "$M"; mount --bind "$M" "$T/s"; xmountprop shared+slave "$T/s"
		mount --bind "$M" "$T/t"; xmountprop private "$T/t"
		xmountprop --strict --peer-of="$T/s" shared "$T/t"; state "$T/t"; [ "$(tag shared "$T/t")" = "$(tag shared "$T/s")" ]
		xmountprop --strict --peer-of="$T/s" shared "$T/t"'
	assert_output_is "shared+slave"
}

@test "peers: a part of the file system can join, and the other way round cannot" {
	in_mounts '
		mkdir "$M/a/x"; mount --bind "$M/a" "$M/b"; xmountprop shared "$M"
		xmountprop --peer-of="$M" shared "$M/b"; mount -t tmpfs xns "$M/a/x"; count "$M/b/x"
		mkdir "$T/w"; mount --bind "$M/c" "$T/w"; xmountprop private "$T/w"; xmountprop shared "$T/w"
		xmountprop private "$M"; xmountprop --peer-of="$T/w" shared "$M" || echo "status $?"; state "$M"'
	assert_equal "${lines[0]}" 1
	assert_message "$M shows a part of the file system that $T/w does not show" "status 125"
	assert_equal "${lines[-1]}" private
}

@test "peers: what does not fit is named, and stays as it was" {
	in_mounts '
		mount -t tmpfs xns "$M/a"; mount --bind "$M" "$M/b"; mkdir "$M/d"
		before=$(cat /proc/self/mountinfo)
		xmountprop --peer-of="$M" shared "$M/b" || echo "status $?"
		xmountprop shared "$M"; before=$(cat /proc/self/mountinfo)
		xmountprop --peer-of="$M" shared "$M/a" || echo "status $?"
		xmountprop --peer-of="$M/d" shared "$M/b" || echo "status $?"
		xmountprop --peer-of="$M" shared "$M/d" || echo "status $?"
		[ "$before" = "$(cat /proc/self/mountinfo)" ]
		xmountprop shared "$M/b" xmountprop --peer-of="$M" shared "$M/b" || echo "status $?"
		mkdir "$T/s"; mount --bind "$M/b" "$T/s"; xmountprop slave "$T/s"; xmountprop --peer-of="$M" shared "$T/s" || echo "status $?"'
	assert_count 6 'status 125'
	assert_message "$M is private: it has no peer group for $M/b to join" "on different file systems" \
		"$M/d is not a mount point" "$M/b is already shared" "$T/s is already slave" "hint: "
}

@test "peers: a clear error where the kernel cannot" {
	in_mounts '
		mount --bind "$M" "$M/b"; xmountprop shared "$M"
		enosys move_mount -- xmountprop --peer-of="$M" shared "$M/b" || echo "status $?"
		enosys -e 22 move_mount -- xmountprop --peer-of="$M" shared "$M/b" || echo "status $?"; state "$M/b"'
	assert_count 2 'status 125'
	assert_message "cannot make $M/b a peer of $M: function not implemented" "hint: " "move_mount(2)"
	assert_equal "${lines[-1]}" private
}

# ---- older kernels -------------------------------------------------------------------------

@test "old kernel: without the calls of Linux 5.2 and later" {
	in_mounts '
		old="enosys mount_setattr open_tree move_mount 457 332 --"
		mount -t tmpfs xns "$M/a"
		$old xmountprop -r shared "$M"; state "$M"; state "$M/a"
		$old xmountprop --strict private "$M"; state "$M"
		$old xmountprop -v slave "$M/a"
		$old xmountprop --strict --bind shared "$M/b"; state "$M/b"; count "$M/b"
		mkdir "$M/c/sub"; mount -t tmpfs xns "$M/c/sub"
		(cd "$M/c"; $old xmountprop --strict --bind shared .); state "$M/c"; echo "sub $(count "$M/c/sub")"
		mkdir "$M/d"; $old xmountprop shared "$M/d" || echo "status $?"'
	assert_equal "${lines[*]:0:3}" "shared shared private"
	assert_message "$M/a: shared (peer group " ") -> private" "warning: $M/a is private, not slave" \
		"$M/d is not a mount point; it is on the mount $M," "status 125"
	assert_count 4 -x shared
	assert_line_is 1
	assert_line_is "sub 2"
}

@test "old kernel: without mount_setattr(2) alone, or with a filter that refuses it" {
	in_mounts '
		for how in 38 1; do
			filter="enosys -e $how mount_setattr --"
			$filter xmountprop --strict shared "$M"; state "$M"; $filter xmountprop -r --strict private "$M"; state "$M"
			$filter xmountprop --strict --bind shared "$M/a"; state "$M/a"; umount "$M/a"
		done'
	assert_output_is $'shared\nprivate\nshared\nshared\nprivate\nshared'
}

@test "bind: the root directory, with and without open_tree(2)" {
	in_mounts '
		for how in env "enosys open_tree --" "enosys -e 1 move_mount open_tree --"; do
			$how xmountprop --bind shared / sh -c "cut -d\" \" -f5- /proc/self/mountinfo | grep -c \"^/ .* shared:\""
		done'
	assert_output_is $'1\n1\n1'
}

# ---- paths that change ---------------------------------------------------------------------

# bats test_tags=no-sanitizer,rule:R10
@test "bind: a directory that is replaced during the call leads nowhere else" {
	need_strace
	in_mounts '
		mkdir -p "$M/mine/sub" "$M/victim/sub"; ln -s victim "$M/other"
		# at CALL [enosys ...]: exchanges the directory while xmountprop enters CALL
		at() {
			call=$1; shift; : >"$T/trace"
			"$@" strace -qq -o "$T/trace" -e trace=$call -e inject=$call:delay_enter=1000000 \
				xmountprop --bind shared "$M/mine/sub" &
			until grep -q "\"/proc/self/fd\|move_mount([^-]" "$T/trace"; do sleep 0.05; done
			swap 1 "$M/mine" "$M/other" >/dev/null
			wait $! || echo "status $?"
			swap 1 "$M/mine" "$M/other" >/dev/null
			cut -d" " -f5 /proc/self/mountinfo | grep "$M/.*/sub" || echo "no mount"
			umount "$M/mine/sub" 2>/dev/null || :
		}
		at move_mount env
		at mount enosys open_tree --'
	assert_output_is "$M/mine/sub
xmountprop: cannot copy the tree at $M/mine/sub: it was replaced while it was in use
status 125
no mount"
}

# bats test_tags=rule:R10
@test "bind: a directory that is exchanged all the time leads nowhere else" {
	in_mounts '
		mkdir -p "$M/mine/sub" "$M/victim/sub"; ln -s victim "$M/other"
		swap 200000 "$M/mine" "$M/other" >/dev/null & swapping=$!
		for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			for how in env "enosys open_tree --"; do
				# a mount of its own, or none: never a change of the type of another
				before=$(wc -l </proc/self/mountinfo)
				$how xmountprop --bind shared "$M/mine/sub" >"$T/out" 2>&1 && echo made || [ "$before" = "$(wc -l </proc/self/mountinfo)" ] || {
					echo "left behind: $how"; cat "$T/out"; }
				[ "$(state "$M")" = private ] || echo "type of another mount: $how"
				while umount "$M"/*/sub 2>/dev/null; do :; done
			done
		done >"$T/all"
		{ kill $swapping || :; wait $swapping || :; } 2>/dev/null
		sort -u "$T/all"'
	assert_output_is made
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xnspin: pins made, listed, held and let go; all or nothing.

load helpers/xns
load helpers/xunshare

setup() {
	setup_with_mount_point
	need_cmd taskset nsenter
	need_ns mount
}

# in_mounts [xrun's flags --] SCRIPT: in mount, UTS and PID namespaces of its own, on one CPU
# (see helpers/xunshare), in $M, which is private, with $M/s, which is shared
in_mounts() {
	local flags=()
	while (($# > 1)); do
		[[ $1 == -- ]] || flags+=("$1")
		shift
	done
	xrun "${flags[@]}" "${own_mounts[@]}" --uts sh -euc '
		mount -t tmpfs -o mode=755 xns "$M"; mount --make-private "$M"; mkdir "$M/s"
		mount -t tmpfs -o mode=755 xns "$M/s"; mount --make-shared "$M/s"
		cd "$M"
		fs() { stat -fc %T "$1"; }
		# id FILE TYPE: the namespace in it, as a link names it
		id() { echo "$2:$(stat -Lc "[%i]" "$1")"; }
		# files: what is here, but s
		files() { ls -A | grep -vx s | tr "\n" " "; }
		pins() { grep -c " - nsfs " /proc/self/mountinfo || :; }
		# refused ARG...: fails, and neither a file nor a pin is more or less than before
		refused() {
			before="$(files)$(pins)" name=$(uname -n)
			xnspin "$@" && status=0 || status=$?
			[ "$before" = "$(files)$(pins)" ] || echo "changed: $before, now $(files)$(pins)"
			[ "$name" = "$(uname -n)" ] || echo "changed: $name, now $(uname -n)"
			echo "status $status"
		}
		'"$1"
}

# ---- namespaces that exist -----------------------------------------------------------------

@test "pin: each type of a process, on files that are made for it" {
	in_mounts '
		xunshare -rimnCTp --kill-child probe hold "$T/pid" & pid=$!
		until [ -e "$T/pid" ]; do sleep 0.02; done
		child=$(cat /proc/$pid/task/$pid/children); child=${child% }; child=${child##* } # before it the watcher
		xnspin $child ipc=ipc net=net pid=pid user=user cgroup=cgroup uts=uts mount=mnt time=time
		for t in ipc net pid user cgroup uts mnt time; do
			[ "$(fs $t)" = nsfs ]
			[ "$(id $t $t)" = "$(readlink /proc/$child/ns/$t)" ]
			echo "$t fine"
		done
		kill -KILL $pid; wait $pid || :
		[ "$(nsenter --net=net readlink /proc/self/ns/net)" = "$(id net net)" ]
		xnspin --unpin $(files)
		echo "left: $(files)$(pins)"'
	assert_count 8 fine
	assert_line_is "left: 0"
}

@test "pin: the file is made with mode 0444, or is the one that is there" {
	in_mounts '
		echo text >mine; chmod 640 mine
		xnspin $$ uts=made net=mine
		[ "$(fs made)$(fs mine)" = nsfsnsfs ]
		umount made; umount mine
		stat -c "%n %a %s" made mine'
	assert_output_is $'made 444 0\nmine 640 5'
}

@test "pin: from every kind of address" {
	in_mounts '
		had=$(readlink /proc/$$/ns/uts)
		xnspin /proc/$$/ns/uts uts=a
		xnspin a uts=b
		exec 9<b; xnspin fd:9 uts=c; exec 9<&-
		inode=$(stat -Lc %i /proc/$$/ns/uts)
		for f in a b c; do [ "$(id $f uts)" = "$had" ]; done
		xnspin --unpin a b
		[ "$(id c uts)" = "$had" ] && echo "each its own, $(files)"'
	assert_output_is "each its own, c "
}

@test "pin: without a capability it is explained, and no file stays" {
	local powerless=()
	as_user || powerless=(setpriv --bounding-set=-all --inh-caps=-all)
	mkdir "$T/d"
	xrun -1 "${powerless[@]}" sh -c 'cd "$1" && xnspin $$ uts=f' sh "$T/d"
	assert_output_has "cannot pin the uts namespace to f: operation not permitted"
	assert_output_has "hint: a pin is a mount"
	assert_equal "$(ls "$T/d")" ""
}

# ---- all or nothing ------------------------------------------------------------------------

@test "all or nothing: whatever fails, nothing stays" {
	in_mounts '
		xnspin $$ uts=there; ln -s nowhere dangling; ln -s there link; mkdir dir; : >file
		for f in no/such/dir link dangling dir there file/x; do
			refused $$ uts=a ipc=b net=$f
			refused --new uts=a ipc=b net=$f
		done
		refused $$ uts=a user=b net=c mnt=s/mnt
		refused 999999999 uts=a net=b
		refused there uts=a net=b
		readlink link dangling'
	assert_count 15 '^status 1$'
	refute_output_has changed
	refute_output_has "status 0"
	assert_output_has "cannot pin the net namespace to dangling: too many levels of symbolic links"
	assert_output_has "cannot pin the net namespace to there: a namespace is already pinned to this file"
	assert_output_has "cannot pin the net namespace to dir: is a directory"
	assert_output_has "hint: there is no directory no/such"
	assert_output_has "cannot use process 999999999 as the target: no such process"
	assert_output_has "cannot open the net namespace of there: a namespace of another type"
	assert_output_has $'nowhere'
}

@test "all or nothing: two namespaces on one file" {
	in_mounts '
		: >there; mkdir d
		refused $$ uts=f net=f
		refused $$ uts=there net=d/../there
		refused --new uts=f net=./f ipc=g
		refused --new -r uts=f user=$M/f'
	refute_output_has changed
	assert_count 4 '^status 1$'
	assert_output_has ": a namespace is already pinned to this file"
}

@test "new: no process is started, except for a user, mount or PID namespace" {
	need_strace
	in_mounts '
		made() { strace -f -qq -o trace -e trace=clone,clone3,fork,vfork xnspin --new "$@" && wc -l <trace; rm trace; }
		made --hostname=x --lo --boottime=5 uts=uts net=net ipc=ipc cgroup=cgroup time=time
		nsenter --uts=uts uname -n; fs time; fs net
		[ "$(uname -n)" != x ] || echo changed
		made -p uts=b; made -m uts=c'
	assert_output_is "0
x
nsfs
nsfs
1
1"
}

# bats test_tags=no-sanitizer
@test "all or nothing: the process that makes them is killed" {
	need_strace
	in_mounts '
		for call in unshare sethostname; do
			strace -f -o "$T/trace" -e trace=$call -e inject=$call:signal=KILL:when=1 \
				xnspin --new -p --hostname=x uts=a ipc=b || echo "status $?"
			files; pins
		done'
	assert_output_is "xnspin: the process that creates the namespaces was killed by signal KILL
status 1
0
xnspin: the process that creates the namespaces was killed by signal KILL
status 1
0"
}

# bats test_tags=no-sanitizer
@test "all or nothing: a signal between one pin and the next comes too late" {
	need_strace
	in_mounts '
		late() { strace -f -o "$T/trace" -e trace=move_mount -e inject=move_mount:signal=TERM:when=1 "$@" || echo "status $?"; }
		late xnspin $$ uts=a ipc=b net=c; files; pins
		late xnspin --new uts=d ipc=e net=f; files; pins'
	assert_output_is "a b c 3
a b c d e f 6"
}

@test "all or nothing: whatever fails late, nothing stays" {
	need_mount_calls
	need_userns
	in_mounts '
		before="$(files)$(pins)"
		late="--new -r --hostname=x --domainname=y --lo --boottime=5 --monotonic=5 -a"
		try() { "$@" 2>>err && echo "passed: $*"; rm -f "$T/err"; [ "$before" = "$(files | sed "s/err //")$(pins)" ] || echo "changed by: $*"; }
		for file in no/such dir/. "" /dev/null/x; do
			for types in "uts=a ipc=b net=c user=d time=e time=$file" "uts=a time=$file" "mnt=m time=$file" "uts=a pid=$file"; do
				try xnspin $late $types
			done
		done
		for call in move_mount:4=0x44 open_tree; do try enosys -e 24 $call -- xnspin $late uts=a time=b user=c; done
		try enosys -e 1 sethostname -- xnspin $late uts=a user=b
		try enosys -e 1 unshare -- xnspin $late uts=a
		ps -e -o stat= -o comm= | grep "^[^Z].* xnspin" || echo "nothing left"'
	assert_output_is "nothing left"
}

@test "all or nothing: a namespace that cannot be created, mapped or configured" {
	in_mounts '
		refused --new --map-users=0:1000:5 --map-users=3:2000:5 uts=a net=b
		refused --new --boottime=99999999999 time=a net=b
		refused --new --hostname=else net=a
		refused --new --domainname=else net=a
		refused --new --lo uts=a
		refused --new --monotonic=5 net=a
	'
	refute_output_has changed
	assert_count 2 '^status 1$'
	assert_count 4 '^status 2$'
}

@test "all or nothing: a namespace over the limit of the user namespace" {
	need_userns
	# The limit of a new user namespace, never that of the caller's.
	local own_mounts=(taskset -c "${cpus%%[,-]*}" unshare -r --mount --propagation private) before
	before=$(cat /proc/sys/user/max_net_namespaces)
	in_mounts '
		echo 0 >/proc/sys/user/max_net_namespaces
		refused --new uts=a net=b'
	refute_output_has changed
	assert_output_has "user.max_net_namespaces"
	assert_line_is "status 1"
	assert_equal "$(cat /proc/sys/user/max_net_namespaces)" "$before"
}

# ---- new namespaces ------------------------------------------------------------------------

@test "new: all types together, and no process remains" {
	need_userns
	# Linux 6.10 and older cannot open a PID namespace before its first process
	export types="mnt uts ipc net user cgroup time"
	! kernel_since 6.11 || types+=" pid"
	in_mounts '
		for t in $types; do echo "$t=$t"; done >words
		xnspin --new -r --hostname=kept --lo --boottime=4000000 $(cat words)
		for t in $types; do
			[ "$(fs $t)" = nsfs ]
			[ "$(id $t $t)" != "$(readlink /proc/self/ns/$t)" ]
		done
		xnsenter --user=user --uts=uts uname -n
		xnsenter --user=user --net=net probe lo
		xnsenter --user=user id -u
		xnsenter --user=user --time=time cat /proc/self/timens_offsets
		ps -e -o stat= -o comm= | grep "^[^Z].* xnspin" || echo "nothing left"'
	assert_equal "${lines[0]}" kept
	assert_equal "${lines[1]}" up
	assert_equal "${lines[2]}" 0
	assert_output_matches 'boottime +4000000 +0'
	assert_line_is "nothing left"
}

@test "new: a PID namespace waits for its first process" {
	need_pid_ioctl
	in_mounts '
		xnspin --new pid=pid
		xnsenter --pid=pid sh -c "echo first \$\$"
		xnsenter --pid=pid true && echo "another one" || echo "none after it"'
	assert_equal "${lines[0]}" "first 1"
	assert_line_is "none after it"
}

@test "new: a mount namespace is private, and has the same mounts" {
	in_mounts '
		xnspin --new mnt=mnt
		xnsenter --mount=mnt sh -c "grep -c shared: /proc/self/mountinfo"  || :
		xnsenter --mount=mnt sh -c "grep -c \" $M/s \" /proc/self/mountinfo"
		xnsenter --mount=mnt mount -t tmpfs inner "$M/s"
		xnsenter --mount=mnt grep -c " $M/s " /proc/self/mountinfo
		grep -c " $M/s " /proc/self/mountinfo'
	assert_output_is $'0\n1\n2\n1'
}

# bats test_tags=root
@test "new: maps from outside, and another owner" {
	need_root
	in_mounts '
		xnspin --new --owner=1000:1000 --map-users=0:100000:10 --map-groups=0:100000:10 user=user
		nsenter --preserve-credentials --user=user cat /proc/self/uid_map
		xnspin --list --raw --noheadings -o TYPE,OWNER,STATE'
	assert_output_matches '0 +100000 +10'
	assert_equal "${lines[-1]}" "user 1000 ok"
}

@test "new: options that name the file, and types without one" {
	need_userns
	in_mounts '
		xnspin --new -r --uts=a -n=b --hostname=x
		[ "$(fs a)$(fs b)" = nsfsnsfs ]
		xnspin --unpin a b
		xnspin --new -ru --hostname=y net=c
		files'
	assert_output_is "c "
}

# ---- letting go ----------------------------------------------------------------------------

@test "unpin: also while a process has it open; the file is removed" {
	in_mounts '
		xnspin --new --hostname=x uts=a net=b
		exec 9<a
		xnspin -d a b
		files; pins
		xnsenter --uts=fd:9 uname -n'
	assert_output_is $'0\nx'
}

@test "unpin: takes the copies in other mount namespaces along, which umount leaves" {
	in_mounts '
		xnspin --new uts=a net=b
		unshare -m --propagation private sh -c "
			echo >ready; until [ -e next ]; do sleep 0.02; done
			grep -c nsfs /proc/self/mountinfo" & pid=$!
		until [ -e ready ]; do sleep 0.02; done
		umount a; xnspin --unpin b; echo >next; wait $pid'
	assert_output_is 1
}

@test "unpin: the list of mounts is read once for all files, also for pins over one another" {
	need_strace
	in_mounts '
		for n in 1 2 3 4 5 6; do xnspin $$ uts=$n; done
		mount --bind /proc/self/ns/ipc 3
		strace -qq -e trace=openat -o "$T/trace" xnspin --unpin 1 2 3 4 5 6
		echo "left: $(files)$(pins)"'
	assert_output_is "left: 0"
	assert_equal "$(grep -c '"mountinfo"' "$T/trace")" 1
}

@test "unpin: a pin that is mounted while the list of mounts is read is not taken for another" {
	need_strace
	in_mounts '
		: >file; mount --bind file file; mount --bind file file
		xnspin $$ uts=a
		# the list is that of before: b takes the ID of a mount that it has seen
		strace -qq -e trace=umount2 -e inject=umount2:delay_exit=2000000 -o "$T/trace" xnspin --unpin a b &
		until grep -q umount2 "$T/trace" 2>/dev/null; do sleep 0.02; done
		umount file; xnspin $$ uts=b
		wait $! || echo "status $?"
		umount file; rm file; echo "left: $(files)$(pins)"'
	assert_output_is "left: 0"
}

@test "unpin: only pins, and the others all the same" {
	in_mounts '
		xnspin --new uts=a net=b ipc=c
		: >file; ln -s b link
		xnspin --unpin a file link missing c || echo "status $?"
		files'
	assert_equal "${lines[0]}" "xnspin: warning: cannot unpin file: no namespace is pinned to this file"
	assert_equal "${lines[1]}" "xnspin: warning: cannot unpin link: no namespace is pinned to this file"
	assert_equal "${lines[2]}" "xnspin: warning: cannot unpin missing: no such file or directory"
	assert_equal "${lines[3]}" "status 1"
	assert_equal "${lines[4]}" "b file link "
}

@test "unpin: pins over one another go together; with another mount below them nothing does" {
	in_mounts '
		xnspin --new uts=a net=b ipc=c
		mount --bind b a; mount --bind a a
		: >d; : >e; mount --bind d e; mount --bind c e
		xnspin --unpin a e || echo "status $?"
		files; pins; fs e'
	assert_equal "${lines[0]}" "xnspin: warning: cannot unpin e, which is mounted over a mount that is not a pin (unmount both): device or resource busy"
	assert_equal "${lines[1]}" "status 1"
	assert_equal "${lines[2]}" "b c d e 3"
	assert_equal "${lines[3]}" nsfs
}

# bats test_tags=no-sanitizer,rule:R10
@test "unpin: a directory exchanged between the check and the act leads nowhere else" {
	command -v strace >/dev/null || skip_because no-strace "strace is not installed"
	in_mounts '
		mkdir mine victim; ln -s victim other; : >source
		# act CALL: exchanges the directory while xnspin --unpin enters CALL
		act() {
			: >mine/v; xnspin $$ uts=mine/v; : >trace
			strace -qq -o trace -e trace="$1" -e inject="$1:delay_enter=2000000" \
				xnspin --unpin mine/v &
			until grep -q "umount2(\|v\"" trace; do sleep 0.05; done
			swap 1 mine other >/dev/null
			wait $! || echo "status $?"
			swap 1 mine other >/dev/null
			grep -c victim/v /proc/self/mountinfo || :
			[ -e victim/v ] && echo "the other file stays"
			[ ! -e mine/v ] && echo "the file of the pin is removed"
		}
		: >victim/v; mount --bind source victim/v
		act umount2
		umount victim/v
		act "/^unlink"'
	assert_output_is $'1\nthe other file stays\nthe file of the pin is removed\n0\nthe other file stays\nthe file of the pin is removed'
}

# bats test_tags=rule:R10
@test "unpin: a directory exchanged all the time leads nowhere else" {
	in_mounts '
		mkdir mine victim; ln -s victim other; : >source; : >victim/v
		for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			[ $((turn % 2)) = 0 ] || mount --bind source victim/v
			: >mine/v; xnspin $$ uts=mine/v
			swap 3000 mine other >/dev/null & swapping=$!
			xnspin --unpin mine/v 2>/dev/null || :
			wait $swapping
			[ -e victim/v ] || { echo "$turn: the other file is gone"; : >victim/v; }
			[ $((turn % 2)) = 0 ] || umount victim/v || echo "$turn: the other mount is gone"
			while umount mine/v 2>/dev/null; do :; done
			rm -f mine/v
		done
		echo done'
	assert_output_is "done"
}

@test "unpin: what was not made for a pin stays" {
	in_mounts '
		echo data >kept; mkfifo fifo; : >empty
		xnspin $$ uts=kept net=fifo ipc=empty
		xnspin --unpin kept fifo empty
		echo "$(files)$(pins)"; cat kept'
	assert_output_is $'fifo kept 0\ndata'
}

@test "unpin: a file that cannot be looked at stays, and that is a failure" {
	in_mounts '
		echo data >data; xnspin $$ uts=data
		# EIO for the look at the name that is left: AT_SYMLINK_NOFOLLOW is 256
		enosys -e 5 newfstatat:3=256 -- xnspin --unpin data && echo "status 0" || echo "status $?"
		echo "$(files)$(pins)"; cat data'
	assert_output_is "xnspin: warning: cannot remove the file data, no longer a pin: input/output error
status 1
data 0
data"
}

@test "unpin: why not is said, and what was done" {
	need_userns
	in_mounts '
		xnspin --new uts=a net=b
		unshare --mount --propagation private sh -c "echo >ready; until [ -e next ]; do sleep 0.02; done" & pid=$!
		until [ -e ready ]; do sleep 0.02; done
		xnspin --unpin "/proc/$pid/root$M/a" || echo "status $?"
		: >next; wait $pid
		unshare -rm xnspin --unpin a || echo "status $?"
		setpriv --bounding-set=-all --inh-caps=-all xnspin --unpin a || echo "status $?"
		pins
		mkdir ro; mount -t tmpfs xns ro; : >ro/file; xnspin a uts=ro/file; mount -o remount,bind,ro ro
		xnspin --unpin ro/file || echo "status $?"
		pins; ls ro'
	assert_count 4 "^status 1$"
	assert_output_matches "cannot unpin /proc/[0-9]+/root$M/a, which is in another mount namespace \(unpin it in that namespace\): invalid argument"
	assert_output_has "cannot unpin a, which is locked by a more privileged mount namespace (unpin it in that namespace): invalid argument"
	assert_output_has "cannot unpin a, which requires CAP_SYS_ADMIN: operation not permitted"
	assert_output_has "cannot remove the file ro/file, no longer a pin: read-only file system"
	assert_equal "${lines[-2]} ${lines[-1]}" "2 file"
}

@test "prune: what pins left behind, and nothing else" {
	in_mounts '
		xnspin --new uts=a net=b ipc="c c"
		umount b; umount "c c"
		: >writable; echo text >text; chmod 444 text; ln -s b link; mkdir dir; chmod 555 dir
		xnspin --prune . | sort
		files; pins
		xnspin --prune . ; xnspin --prune missing || echo "status $?"'
	assert_equal "${lines[0]}" ./b
	assert_equal "${lines[1]}" "./c c"
	assert_equal "${lines[2]}" "a dir link text writable 1"
	assert_output_has "cannot open the directory missing: no such file or directory"
	assert_line_is "status 1"
}

@test "prune: a pin of the same path on another file system is not the same pin" {
	in_mounts '
		xnspin --new uts=s/f; : >f; chmod 444 f
		xnspin --prune .; pins'
	assert_output_is $'./f\n1'
}

# bats test_tags=root
@test "prune: the files of others are theirs" {
	need_root
	in_mounts '
		: >theirs; chmod 444 theirs; chown 12345 theirs; : >ours; chmod 444 ours
		xnspin --prune .; files'
	assert_output_is $'./ours\ntheirs '
}

# bats test_tags=rule:R27
@test "prune: names do not drive a terminal; a list that cannot be written is a failure" {
	in_mounts '
		name=$(printf "a\033[31m b\nc"); xnspin $$ uts="$name"; umount "$name"
		xnspin --prune .; files
		xnspin $$ uts=a; umount a
		xnspin --prune . 2>&1 >/dev/full || echo "status $?"'
	assert_equal "${lines[0]}" './a\x1b[31m b\x0ac'
	assert_output_has "xnspin: cannot write to standard output: no space left on device"
	assert_equal "${lines[-1]}" "status 1"
}

@test "prune: a pin of another mount namespace is left, by whatever path it is seen there" {
	in_mounts '
		mkdir d e; : >d/pin; chmod 444 d/pin; : >d/old; chmod 444 d/old
		unshare -m --propagation private sh -c "
			mount --bind d e; xnspin \$\$ uts=e/pin; umount -l d 2>/dev/null; echo >ready
			until [ -e done ]; do sleep 0.02; done
			grep -c nsfs /proc/self/mountinfo" & pid=$!
		until [ -e ready ]; do sleep 0.02; done
		xnspin --prune d
		ls d; echo >done; wait $pid'
	assert_output_has "warning: d/pin is not removed: it is a pin in another mount namespace"
	assert_line_is d/old
	assert_line_is pin
	assert_equal "${lines[-1]}" 1
}

@test "prune: a pin in a mount namespace that only another pin keeps is left" {
	in_mounts '
		: >old; chmod 444 old; : >pin; chmod 444 pin
		xnspin --new mnt=m
		nsenter --mount=m xnspin $$ uts="$M/pin"
		xnspin --prune .
		nsenter --mount=m grep -c "/pin .* nsfs" /proc/self/mountinfo
		xnspin --unpin m'
	assert_output_has "warning: ./pin is not removed: it is a pin in another mount namespace"
	assert_line_is ./old
	assert_equal "${lines[-1]}" 1
}

@test "prune: also a pin that several pinned mount namespaces lead to is left" {
	in_mounts '
		: >old; chmod 444 old; : >pin; chmod 444 pin
		xnspin --new mnt=m1
		nsenter --mount=m1 xnspin --new mnt="$M/m2"
		nsenter --mount=m1 nsenter --mount="$M/m2" xnspin --new mnt="$M/m3"
		in3() { nsenter --mount=m1 nsenter --mount="$M/m2" nsenter --mount="$M/m3" "$@"; }
		in3 xnspin $$ uts="$M/pin"
		xnspin --prune .
		in3 xnspin --list --raw --noheadings -o PATH,STATE | grep "/pin "
		for limit in 4 6 8 9 10 11 12 13 14 16; do
			prlimit --nofile=$limit xnspin --prune . 2>&1 | grep -v "another mount namespace\|too many open files" || :
		done
		ls pin; xnspin --unpin m1; xnspin --prune .'
	assert_equal "$(grep -c "warning: ./\(pin\|m2\|m3\) is not removed: it is a pin in another mount namespace" <<<"$output")" 3
	assert_line_is ./old
	assert_line_is "$M/pin ok"
	assert_line_is pin
	# the last one: nothing leads to them any more, they have ended
	assert_equal "$(printf '%s\n' "${lines[@]: -3}" | sort)" $'./m2\n./m3\n./pin'
}

# bats test_tags=no-sanitizer
@test "prune: a directory that is renamed during the call is not pruned" {
	need_strace
	in_mounts '
		mkdir mine; : >mine/old; chmod 444 mine/old; mkdir other
		strace -qq -o trace -e trace=openat -P /proc -e inject=openat:delay_enter=2000000:when=1 xnspin --prune mine &
		until grep -q "openat(" trace 2>/dev/null; do sleep 0.05; done
		mv mine gone; mv other mine
		wait $! || echo "status $?"
		ls gone'
	assert_output_is "xnspin: the directory mine was renamed while the mounts were read
status 1
old"
}

# ---- the list ------------------------------------------------------------------------------

@test "list: path, type, inode, id, owner, state" {
	in_mounts '
		xnspin --new uts="a b" net=n
		xnspin -l --raw --noheadings -o PATH,TYPE,NS,STATE
		echo "$M/a\\x20b uts $(stat -Lc %i "a b") ok"
		echo "$M/n net $(stat -Lc %i n) ok"
		xnspin --list | head -n 1 | tr -s " "'
	assert_equal "${lines[0]}" "${lines[2]}"
	assert_equal "${lines[1]}" "${lines[3]}"
	assert_equal "${lines[4]}" "PATH TYPE NS ID OWNER STATE"
}

@test "list: the schema of its JSON is frozen" {
	need_cmd jq
	in_mounts '
		xnspin --list --json
		xnspin --new uts=u user=U
		xnspin --list --json >json
		jq -c ".pins[] | [keys_unsorted, map_values(type)]" json
		jq -e ".pins[1].id" json >/dev/null || echo "no ids here"'
	local number=number
	! has_line "$output" "no ids here" || number=null
	assert_equal "$(tr -d ' \n' <<<"$output" | cut -c 1-11)" '{"pins":[]}'
	assert_count 2 '^\['
	assert_output_has '[["path","type","ns","id","owner","state"],{"path":"string","type":"string","ns":"number","id":"'"$number"'","owner":"number","state":"string"}]'
}

@test "list: a pin that is shadowed, and one that is unreachable" {
	in_mounts '
		mkdir d; xnspin --new uts=d/u net=n ipc=i
		mount -t tmpfs over d
		mount --bind /dev/null n; mkfifo f; mount --bind f i
		xnspin -l --raw --noheadings -o PATH,STATE,ID | sed "s|$M/||"
		umount n; umount i; mount --bind n i
		xnspin -l --raw --noheadings -o PATH,TYPE,STATE | sed "s|$M/||"'
	local last=("${lines[@]: -4}")
	assert_equal "$(printf '%s\n' "${last[@]}" | sort)" $'d/u uts unreachable\ni ipc shadowed\ni net ok\nn net ok'
	output=$(printf '%s\n' "${lines[@]:0:3}")
	assert_equal "$(sort <<<"$output")" $'d/u unreachable -\ni shadowed -\nn shadowed -'
}

@test "list: a PID namespace that waits for its first process, has one, and had one" {
	need_pid_ioctl
	in_mounts '
		for f in before during after; do xnspin --new pid=$f; done
		xnsenter --pid=after true
		xnsenter --pid=during sh -c "echo >ready; until [ -e next ]; do sleep 0.02; done" & job=$!
		until [ -e ready ]; do sleep 0.02; done
		list() { xnspin -l --raw --noheadings -o PATH,STATE | sed "s|$M/||"; }
		list; : >next; wait $job
		enosys -e 25 ioctl:1=0x8004b706 -- xnspin -l --raw --noheadings -o STATE | sort -u
		# the list was no first process
		xnsenter --pid=before true; list'
	assert_output_is "before ok
during ok
after ended
ok
before ended
during ended
after ended"
}

@test "list: none, and bad columns" {
	in_mounts '
		xnspin --list --noheadings; xnspin -H | cut -d" " -f1 | tr "\n" " "
		xnspin -l -o NONE || echo "status $?"'
	assert_equal "${lines[0]}" "PATH TYPE NS ID OWNER STATE xnspin: --output: invalid column \"NONE\" (--list-columns lists them)"
	assert_equal "${lines[-1]}" "status 2"
}

@test "list: a limit of descriptors is an error, and says nothing of the pins" {
	in_mounts '
		xnspin $$ uts=a
		for limit in 4 5 6 7 8; do
			prlimit --nofile=$limit xnspin --list >out 2>&1 && status=0 || status=$?
			! grep -q "shadowed\|unreachable" out || { echo "$limit:"; cat out; }
		done
		xnspin --list -o STATE | grep -c ok'
	assert_output_matches "^[1-9][0-9]*$"
}

# ---- holding -------------------------------------------------------------------------------

# bats test_tags=rule:R6
@test "hold: the command has the namespaces as descriptors, and no other" {
	need_userns
	sleeper xunshare -run --hostname=held
	wait_for other_ns "$background" uts
	xrun xnspin --hold "$background" user=7 uts=9 net=12 -- probe fds
	assert_output_is "0 1 2 7 9 12"
	xrun xnspin --hold "$background" user=7 uts=9 -- xnsenter --user=fd:7 --uts=fd:9 uname -n
	assert_output_is held
	# the first number that is free is that of the namespace itself
	xrun xnspin --hold "/proc/$background/ns/uts" uts=3 -- probe fds
	assert_output_is "0 1 2 3"
	xrun xnspin --hold "$background" user=3 uts=4 net=5 ipc=6 -- readlink /proc/self/fd/4
	assert_output_is "$(ns_of "$background" uts)"
}

@test "hold: its statuses, and bad numbers" {
	xrun -7 xnspin --hold $$ uts=9 -- sh -c 'exit 7'
	xrun -127 xnspin --hold $$ uts=9 -- no-such-command
	xrun -126 xnspin --hold $$ uts=9 -- /dev/null
	xrun -1 xnspin --hold 999999999 uts=9 -- true
	local bad
	for bad in "uts=2" "uts=x" "uts=-5" "uts=" "uts=9 net=9" "uts" "none=9"; do
		echo "with: $bad"
		# shellcheck disable=SC2086
		xrun -2 xnspin --hold $$ $bad -- true
	done
	xrun -2 launch -o 8=/dev/null xnspin --hold $$ uts=8 -- true
	assert_output_has "descriptor 8 is already open"
	xrun -2 xnspin --hold $$ uts=9 --
	xrun -2 xnspin --hold $$ uts=9 true
	xrun -2 xnspin --hold $$ -- true
	assert_output_has "nothing to hold: give TYPE=FD"
	xrun -1 prlimit --nofile=64:64 xnspin --hold $$ uts=64 -- true
	assert_output_has "cannot use descriptor 64: the limit is 64 (ulimit -n): bad file descriptor"
}

# ---- refusals of the kernel ------------------------------------------------------------------

@test "mount namespaces: a shared mount is named, the current namespace is rejected" {
	in_mounts '
		refused --new mnt=s/pin
		refused $$ mnt=pin
		xnspin --new mnt=pin && fs pin'
	assert_output_has "cannot pin the mnt namespace to s/pin: it is on a shared mount"
	assert_output_has "hint: it is on the shared mount $M/s"
	assert_output_has "cannot pin the mnt namespace to pin: invalid argument"
	assert_output_has "hint: it is the caller's own: a mount namespace can be pinned only in an older one"
	refute_output_has changed
	assert_equal "${lines[-1]}" nsfs
}

@test "mount namespaces: IDs out of order are reported, if the kernel compares them" {
	local cpus
	cpus=$(($(nproc) - 1))
	in_mounts '
		for cpu in $(seq 0 '"$cpus"'); do
			taskset -c $cpu xnspin --new mnt=pin$cpu 2>err || cat err
		done'
	! kernel_since 6.18 || ! has "$output" "invalid argument" ||
		assert_output_has "hint: this kernel numbers namespaces per CPU"
}

@test "mount namespaces: an older one is refused, and said to be older" {
	in_mounts '
		mount --make-rprivate /
		# the parent of ours, opened by it
		sleep 300 & older=$!
		unshare --mount --propagation private sh -euc "
			cd \"$M\"; xnspin $older mnt=pin || echo \"status \$?\"; ls"
		kill $older'
	assert_output_has "cannot pin the mnt namespace to pin: invalid argument"
	[[ $output != *"hint: "* ]] || assert_output_has "it is older than the caller's"
	assert_line_is "status 1"
	refute_line_is pin
}

@test "mount namespaces: on two CPUs the kernel may refuse, and is understood" {
	local list cpus
	read -r _ list < <(grep Cpus_allowed_list: /proc/self/status)
	mapfile -t cpus < <(tr , '\n' <<<"$list" | awk -F - '{ for (i = $1; i <= ($2 == "" ? $1 : $2); i++) print i }')
	export one=${cpus[0]} two=${cpus[-1]}
	in_mounts '
		for cpus in "$one $two" "$two $one" "$one $one" "$two $two"; do
			taskset -c ${cpus% *} unshare --mount --propagation private taskset -c ${cpus#* } sh -c "
				xnspin --new mnt=pin 2>err && stat -fc %T pin && xnspin --unpin pin || { cat err; ls pin || :; }"
			echo "$cpus done"
		done'
	# on the same CPU always
	assert_output_has $'\nnsfs\n'"$one $one done"
	assert_output_has $'\nnsfs\n'"$two $two done"
	# the evidence is an ioctl of Linux 6.18
	! kernel_since 6.18 || ! has "$output" "invalid argument" ||
		assert_output_has "hint: this kernel numbers namespaces per CPU and treats the new one"
	assert_count 4 -e "^nsfs" -e "cannot access .pin"
}

@test "fallbacks: a filter that answers EPERM, to one call or to all" {
	in_mounts '
		enosys -e 1 open_tree -- xnspin --new uts=a mnt=b; fs a; fs b
		enosys -e 1 move_mount -- xnspin $$ uts=c; fs c
		enosys open_tree move_mount -- xnspin --new net=d; fs d
		xnspin --unpin a b c d
		for call in "move_mount mount" "open_tree mount"; do
			enosys -e 1 $call -- xnspin --new uts=a net=b || echo "status $?"
		done
		enosys -e 1 unshare -- xnspin --new uts=a || echo "status $?"
		files; pins'
	assert_count 4 '^nsfs$'
	assert_count 3 '^status 1$'
	assert_output_has "cannot pin the uts namespace to a: operation not permitted"
	assert_equal "${lines[-1]}" 0
}

@test "fallbacks: without open_tree, pidfds and their ioctls" {
	in_mounts '
		enosys open_tree -- xnspin --new uts=a net=b; fs a; fs b
		enosys open_tree pidfd_open -- xnspin $$ uts=c; fs c
		enosys pidfd_open -- xnspin --new uts=d ipc=e user=f; fs d; fs f
		enosys -e 25 ioctl:1=0xff0a -- xnspin --new uts=g; fs g
		enosys openat2 clone3 close_range -- xnspin --new uts=h; fs h
		files'
	assert_count 7 '^nsfs$'
	assert_equal "${lines[-1]}" "a b c d e f g h "
}

@test "new: a PID namespace that cannot be opened before its first process is refused" {
	# Linux 6.10 and older, as here without the ioctl; the link is there since Linux 7.3
	local link
	link=$(xunshare -r --no-fork --pid --mount readlink /proc/self/ns/pid_for_children || :)
	export link
	in_mounts '
		files; pins
		for without in pidfd_open "-e 25 ioctl:1=0xff06"; do
			enosys $without -- xnspin --new pid=p && xnspin --unpin p || echo "status $?"
			enosys $without -- xnspin --new uts=u pid=p net=n && xnspin --unpin u p n || echo "status $?"
		done
		enosys pidfd_open -- xnspin --new --pid uts=u; fs u; xnspin --unpin u
		files; pins'
	assert_equal "${lines[0]}" "${lines[-1]}"
	refute_output_has "no such file"
	[[ -z $link ]] || return 0
	assert_count 4 '^status 1$'
	assert_count 4 '^xnspin: cannot pin a new pid namespace before it has a process: this requires an ioctl of Linux 6.11'
	assert_count 4 '^xnspin: hint: "xunshare --pid=FILE command" pins one'
}

# ---- paths that change ---------------------------------------------------------------------

# bats test_tags=rule:R10
@test "pin: a directory that is exchanged all the time: what fails leaves nothing in either" {
	in_mounts '
		mkdir mine victim; ln -s victim other; : >f
		before="$(ls -A mine victim)$(pins)"
		swap 400000 mine other >/dev/null & swapping=$!
		for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			xnspin $$ uts=mine/v net=f/none 2>/dev/null && echo "status 0"
			xnspin --new uts=mine/v net=f ipc=f 2>>err && echo "status 0"
		done
		{ kill $swapping || :; wait $swapping || :; } 2>/dev/null
		[ -L other ] || swap 1 mine other >/dev/null
		[ "$before" = "$(ls -A mine victim)$(pins)" ] && echo "nothing left" || { ls -A mine victim; pins; }
		sed "s/.*: //" err | sort -u'
	assert_output_has "nothing left"
	refute_output_has "status 0"
	assert_line_is "a namespace is already pinned to this file"
}

# bats test_tags=rule:R10
@test "prune: a directory that is exchanged all the time: a pin of another mount namespace stays" {
	in_mounts '
		mkdir mine victim; ln -s victim other
		: >victim/pin; chmod 444 victim/pin
		xnspin --new mnt=m; nsenter --mount=m xnspin $$ uts="$M/victim/pin"
		swap 400000 mine other >/dev/null & swapping=$!
		for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			: >victim/old; chmod 444 victim/old
			xnspin --prune mine >>out 2>&1 || :
		done
		{ kill $swapping || :; wait $swapping || :; } 2>/dev/null
		nsenter --mount=m grep -c "/victim/pin .* nsfs" /proc/self/mountinfo; ls victim/pin
		xnspin --unpin m'
	assert_output_is $'1\nvictim/pin'
}

# bats test_tags=no-sanitizer,rule:R10
@test "pin: a file that is exchanged at the moment of the mount: the one that was looked at is pinned" {
	need_strace
	in_mounts '
		: >f; : >other
		enosys open_tree move_mount -- strace -qq -o trace -e trace=mount -e inject=mount:delay_enter=2000000 xnspin $$ uts=new &
		until grep -q "mount(" trace 2>/dev/null; do sleep 0.05; done
		swap 1 new other >/dev/null; wait $!
		fs other; fs new; xnspin --unpin other; echo "$(pins)"'
	assert_output_is $'nsfs\ntmpfs\n0'
}

# ---- others --------------------------------------------------------------------------------

# bats test_tags=root
@test "ip-netns: it enters what xnspin creates, and xnspin lists and unpins what it creates" {
	need_root
	need_cmd ip
	in_mounts '
		mkdir -p /run/netns; mount -t tmpfs xns /run/netns
		xnspin --new --lo net=/run/netns/xns-one
		ip netns exec xns-one cat /proc/self/net/dev | grep -c "lo:"
		ip netns exec xns-one readlink /proc/self/ns/net; id /run/netns/xns-one net
		ip netns list
		ip netns delete xns-one; [ ! -e /run/netns/xns-one ]
		ip netns add xns-two
		xnspin -l --raw --noheadings -o PATH,STATE | sort -u
		xnspin --unpin /run/netns/xns-two
		xnspin --prune /run/netns; ls /run/netns'
	assert_equal "${lines[0]}" 1
	assert_equal "${lines[1]}" "${lines[2]}"
	assert_equal "${lines[3]}" xns-one
	assert_output_has "/run/netns/xns-two ok"
	assert_equal "$(grep -c xns-two <<<"${lines[-1]}")" 1
}

# bats test_tags=root
@test "ip-netns: the first pin in a fresh /run is not hidden by ip netns add" {
	need_root
	need_cmd ip
	in_mounts '
		mount -t tmpfs xns /run
		xnspin --new net=/run/netns/foo
		ip netns add bar; ip netns list | sort
		xnspin --unpin /run/netns/foo
		ip netns add foo; ip netns delete foo; ip netns delete bar
		ls /run/netns; grep " /run/netns[ /]" /proc/self/mountinfo | cut -d" " -f5
		# and the other way round
		umount -R /run; mount -t tmpfs xns /run
		ip netns add bar; xnspin --new net=/run/netns/foo; xnspin --unpin /run/netns/foo /run/netns/bar
		ls /run/netns; grep " /run/netns[ /]" /proc/self/mountinfo | cut -d" " -f5'
	assert_output_is $'bar\nfoo\n/run/netns\n/run/netns'
}

# in_run SCRIPT: in_mounts, with an empty /run; there are $programs and
#   netns PROGRAM: pins a net namespace to /run/netns/f, for which there may have to be a file
#   mounts: those at /run/netns and below, and their propagation
in_run() {
	export programs=xnspin
	local one
	for one in xunshare xclone; do
		[[ " $XNS_PROGRAMS " != *" $one "* ]] || programs+=" $one"
	done
	in_mounts '
		mount -t tmpfs xns /run; mount --make-private /run
		netns() { [ $1 = xnspin ] && xnspin --new net=/run/netns/f || $1 --net=/run/netns/f true; }
		mounts() { grep " /run/netns[ /]" /proc/self/mountinfo | cut -d" " -f5,7 | sed "s/:.*//"; }
		'"$1"
}

@test "netns directory: it is created, and mounted on itself once, as ip netns add does" {
	in_run '
		umask 022
		for program in $programs; do
			[ $program = xnspin ] || { mkdir /run/netns; : >/run/netns/f; }
			netns $program; [ "$(fs /run/netns/f)" = nsfs ]
			stat -c %a /run/netns; mounts
			xnspin --new net=/run/netns/g uts=/run/netns/h; mounts | grep -c -x "/run/netns shared"
			xnspin --unpin /run/netns/f /run/netns/g /run/netns/h; ls /run/netns
			# the process that would have removed the pin may end after the command
			for i in $(seq 500); do ! umount /run/netns 2>trash || break; sleep 0.05; done
			rmdir /run/netns
		done
		# by other words for the same path; not elsewhere
		ln -s . /run/var
		(cd /run && xnspin --new net=var/netns//f) && mounts
		mkdir -p other/netns; xnspin --new net=other/netns/f; grep -c "$M/other/netns " /proc/self/mountinfo || :
		(cd /run && xnspin --unpin netns/f && umount netns && rmdir netns)
		# a mount namespace could not be pinned on a shared mount
		mkdir /run/netns; xnspin --new mnt=/run/netns/m; mounts'
	local program expected=
	for program in $programs; do
		expected+=$'755\n/run/netns shared\n/run/netns/f shared\n1\n'
	done
	assert_output_is "$expected"$'/run/netns shared\n/run/netns/f shared\n0\n/run/netns/m -'
}

@test "netns directory: it is taken back with the pin, unless others use it" {
	need_mount_calls
	in_run '
		run() { ls /run | grep -x netns || :; mounts; } # mount(8) has a directory there too
		xnspin --new net=/run/netns/f uts=missing/f || run
		xnspin --new net=/run/netns/f time=/run/netns/f || run
		enosys -e 12 move_mount:4=0x44 -- xnspin --new net=/run/netns/f || run
		# without mount(2) of any kind
		enosys -e 1 open_tree mount -- xnspin --new net=/run/netns/f || run
		mkdir /run/netns
		xnspin --new net=/run/netns/f time=/run/netns/f || { ls /run/netns; run; }
		: >/run/netns/f
		for program in $programs; do
			[ $program = xnspin ] || $program --net=/run/netns/f no-such-command || { ls /run/netns; run; }
		done
		rm -r /run/netns
		echo "no bind mounts:"; mount --make-unbindable /run
		xnspin --new net=/run/netns/f && mounts; xnspin --unpin /run/netns/f; ls /run/netns; run'
	assert_output_has "cannot pin the uts namespace to missing/f: no such file or directory"
	assert_output_has "cannot pin the net namespace to /run/netns/f: cannot allocate memory"
	assert_output_has "cannot pin the net namespace to /run/netns/f: operation not permitted"
	assert_equal "$(grep -v "^x[a-z]*: " <<<"$output" | tr '\n' ' ')" \
		"netns $(for _ in ${programs#xnspin}; do printf "f netns "; done)no bind mounts: /run/netns/f - netns "
}

@test "netns directory: that of another mount namespace is left alone" {
	in_run '
		mkdir /run/netns
		unshare -m --propagation private sh -c "echo >ready; until [ -e next ]; do sleep 0.02; done" & pid=$!
		until [ -e ready ]; do sleep 0.02; done
		xnspin --new net=/proc/$pid/root/run/netns/f || echo "status $?"
		ls /run/netns; mounts; rmdir /run/netns
		xnspin --new net=/proc/$pid/root/run/netns/f || echo "status $?"
		ls /run | grep netns || :; mounts; : >next; wait $pid'
	assert_output_matches "cannot pin the net namespace to /proc/[0-9]+/root/run/netns/f: invalid argument"
	assert_output_matches "cannot pin the net namespace to /proc/[0-9]+/root/run/netns/f: no such file or directory"
	assert_equal "$(grep -v "^xnspin: " <<<"$output")" $'status 1\nstatus 1'
}

@test "netns directory: without open_tree and move_mount, and by many at once" {
	in_run '
		enosys open_tree move_mount mount_setattr -- xnspin --new net=/run/netns/f; mounts
		xnspin --unpin /run/netns/f; umount /run/netns
		for i in 1 2 3 4 5 6 7 8; do xnspin --new net=/run/netns/$i & done
		for i in 1 2 3 4 5 6 7 8; do wait; done
		mounts | grep -c -x "/run/netns shared"; mounts | grep -c "/run/netns/"
		xnspin --unpin /run/netns/*; ls /run/netns; mounts'
	assert_output_is $'/run/netns shared\n/run/netns/f shared\n1\n8\n/run/netns shared'
}

@test "unpin: pins that ip netns add has hidden are removed too" {
	need_mount_calls
	in_run '
		mkdir /run/netns
		for f in a b; do : >/run/netns/$f; mount --bind /proc/self/ns/uts /run/netns/$f; done
		mount --rbind /run/netns /run/netns; mounts | wc -l
		# a: above and below; b: only below
		umount /run/netns/b; chmod 444 /run/netns/b
		xnspin --prune /run/netns
		xnspin --unpin /run/netns/a; ls /run/netns; mounts
		xnspin --unpin /run/netns/b; ls /run/netns; mounts; umount /run/netns
		# the mount that hides them is higher up
		mkdir -p p/q; : >p/q/f; mount --bind /proc/self/ns/uts p/q/f; mount --rbind p p
		xnspin --unpin p/q/f; ls p/q; pins
		# the same file by another path is not hidden
		mkdir x y; : >x/f; mount --bind x y; xnspin $$ uts=x/f; xnspin $$ uts=y/f
		xnspin --unpin y/f || echo "status $?"
		fs x/f; fs y/f'
	assert_output_is "5
xnspin: warning: /run/netns/b is not removed: it is a pin that is hidden by another mount
b
/run/netns/b -
/run/netns -
/run/netns -
0
xnspin: warning: cannot remove the file y/f, no longer a pin: device or resource busy
status 1
nsfs
tmpfs"
}

@test "unpin: a hidden pin that cannot be reached is reported" {
	in_run '
		mkdir /run/netns; : >/run/netns/a; mount --bind /proc/self/ns/uts /run/netns/a
		mount --rbind /run/netns /run/netns
		enosys -e 1 open_by_handle_at -- xnspin --unpin /run/netns/a || echo "status $?"
		ls /run/netns; mounts
		umount /run/netns; mount -t tmpfs xns /run/netns
		xnspin --unpin /run/netns/a || echo "status $?"
		: >/run/netns/a; cd /run; xnspin --unpin netns/a || echo "status $?"
		: >/run/netns/b; xnspin --unpin /run/netns/b || echo "status $?"
		umount /run/netns; xnspin --unpin /run/netns/a; ls /run/netns; mounts'
	assert_output_is "xnspin: warning: cannot remove the file /run/netns/a, to which a namespace is still pinned, hidden by another mount (unmount that first): device or resource busy
status 1
a
/run/netns/a -
/run/netns -
xnspin: warning: cannot unpin /run/netns/a, where a pin is hidden by another mount (unmount that first): no such file or directory
status 1
xnspin: warning: cannot unpin netns/a, where a pin is hidden by another mount (unmount that first): no namespace is pinned to this file
status 1
xnspin: warning: cannot unpin /run/netns/b: no namespace is pinned to this file
status 1"
}

@test "limits: with too few descriptors all is done or nothing, and the reason is printed" {
	need_mount_calls
	export pid=pid=d pinned_pid=d
	kernel_since 6.11 || pid='' pinned_pid=''
	in_run '
		mkdir /run/mount # of umount(8)
		state() { pins; files; ls -A /run; }
		before=$(state)
		# under ARG...: with the limit; what was pinned is unpinned again
		under() {
			prlimit --nofile=$limit "$@" 2>"$T/err" && status=0 || status=1
			if [ $status = 0 ]; then
				xnspin --unpin $pinned; umount /run/netns 2>/dev/null && rmdir /run/netns || :
			else
				grep -q -e "too many open files" "$T/err" || { echo "$limit, $*:"; cat "$T/err"; }
			fi
			[ "$before" = "$(state)" ] || { echo "$limit, $*: changed to $(state)"; cat "$T/err"; exit; }
			echo $status >>"$T/statuses"
		}
		for limit in $(seq 4 24); do
			pinned="a b c" under xnspin $$ uts=a ipc=b net=c
			pinned="/run/netns/f c" under xnspin $$ net=/run/netns/f ipc=c
			pinned="/run/netns/f c" under enosys move_mount open_tree mount_setattr -- xnspin $$ net=/run/netns/f ipc=c
			pinned="a b c $pinned_pid /run/netns/f" under xnspin --new uts=a ipc=b mnt=c $pid net=/run/netns/f
			# unpinning ends what it has begun at the next call
			mkdir d; : >d/f; mount --bind /proc/self/ns/uts d/f; mount --rbind d d
			prlimit --nofile=$limit xnspin --unpin d/f 2>"$T/err" && status=0 || status=1
			[ $status = 0 ] || { grep -q -e "too many open files" "$T/err" || cat "$T/err"; xnspin --unpin d/f; }
			umount d; rmdir d
			[ "$before" = "$(state)" ] || echo "$limit, --unpin: changed"
		done
		sort "$T/statuses" | uniq -c | wc -l'
	assert_output_is 2
}

@test "limits: a pin that cannot be unmounted is named, and stays" {
	in_mounts '
		enosys -e 12 umount2 -- xnspin $$ uts=f net=./f || echo "status $?"
		fs f
		enosys -e 12 umount2 -- xnspin --unpin f || echo "status $?"
		fs f; xnspin --unpin f; files; pins'
	assert_output_is "xnspin: warning: cannot remove the pin f: cannot allocate memory
xnspin: cannot pin the net namespace to ./f: a namespace is already pinned to this file
xnspin: hint: unmount it first
status 1
nsfs
xnspin: warning: cannot unpin f: cannot allocate memory
status 1
nsfs
0"
}

# ---- usage ---------------------------------------------------------------------------------

@test "faults: a process that cannot tell the other ends both" {
	need_strace
	in_mounts '
		for n in 1 2; do
			timeout -k 10 "$XNS_SECONDS" strace -f -qq -o trace -e inject=sendto:error=EPERM:when=$n xnspin --new -p uts=pin || echo "status $?"
			rm trace; files
		done'
	# and no file, which would stand before a line
	assert_output_is "xnspin: cannot report that the namespaces exist: operation not permitted
status 1
xnspin: cannot report that the namespaces are configured: operation not permitted
status 1"
}

# bats test_tags=no-sanitizer
@test "faults: a read between the processes of --new fails: it ends with the reason" {
	need_strace
	in_mounts '
		for n in $(seq 1 12); do
			timeout -k 1 60 strace -qq -o trace -e trace=read -e inject=read:error=EIO:when=$n xnspin --new -p uts=pin 2>err && rm -f err trace && xnspin --unpin pin && continue
			echo "status $?"; cat err; rm -f err trace; files
		done'
	refute_output_has "status 124"
	refute_output_has "status 137"
	assert_output_has "xnspin: cannot wait for the process that creates the namespaces: input/output error"
	refute_output_has $'\npin'
}

@test "usage: what cannot be meant is refused with status 2" {
	local bad
	cd "$T"
	for bad in "" "5" "5 uts" "5 uts=" "5 foo=f" "5 uts=f uts=g" "-1 uts=f" "0 uts=f" "--new" \
		"--new uts" "--unpin" "--list f" "--prune" "--prune d f" "--prune d --prune f" "--list --unpin f" "--new --list" \
		"-r 5 uts=f" "--hostname=x 5 uts=f" "-J 5 uts=f" "--new -u=f uts=g" "--hold" "--hold 5" \
		"--no-such-option" "--new --map-users=1:2 uts=f"; do
		echo "with: $bad"
		# shellcheck disable=SC2086
		xrun -2 xnspin $bad
		assert_output_has "Try 'xnspin --help' for more information."
		assert_equal "$(ls -I m "$T")" ""
	done
}

# bats test_tags=no-sanitizer
@test "faults: a descriptor that cannot be opened is an error, and no answer about the file" {
	need_strace
	in_mounts '
		xnspin $$ uts=pin
		fail() { strace -qq -o trace -e trace=openat,open -e inject=openat,open:error=ENFILE:when=$n "$@" >out 2>err; }
		for n in $(seq 1 60); do
			: >old; chmod 444 old
			fail xnspin --prune . && status=0 || status=1
			[ -e old ] && left=1 || left=0
			[ $status = 1 ] || [ $left = 0 ] || echo "$n: --prune leaves a file, status 0"
			[ $left = 0 ] || ! grep "no pin\|another mount" err
			fail xnspin --unpin pin && status=0 || status=1
			! grep "no pin$\|lies in another" err
			grep -q "$M/pin" /proc/self/mountinfo && left=1 || left=0
			[ $status = 1 ] || [ $left = 0 ] || echo "$n: --unpin leaves the pin, status 0"
			[ $left = 1 ] || xnspin $$ uts=pin
			rm -f new
			fail xnspin $$ uts=new && xnspin --unpin new
			[ ! -e new ] || { echo "$n: a pin is half made:"; cat err; xnspin --unpin new; }
		done 2>&1
		xnspin --list -o STATE'
	assert_output_is $'STATE\nok'
}

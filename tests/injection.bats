#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each system call of each program fails, one at a time, with each errno that applies: see
# helpers/inject.c, which also checks what is promised then. XNS_INJECT says how many of these
# failures there are: "sample" (an eighth, in "make check"), "more" (a third), or "all" ("make
# check-full").

load helpers/xns
load helpers/cgroup
load helpers/xunshare

setup() {
	setup_in_tmp
	case ${XNS_INJECT:=sample} in
	sample) parts=8 ;;
	more) parts=3 ;;
	all) parts=1 ;;
	esac
	lines=0 broken=0 faults=0
}

# line [OPTION...] -- PROGRAM ARG...: see helpers/inject.c. Each line has another part of the
# failures.
line() {
	local status=0
	only_fds inject --part "$((lines++ % parts))/$parts" "$@" >.out || status=$?
	cat .out
	((faults += $(sed -n 's/ faults, .*//p' .out)))
	((status == 0)) && return
	((status != 77)) || skip_because no-ptrace "this machine cannot trace"
	echo "status $status: inject $*"
	broken=1
}
only_fds() (only_standard_fds && exec "$@")

# done_lines NUMBER: so many lines were run, and each promise was kept
done_lines() {
	echo "$faults faults in $lines lines" | tee "$T/faults"
	assert_equal "$lines" "$1"
	assert_equal "$broken" 0
}

# to_script FUNCTION: makes T/script, which calls it with what it needs
to_script() {
	cat >"$T/script" <<-END
		parts=$parts not_for_us="$not_for_us" lines=0 broken=0 faults=0
		$(declare -f line lists only_fds only_standard_fds skip_because expect assert_equal done_lines "$1")
		set -e; $1
	END
}

# in_ns TYPE... -- FUNCTION: in new namespaces, where an unprivileged user is root
in_ns() {
	local types=() function
	while [[ $1 != -- ]]; do
		types+=("--$1")
		shift
	done
	function=$2
	need_ns mount
	to_script "$function"
	(only_standard_fds && exec unshare "${may[@]}" "${types[@]}" bash "$T/script")
}
built() { [[ " $XNS_PROGRAMS " == *" $1 "* ]]; }

# The counts are a comment of the results.
teardown() {
	[[ ! -e $T/faults ]] || sed "s/^/# $BATS_TEST_DESCRIPTION: /" "$T/faults" >&3
	xns_teardown
}

# ---- the injector itself -----------------------------------------------------------------

# A program that breaks one promise: it is seen.
# bats test_tags=rule:R26
@test "injection: what is checked" {
	cat >broken <<-'END'
		read -r line <"$T/word" && echo "$line" && exit 0
		case $MODE in
		silent) exit 125 ;;
		status) echo "sh: cannot read a word" >&2; exit 1 ;;
		leaves) echo "sh: cannot read a word" >&2; : >"$T/left"; exit 125 ;;
		ignores) exit 0 ;;
		esac
	END
	echo word >word
	breaks silent "no message"
	breaks status "the status is not that of its own failure"
	breaks leaves "it failed, and left something"
	breaks ignores "status 0, but the output is another"
}
# breaks MODE PROBLEM
breaks() {
	local status=0
	rm -f left
	# Only the faults of read(2): a shell says nothing of the others.
	output=$(export MODE="$1" && only_fds inject --call read --undo 'rm -f left' -- sh "$T/broken") || status=$?
	assert_equal "$status" 1
	assert_output_has ": $2 "
	rm -f left
}

# The sanitizers read files and map memory: their own calls would fail too.
# bats file_tags=no-sanitizer

# ---- programs that create namespaces -----------------------------------------------------

creates() {
	line -- "$1" -r @inside
	line -- "$1" -r -m -p -u --mount-proc --hostname=x --kill-child @inside
	line -- "$1" -r -n -w / -G 0 --new-keyring @inside
	line -- "$1" -U -c -i -C --clear-env @inside
	line -- "$1" -r -m -R / -w /usr @inside
	line -- "$1" -r -m -p -n --new-root / --mount-proc --mount-dev --mount-sys @inside
	line -- "$1" -r -m -p --new-root / --read-only --mount-proc @inside
	line --warns -- "$1" -r -n --lo @inside
	line --warns --numbers --report -- "$1" -r -a --status-fd 9 true
	if as_root; then
		line -- "$1" -m -u -i --propagation slave @inside
		line -- "$1" -U --owner=7:8 --map-users=0:100000:10 --map-groups=0:100000:10 @inside
		line --before ': >u; : >n' --undo 'umount n u' -- "$1" --uts=u --net=n -S 5 -G 6 @inside
	else
		line -- "$1" --map-auto -r -S 1 -G 1 @inside
		line -- "$1" --map-users=subids --map-groups=subids @inside
	fi
}

# bats test_tags=rule:R26
@test "injection: xunshare" {
	need_userns
	as_root || need_subids
	creates xunshare
	line -- xunshare -r -T --boottime=5 --monotonic=7 @inside
	as_user || line --before ': >pin' --undo 'umount pin' -- xunshare --map-users=0:100000:10 \
		--map-groups=0:100000:10 --map-user=20 --uts=pin -T --boottime=5 -S 20 --keep-caps @inside
	done_lines "$(as_root && echo 14 || echo 12)"
}

# bats test_tags=rule:R26
@test "injection: xclone" {
	need_userns
	built xclone || return 0
	as_root || need_subids
	creates xclone
	line -- xclone -r -n --die-with-parent --close-fds @inside
	line -- xclone -r -p --new-session --no-forward-signals --no-new-privs @inside
	line --numbers --report -- xclone -r -n -p --detach sleep 0.2
	done_lines "$(as_root && echo 15 || echo 14)"
}

new_pins() {
	local undo='umount n u; rm n u'
	mkdir m
	mount -t tmpfs none m
	mount --make-private m
	cd m
	line --own 1 --undo "$undo" -- xnspin --new net=n uts=u
	line --own 1 --undo "$undo" -- xnspin --new --lo --hostname=a net=n uts=u
	line --own 1 --undo "$undo" -- xnspin $$ net=n uts=u
	line --own 1 --undo 'umount p; rm p' -- xnspin --new pid=p
	mkdir a
	line --own 1 --undo 'umount a/*; rm a/*' -- xnspin --new -r --boottime=5 user=a/u ipc=a/i time=a/t
	line --own 1 --before ': >a/n; : >a/k' -- xnspin --prune a
	rm a/*
	line --own 1 -- xnspin --hold $$ net=5 -- @inside
	done_lines 7
}
# bats test_tags=rule:R26
@test "injection: xnspin" {
	built xnspin || return 0
	in_ns mount -- new_pins
}

# ---- programs that run a command ---------------------------------------------------------

# bats test_tags=rule:R26
@test "injection: xnsenter" {
	built xnsenter || return 0
	need_userns
	local target user=(-U)
	! as_root || user=()
	background xunshare "${may[@]}" -m -u -n -i -C -p --kill-child sleep 300
	wait_for child_runs "$background" sleep
	target=$child
	line -- xnsenter -t "$target" -a @inside
	line -- xnsenter -t "$target" "${user[@]}" -u -n --trusted @inside
	line -- xnsenter -t "$target" "${user[@]}" -m -w -r @inside
	line -- xnsenter -t "$target" "${user[@]}" -p -i @inside
	line -- xnsenter -t "$target" "${user[@]}" -m -p --kill-child --new-session @inside
	line -- xnsenter -t "$target" "${user[@]}" -u --env --close-fds @inside
	line -- xnsenter -t "$target" "${user[@]}" -p --mount-proc @inside
	line --warns --numbers --report -- xnsenter -t "$target" "${user[@]}" -u -n -C --status-fd 9 true
	if as_root; then
		line -- xnsenter -t "$target" -n -S 5 -G 6 @inside
		line -- xnsenter "-n=/proc/$target/ns/net" "-u=/proc/$target/ns/uts" @inside
	else
		line -- xnsenter -t "$target" -U --preserve-credentials -n @inside
	fi
	kill -KILL "$background" # the init of a PID namespace ignores SIGTERM
	done_lines "$(as_root && echo 10 || echo 9)"
}

# bats test_tags=rule:R26
@test "injection: xpidinit" {
	built xpidinit || return 0
	line -- xpidinit @inside
	line -- xpidinit --session @inside
	line -- xpidinit --group --wait @inside
	line -- xpidinit -s -p --grace 1 @inside
	line -- xpidinit --die-with-parent=TERM --re-raise --remap 3:0 -k 5 @inside
	line --warns --numbers --report -- xpidinit --status-fd 9 true
	# what is read in /proc is left out where it cannot be read
	line --warns --numbers --report --optional '"name": "sh", |"start": N.N, |"left": N, ' \
		-- xpidinit --report fd:9 sh -c 'true; exit'
	done_lines 7
}

# ---- programs that change something ------------------------------------------------------

change_mounts() {
	local private='mount --make-rprivate m'
	mkdir m
	mount -t tmpfs none m
	mkdir m/s m/p m/o
	mount -t tmpfs none m/s
	mount --bind m/s m/p
	line --before "$private" --undo "$private" -- xmountprop shared m
	line --before "$private" --undo "$private" -- xmountprop unbindable m
	line --before "$private" --undo "$private" -- xmountprop shared+slave m
	line --before "$private" --undo "umount m/o" -- xmountprop --bind shared m/o
	line --keeps --before "$private" --undo "$private" -- xmountprop --strict -r unbindable m @inside
	line --before "$private" --undo "$private" -- xmountprop -v unbindable m
	done_lines 6
}
# bats test_tags=rule:R26
@test "injection: xmountprop" {
	built xmountprop || return 0
	in_ns mount -- change_mounts
}

# The other end's namespace is that of a process, whose end also removes what a failure left.
make_pairs() {
	local undo='ip link delete v0' place
	unshare --net sleep 300 &
	place=$!
	until [[ $(cat "/proc/$place/comm") == sleep ]]; do sleep 0.02; done
	line --own 1 --undo "$undo" -- xveth v0 v1
	line --own 1 --undo "$undo" -- xveth v0 "$place:v1"
	line --own 1 --undo "$undo" -- xveth --mtu 1400 --mac-a 02:00:00:00:00:01 --addr-a fd00::1/64 v0 v1
	line --own 1 --undo "$undo" -- xveth --up --lo --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24 \
		--gateway-b v0 "$place:v1"
	line --own 1 --before 'ip link show v3 >/dev/null 2>&1 || xveth v3 v4' --undo 'xveth v3 v4' \
		-- xveth --delete v3
	kill "$place"
	done_lines 5
}
# bats test_tags=rule:R26
@test "injection: xveth" {
	built xveth || return 0
	need_cmd ip
	in_ns net -- make_pairs
}

# In a cgroup of the test's own, where each fault is to leave no cgroup.
run_in_cgroups() {
	line --cgroup "$C" -- xcgexec @inside
	line --cgroup "$C" -- xcgexec --cgroup-ns --clear-env @inside
	line --cgroup "$C" -- xcgexec --set cgroup.max.depth=3 --set cgroup.max.descendants=2 --grace 1 @inside
	done_lines 3
}
# bats test_tags=root
@test "injection: xcgexec" {
	built xcgexec || return 0
	to_script run_in_cgroups
	# shellcheck disable=SC2016
	in_cgroup 'bash "$T/script"'
	echo "$output"
}

# ---- lists -------------------------------------------------------------------------------

# What cannot be read is missing only with a warning or another status than 0. What is skipped is
# the answer for a namespace, process or file that is not for the caller.
not_for_us='ioctl:EPERM readlinkat:EACCES readlinkat:EPERM openat:EACCES openat:EPERM'
not_for_us+=' newfstatat:EACCES newfstatat:EPERM read:EACCES recvfrom:EPERM sendto:EPERM'
lists() { line --own 1 --warns --numbers --report --skip "$not_for_us" "$@"; }
show_lists() {
	mkdir m
	mount -t tmpfs none m
	touch m/n m/u
	unshare --net=m/n --uts=m/u true
	lists -- xlsns -l -n -o TYPE,PATH,COMMAND
	lists -- xlsns -J -o NS,TYPE,NPROCS,PID,PPID,UID,NETNSID,NSFS,PNS,ONS,COMMAND
	lists -- xlsns --persistent
	lists -- xlsns --task 1 -o NS,TYPE,PID,COMMAND
	lists -- xlsns --held -t net -o NS,HELD,COMMAND
	lists -- xlsns --why "$PWD/m/n"
	lists -- xlsprop
	lists -- xlsprop -l -t 1 --submounts "$PWD/m"
	lists -- xlsprop --receivers "$PWD"
	lists -- xlsprop --dot
	# With ELOOP the file is a symbolic link now, and the pin is "unreachable".
	line --own 1 --warns --numbers --report --skip "$not_for_us openat:ELOOP" -- \
		xnspin --list -o PATH,TYPE,NS,OWNER,STATE
	done_lines 11
}
@test "injection: the lists of xlsns, xlsprop and xnspin" {
	built xlsns && built xlsprop && built xnspin || return 0
	in_ns mount net uts pid fork mount-proc -- show_lists
}

show_pairs() {
	ip link add v0 type veth peer name v1
	lists -- xveth --list
	lists -- xveth --json --list
	done_lines 2
}
@test "injection: the list of xveth" {
	built xveth || return 0
	need_cmd ip
	in_ns net mount pid fork mount-proc -- show_pairs
}

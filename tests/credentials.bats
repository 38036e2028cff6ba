#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # scripts for shells inside
# Which credentials and attributes a command has, for each program that runs one.

load helpers/xns
load helpers/xunshare

# ids_of PID: real, effective, saved and file system IDs, and the groups, from outside
ids_of() { sed -n 's/^\(Uid\|Gid\|Groups\):\t//p' "/proc/$1/status" | tr '\t\n' ' ;' | tr -s ' '; }

# ids_are PID UID GID: all four of each, and no supplementary groups
ids_are() { assert_equal "$(ids_of "$1")" "$2 $2 $2 $2;$3 $3 $3 $3; ;"; }

# rootless OPTION...: user 4321, with the groups 4321 and 77, in a user namespace that
# denies setgroups(2); sets rootless
rootless() {
	background setpriv --reuid 4321 --regid 4321 --groups 4321,77 xunshare -r "$@" sleep 300
	rootless=$background
	wait_for runs "$rootless" sleep
}

# Groups of the host that a rootless namespace must not get.
# shellcheck disable=SC2054
host=(setpriv --groups 0,42,43)

# ---- --owner ---------------------------------------------------------------------------------

# bats test_tags=root,rule:R23
@test "owner: no ID of the caller is left, with every kind of map" {
	need_root
	local how
	for how in "" "--map-users=0:100000:10 --map-groups=0:100000:10" -r -c \
		"--map-users=0:4321:1" "--map-groups=0:4322:1" \
		"-r --map-users=1:100000:5 --map-groups=1:100000:5" "--setgroups=deny" \
		"--map-users=0:100000:10 --map-groups=0:100000:10 --keep-caps"; do
		echo "with: $how"
		# shellcheck disable=SC2086
		background "${host[@]}" xunshare --user --owner=4321:4322 $how sleep 300
		wait_for runs "$background" sleep
		ids_are "$background" 4321 4322
		# shellcheck disable=SC2086
		background "${host[@]}" xclone --user --owner=4321:4322 $how sleep 300
		wait_for child_runs "$background" sleep
		ids_are "$child" 4321 4322
		assert_equal "$(ids_of "$background")" "0 0 0 0;0 0 0 0;0 42 43 ;"
	done
}

# bats test_tags=root,rule:R23
@test "owner: the command cannot signal a process of the caller" {
	need_root
	local program how
	sleeper
	local victim=$background
	for program in xunshare xclone; do
		for how in "" "--map-users=0:100000:10 --map-groups=0:100000:10" -r; do
			# shellcheck disable=SC2086
			xrun -1 "$program" --user --owner=4321:4321 $how sh -c 'kill -TERM "$1"' - "$victim"
		done
	done
	alive "$victim"
}

# bats test_tags=root,rule:R23
@test "owner: -S and -G change all IDs after it" {
	need_root
	local program
	for program in xunshare xclone; do
		xrun "${host[@]}" "$program" --owner=4321:4322 --map-users=0:100000:10 --map-groups=0:100000:10 -S 3 -G 4 probe ids
		assert_output_is "uid 3 3 3 gid 4 4 4 groups"
	done
}

# bats test_tags=root,rule:R23
@test "owner: xnspin makes its namespaces without the caller's IDs and groups" {
	need_root
	need_strace
	: >"$T/pin"
	xrun unshare -m --propagation private "${host[@]}" strace -f -qq -o "$T/trace" -e trace=setgroups,setresuid,setresgid,unshare,setuid \
		xnspin --new --owner=4321:4322 "user=$T/pin"
	run grep -oE '(setgroups|setresuid|setresgid|unshare)\(.*\)' "$T/trace"
	assert_output_is $'setgroups(0, NULL)\nsetresgid(4322, 4322, 4322)\nsetresuid(4321, 4321, 4321)\nunshare(CLONE_NEWUSER)'
}

# ---- supplementary groups ----------------------------------------------------------------------

# bats test_tags=root,rule:R23
@test "groups: root that enters a rootless namespace leaves its own outside" {
	need_root
	rootless -m
	install -m 640 -g 42 /dev/null "$T/secret"
	local how
	for how in "" -a -U "-S 0" "-G 0" "-S follow -G follow" --keep-caps "-a --keep-caps" "--user=$rootless"; do
		echo "with: $how"
		# shellcheck disable=SC2086
		xrun "${host[@]}" xnsenter -t "$rootless" $how probe ids
		assert_output_matches "groups$"
		# shellcheck disable=SC2086
		xrun -1 "${host[@]}" xnsenter -t "$rootless" $how cat "$T/secret"
		assert_output_has "Permission denied"
	done
	xrun "${host[@]}" xnsenter -t "$rootless" --preserve-credentials probe ids
	assert_output_is "uid 65534 65534 65534 gid 65534 65534 65534 groups 65534 65534 65534"
}

# bats test_tags=root,rule:R23
@test "groups: they are dropped before the first setns" {
	need_root
	need_strace
	rootless -m
	xrun "${host[@]}" strace -o "$T/trace" -e trace=setns,setgroups xnsenter -t "$rootless" true
	run grep -oE '^(setgroups|setns)' "$T/trace"
	assert_equal "${lines[0]}" setgroups
	xrun "${host[@]}" strace -o "$T/trace" -e trace=setns,setgroups xnsenter -t "$rootless" --preserve-credentials true
	run grep setgroups "$T/trace"
	assert_output_is ""
}

# bats test_tags=root,rule:R23
@test "groups: a privileged caller that cannot drop them does not enter with them" {
	need_root
	rootless
	# shellcheck disable=SC2054
	local lame=(setpriv --groups 0,42 --bounding-set=-setgid)
	xrun -125 "${lame[@]}" xnsenter -t "$rootless" touch "$T/ran"
	assert_output_has "cannot drop the supplementary groups"
	assert_output_has "--preserve-credentials keeps them"
	assert_no_file "$T/ran"
	xrun "${lame[@]}" xnsenter -t "$rootless" --preserve-credentials true
	# nothing to drop: nothing to refuse
	xrun setpriv --clear-groups --bounding-set=-setgid xnsenter -t "$rootless" true
	# where setgroups(2) is allowed inside, that is enough
	sleeper xunshare --map-users=0:100000:10 --map-groups=0:100000:10
	wait_for runs "$background" sleep
	xrun "${lame[@]}" xnsenter -t "$background" probe ids
	assert_output_is "uid 0 0 0 gid 0 0 0 groups"
}

# bats test_tags=root,rule:R23
@test "groups: an unprivileged user enters what is theirs, with the groups that they have" {
	need_root
	rootless -u
	xrun setpriv --reuid 4321 --regid 4321 --groups 4321,77 xnsenter -t "$rootless" probe ids
	assert_output_is "uid 0 0 0 gid 0 0 0 groups 65534 0"
}

# bats test_tags=root,rule:R23
@test "groups: a filter that refuses setgroups(2) is not taken for the namespace's deny" {
	need_root
	rootless
	# shellcheck disable=SC2054
	local program filtered=(setpriv --groups 4,24,27 enosys -e 1 setgroups --)
	for program in xunshare xclone "xnsenter -t $rootless -u"; do
		# shellcheck disable=SC2086
		xrun -125 "${filtered[@]}" $program -G 1 touch "$T/ran"
		assert_output_has "drop the supplementary groups: operation not permitted"
		assert_output_has "hint: this process has CAP_SETUID and CAP_SETGID"
		assert_no_file "$T/ran"
	done
	xrun -125 "${filtered[@]}" xnsenter -t "$rootless" touch "$T/ran"
	assert_no_file "$T/ran"
	# the same errno, but the capability is missing: another hint
	xrun -125 setpriv --groups 4,24 --bounding-set=-setgid xunshare -G 1 touch "$T/ran"
	assert_output_has "hint: changing user and group IDs requires CAP_SETUID"
	refute_output_has "seccomp"
	# without groups there is nothing to refuse
	xrun setpriv --clear-groups enosys -e 1 setgroups -- xunshare -S 1 -G 1 probe ids
	assert_output_is "uid 1 1 1 gid 1 1 1 groups"
	xrun setpriv --clear-groups enosys -e 1 setgroups -- xnsenter -t "$rootless" true
	# the namespace that the caller is in denies them: nobody can drop them
	for program in xunshare xclone; do
		xrun "${host[@]}" unshare -r "$program" -G 0 probe ids
		assert_output_is "uid 0 0 0 gid 0 0 0 groups 0 65534 65534"
	done
}

# bats test_tags=root,rule:R23
@test "groups: --setgroups=deny and -G leave none, as they are dropped before" {
	need_root
	local program how
	for program in xunshare xclone; do
		for how in "--map-users=0:100000:10 --map-groups=0:100000:10 --setgroups=deny" -r; do
			# shellcheck disable=SC2086
			xrun "${host[@]}" "$program" $how -S 0 -G 0 probe ids
			assert_output_is "uid 0 0 0 gid 0 0 0 groups"
		done
		xrun "${host[@]}" "$program" -r -G 0 --dry-run true
		assert_output_has "drop the supplementary groups, while setgroups(2) is allowed"
	done
	# without -G they stay, as the page says
	xrun "${host[@]}" xunshare -r probe ids
	assert_output_is "uid 0 0 0 gid 0 0 0 groups 0 65534 65534"
}

# ---- files that are written for the command ----------------------------------------------------

# in_cgroups SCRIPT: in a mount and a cgroup namespace (which keeps the options of the
# machine's cgroup2 mount unchanged), with a cgroup2 mount and the cgroups $C/a and
# $C/b; $pid is in $C/b. $T/b/cgroup.procs is an ordinary file.
in_cgroups() {
	need_root
	mkdir -p "$T/view" "$T/b"
	: >"$T/b/cgroup.procs"
	: >"$T/cgroup.procs"
	run bounded unshare --cgroup --mount --propagation private sh -c '
		while umount /sys/fs/cgroup/* /sys/fs/cgroup 2>/dev/null; do :; done
		mount -t cgroup2 none /sys/fs/cgroup || exit 77
		C=/sys/fs/cgroup/xns-test.$$
		mkdir "$C" "$C/a" "$C/b" || exit 77
		sleep 300 & pid=$!
		echo $pid >"$C/b/cgroup.procs"
		export C pid
		(set -eu; '"$1"'); status=$?
		kill $pid; wait
		umount "$C/b" 2>/dev/null
		i=0
		until rmdir "$C/a" "$C/b" "$C" 2>/dev/null; do
			sleep 0.05; i=$((i + 1)); [ $i -lt 100 ] || { echo "left: $C"; exit 99; }
		done
		exit $status'
	[[ $status != 77 ]] || skip_because no-cgroup2 "no cgroup2: $output"
	assert_status 0
	assert_empty_file "$T/b/cgroup.procs"
	assert_empty_file "$T/cgroup.procs"
}

# bats test_tags=root,rule:R17
@test "join-cgroup: a cgroup outside the caller's cgroup namespace is refused, nothing is written" {
	local filter
	for filter in "" "enosys openat2 --" "enosys -e 1 openat2 --"; do
		in_cgroups 'echo 0 >$C/a/cgroup.procs
			unshare --cgroup --mount --propagation private sh -euc "
				umount /sys/fs/cgroup; mount -t cgroup2 none $T/view
				'"$filter"' xnsenter -t $pid -c touch $T/ran || echo status \$?" 2>&1
			'
		assert_output_has "outside the caller's cgroup namespace"
		assert_output_has "status 125"
		assert_no_file "$T/ran"
	done
}

# bats test_tags=root,rule:R10
@test "join-cgroup: a mount along the path is refused, nothing is written" {
	local filter
	for filter in "" "enosys openat2 --" "enosys -e 1 openat2 --"; do
		in_cgroups 'mount --bind $T/b $C/b
			'"$filter"' xnsenter -t $pid -c touch $T/ran 2>&1 || echo status $?
			umount $C/b
			'"$filter"' xnsenter -t $pid -c grep 0:: /proc/self/cgroup'
		assert_output_has "hint: the path of that cgroup is covered by another mount or is a symbolic link"
		assert_output_has "status 125"
		assert_output_matches '0::/xns-test\.[0-9]+/b'
		assert_no_file "$T/ran"
	done
}

# ---- --env ---------------------------------------------------------------------------------------

# hostile OPTION...: a process whose environment would choose what runs; sets hostile
hostile() {
	mkdir -p "$T/evil"
	printf '#!/bin/sh\necho from the target\n' >"$T/evil/id"
	chmod +x "$T/evil/id"
	echo 'echo from BASH_ENV' >"$T/evil/rc"
	background env PATH="$T/evil:$PATH" HOME="$T/evil" TMPDIR="$T/evil" LD_PRELOAD=/no/such.so \
		LD_LIBRARY_PATH="$T/evil" BASH_ENV="$T/evil/rc" ENV="$T/evil/rc" GCONV_PATH="$T/evil" \
		PYTHONPATH="$T/evil" 'BASH_FUNC_id%%=() { echo from a function; }' 'X=() { :; }' \
		LESSOPEN=evil GIT_SSH=evil MANPAGER=evil PLAIN="a b" \
		xunshare "$@" sleep 300
	hostile=$background
	wait_for runs "$hostile" sleep
}

# bats test_tags=root,rule:R23
@test "env: the target does not choose what runs outside of its file system" {
	need_root
	hostile -n -u
	local how
	for how in -n -u "-n -u" -a -m "-m -n" "--net=$hostile" -r "-n -r" "-n --root=/" "-n -S 1" \
		"--mount=/proc/self/ns/mnt"; do
		echo "with: $how"
		# shellcheck disable=SC2086
		xrun --separate-stderr xnsenter -t "$hostile" $how --env bash -c 'type -t id; echo "$PLAIN $HOME $TMPDIR"; env'
		assert_equal "${lines[0]}" file
		assert_equal "${lines[1]}" "a b $HOME $TMPDIR"
		assert_line_is "PATH=$PATH"
		refute_output_has "$T/evil"
		refute_output_has "evil"
		refute_output_has "LD_PRELOAD"
		refute_output_has "X=() {"
		assert_stderr_has "xnsenter: warning: "
		assert_stderr_has "LD_PRELOAD"
		assert_stderr_has "BASH_ENV"
		# shellcheck disable=SC2086
		xrun --separate-stderr xnsenter -t "$hostile" $how --env id -un
		refute_output_has "from"
	done
}

# bats test_tags=root
@test "env: inside the target's file system or user namespace it is the target's" {
	need_root
	hostile -m
	xrun xnsenter -t "$hostile" -m --env id
	assert_output_has "from the target"
	hostile -r
	xrun xnsenter -t "$hostile" --env id
	assert_output_has "from the target"
	xrun --separate-stderr xnsenter -t "$hostile" -U --preserve-credentials --env id
	refute_output_has "from the target"
	make_root
	background env PATH=/evil:/bin GREETING=hello "$(command -v chroot)" "$T/tree" /bin/sleep 300
	wait_for runs "$background" sleep
	xrun --separate-stderr xnsenter -t "$background" --env sh -c 'echo "$PATH"'
	assert_output_is /evil:/bin
	assert_stderr_is ""
	xrun --separate-stderr xnsenter -t "$background" -r --env sh -c 'echo "$PATH"'
	assert_output_is /evil:/bin
}

# bats test_tags=root
@test "env: a harmless environment gives no warning" {
	need_root
	sleeper env PLAIN=1 xunshare -n
	wait_for runs "$background" sleep
	xrun --separate-stderr xnsenter -t "$background" -n --env sh -c 'echo "$PLAIN"'
	assert_output_is 1
	assert_stderr_is ""
}

make_root() {
	need_cmd busybox
	mkdir -p "$T/tree/bin"
	cp "$(command -v busybox)" "$T/tree/bin/busybox"
	ln -s busybox "$T/tree/bin/sh"
	ln -s busybox "$T/tree/bin/sleep"
}

# ---- everything that a command inherits: the table in xns(7) -------------------------------------

# A caller with nothing usual: groups (as root), a umask, an ignored and a blocked signal, a
# descriptor, a nice value, a limit.
unusual() {
	as_user || before=("${host[@]}")
	before+=(nice -n 3 prlimit --nofile=512:600 launch -i 10 -b 12 -o "7=/dev/null" creds --join)
	umask 027
	cd "$T" || return 1
	reference=$(bounded "${before[@]}" creds)
	root=$(sed -n 's/^root: //p' <<<"$reference")
	full=$(xunshare -r creds | sed -n 's/^bounding: //p')
	full_caps=("permitted=$full" "effective=$full" "bounding=$full")
	no_caps=(permitted=0 effective=0)
	no_ring=("session keyring=another")
	[[ $reference != *"session keyring: ?"* ]] || no_ring=()
	# A process of which group and session are those of processes outside of its PID namespace
	outside=(session=outside "process group=outside")
	own=(session=own "process group=own" terminal=none)
	# as a user namespace shows groups that it does not map
	hidden="groups=$(xunshare -r creds | sed -n 's/^groups: *//p')"
	as_user || hidden="groups=0 65534 65534"
}

# same_but [KEY=VALUE...] -- PROGRAM ARG...: PROGRAM ARG... creds shows what creds alone
# shows, but for these
same_but() {
	local -A want=()
	local key value
	while IFS= read -r value; do
		key=${value%%:*}
		value=${value#*:}
		want[$key]=${value# }
	done <<<"$reference"
	while [[ $1 != -- ]]; do
		[[ -v want[${1%%=*}] ]] || expect "the key" "$1" "should be" "one that creds prints" || return 1
		want[${1%%=*}]=${1#*=}
		shift
	done
	shift
	echo "what a command inherits: $*"
	xrun --separate-stderr "${before[@]}" "$@" creds
	((${#lines[@]} == ${#want[@]})) || expect "the lines" "$output" "should be" "${#want[@]}" || return 1
	while IFS= read -r value; do
		key=${value%%:*}
		value=${value#*:}
		[[ ${value# } == "${want[$key]}" ]] || expect "$key" "${value# }" "should be" "${want[$key]}" || return 1
	done <<<"$output"
}

# bats test_tags=rule:R23
@test "inherited: creating, without another user" {
	need_ns uts pid mount
	unusual
	local program ids=()
	as_root || ids=("${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" "$hidden")
	same_but -- xunshare
	same_but -- xunshare --fork
	same_but -- xclone
	same_but "death signal=9" -- xunshare --kill-child
	same_but "death signal=15" -- xclone --kill-child=TERM
	same_but "${own[@]}" -- xclone --new-session
	same_but "descriptors=0 1 2" -- xclone --close-fds
	for program in xunshare xclone; do
		same_but "${ids[@]}" -- "$program" "${may[@]}" -u -m
		same_but "${ids[@]}" "${outside[@]}" -- "$program" "${may[@]}" -p
		same_but "${ids[@]}" "${outside[@]}" "death signal=9" -- "$program" "${may[@]}" -p --kill-child
		same_but "${ids[@]}" "working directory=$root" -- "$program" "${may[@]}" -m --wd=/
	done
}

# bats test_tags=rule:R23
@test "inherited: creating a user namespace" {
	need_userns
	unusual
	local program nobody=("uid=65534 65534 65534 65534" "gid=65534 65534 65534 65534")
	local none=$hidden
	as_user || none="groups=65534 65534 65534"
	for program in xunshare xclone; do
		same_but "${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" "$hidden" -- "$program" -r
		same_but "${no_caps[@]}" "bounding=$full" "${nobody[@]}" "${none//0 /65534 }" -- "$program" -U
		same_but "${no_caps[@]}" "bounding=$full" "uid=7 7 7 7" "gid=8 8 8 8" "${hidden/=0/=8}" -- \
			"$program" --map-user=7 --map-group=8
		same_but "${full_caps[@]}" "inheritable=$full" "ambient=$full" "uid=7 7 7 7" "gid=8 8 8 8" \
			"${hidden/=0/=8}" -- "$program" --map-user=7 --map-group=8 --keep-caps
	done
}

# bats test_tags=root,rule:R23
@test "inherited: creating, as another user" {
	need_root
	unusual
	local program maps=(--map-users=0:100000:10 --map-groups=0:100000:10)
	for program in xunshare xclone; do
		same_but "${no_caps[@]}" "uid=5 5 5 5" "gid=6 6 6 6" groups= -- "$program" -S 5 -G 6
		same_but "${no_caps[@]}" "uid=5 5 5 5" -- "$program" -S 5
		same_but "gid=6 6 6 6" groups= -- "$program" -G 6
		same_but "${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" groups= -- "$program" "${maps[@]}" -S 0 -G 0
		same_but "${no_caps[@]}" "bounding=$full" "uid=5 5 5 5" "gid=6 6 6 6" groups= -- \
			"$program" "${maps[@]}" -S 5 -G 6
		same_but "${full_caps[@]}" "inheritable=$full" "ambient=$full" "uid=5 5 5 5" "gid=6 6 6 6" groups= -- \
			"$program" "${maps[@]}" -S 5 -G 6 --keep-caps
		same_but "${no_caps[@]}" "bounding=$full" "uid=5 5 5 5" "gid=6 6 6 6" groups= "death signal=9" -- \
			"$program" "${maps[@]}" -S 5 -G 6 --kill-child
		same_but "${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" groups= -- "$program" --owner=4321:4322 -r
		same_but "${no_caps[@]}" "bounding=$full" "uid=65534 65534 65534 65534" \
			"gid=65534 65534 65534 65534" groups= -- "$program" --owner=4321:4322
	done
}

# bats test_tags=rule:R23
@test "inherited: entering" {
	need_ns uts pid mount
	unusual
	as_root || may=(-r)
	sleeper xunshare "${may[@]}" -u -m -p --mount-proc
	wait_for child_runs "$background" sleep
	local target=$child ids=() user=()
	as_root || {
		ids=("${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" "$hidden")
		user=(-U)
	}
	same_but "${ids[@]}" -- xnsenter -t "$target" "${user[@]}" -u
	# its /proc does not show a process outside of its PID namespace
	same_but "${ids[@]}" "working directory=$root" "cgroup=?" -- xnsenter -t "$target" "${user[@]}" -m
	same_but "${ids[@]}" "${outside[@]}" -- xnsenter -t "$target" "${user[@]}" -p
	same_but "${ids[@]}" "${own[@]}" -- xnsenter -t "$target" "${user[@]}" -u --new-session
	same_but "${ids[@]}" "descriptors=0 1 2" -- xnsenter -t "$target" "${user[@]}" -u --close-fds
	kill -KILL "$target"
}

# bats test_tags=root,rule:R23
@test "inherited: root that enters a rootless namespace" {
	need_root
	unusual
	rootless -m -u
	same_but "${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" groups= "working directory=$root" -- \
		xnsenter -t "$rootless"
	same_but "${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" groups= -- xnsenter -t "$rootless" -U
	same_but "${full_caps[@]}" "inheritable=$full" "ambient=$full" groups= -- xnsenter -t "$rootless" -U --keep-caps
	same_but "${full_caps[@]}" groups= -- xnsenter -t "$rootless" -U -S 0 -G 0
	same_but "${full_caps[@]}" groups= -- xnsenter -t "$rootless" -U -S follow -G follow
	same_but "${no_caps[@]}" "bounding=$full" "uid=65534 65534 65534 65534" "gid=65534 65534 65534 65534" \
		"groups=65534 65534 65534" -- xnsenter -t "$rootless" -U --preserve-credentials
	same_but "${no_caps[@]}" "uid=5 5 5 5" "gid=6 6 6 6" groups= -- xnsenter -t "$rootless" -u -S 5 -G 6
	# with a map of many, as somebody inside who is not root there
	sleeper xunshare --map-users=0:100000:10 --map-groups=0:100000:10
	wait_for runs "$background" sleep
	same_but "${no_caps[@]}" "bounding=$full" "uid=5 5 5 5" "gid=6 6 6 6" groups= -- \
		xnsenter -t "$background" -S 5 -G 6
	same_but "${full_caps[@]}" "inheritable=$full" "ambient=$full" "uid=5 5 5 5" "gid=6 6 6 6" groups= -- \
		xnsenter -t "$background" -S 5 -G 6 --keep-caps
}

# bats test_tags=rule:R23
@test "inherited: an init, propagation, a pin that is held" {
	need_ns mount uts
	unusual
	local ids=()
	as_root || ids=("${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" "$hidden")
	same_but "death signal=9" -- xpidinit
	same_but "death signal=9" "process group=own" -- xpidinit --group
	same_but "death signal=9" "${own[@]}" -- xpidinit --session
	same_but "${ids[@]}" "${own[@]}" -- xunshare "${may[@]}" -m -p --mount-proc xpidinit --session
	same_but "${no_ring[@]}" -- xunshare --new-keyring
	same_but "${no_ring[@]}" -- xclone --new-keyring
	same_but "${ids[@]}" -- xunshare "${may[@]}" -m xmountprop -r private /
	same_but "descriptors=0 1 2 7 9" -- xnspin --hold "$$" uts=9 --
}

# bats test_tags=rule:R23
@test "inherited: the controlling terminal, unless a new session is asked for" {
	need_ns uts pid mount
	unusual
	local program ids=() user=()
	# shellcheck disable=SC2016
	before=(pty -- sh -c 'stty -opost; "$@"; exit "$?"' sh "${before[@]}")
	reference=$(bounded "${before[@]}" creds)
	[[ $reference == *$'\nterminal: yes\n'* && $reference == *$'\nsession: inherited\n'* ]]
	as_root || {
		ids=("${full_caps[@]}" "uid=0 0 0 0" "gid=0 0 0 0" "$hidden")
		user=(-U)
	}
	same_but -- xunshare
	same_but -- xunshare --fork
	same_but -- xclone
	same_but "descriptors=0 1 2" -- xclone --close-fds
	same_but "death signal=9" -- xpidinit
	for program in xunshare xclone; do
		same_but "${ids[@]}" "${outside[@]}" -- "$program" "${may[@]}" -p
	done
	same_but "${own[@]}" -- xclone --new-session
	same_but "death signal=9" "process group=own" -- xpidinit --group
	same_but "death signal=9" "${own[@]}" -- xpidinit --session
	as_root || may=(-r)
	sleeper xunshare "${may[@]}" -u
	wait_for runs "$background" sleep
	same_but "${ids[@]}" -- xnsenter -t "$background" "${user[@]}" -u
	same_but "${ids[@]}" "${own[@]}" -- xnsenter -t "$background" "${user[@]}" -u --new-session
}

# ---- --no-new-privs ------------------------------------------------------------------------------

# nnp COMMAND...: no_new_privs of the command
nnp() { "$@" sed -n 's/^NoNewPrivs:\t//p' /proc/self/status; }

@test "no-new-privs: set for the command and its children, and only on request" {
	local outside program
	need_userns
	sleeper xunshare -r
	wait_for other_ns "$background" user
	outside=$(nnp env)
	for program in "xunshare -r" "xunshare -rp" "xclone -r" "xclone -rp --uts --new-session" \
		"xnsenter -t $background -U" "xnsenter -t $background -U --new-session"; do
		# shellcheck disable=SC2086 # words
		assert_equal "$program: $(nnp $program 2>/dev/null)" "$program: $outside"
		# shellcheck disable=SC2086 # words
		assert_equal "$program: $(nnp $program --no-new-privs env 2>/dev/null)" "$program: 1"
	done
	xrun xunshare -r --dry-run --no-new-privs -S 0 true
	assert_output_has $'. set no_new_privs\n'
}

@test "no-new-privs: mapped and IDs are set before" {
	local program mapped="--map-users=all --map-groups=all"
	need_userns
	as_root || { need_subids && mapped="-r --map-auto"; }
	for program in xunshare "xunshare -p" xclone; do
		# shellcheck disable=SC2086 # words
		xrun $program --no-new-privs $mapped -S 1 -G 1 sh -c \
			'id -u; id -g; sed -n "s/^NoNewPrivs:\t//p" /proc/self/status'
		assert_output_is $'1\n1\n1'
	done
}

# bats test_tags=root
@test "no-new-privs: a set-user-ID file grants nothing" {
	local program dir
	need_root
	dir=$(mktemp -d)
	chmod 755 "$dir"
	cp "$(command -v id)" "$dir/id"
	chmod 4755 "$dir/id"
	for program in "xunshare -u" "xclone -u" "xnsenter -t $$ -u"; do
		# shellcheck disable=SC2086 # words
		xrun $program -S 4321 -G 4321 "$dir/id" -u
		assert_output_is 0
		# shellcheck disable=SC2086 # words
		xrun $program --no-new-privs -S 4321 -G 4321 "$dir/id" -u
		assert_output_is 4321
	done
	rm -r "$dir"
}

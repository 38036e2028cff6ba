#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Hints: for each one a cause that it must name, and the same errno with another cause, which
# it must not name.

load helpers/xns
load helpers/xunshare

# hinted STATUS WORD... -- COMMAND...: it fails so, with a hint that has each word
hinted() {
	local words=() status=$1
	shift
	while [[ $1 != -- ]]; do
		words+=("$1")
		shift
	done
	shift
	xrun "-$status" "$@" || return 1
	local word
	for word in "hint: " "${words[@]}"; do assert_output_has "$word" || return 1; done
}

comm_is() { [[ $(<"/proc/$1/comm") == "$2" ]]; }
uid_is() { [[ $(stat -c %u "/proc/$1") == "$2" ]]; }

# ---- setns(2) ----------------------------------------------------------------------------

# bats test_tags=root
@test "enter: a capability that is missing is named, and --user is not advised" {
	need_ns mount
	sleeper unshare --mount
	wait_for other_ns "$background" mnt
	hinted 125 "this process does not have CAP_SYS_CHROOT" -- \
		setpriv --bounding-set -sys_chroot xnsenter -t "$background" -m true
	refute_output_has "--user"
	hinted 125 "this process does not have CAP_SYS_ADMIN" -- \
		setpriv --bounding-set -sys_admin xnsenter -t "$background" -m true
	refute_output_has "--user"
}

# bats test_tags=root
@test "enter: an error of a seccomp filter is not reported as a missing capability" {
	need_ns uts
	sleeper unshare --uts
	wait_for other_ns "$background" uts
	hinted 125 "every capability that setns(2) requires" "seccomp filter is active" -- \
		enosys -e 1 setns -- xnsenter -t "$background" -u true
	refute_output_has "--user"
	refute_output_has "this process does not have"
}

# bats test_tags=user
@test "enter: the advice to enter the user namespace too works when followed" {
	need_userns
	sleeper unshare --user --map-root-user --uts
	wait_for other_ns "$background" uts
	hinted 125 "must be entered as well (--user)" -- xnsenter -t "$background" -u true
	xrun xnsenter -t "$background" -u --user true
}

# bats test_tags=root
@test "target: a process of another user is named, and not where CAP_SYS_PTRACE is there" {
	need_ns uts
	sleeper unshare --uts
	wait_for other_ns "$background" uts
	hinted 125 "belongs to user ID 0" CAP_SYS_PTRACE -- \
		setpriv --reuid=4321 --regid=4321 --clear-groups xnsenter -t "$background" -u true
}

# bats test_tags=root
@test "target: the overflow ID is named as a user only where it is mapped" {
	need_ns uts
	sleeper unshare --uts
	wait_for other_ns "$background" uts
	local as=(setpriv --reuid=4321 --regid=4321 --clear-groups) where
	for where in "unshare --user" "unshare --user --map-root-user"; do
		# shellcheck disable=SC2086 # words
		hinted 125 "belongs to a user ID that is not mapped" -- \
			"${as[@]}" $where xnsenter -t "$background" -u true
		refute_output_has 65534
		refute_output_has "seccomp"
	done
	# a process of a real user of this number
	sleeper setpriv --reuid=65534 --regid=65534 --clear-groups
	wait_for uid_is "$background" 65534
	hinted 125 "belongs to user ID 65534" -- "${as[@]}" xnsenter -t "$background" -u true
}

# bats test_tags=root
@test "target: an error that CAP_SYS_PTRACE should prevent is not explained by the user ID" {
	need_ns uts
	sleeper unshare --uts
	wait_for other_ns "$background" uts
	hinted 125 "this process has CAP_SYS_PTRACE" "seccomp filter is active" -- \
		enosys -e 13 pidfd_open -- xnsenter -t "$background" -u true
	refute_output_has "belongs to"
}

# bats test_tags=root
@test "net socket: a filter that refuses the copy is named, and a process of another user" {
	local as=(setpriv --reuid=4321 --regid=4321 --clear-groups)
	sleeper
	wait_for runs "$background" sleep
	hinted 125 "a seccomp filter in this process refuses pidfd_getfd(2)" -- \
		enosys -e 1 pidfd_getfd -- xnsenter -t "$background" -N 0 true
	refute_output_has ptrace_scope
	hinted 125 "belongs to user ID 0" -- "${as[@]}" xnsenter -t "$background" -N 0 true
	refute_output_has ptrace_scope
	xrun -125 xnsenter -t "$background" -N 99 true
	refute_output_has "hint: "
}

# bats test_tags=root
@test "root directory: --user is advised for a user namespace of the caller only" {
	need_ns user uts
	sleeper unshare --uts
	wait_for other_ns "$background" uts
	hinted 125 "requires CAP_SYS_CHROOT" -- \
		setpriv --bounding-set -sys_chroot xnsenter -t "$background" -u -r true
	refute_output_has "--user"
	sleeper unshare --user --map-root-user
	wait_for other_ns "$background" user
	hinted 125 "requires CAP_SYS_CHROOT" "(--user) provides it" -- \
		setpriv --bounding-set -sys_chroot xnsenter -t "$background" -r true
	xrun setpriv --bounding-set -sys_chroot xnsenter -t "$background" --user -r true
}

# ---- execve(2) ---------------------------------------------------------------------------

@test "exec: what no shell can be found for is an exec format error, status 126" {
	need_ns mount
	need_cmd busybox
	xrun "${own_mounts[@]}" sh -euc '
		mkdir -p "$T/tree/bin"; mount --bind "$XNS_BIN" "$T/tree" 2>/dev/null || :
		umount "$T/tree" 2>/dev/null || :
		mkdir -p "$T/tree/bin"
		printf "true\n" >"$T/tree/bin/script"; printf "\177ELF foreign" >"$T/tree/bin/foreign"
		cp "$(command -v busybox)" "$T/tree/bin/busybox"
		chmod +x "$T/tree/bin/"*
		export PATH="/bin:$PATH"
		for name in script foreign; do
			xunshare "--root=$T/tree" "/bin/$name" || echo "status $?"
			xunshare "--root=$T/tree" "$name" || echo "status $?"
		done
		xunshare "--root=$T/tree" /bin/none || echo "status $?"'
	assert_count 4 "status 126"
	assert_count 1 "status 127"
	assert_count 4 "exec format error"
}

@test "exec: the hints of xpidinit are those of xclone" {
	printf '#!/no/such/interpreter\n' >"$T/missing"
	printf '#!/bin/sh\r\ntrue\r\n' >"$T/crlf"
	printf '#!/bin/sh\ntrue\n' >"$T/plain"
	chmod +x "$T/missing" "$T/crlf"
	local program
	for program in xpidinit xclone; do
		hinted 127 "its interpreter /no/such/interpreter does not" -- "$program" "$T/missing"
		hinted 127 "ends with CR LF" -- "$program" "$T/crlf"
		hinted 126 "not executable" -- "$program" "$T/plain"
		xrun -127 "$program" "$T/none"
		refute_output_has "hint: "
	done
}

# bats test_tags=root
@test "exec: that the entered file system was searched is said only where one was entered" {
	need_ns mount uts
	mkdir "$T/bin" "$T/tree"
	printf '#!/bin/sh\n' >"$T/bin/only-here"
	chmod +x "$T/bin/only-here"
	sleeper unshare --mount sh -c 'mount -t tmpfs none "$T/bin" && exec sleep 1000'
	wait_for other_ns "$background" mnt
	wait_for comm_is "$background" sleep
	export PATH=$PATH:$T/bin
	hinted 127 "file system that was entered was searched, with PATH=$PATH" -- \
		xnsenter -t "$background" -m only-here
	hinted 127 "does not exist in the file system that was entered" -- \
		xnsenter -t "$background" -m "$T/bin/only-here"
	hinted 127 "file system that was entered was searched" -- \
		xunshare "--root=$T/tree" only-here
	local xunshare
	xunshare=$(command -v xunshare)
	hinted 127 "and PATH is not set" -- env -u PATH "$xunshare" "--root=$T/tree" none-such
	xrun -127 xnsenter -t $$ -u none-such
	refute_output_has "hint: "
	xrun -127 xunshare --uts none-such
	refute_output_has "hint: "
}

# bats test_tags=root
@test "exec: every program reports noexec, also for a command found in PATH" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs -o noexec none /mnt
		cp /bin/true /mnt/on-noexec; cp /bin/true "$T/not-executable"
		chmod -x "$T/not-executable"
		export PATH="$PATH:/mnt:$T"
		for program in xpidinit xclone xunshare; do
			for name in /mnt/on-noexec on-noexec not-executable; do
				$program $name || echo "status $?"
			done
		done'
	assert_equal "$(grep -c "hint: /mnt/on-noexec is on a file system that is mounted noexec" \
		<<<"$output")" 6
	assert_count 3 "not-executable is not executable"
	assert_count 9 "status 126"
}

# bats test_tags=root
@test "exec: what keeps a file from being loaded is read from it" {
	need_ns mount
	need_cmd busybox
	xrun "${own_mounts[@]}" sh -euc '
		mkdir -p "$T/tree/bin"; cd "$T/tree/bin"
		cp "$(command -v busybox)" busybox
		printf "true\n" >script
		head -c 70 busybox >short
		{ head -c 18 busybox; printf "\376\376"; tail -c +21 busybox; } >foreign
		printf "#!/bin/foreign\n" >by-foreign
		chmod +x *
		for name in script short foreign by-foreign; do
			xunshare "--root=$T/tree" "/bin/$name" || echo "status $?"
		done
		ln -s busybox sh
		xunshare "--root=$T/tree" /bin/script && echo "with a shell it runs"'
	assert_output_has "hint: /bin/script has no #! line, and there is no /bin/sh to run it"
	assert_output_has "hint: /bin/short is an ELF file that this kernel cannot load"
	assert_output_has "hint: /bin/foreign is an ELF file for another machine"
	assert_output_has "hint: the interpreter /bin/foreign of /bin/by-foreign is not"
	assert_equal "$(grep -c "status 126" <<<"$output")" 4
	assert_output_has "with a shell it runs"
}

# ---- fork(2) and clone3(2) -------------------------------------------------------------

# bats test_tags=root
@test "fork: RLIMIT_NPROC is named where it is reached, and not where a filter answers EAGAIN" {
	need_ns pid
	local as=(setpriv --reuid=54329 --regid=54329 --clear-groups)
	local again=(enosys -e 11 clone clone3 vfork --)
	hinted 125 "RLIMIT_NPROC" "of user ID 54329" -- "${as[@]}" prlimit --nproc=1 xclone true
	hinted 125 "RLIMIT_NPROC" -- "${as[@]}" prlimit --nproc=1 xunshare --fork true
	xrun -125 "${as[@]}" prlimit --nproc=100 "${again[@]}" xunshare --fork true
	refute_output_has "RLIMIT_NPROC"
	refute_output_has "pids.max"
	xrun -125 "${again[@]}" xclone true
	refute_output_has "hint: "
}

# ---- unshare(2) and maps -----------------------------------------------------------------

# bats test_tags=user
@test "unshare: -r is advised only where it works" {
	need_userns
	hinted 125 "CAP_SYS_ADMIN" "(-r) provides it" -- xunshare -u true
	xrun xunshare -r -u true
	hinted 125 "CAP_SYS_ADMIN" -- enosys -e 1 unshare -- xunshare -u true
	refute_output_has "(-r)"
}

@test "unshare: of several types the one whose limit is reached is named, and not as nested" {
	need_userns
	hinted 125 "user.max_net_namespaces limit of this user namespace (1)" -- xunshare -r sh -c '
		echo 1 >/proc/sys/user/max_net_namespaces; exec xunshare -n xunshare -n -u true'
	refute_output_has max_uts
	refute_output_has nested
	hinted 125 "user.max_net_namespaces limit" -- xunshare -r sh -c '
		echo 1 >/proc/sys/user/max_net_namespaces; exec xunshare -n xclone -r -n -i true'
	refute_output_has nested
	hinted 125 "user.max_user_namespaces limit of this user namespace (1)" -- xunshare -r sh -c '
		echo 1 >/proc/sys/user/max_user_namespaces; xunshare -r sleep 1000 & sleep=$!
		until [ "$(readlink "/proc/$sleep/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do
			:
		done
		xunshare -r -u true || status=$?; kill "$sleep"; exit "$status"'
	refute_output_has max_uts
}

# bats test_tags=root
@test "IDs: the missing capability is named, and not where a filter refuses the change" {
	local no=(setpriv --bounding-set)
	hinted 125 "does not have CAP_SETUID" -- "${no[@]}" -setuid xunshare -S 5 true
	hinted 125 "does not have CAP_SETGID" -- "${no[@]}" -setgid xunshare -S 5 -G 5 true
	hinted 125 "does not have either" -- "${no[@]}" -setuid,-setgid xunshare -S 5 true
	hinted 125 "has CAP_SETUID and CAP_SETGID" -- \
		setpriv --groups 4 enosys -e 1 setgroups -- xunshare -G 5 true
	refute_output_has "does not have"
}

@test "IDs: one that is not mapped is named" {
	need_userns
	hinted 125 "ID 5 is not mapped in this user namespace" -- xunshare -r xunshare -S 5 true
	refute_output_has CAP_
	# of the map that is to be written
	local program
	for program in xunshare xclone; do
		hinted 125 "first mapped ID is 0" "--map-users=5:OUTSIDE:1" -- "$program" -r -S 5 true
		hinted 125 "--map-user=5" -- "$program" -U -S 5 true
		refute_output_has OUTSIDE
		xrun "$program" -U --map-user=5 -S 5 true
	done
}

# bats test_tags=user
@test "inside: the capability that the step requires is named, -r only where it works" {
	need_userns
	mkdir "$T/tree" "$T/closed"
	mkdir "$T/closed/root"
	hinted 125 CAP_SYS_CHROOT "(-r) provides it" -- xunshare "--root=$T/tree" true
	refute_output_has CAP_SYS_ADMIN
	hinted 125 CAP_SYS_CHROOT -- enosys -e 1 unshare -- xunshare "--root=$T/tree" true
	refute_output_has "(-r)"
	chmod 0 "$T/closed"
	xrun -125 xunshare "--root=$T/closed/root" true
	refute_output_has "hint: "
	chmod 700 "$T/closed"
}

# bats test_tags=root
@test "propagation: a chroot is named, and its advice works when followed" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc "$bind_tree"'
		mkdir xns; mount --bind "$XNS_BIN" xns
		chroot . /xns/xunshare -m /bin/true || echo "status $?"
		chroot . /xns/xunshare -m --propagation=unchanged /bin/true && echo "unchanged works"
		mount --rbind . .; cd "$T/tree"
		chroot . /xns/xunshare -m /bin/true && echo "bound works"'
	assert_output_has "bind-mount that directory on itself before chroot(2)"
	assert_equal "$(grep -c "hint: " <<<"$output")" 1
	assert_output_has "status 125"
	assert_output_has "unchanged works"
	assert_output_has "bound works"
}

# bats test_tags=user
@test "pin: the advice of xunshare -rm works when followed" {
	need_ns net mount
	: >"$T/pin"
	hinted 1 '"xunshare -rm" before the whole command line' -- xnspin --new -r "net=$T/pin"
	xrun xunshare -rm xnspin --new "net=$T/pin"
	sleeper
	# a filter that refuses what the advice is about: CLONE_NEWUSER | CLONE_NEWNS
	xrun -1 enosys -e 1 unshare:0=$((0x10020000)) -- xnspin --new -r "net=$T/pin"
	assert_output_has "a pin is a mount"
	refute_output_has "xunshare -rm"
	xrun -1 xnspin "$background" "uts=$T/pin"
	assert_output_has "a pin is a mount"
	refute_output_has "xunshare -rm"
}

# bats test_tags=root
@test "map helper: what keeps it from its rights is named, and nothing where it works" {
	need_cmd newuidmap newgidmap
	grep -q ^xnstest: /etc/subuid || skip_because no-subids "only the sandbox has this user"
	xrun setpriv --reuid=12345 --regid=12345 --clear-groups xunshare --map-auto true
	refute_output_has "hint: "
	hinted 125 "CAP_SETUID is not in the capability bounding set" -- \
		setpriv --reuid=12345 --regid=12345 --clear-groups --bounding-set=-setuid \
		xunshare --map-auto true
	hinted 125 "the primary group of this user, 12345, is required" -- \
		setpriv --reuid=12345 --regid=4321 --clear-groups xunshare --map-auto true
	xrun -125 unshare --mount --propagation private sh -euc '
		mount -t tmpfs -o nosuid,mode=755 xns /mnt
		cp -p "$(command -v newuidmap)" "$(command -v newgidmap)" /mnt/
		chmod u+s /mnt/*
		PATH=/mnt:$PATH setpriv --reuid=12345 --regid=12345 --clear-groups \
			xunshare --map-auto true || status=$?
		exit "$status"'
	assert_output_has "mounted nosuid"
}

# bats test_tags=root
@test "map: CAP_SETFCAP is named where it is missing, and not where a filter refuses the write" {
	need_ns user
	local program no=(setpriv --bounding-set -setfcap)
	for program in xunshare xclone; do
		hinted 125 CAP_SETFCAP "did not have" -- "${no[@]}" "$program" -r true
		hinted 125 CAP_SETFCAP "does not have" -- \
			"${no[@]}" "$program" --map-users=0:0:9 --map-groups=0:0:9 true
		xrun "${no[@]}" "$program" --map-users=0:5:9 --map-groups=0:5:9 true
		xrun -125 enosys -e 1 write:2=6 -- "$program" -r true
		refute_output_has "hint: "
	done
}

@test "map: IDs that this user namespace does not have are named, for the helper too" {
	need_userns
	xrun -125 unshare --user --map-root-user \
		xunshare --map-users=0:5:10 --map-groups=0:0:1 true
	assert_output_has "outside IDs 5 to 14 are not all mapped in the caller's user namespace"
	assert_output_has "--map-users=all maps those that are"
	printf 'nobody:1:1\n' >"$T/subuid"
	xrun -125 unshare --user --map-root-user --mount sh -c \
		'mount --bind "$T/subuid" /etc/subuid && exec xunshare --map-users=auto true'
	refute_output_has "add a line"
	assert_output_has "--map-users=all maps all of them"
	xrun unshare --user --map-root-user xunshare --map-users=all true
	# a helper that fails, as the IDs do not exist here
	mkdir "$T/bin"
	printf '#!/bin/sh\nexit 1\n' | tee "$T/bin/newuidmap" >"$T/bin/newgidmap"
	chmod 755 "$T/bin/"*
	xrun -125 env "PATH=$T/bin:$PATH" unshare --user --map-root-user \
		setpriv --bounding-set -setuid,-setgid --inh-caps -all \
		xunshare --map-users=0:5:10 --map-groups=0:0:1 true
	assert_output_has "newuidmap exited with status 1"
	assert_output_has "outside IDs 5 to 14 are not all mapped"
}

# bats test_tags=root
@test "subuid: a malformed line is quoted by its number, and a missing one is not" {
	xrun unshare --mount --propagation private sh -euc '
		printf "root:1:1\nnobody:100000:many\n" >"$T/subuid"
		mount --bind "$T/subuid" /etc/subuid
		may="setpriv --reuid=65534 --regid=65534 --clear-groups"
		$may xunshare --map-users=auto true || echo "status $?"
		printf "root:1:1\n" >"$T/subuid"
		$may xunshare --map-users=auto true || echo "status $?"'
	assert_output_has "hint: line 2 of /etc/subuid names the user but is not NAME:FIRST:COUNT"
	assert_output_has "hint: as root, add a line such as nobody:"
	assert_count 2 "status 125"
}

# ---- pins, mounts and addresses -----------------------------------------------------------

# bats test_tags=root
@test "pin: a directory that does not exist is named, and not for another reason" {
	need_ns mount uts
	hinted 1 "there is no directory $T/none" -- "${own_mounts[@]}" \
		xnspin --new "uts=$T/none/pin"
	local program
	for program in xunshare xclone; do
		hinted 125 "there is no directory $T/none" -- "$program" "--uts=$T/none/pin" true
		hinted 125 "the file must exist" -- "$program" "--uts=$T/none" true
		refute_output_has "no directory"
	done
	: >"$T/file"
	xrun -1 "${own_mounts[@]}" xnspin --new "uts=$T/file/pin"
	assert_output_has "not a directory"
	refute_output_has "hint: "
}

@test "target: of a namespace ID the kernel or the ID is named, never both" {
	xrun -125 xnsenter --net=:4000000000 true
	local version level
	IFS=.- read -r version level _ <<<"$(uname -r)"
	if ((version > 6 || (version == 6 && level >= 19))); then
		assert_output_has "hint: no namespace has this ID"
		refute_output_has "requires Linux"
	else
		assert_output_has "hint: opening a namespace by its ID requires Linux 6.19"
		refute_output_has "no namespace has"
	fi
}

# bats test_tags=user
@test "propagation: xunshare -rm is advised for xmountprop where it works" {
	need_ns mount
	hinted 125 CAP_SYS_ADMIN 'run it inside "xunshare -rm"' -- xmountprop private /
	xrun xunshare -rm xmountprop private /
	hinted 125 CAP_SYS_ADMIN -- enosys -e 1 unshare -- xmountprop private /
	refute_output_has "xunshare -rm"
}

# bats test_tags=root
@test "mount of proc: the PID namespace is named, and not where a filter refuses the mount" {
	need_ns mount pid
	hinted 125 "add --pid" -- unshare --user --map-root-user xunshare -m --mount-proc true
	xrun -125 enosys -e 1 mount fsopen fsmount -- xunshare -p --mount-proc true
	refute_output_has "hint: "
}

# ---- /proc -------------------------------------------------------------------------------

# bats test_tags=root
@test "proc: a missing, a covered and a read-only /proc have different hints" {
	need_ns mount uts
	local programs='
		sleep 1000 & target=$!
		for program in "xunshare -r true" "xclone -r true" "xnsenter -t $target -u true" \
			"xlsprop" "xlsprop -t $target" "xlsns" "xnspin --list" "xnspin $target uts=$T/f" \
			"xveth --list" "xmountprop -rv private /"; do
			$program 2>&1 | sed -n "s/^[a-z]*: hint: //p"
		done
		kill "$target"'
	: >"$T/f"
	xrun "${own_mounts[@]}" bash -c "umount -l /proc; $programs"
	assert_equal "$(sort -u <<<"$output")" "/proc is not mounted; run mount -t proc proc /proc"
	assert_equal "${#lines[@]}" 10
	xrun "${own_mounts[@]}" bash -c "mount -t tmpfs none /proc; $programs"
	assert_equal "$(sort -u <<<"$output")" \
		"another file system is mounted on /proc; run mount -t proc proc /proc"
	assert_equal "${#lines[@]}" 10
	xrun "${own_mounts[@]}" bash -c "mount -o remount,bind,ro /proc; $programs"
	assert_equal "$(sort -u <<<"$output")" \
		"/proc is mounted read-only; run mount -o remount,bind,rw /proc, or mount a new proc on it"
	assert_equal "${#lines[@]}" 2
	hinted 125 "/proc is mounted read-only" -- "${own_mounts[@]}" sh -c \
		'mount -o remount,bind,ro /proc; exec xunshare --time --boottime=5 true'
}

# bats test_tags=root
@test "proc: hidepid is named for a process that it hides, and not for one that does not exist" {
	need_ns mount pid
	local programs='
		mount -t tmpfs none /mnt; : >/mnt/pin; chmod 666 /mnt/pin
		setpriv --reuid=4322 --regid=4322 --clear-groups sleep 1000 &
		for target in $! 1 4000000; do
			for program in "xnsenter -t $target -n" "xnsenter -t $target" "xlsprop -t $target" \
				"xlsns -p $target" "xnspin $target net=/mnt/pin" "xveth v0 $target:v1"; do
				setpriv --reuid=4321 --regid=4321 --clear-groups $program 2>&1 >/dev/null |
					grep -c "hidepid.* hides process $target from this user"
			done
		done | paste -s -d " "
		kill $!
		setpriv --reuid=4321 --regid=4321 --clear-groups xlsns 2>&1 | grep "^xlsns: warning" || :
		xlsns 2>&1 | grep "^xlsns: warning" || :'
	xrun unshare --mount --pid --fork --propagation private bash -c \
		"mount -t proc -o hidepid=2 proc /proc; $programs"
	assert_output_matches "1 1 1 1 1 1 1 1 1 1 1 1 0 0 0 0 0 0
xlsns: warning: /proc is mounted with hidepid=(invisible|2): processes of other users are \
not counted, and namespaces that only they keep alive are missing\$"
	xrun unshare --mount --pid --fork --propagation private bash -c \
		"mount -t proc proc /proc; $programs"
	refute_output_has hidepid
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A root of its own: --new-root, --read-only, --mount-sys and --mount-dev of xunshare, xclone
# and xnspin.

load helpers/xns
load helpers/xunshare

setup() {
	setup_with_mount_point
	need_cmd busybox
	need_ns mount
	make_rootfs
}

# A root file system in $R: busybox, the test program probe, and empty directories.
make_rootfs() {
	local file library
	R=$T/rootfs
	mkdir -p "$R"/{bin,proc,sys,dev,tmp,sub,etc}
	chmod 1777 "$R/tmp"
	cp "$(command -v busybox)" "$R/bin/busybox"
	for file in sh ls cat id stat readlink touch unshare grep pwd sleep mount umount tty test; do
		ln -s busybox "$R/bin/$file"
	done
	cp "$XNS_BUILD/tests/helpers/probe" "$R/bin"
	ldd "$R/bin/probe" | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$R/${library%/*}"
		cp "$library" "$R$library"
	done
	export R
}

# Without open_tree(2), devices are mounted by their paths in /proc: not in a root without one.
need_device_mounts() {
	[[ ${XNS_FORCED-} != gvisor ]] ||
		skip_because forced-kernel "--mount-dev requires open_tree(2) or a proc on /proc"
}

# in_mounts SCRIPT: in a mount namespace of its own, where the root has a submount
in_mounts() {
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs -o mode=755,nosuid xns "$R/sub"; echo below >"$R/sub/file"
		'"$1"
}

each_program() {
	local program
	for program in xunshare xclone; do
		echo "program: $program"
		"$@" "$program"
	done
}

# ---- what it is ----------------------------------------------------------------------------

shows_itself_only() {
	in_mounts "$1"' -m --new-root "$R" sh -c "cut -d\" \" -f5 </dev/null; cat /sub/file; pwd; cat /etc/../../../sub/file; ls -d /home /usr || :"' ||:
	assert_line_is below
	assert_line_is /
	assert_output_has "ls: /home: No such file"
}

@test "new root: the directory is the root, with its submounts" {
	each_program shows_itself_only
}

# The command is the process itself, or the child of xclone.
only_its_mounts() {
	in_mounts "$1"' -m --new-root "$R" sleep 300 & pid=$!
		until [ "$(cat /proc/$pid/comm)" = sleep ] && command=$pid ||
			{ command=$(cat /proc/$pid/task/$pid/children) && [ "$command" ] &&
				command=${command%% *} && [ "$(cat /proc/$command/comm)" = sleep ]; }; do sleep 0.05; done
		cut -d" " -f5 "/proc/$command/mountinfo"
		kill $command; wait $pid || :' 2>/dev/null
	assert_equal "$(grep -c '^/' <<<"$output")" 2
	assert_line_is /
	assert_line_is /sub
}

@test "new root: nothing else is mounted in its mount namespace" {
	each_program only_its_mounts
}

cannot_get_out() {
	local out=$'..: the root\ninit\'s root: the root\nchroot: the root\numount: the root'
	in_mounts "$1"' -m --new-root "$R" probe escape'
	assert_output_is "$out"
	xrun "$1" "${may[@]}" -m -p --new-root "$R" --mount-proc probe escape
	assert_output_is "$out"
	# the same tests do find a way out of a chroot
	in_mounts "$1"' -m --root "$R" probe escape'
	assert_line_is "chroot: outside"
}

# bats test_tags=rule:R8
@test "new root: there is no way out" {
	each_program cannot_get_out
}

may_be_nested() {
	xrun "$1" "${may[@]}" -m --new-root "$R" unshare -U id -u
	assert_output_is 65534
	in_mounts "$1"' -m --new-root "$R" unshare -U id -u'
	assert_output_is 65534
	in_mounts "$1"' -m --root "$R" unshare -U id -u || echo "status $?"'
	assert_output_has "status 1"
}

@test "new root: user namespaces can be created in it, unlike after --root" {
	each_program may_be_nested
}

changes_directory() {
	xrun "$1" "${may[@]}" --new-root "$R" pwd
	assert_output_is /
	xrun "$1" "${may[@]}" --new-root "$R" --wd=/etc pwd
	assert_output_is /etc
	xrun "$1" "${may[@]}" --new-root "$R" -w bin ./pwd
	assert_output_is /bin
	cd "$R/tmp"
	xrun "$1" "${may[@]}" --new-root .. bin/pwd
	assert_output_is /
	cd "$T"
	ln -s rootfs link
	xrun "$1" "${may[@]}" --new-root link/. sh -c 'pwd; test -e /bin/busybox'
	rm link
	fails_with 125 "change the working directory to /no" "no such file" -- "$1" "${may[@]}" --new-root "$R" --wd=/no true
}
# fails_with STATUS WORD... -- COMMAND...
fails_with() {
	local status_wanted=$1 words=()
	shift
	while [[ $1 != -- ]]; do words+=("$1") && shift; done
	xrun "-$status_wanted" "${@:2}"
	check_message "${words[@]}"
}

@test "new root: the working directory and the command are looked up in it" {
	each_program changes_directory
	xrun -127 xunshare "${may[@]}" --new-root "$R" /usr/bin/env
	assert_output_has "hint: "
	echo '#!/no/such/interpreter' >"$R/bin/script"
	chmod +x "$R/bin/script"
	xrun -127 xunshare "${may[@]}" --new-root "$R" script
	assert_output_has "its interpreter /no/such/interpreter does not"
}

@test "new root: it implies --mount, and creates no other namespace" {
	xrun xunshare "${may[@]}" --new-root / "${show_links[@]}"
	as_root && assert_equal "$(new_types "$output")" mnt || assert_equal "$(new_types "$output")" "mnt user"
}

@test "new root: / and a mount point are directories like others" {
	in_mounts '
		xunshare -m --new-root / sh -c "cat \"\$R/sub/file\"; readlink /proc/self/cwd; unshare -U true && echo nested"
		for calls in open_tree "open_tree move_mount openat2"; do
			enosys $calls -- xunshare -m --new-root / sh -c "cat \"\$R/sub/file\"" | sed "s/^/without: /"
		done
		xunshare -m --new-root "$R/sub" --wd / true || echo "status $?"
		cp "$R/bin/busybox" "$R/sub/ls"
		xunshare -m --new-root "$R/sub" /ls /'
	assert_output_has below
	assert_line_is /
	assert_line_is nested
	assert_count 2 "^without: below$"
	assert_output_has "status 127"
	assert_output_has $'file\nls'
}

@test "new root: flags of its mounts are kept" {
	in_mounts '
		mount --bind "$R" "$R"; mount -o remount,bind,noexec,nodev "$R"
		xunshare -m --new-root "$R" /bin/pwd || echo "status $?"'
	assert_output_has "status 126"
	assert_output_has "mounted noexec"
}

@test "new root: one that is missing or not a directory" {
	mkdir "$T/locked"
	ln -s nowhere "$T/dangling"
	refused "make /no/such/root the root" "no such file" -- "${may[@]}" --new-root /no/such/root
	refused "make /dev/null the root" "not a directory" -- "${may[@]}" --new-root=/dev/null
	refused "dangling" "no such file" -- "${may[@]}" --new-root "$T/dangling"
	refused "" "no such file" -- "${may[@]}" --new-root ""
	refused "mount a new proc on /nowhere" "no such file" -- "${may[@]}" -p --new-root "$R" --mount-proc=/nowhere
	refused "mount a new proc on /etc/file" "not a directory" -- "${may[@]}" -p --new-root "$R" --mount-proc=/etc/file <<<"$(: >"$R/etc/file")"
}

# bats test_tags=user
@test "new root: without the right to mount, the hint is that of mount namespaces" {
	refused "new mnt namespace" "not permitted" "-r" -- --new-root "$R"
}

@test "new root: options that contradict it" {
	misused root -- --new-root "$R" --root "$R"
	misused propagation new-root -- --new-root "$R" --propagation=unchanged
	misused read-only new-root -- --mount --read-only
}

# ---- the mounts of the caller ----------------------------------------------------------------

@test "new root: each propagation type, and the caller's mounts stay as they are" {
	in_mounts '
		mount -t tmpfs -o mode=755 xns "$M"; mkdir "$M/sub"; mount -t tmpfs xns "$M/sub"
		mount --make-rshared /
		before=$(cat /proc/self/mountinfo)
		for p in private slave shared shared+slave; do
			xunshare -p -m --propagation=$p --new-root "$R" --mount-proc --mount-dev \
				cat /proc/self/mountinfo | awk -v p=$p "\$5 ~ \"^/(sub|proc)\$\" { sub(/ - .*/, \"\"); gsub(/:[0-9]+/, \"\"); print p, \$7, \$8 }" | sed "s/ *\$//"
			after=$(cat /proc/self/mountinfo)
			[ "$before" = "$after" ] || echo "mounts changed: $p"
		done
		mount --make-rprivate /'
	assert_output_is $'private\nprivate\nslave master\nslave\nshared shared\nshared shared\nshared+slave shared master\nshared+slave shared'
}

@test "new root: a caller in a chroot gets it too, and user namespaces in it" {
	in_mounts '
		mkdir "$R/outer"; cp -a "$R/bin" "$R/outer"; for d in lib lib64 usr; do [ ! -d "$R/$d" ] || cp -a "$R/$d" "$R/outer"; done
		mkdir "$R/outer/proc" "$R/outer/tmp" "$R/xns"; mount --bind "$XNS_BIN" "$R/xns"; mount --rbind /proc "$R/proc"
		mkdir -p "$R/usr" "$R/lib" "$R/lib64"
		for d in usr lib lib64; do mount --rbind "/$d" "$R/$d"; done
		echo is outer >"$R/outer/file"
		for way in "" "mount"; do
			[ ! "$way" ] || mount --rbind "$R" "$R"
			chroot "$R" /xns/xunshare -m --new-root /outer sh -c "cat /file; unshare -U id -u; probe escape" || echo "status $?"
		done
		chroot "$R" /xns/xunshare -U true || :'
	assert_count 2 '^is outer$'
	assert_count 2 '^65534$'
	assert_count 2 '^chroot: the root$'
	assert_output_has "chroot"
}

waits_in_new_root() {
	background "$@"
	wait_for child_runs "$background" sleep
	local where
	where() { [[ $(stat -Lc %d:%i "/proc/$background/cwd") == "$(stat -c %d:%i "$R")" ]]; }
	wait_for where
	kill "$background"
}

# bats test_tags=rule:R8
@test "new root: the process that waits has left the old root too" {
	# closed over by two ways: with and without memory in common
	waits_in_new_root xunshare "${may[@]}" --fork --new-root "$R" sleep 300
	waits_in_new_root sh -c 'exec "$@" 4>/dev/null' sh xunshare "${may[@]}" --fork --status-fd 4 --new-root "$R" sleep 300
}

# ---- other kernels ---------------------------------------------------------------------------

@test "new root: without the system calls of Linux 5.2 and later" {
	local calls
	for calls in "open_tree" "move_mount" "-e 1 open_tree move_mount fsopen" "pidfd_open" \
		"mount_setattr" "-e 1 mount_setattr statx statmount open_tree move_mount fsopen"; do
		echo "refused: $calls"
		# shellcheck disable=SC2086
		in_mounts '
			enosys '"$calls"' -- xunshare -n -p -m --new-root "$R" --read-only --mount-proc --mount-sys --mount-dev sh -c "
				cut -d\" \" -f5,6 /proc/self/mountinfo; cat /sub/file
				for f in /x /sub/x; do touch \$f 2>/dev/null && echo written; done
				touch /dev/shm/x && echo x >/dev/null && unshare -U id -u"' 2>&1
		assert_output_has "below"
		refute_output_has written
		assert_line_is 65534
		assert_output_matches "(^|"$'\n'")/ ro,"
		assert_output_matches "/sub ro,nosuid,"
		assert_output_has "/sys ro,nosuid,nodev,noexec"
		assert_output_has "/proc rw,nosuid,nodev,noexec"
		assert_output_has "/dev rw,nosuid,nodev,noexec"
		assert_output_matches "/dev/null r[ow],nosuid,noexec"
		assert_equal "$(grep -c '^/[^ ]* r[ow],' <<<"$output")" 13
	done
}

# Whether Linux 7.0 makes the mount namespace (open_tree with OPEN_TREE_NAMESPACE, 2), or
# pivot_root(2) its root: OPEN_TREE_NAMESPACE | AT_EMPTY_PATH | AT_RECURSIVE | O_CLOEXEC
new_way=open_tree:2=0x89002

@test "new root: the same result with one call of Linux 7.0 and without" {
	in_mounts '
		mount --rbind /proc "$R/proc"; mount --make-rshared /; before=$(cut -d" " -f2- /proc/self/mountinfo)
		for program in xunshare xclone; do
			for options in "" --read-only --propagation=slave --propagation=shared+slave; do
				for way in "" "enosys '$new_way' --" "enosys -e 1 '$new_way' --"; do
					$way $program -m $options --new-root "$R" sh -c "
						grep -o \" / / .*\|.[^ ]* /sub .*\|shared\|master\" /proc/self/mountinfo
						cut -d\" \" -f5,6 /proc/self/mountinfo; pwd; readlink /proc/self/cwd; readlink /proc/self/root
						touch /x /sub/x; unshare -U id -u; probe escape" 2>&1 | sed "s/:[0-9]*//g" >"$T/way"
					[ "$way" ] || mv "$T/way" "$T/first"
					[ ! "$way" ] || diff "$T/first" "$T/way" || echo "differs: $program $options $way"
				done
				grep -q "chroot the root" "$T/first" && grep -q 65534 "$T/first" && [ $(grep -c "^/sub " "$T/first") = 1 ] || cat "$T/first"
			done
		done
		[ "$before" = "$(cut -d" " -f2- /proc/self/mountinfo)" ] && echo unchanged'
	assert_output_is unchanged
}

@test "new root: without pivot_root(2) on Linux 7.0, where no mount is copied" {
	local program
	for program in xunshare xclone; do
		if kernel_since 7.0; then
			xrun enosys pivot_root -- "$program" "${may[@]}" --new-root "$R" pwd
			assert_output_is /
		else
			xrun -125 enosys pivot_root -- "$program" "${may[@]}" --new-root "$R" pwd
			assert_output_has "cannot unmount the old root directory: function not implemented"
		fi
	done
}

# bats test_tags=rule:R10
@test "new root: symbolic links in it that lead to its parent stay in it" {
	need_device_mounts
	mkdir -p "$R"/{a,b/c,var}
	ln -s ../a "$R/var/up"
	ln -s ../../../b/c "$R/var/top"
	xrun xunshare "${may[@]}" -p --new-root "$R" --mount-proc=/var/up --mount-dev=/var/top sh -c 'cat /a/1/comm; ls /b/c/null; grep -c . /a/self/mountinfo'
	assert_output_is $'sh\n/b/c/null\n11'
}

# ---- the file systems in it ------------------------------------------------------------------

@test "mount-dev: these devices, and nothing else" {
	xrun xunshare "${may[@]}" -p --new-root "$R" --mount-proc --mount-dev sh -c '
		cd /dev; ls; stat -c "%n %F %t:%T" null zero full random urandom tty; stat -c "%a %n" . shm
		stat -c %N ptmx fd stdin stdout stderr
		echo x >null; echo x 2>/dev/null >full || echo full; echo to out >stdout; echo hello | cat stdin; ls pts'
	assert_equal "$(head -n 15 <<<"$output" | xargs)" \
		"fd full null ptmx pts random shm stderr stdin stdout tty urandom zero null character special file 1:3 zero character special file 1:5"
	assert_line_is "null character special file 1:3"
	assert_line_is "zero character special file 1:5"
	assert_line_is "full character special file 1:7"
	assert_line_is "random character special file 1:8"
	assert_line_is "urandom character special file 1:9"
	assert_line_is "tty character special file 5:0"
	assert_line_is "755 ."
	assert_line_is "1777 shm"
	assert_output_has "/proc/self/fd/0"
	assert_line_is full
	assert_line_is "to out"
	assert_line_is hello
	assert_equal "${lines[-1]}" ptmx
}

@test "mount-dev: flags, a terminal, and modes whatever the umask is" {
	cd "$T"
	(umask 077; bounded xunshare "${may[@]}" -p --new-root "$R" --mount-proc --mount-dev \
		sh -c 'cut -d" " -f5,6 /proc/self/mountinfo; stat -c "%a %n" /dev /dev/pts /dev/shm /dev/pts/ptmx') >out
	assert_grep '^/dev rw,nosuid,nodev,noexec,' out
	assert_grep '^/dev/pts rw,nosuid,noexec,' out
	assert_grep '^/dev/shm rw,nosuid,nodev,noexec,' out
	assert_equal "$(grep -c '^/dev/[a-z]* r[ow],nosuid,noexec,' out)" 7
	assert_grep '^755 /dev$' out
	assert_grep '^1777 /dev/shm$' out
	assert_grep '^666 /dev/pts/ptmx$' out
}

@test "mount-dev: in the caller's root, and on another directory" {
	xrun xunshare "${may[@]}" --mount-dev sh -c 'echo /dev/*; echo x >/dev/null'
	assert_output_is "/dev/fd /dev/full /dev/null /dev/ptmx /dev/pts /dev/random /dev/shm /dev/stderr /dev/stdin /dev/stdout /dev/tty /dev/urandom /dev/zero"
	xrun xunshare "${may[@]}" "--mount-dev=$M" sh -c 'cd "$1"; echo *; [ -e /dev/null ]' sh "$M"
	assert_output_is "fd full null ptmx pts random shm stderr stdin stdout tty urandom zero"
	xrun xunshare "${may[@]}" --root "$R" --mount-dev --wd=/dev sh -c 'echo *' || :
	assert_no_file "$R/dev/null"
	refused "mount new devices on /no/such" "no such file" -- "${may[@]}" --mount-dev=/no/such
}

# bats test_tags=rule:R10
@test "mount-dev: a file with the name of a device is not taken for it" {
	in_mounts '
		: >"$T/secret"; mount --bind "$T/secret" /dev/zero
		xunshare -m --mount-dev true || echo "status $?"
		umount /dev/zero; mount --bind /dev/full /dev/zero
		xunshare -m --mount-dev true || echo "status $?"'
	assert_count 2 "^status 125$"
	assert_count 2 "cannot use the device /dev/zero: no such device$"
}

@test "mount-dev: a hint if no IDs are mapped, and only then" {
	need_userns
	xrun -125 xunshare -U --mount-dev true
	check_message "mount new devices on /dev" "--map-root-user (-r)"
	xrun -125 xunshare -r --mount-dev=/dev/null true
	refute_output_has hint
}

@test "mount-sys: read-only, of the new network namespace" {
	need_ns net
	xrun xunshare "${may[@]}" -n --mount-sys sh -c 'echo /sys/class/net/*; awk "\$5 == \"/sys\" { o = \$6 } END { print o }" /proc/self/mountinfo'
	assert_equal "${lines[0]}" /sys/class/net/lo
	assert_begins "${lines[1]}" "ro,nosuid,nodev,noexec"
	xrun xunshare "${may[@]}" -n "--mount-sys=$M" ls "$M/class/net"
	assert_output_is lo
}

@test "mount-sys: a hint if the network namespace is another's, and only then" {
	need_userns
	xrun -125 xunshare -r --mount-sys true
	check_message "mount a new sysfs on /sys" "not permitted" "add --net"
	xrun -125 xunshare -r -n --mount-sys=/dev/null true
	refute_output_has hint
}

@test "read-only: the root and its submounts, not what is mounted new" {
	in_mounts '
		xclone -n -p -m --new-root "$R" --read-only --mount-proc --mount-dev --mount-sys sh -c "
			touch /tmp/x || :; touch /sub/x || :; touch /dev/shm/x; echo 5 >/proc/self/oom_score_adj; echo fine"
		touch "$R/tmp/y" "$R/sub/y"; echo outside'
	assert_count 2 "Read-only file system"
	assert_line_is fine
	assert_line_is outside
}

# ---- xnspin ------------------------------------------------------------------------------------

@test "xnspin: a pinned mount namespace has the root, and nothing else" {
	need_device_mounts
	command -v xnspin >/dev/null || skip_because no-xnspin "xnspin is not built here"
	in_mounts '
		mount -t tmpfs xns "$M"; : >"$M/mnt"
		xnspin --new --new-root "$R" --read-only --mount-dev mount="$M/mnt"
		xnsenter --mount="$M/mnt" sh -c "pwd; cat /sub/file; ls /dev/null; touch /x || :; unshare -U id -u; probe escape"
		xnspin --unpin "$M/mnt"; umount "$M"'
	assert_line_is /
	assert_line_is below
	assert_line_is /dev/null
	assert_output_has "Read-only"
	assert_line_is 65534
	assert_line_is "chroot: the root"
	program=xnspin
	fails 2 "--new-root requires a new mnt namespace" -- --new --new-root "$R" uts="$T/uts"
	fails 2 "requires --new" -- --new-root "$R" $$ mount="$T/mnt"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xunshare: namespaces that live on in a file.

load helpers/xns
load helpers/xunshare

setup() {
	setup_with_mount_point
	need_cmd taskset nsenter
}

# in_mounts SCRIPT: in a mount namespace of its own, with $M private and $M/s shared
in_mounts() {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs -o mode=755 xns "$M"; mount --make-private "$M"; mkdir "$M/s"
		mount -t tmpfs -o mode=755 xns "$M/s"; mount --make-shared "$M/s"
		for f in mnt uts ipc net pid user cgroup time; do : >"$M/$f"; done
		: >"$M/s/file"
		fs() { stat -fc %T "$1"; }
		# id FILE: the namespace in it, as its link would name it, without the type
		id() { stat -Lc "[%i]" "$1"; }
		'"$1"
}

@test "pin: each type stays when the command has ended, and is the one that it had" {
	in_mounts '
		for t in mnt=mount uts=uts ipc=ipc net=net cgroup=cgroup; do
			f=$M/${t%=*}
			had=$(xunshare --${t#*=}="$f" readlink /proc/self/ns/${t%=*})
			[ "$(fs "$f")" = nsfs ]
			[ "$had" = "${t%=*}:$(id "$f")" ]
			[ "$had" != "$(readlink /proc/self/ns/${t%=*})" ]
			in=$(nsenter --${t#*=}="$f" readlink /proc/self/ns/${t%=*})
			[ "$in" = "$had" ]
			umount "$f"
			echo "${t%=*} fine"
		done'
	assert_output_is $'mnt fine\nuts fine\nipc fine\nnet fine\ncgroup fine'
}

@test "pin: what is in the namespace stays with it" {
	in_mounts '
		xunshare --uts="$M/uts" --hostname=kept true
		nsenter --uts="$M/uts" uname -n
		xunshare --net="$M/net" --lo true
		nsenter --net="$M/net" probe lo
		xunshare --mount="$M/mnt" mount -t tmpfs xns "$M/s"
		nsenter --mount="$M/mnt" grep -c " $M/s " /proc/self/mountinfo
		xunshare --time="$M/time" --boottime=4000000 true
		xunshare --no-fork nsenter --time="$M/time" cat /proc/self/timens_offsets'
	assert_equal "${lines[0]}" kept
	assert_equal "${lines[1]}" up
	assert_equal "${lines[2]}" 2
	assert_output_matches 'boottime +4000000 +0'
}

@test "pin: a time namespace is that of the children" {
	in_mounts '
		had=$(xunshare --time="$M/time" readlink /proc/self/ns/time)
		[ "$(fs "$M/time")" = nsfs ]; [ "$had" = "time:$(id "$M/time")" ]
		[ "$(nsenter --time="$M/time" readlink /proc/self/ns/time)" = "$had" ]
		xunshare --time="$M/uts" --no-fork true
		[ "$(fs "$M/uts")" = nsfs ]; [ "$(id "$M/uts")" != "$(stat -Lc "[%i]" /proc/self/ns/time)" ]
		echo fine'
	assert_output_is fine
}

@test "pin: a PID namespace can be entered while its PID 1 lives" {
	in_mounts '
		xunshare --pid="$M/pid" --kill-child probe hold "$T/pid" &
		outer=$!
		until [ -e "$T/pid" ]; do sleep 0.02; done
		[ "$(fs "$M/pid")" = nsfs ]
		nsenter --pid="$M/pid" sh -c "echo \$\$"
		kill -KILL $outer
		wait $outer || echo "status $?"
		[ "$(fs "$M/pid")" = nsfs ] && echo "still there"'
	assert_true 'lines[0] > 1'
	assert_output_has "status 137"
	assert_output_has "still there"
}

@test "pin: a user namespace, with the others that it owns" {
	need_userns
	in_mounts '
		had=$(xunshare --user="$M/user" -r readlink /proc/self/ns/user)
		[ "$(fs "$M/user")" = nsfs ]; [ "$had" = "user:$(id "$M/user")" ]
		[ "$(nsenter --preserve-credentials --user="$M/user" readlink /proc/self/ns/user)" = "$had" ]
		nsenter --preserve-credentials --user="$M/user" id -u
		umount "$M/user"
		xunshare --user="$M/user" -r --uts="$M/uts" --net="$M/net" --mount="$M/mnt" --time="$M/time" --ipc="$M/ipc" \
			--cgroup="$M/cgroup" --pid="$M/pid" --hostname=owned true
		for t in mnt uts ipc net pid user cgroup time; do [ "$(fs "$M/$t")" = nsfs ]; done
		nsenter --preserve-credentials --user="$M/user" --uts="$M/uts" uname -n'
	assert_output_is $'0\nowned'
}

# bats test_tags=root
@test "pin: with maps from outside and another owner" {
	need_root
	in_mounts '
		xunshare --user="$M/user" --owner=1000:1000 --map-users=0:100000:10 --map-groups=0:100000:10 true
		nsenter --preserve-credentials --user="$M/user" cat /proc/self/uid_map
		probe owner "$M/user"'
	assert_output_matches '0 +100000 +10'
	assert_equal "${lines[-1]}" 1000
}

# bats test_tags=root
@test "pin: in the initial mount namespace, without a new one" {
	need_root
	: >"$T/uts"
	: >"$T/net"
	xrun xunshare "--uts=$T/uts" "--net=$T/net" --hostname=outer true
	assert_equal "$(stat -fc %T "$T/uts")" nsfs
	xrun nsenter "--uts=$T/uts" uname -n
	assert_output_is outer
	umount "$T/uts" "$T/net"
	assert_equal "$(stat -c %s "$T/uts")" 0
}

@test "pin: the short forms" {
	in_mounts '
		xunshare -u="$M/uts" true; fs "$M/uts"; umount "$M/uts"
		xunshare -n="$M/net" -i="$M/ipc" true; fs "$M/net"; fs "$M/ipc"'
	assert_output_is $'nsfs\nnsfs\nnsfs'
}

@test "pin: it is there before the command starts" {
	in_mounts '
		xunshare --uts="$M/uts" stat -fc %T "$M/uts"
		xunshare --uts="$M/net" -f stat -fc %T "$M/net"
		xunshare --pid="$M/pid" stat -fc %T "$M/pid"
		xunshare --time="$M/time" stat -fc %T "$M/time"'
	assert_output_is $'nsfs\nnsfs\nnsfs\nnsfs'
}

@test "pin: no process remains during or after the command" {
	in_mounts '
		xunshare --net="$M/net" probe hold "$T/pid" &
		pid=$!
		until [ -e "$T/pid" ]; do sleep 0.02; done
		[ "$(cat "$T/pid")" = $pid ]
		grep -lsE "^[0-9]+ \(.*\) . $pid " /proc/[0-9]*/stat || echo "no child"
		kill $pid; { wait $pid || :; } 2>/dev/null
		while ps -e -o args= | grep -q "[x]unshare --net=$M"; do sleep 0.02; done
		echo "nothing left"'
	assert_output_is $'no child\nnothing left'
}

# bats test_tags=rule:R6
@test "pin: the command gets no descriptor of it" {
	in_mounts '
		xunshare --net="$M/net" --uts="$M/uts" probe fds
		xunshare --ipc="$M/ipc" --time="$M/time" probe fds'
	assert_output_is $'0 1 2\n0 1 2'
}

@test "pin: a symbolic link leads to its file, once" {
	in_mounts '
		ln -s uts "$M/link"
		xunshare --uts="$M/link" true
		fs "$M/uts"; [ -L "$M/link" ] && echo link'
	assert_output_is $'nsfs\nlink'
}

# programs: those with the options of this suite that are built
export programs=xunshare
[[ " $XNS_PROGRAMS " != *" xclone "* ]] || programs+=" xclone"

@test "pin: through a symbolic link it is refused twice, and taken back" {
	in_mounts '
		mkdir "$M/d"; : >"$M/d/file"; ln -s d/file "$M/link"; ln -s "$M/link" "$M/far"
		xunshare --uts="$M/far" true; fs "$M/d/file"
		xunshare --uts="$M/link" true || echo "status $?"
		grep -c " nsfs " /proc/self/mountinfo; umount "$M/d/file"
		for program in $programs; do
			$program --uts="$M/link" --wd="$M/none" true || echo "status $?"
			$program --uts="$M/far" no-such-command || echo "status $?"
		done
		grep -c " nsfs " /proc/self/mountinfo || :; ls "$M/d"'
	assert_equal "${lines[0]}" nsfs
	assert_output_has "cannot pin the uts namespace to $M/link: a namespace is already pinned to this file"
	assert_equal "${lines[3]}" "status 125"
	assert_equal "${lines[4]}" 1
	assert_equal "$(grep -c "^status 12[57]" <<<"$output")" $((1 + 2 * $(wc -w <<<"$programs")))
	assert_equal "${lines[-2]} ${lines[-1]}" "0 file"
}

@test "pin: works without the system calls of Linux 5.2 and later" {
	in_mounts '
		enosys openat2 open_tree move_mount pidfd_open mount_setattr -- xunshare --uts="$M/uts" --net="$M/net" --hostname=old true
		fs "$M/uts"; fs "$M/net"; nsenter --uts="$M/uts" uname -n
		enosys openat2 open_tree move_mount pidfd_open -- xunshare --time="$M/time" --pid="$M/pid" --user="$M/user" true
		fs "$M/time"; fs "$M/pid"; fs "$M/user"
		[ "$(id "$M/time")" != "$(stat -Lc "[%i]" /proc/self/ns/time)" ]
		[ "$(id "$M/pid")" != "$(stat -Lc "[%i]" /proc/self/ns/pid)" ]'
	assert_output_is $'nsfs\nnsfs\nold\nnsfs\nnsfs\nnsfs'
}

@test "pin: works where the pidfd ioctls are unknown" {
	in_mounts '
		enosys -e 25 ioctl:1=0xff0a ioctl:1=0xff06 ioctl:1=0xff08 ioctl:1=0xff09 -- \
			xunshare --uts="$M/uts" --pid="$M/pid" --time="$M/time" --user="$M/user" -r true
		fs "$M/uts"; fs "$M/pid"; fs "$M/time"; fs "$M/user"
		[ "$(id "$M/time")" != "$(stat -Lc "[%i]" /proc/self/ns/time)" ]
		[ "$(id "$M/pid")" != "$(stat -Lc "[%i]" /proc/self/ns/pid)" ]
		umount "$M/pid"
		# also without a time namespace, where a child could be lent our memory
		enosys -e 25 ioctl:1=0xff0a ioctl:1=0xff06 -- xunshare --pid="$M/pid" true
		fs "$M/pid"'
	assert_output_is $'nsfs\nnsfs\nnsfs\nnsfs\nnsfs'
}

# ---- refused ---------------------------------------------------------------------------------------

@test "pin: --mount=FILE on a shared mount is refused before anything changes" {
	need_strace
	in_mounts '
		strace -f -qq -o "$T/trace" -e trace=unshare,clone,clone3,fork,vfork xunshare --mount="$M/s/file" touch "$T/ran" ||
			echo "status $?"
		fs "$M/s/file"; cat "$T/trace"; ls "$T"'
	assert_output_has "xunshare: cannot pin the mnt namespace to $M/s/file"
	assert_output_has "shared mount $M/s"
	assert_output_has "xunshare: hint: "
	assert_output_has "private"
	assert_output_has $'status 125\ntmpfs'
	refute_output_has "unshare("
	refute_output_has "ran"
	# other types may be pinned there
	in_mounts 'xunshare --uts="$M/s/file" true; fs "$M/s/file"'
	assert_output_is nsfs
}

@test "pin: a target that is missing is named, before anything changes" {
	need_strace
	local option
	for option in mount uts ipc net pid user cgroup time; do
		refused "$BATS_TEST_TMPDIR/none" "no such file" "hint" -- "${may[@]}" "--$option=$BATS_TEST_TMPDIR/none"
	done
	xrun -125 strace -f -qq -o "$T/trace" -e trace=unshare,clone,clone3,fork,vfork \
		xunshare "${may[@]}" --net="$T/none" true
	assert_empty_file "$T/trace"
}

@test "pin: a directory is refused, before anything changes" {
	need_strace
	refused "$M" "directory" -- "${may[@]}" "--net=$M"
	refused "$M" "directory" -- "${may[@]}" "--mount=$M"
	xrun -125 strace -f -qq -o "$T/trace" -e trace=unshare,clone,clone3,fork,vfork \
		xunshare "${may[@]}" --net="$M" true
	assert_empty_file "$T/trace"
}

@test "pin: --pid=FILE with --no-fork is a usage error" {
	: >"$T/file"
	misused "--pid=FILE" fork -- "--pid=$T/file" --no-fork
}

# bats test_tags=user
@test "pin: an unprivileged user cannot pin in the host's mounts, and a hint names where" {
	need_userns
	: >"$T/file"
	refused "cannot pin the uts namespace to $T/file" "not permitted" "hint" "xunshare -rm" -- -r "--uts=$T/file"
	assert_equal "$(stat -fc %T "$T/file")" "$(stat -fc %T "$T")"
}

@test "pin: two on one file are refused before anything changes" {
	in_mounts '
		ln -s uts "$M/link"
		xunshare --uts="$M/uts" --ipc="$M/uts" touch "$T/ran" || echo "status $?"
		xunshare --uts="$M/uts" --net="$M/link" touch "$T/ran" || echo "status $?"
		fs "$M/uts"
		ls "$T"'
	assert_count 2 "status 125"
	assert_output_has "xunshare: --uts and --ipc use the same file, $M/uts"
	assert_output_has "xunshare: --uts and --net use the same file, $M/uts"
	assert_output_has tmpfs
	refute_output_has ran
}

@test "pin: a file on which another process has pinned in the meantime is not changed" {
	in_mounts '
		mkfifo "$T/fifo"; exec 3<>"$T/fifo"
		xunshare -U --userns-block-fd=3 --status-fd=4 --uts="$M/uts" touch "$T/ran" 4>"$T/status" &
		until [ -s "$T/status" ]; do sleep 0.1; done
		mount --bind /proc/self/ns/uts "$M/uts"
		echo >&3
		wait $! || echo "status $?"
		grep -c " $M/uts .* nsfs " /proc/self/mountinfo
		ls "$T"'
	assert_output_has "status 125"
	assert_output_has "xunshare: cannot pin the uts namespace to $M/uts: a namespace is already pinned to this file"
	assert_line_is 1
	refute_output_has ran
}

# bats test_tags=rule:R10
@test "pin: a file or directory that is replaced during the call leads nowhere else" {
	need_userns
	in_mounts '
		mkfifo "$T/fifo"; exec 3<>"$T/fifo"
		mkdir "$M/mine" "$M/victim"; ln -s victim "$M/link"
		# meanwhile A B: A and B are exchanged between the look and the mount
		meanwhile() {
			: >"$T/status"
			$program -U --userns-block-fd=3 --status-fd=4 --uts="$M/mine/v" true 4>"$T/status" &
			until [ -s "$T/status" ]; do sleep 0.1; done
			swap 1 "$1" "$2" >/dev/null
			echo >&3
			wait $! && echo "status 0" || echo "status $?"
			swap 1 "$1" "$2" >/dev/null
		}
		for program in $programs; do
			: >"$M/mine/v"; : >"$M/mine/other"; : >"$M/victim/v"
			meanwhile "$M/mine/v" "$M/mine/other"
			grep " nsfs " /proc/self/mountinfo | grep -F "$M" || echo "no pin"
			meanwhile "$M/mine" "$M/link"
			fs "$M/mine/v"; fs "$M/victim/v"; umount "$M/mine/v"
		done'
	local program
	for program in $programs; do
		assert_output_has "$program: cannot pin the uts namespace to $M/mine/v: it was replaced while it was in use
status 125
no pin
status 0
nsfs
tmpfs"
	done
}

# bats test_tags=rule:R10
@test "pin: a directory that is exchanged all the time: what fails leaves no pin" {
	need_userns
	in_mounts '
		mkdir "$M/mine" "$M/victim"; ln -s victim "$M/link"; : >"$M/mine/v"; : >"$M/victim/v"
		swap 400000 "$M/mine" "$M/link" >/dev/null & swapping=$!
		for turn in 1 2 3 4 5 6 7 8 9 10; do
			for program in $programs; do
				$program --uts="$M/mine/v" no-such-command && echo "status 0" || :
				$program --pid="$M/mine/v" --wd="$M/none" true && echo "status 0" || :
			done
		done 2>"$T/err"
		{ kill $swapping || :; wait $swapping || :; } 2>/dev/null
		grep -c " $M/.* nsfs " /proc/self/mountinfo || :
		ls "$M/mine/v" "$M/victim/v" | wc -l'
	assert_output_is $'0\n2'
}

@test "pin: when one cannot be made, the command does not run" {
	in_mounts '
		enosys -e 1 move_mount mount -- xunshare --uts="$M/uts" touch "$T/ran" || echo "status $?"
		enosys -e 1 move_mount mount -- xunshare --uts="$M/uts" -p touch "$T/ran" || echo "status $?"
		enosys -e 1 move_mount mount -- xunshare -U --uts="$M/uts" touch "$T/ran" || echo "status $?"
		ls "$T"'
	assert_count 3 "status 125"
	# said once, by who tried
	assert_count 3 "^xunshare: cannot"
	assert_count 3 "^xunshare: cannot pin the uts namespace to $M/uts: operation not permitted"
	refute_output_has ran
}

@test "pin: a mount namespace can be pinned from a parent made on any CPU" {
	need_ns mount
	need_namespace_ids
	[[ $cpus == *[,-]* ]] || skip_because one-cpu "needs two CPUs"
	local cpu
	: >"$M/mnt"
	for cpu in "${cpus%%[,-]*}" "${cpus##*[,-]}"; do
		# The parent is made on one CPU and then runs on all, as its commands do.
		xrun taskset -c "$cpu" unshare "${may[@]}" --mount --propagation private \
			taskset -c "$cpus" sh -euc '
			mount -t tmpfs xns "$M"; mount --make-private "$M"; cd "$M"; : >a; : >b
			allowed=$(grep ^Cpus_allowed_list /proc/self/status) i=0
			while [ $((i += 1)) -le 20 ]; do
				xunshare --mount=a grep ^Cpus_allowed_list /proc/self/status >by-xunshare
				xclone --mount=b grep ^Cpus_allowed_list /proc/self/status >by-xclone
				xnspin --new mnt=c uts=d
				[ "$(cat by-xunshare by-xclone)" = "$allowed
$allowed" ] || cat by-xunshare by-xclone
				stat -fc %T a b c d
				xnspin --unpin a b c d; : >a; : >b
			done'
		assert_equal "$(sort <<<"$output" | uniq -c | tr -s " ")" " 80 nsfs"
	done
}

@test "pin: a hint for a mount namespace that seems older than the current one" {
	need_ns mount
	need_namespace_ids
	local first=${cpus%%[,-]*} last=${cpus##*[,-]} tries=0
	: >"$M/mnt"
	local as=(unshare "${may[@]}" --mount --propagation private)
	# made on one CPU, then on the other, both ways round: one of them may be out of order
	for pair in "$first $last" "$last $first"; do
		read -r a b <<<"$pair"
		run bounded taskset -c "$a" "${as[@]}" sh -c "
			mount -t tmpfs xns '$M' && mount --make-private '$M' && : >'$M/mnt' &&
			exec taskset -c $b xunshare --mount='$M/mnt' stat -fc %T '$M'"
		echo "$pair: $status $output"
		if ((status == 0)); then continue; fi
		assert_status 125
		assert_output_has "cannot pin the mnt namespace to $M/mnt: "
		assert_output_matches 'hint: .*ID [0-9]+.*ID [0-9]+.*taskset'
		tries=1
	done
	echo "refused by the kernel: $tries"
}

# ---- all or nothing --------------------------------------------------------------------------------

# failing_steps PROGRAM: each step after the pins fails; neither pin nor file is left. The pin
# of another process stays.
failing_steps() {
	in_mounts '
		ls -l "$M" >"$T/before"
		try() { "$@" >"$T/said" 2>&1 && echo "no failure: $*"; status=$?
			n=$(grep -c " nsfs " /proc/self/mountinfo) || :
			ls -l "$M" | cmp - "$T/before" || echo "files differ: $*"
			[ "$n" = "$others" ] || { echo "left by $*:"; cat "$T/said"; }; }
		others=$(grep -c " nsfs " /proc/self/mountinfo) || :
		p='"$1"'
		two="--uts=$M/uts --net=$M/net"
		try $p $two --wd="$M/none" true
		try $p $two --wd="$M/none" --fork true
		try $p $two "$M/no command"
		try $p $two no-such-command
		try $p $two "$M/s/file"
		try $p --pid="$M/pid" $two no-such-command
		try $p --pid="$M/pid" $two --wd="$M/none" true
		try $p --mount="$M/mnt" $two -U -r --bind="$M/none:$M/s" true
		try $p --mount="$M/mnt" $two -U -r no-such-command
		try $p $two --time="$M/time" -U -r --setuid=7 true
		try enosys -e 1 sethostname -- $p $two --hostname=x true
		[ $p = xunshare ] || try $p --detach $two no-such-command
		[ $p = xunshare ] || try $p --close-fds $two no-such-command
		mount --bind /proc/self/ns/uts "$M/uts"; ls -l "$M" >"$T/before"; others=$((others + 1))
		try $p --uts="$M/uts" true
		umount "$M/uts"
		$p $two sh -c "exit 3" || echo "status $?"
		fs "$M/uts"; fs "$M/net"'
	assert_output_is $'status 3\nnsfs\nnsfs'
}

@test "pin: a later step of xunshare that fails leaves no pin" {
	need_userns
	failing_steps xunshare
}

@test "pin: a later step of xclone that fails leaves no pin" {
	need_userns
	[[ " $XNS_PROGRAMS " == *" xclone "* ]] || return 0
	failing_steps xclone
}

@test "pin: with too few descriptors there are all pins or none" {
	need_userns
	in_mounts '
		: >"$T/statuses"
		for limit in $(seq 4 24); do
			# under ARG...: with the limit; a command that does not run leaves no pin
			under() {
				prlimit --nofile=$limit "$@" 2>"$T/err" && status=0 || status=$?
				n=$(grep -c " $M/.* nsfs " /proc/self/mountinfo) || :
				if [ $status = 0 ]; then
					[ "$n" = 2 ] || echo "$limit, $*: $n pins"
					umount -l "$M/uts" "$M/net"
				else
					[ "$n" = 0 ] || { echo "$limit, $*: $n pins"; cat "$T/err"; umount "$M/uts" "$M/net"; }
					[ "${*%none}" != "$*" ] || grep -q -e "too many open files" "$T/err" || { echo "$limit, $*:"; cat "$T/err"; }
				fi
				echo $status >>"$T/statuses"
			}
			for program in $programs; do
				under $program --uts="$M/uts" --net="$M/net" true
				under $program -r --uts="$M/uts" --net="$M/net" -p true
				under $program --uts="$M/uts" --net="$M/net" "$M/none"
			done
		done
		sort -u "$T/statuses" | tr "\n" " "'
	assert_output_is "0 125 127 "
}

@test "pin: the descriptors to coordinate by end before the exec" {
	in_mounts '
		mkfifo "$T/ready" "$T/block"
		xunshare --net="$M/net" --ready-fd=3 --block-fd=4 true 3>"$T/ready" 4<>"$T/block" &
		cat "$T/ready"; echo >"$T/block"; wait $!; fs "$M/net"'
	assert_output_is $'1\nnsfs'
}

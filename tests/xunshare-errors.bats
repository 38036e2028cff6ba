#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xunshare: what it says when something cannot be done, and why. The rows of the tables in
# the design facts (today's unhelpful messages, causes of refusal) that can be provoked
# without touching the machine.

load helpers/xns
load helpers/xunshare

# failed WORD...: the last run was our failure, our message has each word, nothing ran
failed() {
	assert_status 125
	check_message "$@"
	assert_no_file "$T/ran"
}

# ---- usage -------------------------------------------------------------------------------

@test "usage: what getopt finds" {
	misused "nosuchoption" -- --nosuchoption
	misused "-- 'Q'" -- -Q
	xrun -125 xunshare --root
	assert_equal "${#lines[@]}" 2
	check_message root
	xrun -125 xunshare -S
	check_message S
	misused "fork" -- --fork=yes
	misused "map" -- --map=1
}

@test "usage: options that do nothing without another one" {
	misused propagation --mount -- --propagation=slave
	misused monotonic --time -- --monotonic=5
	misused boottime --time -- --boottime=5
	misused hostname --uts -- --hostname=x
	misused domainname --uts -- --domainname=x
	misused --lo --net -- --lo
	misused setgroups --user -- --setgroups=deny
	misused keep-caps --user -- --keep-caps
	misused no-forward-signals --fork -- --no-forward-signals
	misused no-forward-signals no-fork -- --no-forward-signals --no-fork --pid
	# what implies the other is no mistake
	need_userns
	xrun xunshare -a --monotonic=1 --hostname=x --lo --keep-caps true
	xrun xunshare -r --setgroups=deny --mount-proc -p --propagation=slave true
	xrun xunshare -r -p --no-forward-signals true
}

@test "usage: options that contradict each other" {
	: >"$T/file"
	misused no-fork fork -- --no-fork --fork
	misused no-fork -- --fork --no-fork
	misused no-fork kill-child -- --no-fork --kill-child
	misused no-fork forward-signals -- --no-fork --forward-signals
	misused fork "--pid=FILE" -- --no-fork "--pid=$T/file"
	misused no-fork mount-proc -- --no-fork --pid --mount-proc
}

@test "usage: signals are named strictly" {
	local word
	for word in "" 0 -1 65 TERMINATE SIG SIGSIG 9x " 9" RTMIN-1 RTMAX+1 RTMIN+99 RTMIN+; do
		misused kill-child -- "--kill-child=$word"
	done
}

@test "an empty name is seen in the message" {
	xrun -127 xunshare ""
	assert_output_is 'xunshare: cannot execute "": no such file or directory'
	need_userns
	refused 'root directory to "": no such file or directory' -- -r --root=
}

@test "usage: an empty argument is no answer" {
	local option
	for option in net uts mount root wd mount-proc mount-binfmt; do
		xrun -125 xunshare "${may[@]}" "--$option=" touch "$T/ran"
		assert_no_file "$T/ran"
		check_message
	done
}

@test "usage: options are read before anything is done" {
	need_strace
	xrun -125 strace -f -qq -o "$T/trace" -e trace=unshare,clone,clone3,fork,vfork \
		xunshare "${may[@]}" -a --mount-proc --nosuchoption true
	assert_empty_file "$T/trace"
}

@test "output: --help and --version that cannot be written are failures" {
	local option where
	for option in --help --version --dry-run --complete; do
		for where in /dev/full "&-"; do
			run bounded sh -c "xunshare $option >$where"
			echo "$option: $status $output"
			assert_status 125
			check_message "cannot write"
		done
	done
}

@test "output: control characters of a name are not passed to the terminal" {
	xrun -127 xunshare $'/no/\e[31mred\n'
	refute_output_has $'\e'
	assert_equal "${#lines[@]}" 1
	refused $'red' -- "--net="$'/no/\e[31mred\x9b'
	refute_output_has $'\e'
}

@test "output: a long argument does not hide what is wrong with it" {
	local long
	long=$(head -c 32768 /dev/zero | tr '\0' x)
	misused "INSIDE:OUTSIDE:COUNT" -- "--map-users=$long"
	misused "not a decimal number" -- --time "--boottime=$long"
	misused "no such name" -- "--setuid=$long"
	misused "64 bytes" -- --uts "--hostname=$long"
	misused "allow or deny" -- --user "--setgroups=$long"
	misused "shared+slave" -- --mount "--propagation=$long"
	misused "UID:GID" -- "--owner=$long"
	refused "file name too long" -- "--net=$long"
	misused "no argument" -- "-r=$long"
}

@test "output: a message is one write" {
	need_strace
	xrun -127 strace -qq -o "$T/trace" -e trace=write,writev xunshare /no/such/command
	assert_equal "$(grep -c 'write' "$T/trace")" 1
}

# ---- unshare(2) refused -------------------------------------------------------------------

# bats test_tags=user
@test "hints: an unprivileged user without --user gets advice of --map-root-user" {
	local option
	for option in mount uts ipc net pid cgroup time; do
		refused "not permitted" "hint" CAP_SYS_ADMIN "-r" -- "--$option"
	done
	assert_output_has "time"
}

@test "hints: a new user namespace in a chroot" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc "$bind_tree"'
		mkdir -p xns tmp; mount --bind "$XNS_BIN" xns
		chroot . /xns/xunshare --user /bin/touch /tmp/ran || echo "status $?"
		[ ! -e tmp/ran ]
		chroot . /xns/xunshare --mount --new-root / /xns/xunshare --user /bin/echo followed
		umount -R dev proc sys 2>/dev/null || :'
	assert_output_has "status 125"
	assert_output_has followed
	check_message "cannot create a new user namespace" "not permitted" "hint" chroot "--new-root"
}

@test "hints: a new user namespace when the caller's ID is not mapped" {
	need_userns
	xrun -125 unshare --user xunshare --user touch "$T/ran"
	failed "not permitted" "hint" "not mapped"
	refute_output_has "--new-root"
	xrun -125 xunshare --user xunshare --user touch "$T/ran"
	failed "hint" "not mapped"
	xrun -125 unshare --user --map-user=5 xunshare -r touch "$T/ran"
	failed "hint" "group"
}

@test "hints: a limit of zero is named" {
	need_userns
	local row
	for row in uts:uts mnt:mount net:net ipc:ipc pid:pid cgroup:cgroup time:time user:user; do
		echo "type: $row"
		run bounded unshare -r sh -c 'echo 0 >"/proc/sys/user/max_$1_namespaces" || exit 99; exec xunshare "--$2" touch "$T/ran"' \
			sh "${row%:*}" "${row#*:}"
		failed "no space left" "hint" "user.max_${row%:*}_namespaces" "0"
	done
	# one of several
	run bounded unshare -r sh -c 'echo 0 >/proc/sys/user/max_net_namespaces; exec xunshare --uts --net --ipc touch "$T/ran"'
	failed "user.max_net_namespaces"
	refute_output_has "max_uts"
}

@test "hints: a limit that is reached is not called nesting" {
	need_userns
	xrun -125 xunshare -r sh -c '
		echo 1 >/proc/sys/user/max_net_namespaces
		exec xunshare -n xunshare -n touch "$1"' sh "$T/ran"
	failed "create a new net namespace" hint "limit of this user namespace"
	refute_output_has nested
}

@test "hints: too many nested namespaces" {
	need_userns
	local chain=() deep
	for ((deep = 0; deep < 35; deep++)); do chain+=(xunshare -r); done
	run bounded "${chain[@]}" touch "$T/ran"
	failed "user" "no space left" "hint" "32"
	chain=()
	for ((deep = 0; deep < 34; deep++)); do chain+=(xunshare --pid); done
	run bounded xunshare -r "${chain[@]}" touch "$T/ran"
	failed "pid" "no space left" "hint" "32"
}

@test "--pid forks, and --mount-proc shows the new namespace" {
	need_ns pid
	xrun xunshare "${may[@]}" --pid bash -c '/bin/true; /bin/true; echo "$$"'
	assert_output_is 1
	xrun xunshare "${may[@]}" --pid --mount-proc sh -c 'echo /proc/[0-9]*'
	assert_output_is /proc/1
}

@test "hints: a fork in a PID namespace whose PID 1 has exited" {
	need_ns pid
	run bounded xunshare "${may[@]}" --pid --no-fork bash -c '/bin/true; exec xunshare --fork touch "$T/ran"'
	failed "fork" "cannot allocate memory" "hint" "PID"
}

@test "a second PID namespace in one process is explained" {
	need_ns pid
	run bounded xunshare "${may[@]}" --pid --no-fork xunshare --pid touch "$T/ran"
	failed "invalid argument" "hint" "PID namespace"
}

@test "hints: none where the kernel refuses a type that it has" {
	need_userns
	# EINVAL alone is no proof: the file in /proc/self/ns is there
	xrun -125 enosys -e 22 unshare -- xunshare -r -n touch "$T/ran"
	failed "invalid argument"
	refute_output_has "hint"
}

# What the kernel or AppArmor would say is made up here: the refusal by a filter, the evidence
# by files that lie over those of /proc.
@test "hints: the sysctl kernel.unprivileged_userns_clone" {
	need_userns
	need_ns mount
	xrun -125 unshare "${may[@]}" --mount --propagation private sh -euc '
		mount -t tmpfs xns /proc/sys/kernel
		echo 0 >/proc/sys/kernel/unprivileged_userns_clone
		exec setpriv --bounding-set=-sys_admin enosys -e 1 unshare -- xunshare --user touch "$1"' sh "$T/ran"
	failed "not permitted" "hint" "sysctl kernel.unprivileged_userns_clone is 0"
}

@test "hints: AppArmor removes the capabilities in a user namespace" {
	need_userns
	need_ns mount
	xrun -125 unshare "${may[@]}" --mount --propagation private sh -euc '
		mount -t tmpfs xns /proc/sys/kernel
		echo 1 >/proc/sys/kernel/apparmor_restrict_unprivileged_userns
		echo "unprivileged_userns (enforce)" >/proc/sys/kernel/label
		mount --bind /proc/sys/kernel/label "/proc/$$/attr/current"
		exec enosys -e 1 mount_setattr mount -- xunshare -rm touch "$1"' sh "$T/ran"
	failed "not permitted" "hint" "AppArmor removes all capabilities"
	xrun -125 unshare "${may[@]}" --mount --propagation private sh -euc '
		mount -t tmpfs xns /proc/sys/kernel
		echo 1 >/proc/sys/kernel/apparmor_restrict_unprivileged_userns
		echo "unprivileged_userns (enforce)" >/proc/sys/kernel/label
		mount --bind /proc/sys/kernel/label "/proc/$$/attr/current"
		exec enosys -e 1 fsopen -- xunshare -rm --mount-proc touch "$1"' sh "$T/ran"
	failed "cannot mount a new proc" "hint" "AppArmor removes all capabilities"
}

@test "hints: a seccomp filter refuses" {
	local how=(--net)
	as_root || how=(--user)
	xrun -125 enosys -e 1 unshare -- xunshare "${how[@]}" touch "$T/ran"
	failed "not permitted" "hint" "seccomp"
}

@test "clone forbidden by a filter, or no process left: status 125" {
	need_userns

	xrun -125 enosys -e 11 clone clone3 vfork -- xunshare --fork touch "$T/ran"
	failed "fork"
	xrun -125 enosys -e 11 clone clone3 vfork -- xunshare -r -p touch "$T/ran"
	failed "fork"
}

# ---- /proc ---------------------------------------------------------------------------------

# The sanitizers read /proc themselves.
# bats test_tags=no-sanitizer
@test "/proc: not mounted, or not a proc file system" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs xns /proc
		xunshare -r touch "$T/ran" || echo "status $?"
		mkdir -p /proc/self /proc/thread-self; for f in uid_map gid_map setgroups timens_offsets; do : >/proc/self/$f; done
		xunshare -r touch "$T/ran" || echo "status $?"
		xunshare --time --monotonic=5 touch "$T/ran" || echo "status $?"
		cat /proc/self/*
		umount /proc
		xunshare -u --hostname=x uname -n'
	assert_count 3 "status 125"
	assert_output_has "/proc"
	assert_output_has "not on a proc filesystem"
	assert_output_has "hint: another file system is mounted on /proc"
	assert_equal "${lines[-1]}" x
	assert_no_file "$T/ran"
	# nothing was written into the pretended files
	assert_equal "$(grep -cvE '^xunshare: |^status 125$|^x$' <<<"$output")" 0
}

@test "/proc: a file that is mounted on /proc/self/uid_map is not written" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		: >"$T/fake"
		# the shell stays the same process: exec
		mount --bind "$T/fake" /proc/$$/uid_map
		exec xunshare --map-user=0 touch "$T/ran"' || :
	assert_status 125
	check_message "user ID map"
	assert_equal "$(cat "$T/fake")" ""
}

@test "hints: --mount-proc without owning the PID namespace" {
	need_userns
	xrun -125 xunshare -r --mount-proc touch "$T/ran"
	failed "cannot mount a new proc on /proc: operation not permitted" "hint" "--pid"
}

@test "hints: --mount-proc where /proc is partly covered" {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		# what the kernel itself keeps a place for covers nothing
		mount -t binfmt_misc xns /proc/sys/fs/binfmt_misc 2>/dev/null || :
		mount -t tmpfs xns /proc/sys
		# another one that is whole, in some chroot of this machine, would be enough
		sed -n "s/^[0-9]* [0-9]* [^ ]* \/ \([^ ]*\) .* - proc .*/\1/p" /proc/self/mountinfo |
			while read -r p; do [ "$p" = /proc ] || mount -t tmpfs xns "$p/sys" || :; done
		xunshare -r --pid --mount-proc touch "$T/ran" || echo "status $?"'
	assert_output_has "status 125"
	assert_output_has "xunshare: cannot mount a new proc on /proc: operation not permitted"
	assert_output_has "hint: a mount at /proc/sys covers"
	assert_no_file "$T/ran"
}

# ---- IDs, files and clocks -----------------------------------------------------------------

@test "errors: bad ID maps" {
	local many=() number
	for ((number = 0; number < 341; number++)); do many+=("--map-users=$number:$number:1"); done
	refused 340 -- "${many[@]}"
	refused overlap -- --map-users=0:1:2 --map-users=1:5:2
	refused "99999999999" range -- --map-user=99999999999
	refused "4294967295" range -- --map-user=4294967295
	refused "nosuchuser" "no such" -- --map-user=nosuchuser
}

@test "errors: --setgroups without --user" {
	misused setgroups user -- --setgroups=deny
}

@test "-r -G 0 sets the group" {
	need_userns
	xrun xunshare -r -G 0 id -g
	assert_output_is 0
}

@test "errors: an ID that the map does not contain" {
	refused 1000 "not mapped" hint -- --user -S 1000
}

@test "errors: an ID that is not mapped in an existing user namespace" {
	need_userns
	xrun -125 unshare -r xunshare -S 1000 touch "$T/ran"
	failed "user ID to 1000" "invalid argument" "hint" "not mapped"
}

@test "errors: files to pin on" {
	: >"$T/file"
	refused "$T/none" "no such file" -- "${may[@]}" "--net=$T/none"
	refused "$T" directory -- "${may[@]}" "--net=$T"
	refused fork -- "--pid=$T/file" --no-fork
	refused "$T/none" "no such file" -- "${may[@]}" "-n=$T/none"
	refused "$T/file/x" "not a directory" -- "${may[@]}" "-n=$T/file/x"
}

@test "errors: clock offsets out of range" {
	need_ns time
	refused boottime "valid range" -- "${may[@]}" --time --boottime=-9999999999
	refused monotonic "valid range" -- "${may[@]}" --time --monotonic=9223372036
}

@test "errors: --mount-proc on a directory that does not exist" {
	refused "/nonexist" "no such file" -- "${may[@]}" -p --mount-proc=/nonexist
}

@test "hints: a command that cannot be executed" {
	printf '#!/no/such/interpreter\n' >"$T/script"
	printf 'true\n' >"$T/plain"
	chmod +x "$T/script"
	xrun -127 xunshare "$T/script"
	check_message "$T/script" hint "/no/such/interpreter"
	xrun -126 xunshare "$T/plain"
	check_message "$T/plain" hint "not executable"
	xrun -126 xunshare "$T"
	check_message hint directory
}

@test "hints: a command on a file system that is mounted noexec" {
	need_ns mount
	xrun -126 "${own_mounts[@]}" sh -c '
		mkdir "$T/m"; mount -t tmpfs -o noexec xns "$T/m"; cp /bin/true "$T/m/true"
		exec xunshare "$T/m/true"'
	check_message hint noexec
}

@test "names: the host name may be refused inside" {
	need_userns
	xrun -125 enosys -e 1 sethostname -- xunshare -r -u --hostname=x touch "$T/ran"
	failed "cannot set the host name to x: operation not permitted"
}

@test "messages are in lower case, one line each, and the hint comes second" {
	xrun -125 xunshare --net=/no/such/file true
	assert_begins "${lines[0]}" "xunshare: cannot "
	assert_begins "${lines[1]}" "xunshare: hint: "
	assert_equal "${#lines[@]}" 2
}

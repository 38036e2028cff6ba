#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # scripts for shells inside
# xnsenter: what it enters, as whom, and what it says when it cannot.

load helpers/xns
load helpers/xunshare
load helpers/xnsenter

# ---- what is entered -------------------------------------------------------------------------

@test "no type: every namespace that differs, and only those" {
	need_ns mount uts pid
	target -m -u -p -f --mount-proc
	xrun xnsenter -t "$target" "${show_links[@]}"
	assert_equal "$output" "$(links "$target")"
	as_user || assert_equal "$(new_types "$output")" "mnt uts pid"
}

@test "--all: the same, and the target's own process table is seen" {
	need_ns mount pid
	target -m -u -i -n -p -C -T -f --mount-proc
	xrun xnsenter -t "$target" -a sh -c 'ps -e | grep -c .; id -u'
	# the heading, sleep, sh, ps and grep
	assert_output_is $'5\n0'
}

@test "each type by PID, path, descriptor and PID in the option" {
	need_ns mount uts ipc net
	target -m -u -i -n -C
	local type option
	for type in mnt uts ipc net cgroup; do
		option=${option_of[$type]}
		echo "type $type"
		xrun xnsenter -t "$target" "${user[@]}" "--$option" readlink "/proc/self/ns/$type"
		assert_output_is "$(ns_of "$target" "$type")"
		xrun xnsenter -t "$target" "${user[@]}" "--$option=/proc/$target/ns/$type" readlink "/proc/self/ns/$type"
		assert_output_is "$(ns_of "$target" "$type")"
		xrun xnsenter -t "$target" "${user[@]}" "--$option=$target" readlink "/proc/self/ns/$type"
		assert_output_is "$(ns_of "$target" "$type")"
		run bounded xnsenter -t "$target" "${user[@]}" "--$option=fd:0" readlink "/proc/self/ns/$type" <"/proc/$target/ns/$type"
		assert_output_is "$(ns_of "$target" "$type")"
	done
}

@test "each type alone, and nothing else" {
	need_ns mount uts ipc net pid
	target -m -u -i -n -p -C -T -f
	local type want
	for type in "${all_types[@]}"; do
		[[ $type != user ]] || continue
		want=$type
		as_root || want=$(new_types "$(printf '%s:[1]\n' "${all_types[@]}" | grep -E "^($type|user):")")
		xrun xnsenter -t "$target" "${user[@]}" "--${option_of[$type]}" "${show_links[@]}"
		assert_equal "$(new_types "$output")" "$want"
	done
}

@test "the user namespace alone" {
	need_userns
	target -r -u
	xrun xnsenter -t "$target" -U "${show_links[@]}"
	assert_equal "$(new_types "$output")" user
	xrun xnsenter "--user=/proc/$target/ns/user" readlink /proc/self/ns/user
	assert_output_is "$(ns_of "$target" user)"
	xrun xnsenter "--user=$target" --uts="$target" "${show_links[@]}"
	assert_equal "$(new_types "$output")" "uts user"
}

# bats test_tags=root
@test "each type can name its own process" {
	local one two
	target -u -i
	one=$target
	target -u -i
	two=$target
	xrun xnsenter -t "$one" -u "-i$two" readlink /proc/self/ns/uts /proc/self/ns/ipc
	assert_output_is "$(ns_of "$one" uts)"$'\n'"$(ns_of "$two" ipc)"
	xrun xnsenter "--uts=$two" "--ipc=$one" readlink /proc/self/ns/uts /proc/self/ns/ipc
	assert_output_is "$(ns_of "$two" uts)"$'\n'"$(ns_of "$one" ipc)"
	kill -KILL "$one"
}

@test "no type, and no namespace differs: the command runs in the current ones" {
	cd "$T"
	xrun xnsenter -t $$ "${show_links[@]}"
	assert_equal "$output" "$(links self)"
	xrun xnsenter -t $$ pwd
	assert_output_is "$T"
}

@test "a directory or the like is a choice: then no namespace is entered" {
	need_ns uts
	target -u
	xrun xnsenter -t "$target" -w "${show_links[@]}"
	assert_equal "$output" "$(links self)"
	xrun xnsenter -t "$target" -W /usr "${show_links[@]}"
	assert_equal "$output" "$(links self)"
}

@test "without a command: the shell, as a login shell" {
	need_ns uts
	target -u
	SHELL=$(command -v probe) xrun xnsenter -t "$target"
	assert_output_is "shell -probe"
	run bounded env SHELL=/no/such/shell xnsenter -t "$target" <<<'echo "$0"'
	assert_output_is "-sh"
}

@test "short options: the address is glued, with or without =" {
	need_ns uts
	target -u
	as_root || user+=(-t "$target")
	xrun xnsenter "${user[@]}" "-u/proc/$target/ns/uts" readlink /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" uts)"
	xrun xnsenter "${user[@]}" "-u=/proc/$target/ns/uts" readlink /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" uts)"
}

# bats test_tags=rule:R24
@test "PID:INODE: the process itself, or an error" {
	need_pidfds
	need_python
	need_ns uts
	target -u
	local inode other
	inode=$(pidfd_inode "$target")
	other=$(pidfd_inode $$)
	((inode != other)) || skip_because no-pidfs "all pidfds have the same inode: Linux before 6.9"
	xrun xnsenter -t "$target:$inode" readlink /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" uts)"
	xrun xnsenter -t "$target" "${user[@]}" "--uts=$target:$inode" readlink /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" uts)"
	refused "another process" "process $target" -- -t "$target:$other"
	refused "another process" -- -t "$target" "${user[@]}" "--uts=$target:$other"
	refused "from 1 to" -- -t "$target:0"
	refused "from 1 to" -- -t "$target:"
}

# bats test_tags=root
@test "a pidfd and a namespace id are addresses too" {
	need_pidfds
	need_cmd python3
	target -u
	xrun python3 -c '
import os, sys, fcntl, struct, subprocess
pid = int(sys.argv[1])
fd = os.pidfd_open(pid); os.set_inheritable(fd, True)
out = subprocess.check_output(["xnsenter", "-t", "fd:%d" % fd, "-u", "readlink", "/proc/self/ns/uts"], close_fds=False)
print(out.decode().strip())
ns = os.open("/proc/%d/ns/uts" % pid, os.O_RDONLY)
NS_GET_ID = 0x8008b70d
try:
    (id,) = struct.unpack("Q", fcntl.ioctl(ns, NS_GET_ID, b"\0" * 8))
except OSError:
    id = 1
out = subprocess.run(["xnsenter", "--uts=:%d" % id, "readlink", "/proc/self/ns/uts"], capture_output=True, text=True)
print(out.stdout.strip() or out.stderr.strip())
' "$target"
	assert_line_is "$(ns_of "$target" uts)"
	# by id alone since Linux 6.19; before, a message that says so
	has "$output" "Linux 6.19" || assert_equal "${lines[1]}" "${lines[0]}"
}

@test "a pidfd that is descriptor 0, or the address of one type" {
	need_pidfds
	need_python
	need_ns uts
	target -u
	xrun "${with_pidfd[@]}" 0 "$target" xnsenter -t fd:0 readlink /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" uts)"
	xrun "${with_pidfd[@]}" 5 "$target" xnsenter -t "$target" "${user[@]}" --uts=fd:5 readlink /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" uts)"
	kill -KILL "$target"
	wait "$target" || :
	run -125 bounded xnsenter -t fd:0 touch "$T/ran" </dev/null
	assert_output_has "not a pidfd"
	refused "descriptor 77" "bad file descriptor" -- -t fd:77
	refused "descriptor 77" "bad file descriptor" -- --uts=fd:77
	run -125 bounded xnsenter --uts=fd:0 touch "$T/ran" </dev/null
	assert_output_has "descriptor 0 as a uts namespace: not a namespace"
	assert_no_file "$T/ran"
}

# bats test_tags=root
@test "a pidfd of a process that the current /proc does not show" {
	need_pidfds
	need_python
	need_root
	target -u
	xrun -125 "${with_pidfd[@]}" 5 "$target" unshare -mpf --mount-proc xnsenter -t fd:5 touch "$T/ran"
	assert_output_has "/proc belongs to another PID namespace"
	assert_output_has "not in the PID namespace that /proc shows"
	assert_no_file "$T/ran"
}

@test "an ordinary user's own namespaces need no further option" {
	need_userns
	sleeper xunshare -rmun
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" id -u
	assert_output_is 0
	xrun xnsenter -t "$background" "${show_links[@]}"
	assert_equal "$output" "$(links "$background")"
}

# bats test_tags=root
@test "two owners: namespaces are entered before or after the user namespace, by owner" {
	local net=$T/net
	: >"$net"
	xrun unshare -m --propagation private sh -euc '
		xunshare --net="$1" true
		xunshare -ru sleep 300 & pid=$!
		until [ "$(readlink /proc/$pid/ns/uts)" != "$(readlink /proc/self/ns/uts)" ] &&
			grep -q sleep /proc/$pid/comm; do sleep 0.05; done
		want=$(readlink /proc/$pid/ns/uts)
		got=$(xnsenter -t $pid -U -u --net="$1" readlink /proc/self/ns/uts /proc/self/ns/net | head -n 1)
		kill $pid; umount "$1"
		[ "$want" = "$got" ] && echo same' - "$net"
	assert_output_is same
}

# bats test_tags=user
@test "what is shared needs no right, however the rest is named" {
	need_userns
	target -r -n -u
	xrun xnsenter -t "$target" -U -u -i "--net=$target" "${show_links[@]}"
	assert_equal "$output" "$(links "$target")"
	xrun xnsenter -t "$target" -U "--ipc=/proc/$target/ns/ipc" readlink /proc/self/ns/ipc
	assert_output_is "$(ns_of "$target" ipc)"
}

@test "nested user namespaces" {
	need_userns
	background xunshare -r xunshare -ru sleep 300
	wait_for runs "$background" sleep
	wait_for other_ns "$background" uts
	xrun xnsenter -t "$background" readlink /proc/self/ns/user /proc/self/ns/uts
	assert_output_is "$(ns_of "$background" user)"$'\n'"$(ns_of "$background" uts)"
}

# bats test_tags=root
@test "--user-parent: the owner of what is entered" {
	target -r -n
	# the network namespace's owner is the user namespace of the target
	xrun xnsenter -t "$target" -n --user-parent readlink /proc/self/ns/user /proc/self/ns/net
	assert_output_is "$(ns_of "$target" user)"$'\n'"$(ns_of "$target" net)"
}

@test "--user-parent with --user: the one above" {
	need_userns
	background xunshare -r sh -c 'xunshare -ru sleep 300 & wait'
	wait_for child_runs "$background" sleep
	target=$child
	xrun xnsenter -t "$target" -U --user-parent "${show_links[@]}"
	assert_line_is "$(ns_of "$background" user)"
	assert_differ "$(ns_of "$background" user)" "$(ns_of "$target" user)"
	assert_equal "$(new_types "$output")" user
	xrun xnsenter -t "$target" -u -U --user-parent readlink /proc/self/ns/user /proc/self/ns/uts
	assert_output_is "$(ns_of "$background" user)"$'\n'"$(ns_of "$target" uts)"
	refused "parent user namespace: the caller is already in it" "omit --user-parent" -- -t "$background" -U --user-parent
	refused "--user-parent requires another namespace" -- -t "$target" --user-parent
}

# bats test_tags=root
@test "--net-socket: the namespace of a socket that the target holds" {
	need_pidfds
	need_cmd python3
	background python3 -c '
import ctypes, os, socket, time
libc = ctypes.CDLL(None)
libc.unshare(0x40000000)
s = socket.socket(); os.dup2(s.fileno(), 9)
print(os.readlink("/proc/self/ns/net"), file=open(os.environ["T"] + "/net.new", "w"), flush=True)
os.rename(os.environ["T"] + "/net.new", os.environ["T"] + "/net")
home = os.open("/proc/%d/ns/net" % os.getppid(), os.O_RDONLY)
libc.setns(home, 0)
time.sleep(300)'
	wait_for exists "$T/net"
	xrun xnsenter -t "$background" -N 9 readlink /proc/self/ns/net
	assert_output_is "$(cat "$T/net")"
}

# bats test_tags=root
@test "--net-socket: what is no socket" {
	need_pidfds
	background sh -c 'exec sleep 300 8</dev/null'
	wait_for runs "$background" sleep
	refused "socket 8" "non-socket" -- -t "$background" -N 8
	refused "descriptor 9" "bad file descriptor" -- -t "$background" -N 9
}

# bats test_tags=user
@test "--net-socket: the capabilities that it requires" {
	need_python
	local held='import socket, sys, time; s = socket.socket(); sys.stdout.write(str(s.fileno())); sys.stdout.flush(); time.sleep(300)'
	background /usr/bin/python3 -c "$held" >"$T/own"
	wait_for test -s "$T/own"
	refused "net namespace of the socket" "CAP_NET_ADMIN" -- -t "$background" -N "$(cat "$T/own")"
	need_userns
	background xunshare -rn /usr/bin/python3 -c "$held" >"$T/inside"
	wait_for test -s "$T/inside"
	xrun xnsenter -t "$background" -U -N "$(cat "$T/inside")" readlink /proc/self/ns/net
	assert_output_is "$(ns_of "$background" net)"
}

# ---- root and working directory ----------------------------------------------------------------

@test "a chrooted target: its root and its working directory are taken" {
	need_ns mount
	make_tree
	background xunshare "${may[@]}" -m -R "$tree" -w /dir /bin/sleep 300
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" /bin/sh -c 'pwd; ls /'
	assert_output_is $'/dir\nbin\ndir\nproc'
	# -r alone: the working directory is the new root, never outside
	xrun xnsenter -t "$background" -a -r /bin/sh -c 'pwd; ls /'
	assert_output_is $'/\nbin\ndir\nproc'
	xrun xnsenter -t "$background" -a -r -w /bin/pwd
	assert_output_is /dir
	xrun xnsenter -t "$background" -a -r -W /dir /bin/pwd
	assert_output_is /dir
	xrun xnsenter -t "$background" -a "-r$tree" /bin/ls /
	assert_output_has bin
}

@test "a root or a directory that cannot be opened is not left out" {
	need_ns mount
	make_tree
	background xunshare "${may[@]}" -m -R "$tree" -w /dir /bin/sleep 300
	wait_for runs "$background" sleep
	local limit entered=
	for limit in {3..12}; do
		run bounded sh -c 'ulimit -n "$1"; exec xnsenter --trusted -t "$2" /bin/pwd' - "$limit" "$background"
		echo "with $limit descriptors, status $status: $output"
		((status == 0)) || continue
		assert_output_is /dir
		entered=1
	done
	assert_set "$entered"
}

@test "a target whose root is the same directory, on another mount" {
	need_ns mount
	background unshare "${may[@]}" -m --propagation private sh -c 'mount --rbind / /mnt && mount -t tmpfs xns /mnt/mnt &&
		: >/mnt/mnt/inside && exec chroot /mnt sleep 300'
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" ls /mnt
	assert_output_is inside
}

@test "a target in a mount namespace of its own: the working directory is its root" {
	need_ns mount
	target -m
	cd "$T"
	xrun xnsenter -t "$target" pwd
	assert_output_is /
}

# bats test_tags=rule:R8
@test "working directory: one of the caller's, outside the new root, is refused" {
	need_ns mount
	target -m
	refused "outside the root" "hint" "--wdns" -- -t "$target" "${user[@]}" -m "-w/etc"
	run -125 bounded xnsenter -t "$target" "${user[@]}" -m -W /proc/self/fd/0 touch "$T/ran" </etc
	assert_output_has "outside the root"
	assert_no_file "$T/ran"
	xrun xnsenter -t "$target" "${user[@]}" -m -W /usr pwd
	assert_output_is /usr
}

@test "-w and -W: inside what -r gave" {
	need_ns mount
	make_tree
	target -m
	xrun xnsenter -t "$target" "${user[@]}" "-r$tree" "-w$tree/dir" /bin/pwd
	assert_output_is /dir
	xrun xnsenter -t "$target" "${user[@]}" "--root=$tree" -W dir /bin/pwd
	assert_output_is /dir
	refused "outside the root" -- -t "$target" "${user[@]}" "-r$tree" -w/usr
	refused "cannot be combined" -- -t "$target" -w -W /
	refused "/no/such" -- -t "$target" -r/no/such
	refused "/no/such" -- -t "$target" -w/no/such
	refused "/no/such" -- -t "$target" -W /no/such
}

# ---- who ---------------------------------------------------------------------------------------

# bats test_tags=root
@test "ids: numbers, names, follow, preserve" {
	sleeper xunshare --map-users=0:100000:1000 --map-groups=0:100000:1000 -S 7 -G 8
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" sh -c 'id -u; id -g; id -G'
	assert_output_is $'0\n0\n0'
	xrun xnsenter -t "$background" -S 5 -G 6 sh -c 'id -u; id -g'
	assert_output_is $'5\n6'
	xrun xnsenter -t "$background" -S daemon -G sys id -u
	assert_output_is "$(id -u daemon)"
	xrun xnsenter -t "$background" -S follow -G follow sh -c 'id -u; id -g'
	assert_output_is $'7\n8'
	xrun xnsenter -t "$background" -U --preserve-credentials sh -c 'id -u'
	assert_output_is 65534
	refused "not mapped" "--setuid" -- -t "$background" -S 2000
}

# bats test_tags=root
@test "follow without --user: the IDs as the caller sees them, not those inside" {
	sleeper xunshare -u --map-users=0:100000:1000 --map-groups=0:100000:1000 -S 0 -G 0
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" -u -S follow -G follow probe ids
	assert_output_is "uid 100000 100000 100000 gid 100000 100000 100000 groups"
	# a number of one user namespace says nothing in another
	background xunshare -r sleep 300
	wait_for runs "$background" sleep
	refused "requires entering the user namespace of the target" -- -t "${xns_started[0]}" "--user=$background" -S follow
	# root of the machine, in a user namespace that does not know him
	sleeper xunshare --map-users=0:100000:9 --map-groups=0:100000:9
	wait_for runs "$background" sleep
	refused "IDs of process $background" "choose others with --setuid" -- -t "$background" -S follow
}

# bats test_tags=root
@test "-G drops all other groups, -S alone does not" {
	target -u
	# shellcheck disable=SC2054
	local many=(setpriv --groups 20,21)
	xrun "${many[@]}" xnsenter -t "$target" -u -G 9 probe ids
	assert_output_matches "gid 9 9 9 groups$"
	xrun "${many[@]}" xnsenter -t "$target" -u -S 9 probe ids
	assert_output_matches "uid 9 9 9 gid 0 0 0 groups 20 21$"
	xrun "${many[@]}" xnsenter -t "$target" -u probe ids
	assert_output_matches "groups 20 21$"
	# to keep them without a word is only for where nobody can drop them
	many+=(--bounding-set=-setgid --inh-caps=-setgid)
	xrun -125 "${many[@]}" xnsenter -t "$target" -u -G 0 touch "$T/ran"
	assert_output_has "drop the supplementary groups: operation not permitted"
	assert_no_file "$T/ran"
}

# bats test_tags=rule:R14
@test "capabilities: none inheritable or ambient after entering a user namespace" {
	need_userns
	target -r -u
	local before=()
	# shellcheck disable=SC2054
	as_user || before=(setpriv --inh-caps +net_raw,+sys_admin --ambient-caps +net_raw,+sys_admin)
	xrun "${before[@]}" xnsenter -t "$target" probe caps
	assert_output_has "inheritable 0 ambient 0"
}

# bats test_tags=root,rule:R14
@test "capabilities: --setuid drops them without --keep-caps" {
	sleeper xunshare --map-users=0:100000:1000 --map-groups=0:100000:1000
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" -S 5 -G 5 grep -h -e CapEff -e CapAmb /proc/self/status
	assert_output_is $'CapEff:\t0000000000000000\nCapAmb:\t0000000000000000'
	xrun xnsenter -t "$background" -S 5 -G 5 --keep-caps grep -h CapEff /proc/self/status
	refute_output_has "0000000000000000"
}

@test "--env: the target's environment, and its PATH" {
	need_userns
	mkdir "$T/theirs"
	ln -s "$(command -v probe)" "$T/theirs/only-there"
	background env -i XNS_MARK="$XNS_MARK" GREETING=hello PATH="$PATH:$T/theirs" xunshare -r sleep 300
	wait_for runs "$background" sleep
	xrun xnsenter -t "$background" -e sh -c 'echo "$GREETING ${HOME-none}"'
	assert_output_is "hello none"
	xrun xnsenter -t "$background" -e only-there environment
	assert_output_has "GREETING=hello"
	xrun -127 xnsenter -t "$background" only-there environment
}

@test "--env: exactly the target's environment, not the caller's" {
	need_ns uts
	target -u
	xrun env ONLY_OURS=1 xnsenter -t "$target" -u "${user[@]}" -e "$(command -v probe)" environment
	assert_equal "$output" "$(tr '\0' '\n' <"/proc/$target/environ")"
	refute_output_has ONLY_OURS
}

@test "--follow-context: does nothing where SELinux is not enabled" {
	[[ ! -e /sys/fs/selinux/enforce ]] || skip_because selinux "SELinux is enabled here"
	need_ns uts
	target -u
	xrun -0 xnsenter -t "$target" "${user[@]}" -u -Z readlink /proc/self/ns/uts
	assert_equal "$output" "$(readlink "/proc/$target/ns/uts")"
}

@test "letters: options with an optional argument can be combined" {
	need_ns uts ipc
	target -ui
	xrun -0 xnsenter -uit "$target" "${user[@]}" readlink /proc/self/ns/{uts,ipc}
	assert_equal "$output" "$(readlink "/proc/$target/ns/"{uts,ipc})"
	xrun -0 xnsenter "-uit$target" "${user[@]}" readlink /proc/self/ns/ipc
	assert_equal "$output" "$(readlink "/proc/$target/ns/ipc")"
	# an address still follows its letter
	xrun -0 xnsenter -t "$target" "${user[@]}" "-u/proc/$target/ns/uts" "-i$target" \
		readlink /proc/self/ns/{uts,ipc}
	assert_equal "$output" "$(readlink "/proc/$target/ns/"{uts,ipc})"
	# with "=" it is a name, whatever it consists of
	cd "$BATS_TEST_TMPDIR"
	refused "no such file" -- -u=ipn true
	refused "is not a process" -- "-ui/x" true || refused "no such file" -- "-ui/x" true
}

# bats test_tags=root
@test "names: those of ip-netns(8) are addresses of network namespaces" {
	need_root
	need_cmd ip
	need_ns net mount
	xrun -0 unshare -m --propagation private sh -euc '
		mkdir -p /run/netns
		mount -t tmpfs run /run/netns
		ip netns add lab
		ip netns add other
		cd "$1"
		: >lab
		one=$(stat -Lc %i /run/netns/lab)
		test "$(xnsenter --net=lab readlink /proc/self/ns/net)" = "net:[$one]"
		test "$(xnsenter -n=lab readlink /proc/self/ns/net)" = "net:[$one]"
		test "$(xlsns -n -r -o NS lab | head -n 1)" = "$one"
		xveth lab:eth0 other:eth1
		ip -n lab link show eth0
		ip -n other link show eth1
		if xnsenter --net=./lab true; then exit 1; fi
		if xnsenter --net=nosuch true; then exit 1; fi
		if xnsenter --uts=lab true; then exit 1; fi
	' sh "$BATS_TEST_TMPDIR"
}

# bats test_tags=root
@test "--netns-etc: /sys and /etc/netns/NAME as of ip netns exec" {
	need_root
	need_cmd ip
	need_ns net mount
	xrun -0 unshare -m --propagation private sh -euc '
		mkdir -p /run/netns
		mount -t tmpfs run /run/netns
		ip netns add lab
		mount -t tmpfs etc /etc; echo host >/etc/resolv.conf; echo group >/etc/group
		mkdir -p /etc/netns/lab; echo lab >/etc/netns/lab/resolv.conf; : >/etc/netns/lab/missing
		for address in lab /run/netns/lab; do
			xnsenter --net=$address --netns-etc sh -c "cat /etc/resolv.conf /etc/group; ls /sys/class/net; readlink /proc/self/ns/net" >"$T/ours" 2>"$T/errors"
			cat "$T/errors"
			ip netns exec lab sh -c "cat /etc/resolv.conf /etc/group; ls /sys/class/net; readlink /proc/self/ns/net" >"$T/theirs" 2>/dev/null
			diff "$T/theirs" "$T/ours" && echo same
		done
		cat /etc/resolv.conf
		rm -r /etc/netns
		xnsenter --net=lab --netns-etc cat /etc/resolv.conf
		xnsenter --net=lab --netns-etc --wdns=/sys/class/net ls'
	assert_equal "$output" "xnsenter: warning: cannot bind-mount /etc/netns/lab/missing on /etc/missing: no such file or directory
same
xnsenter: warning: cannot bind-mount /etc/netns/lab/missing on /etc/missing: no such file or directory
same
host
host
lo"
}

@test "--netns-etc: requires a name of ip-netns(8), and no other mounts" {
	need_ns net
	target -n
	misused "--netns-etc requires --net=NAME" -- --net="/proc/$target/ns/net" --netns-etc
	misused "--netns-etc requires --net=NAME" -- -t "$target" --net --netns-etc
	misused netns-etc net -- -t "$target" --uts --netns-etc
	misused mount-proc pid -- -t "$target" --net --mount-proc
	local option
	for option in --mount --all --root --wd; do
		misused mount-proc -- -t "$target" --pid --mount-proc "$option"
	done
}

@test "--mount-proc: /proc is that of the entered PID namespace, for the command alone" {
	need_ns pid mount
	target -p -f
	local before
	before=$(cat /proc/self/mountinfo)
	xrun xnsenter -t "$target" "${user[@]}" -p --mount-proc sh -c 'cat /proc/1/comm; readlink /proc/self/ns/pid; pwd
		awk "\$5 == \"/proc\" { o = \$6 } END { print o }" /proc/self/mountinfo; [ -e "/proc/$$/comm" ] && echo "self"'
	assert_equal "${lines[0]}" sleep
	assert_equal "${lines[1]}" "$(ns_of "$target" pid)"
	assert_equal "${lines[2]}" "$PWD"
	assert_begins "${lines[3]}" rw,nosuid,nodev,noexec
	assert_equal "${lines[4]}" self
	assert_equal "$(cat /proc/self/mountinfo)" "$before"
	assert_equal "$(ns_of "$target" mnt)" "$(readlink /proc/self/ns/mnt)"
	xrun launch -i 17 xnsenter -t "$target" "${user[@]}" -p --mount-proc sh -c 'cat /proc/1/comm; exit 7' || :
	assert_equal "$status" 7
	xrun -125 xnsenter -t "$target" "${user[@]}" -p --mount-proc=/no/such touch "$BATS_TEST_TMPDIR/ran"
	check_message "cannot mount a new proc on /no/such" "no such file"
	assert_equal "${#lines[@]}" 1
	assert_no_file "$BATS_TEST_TMPDIR/ran"
}

@test "--mount-proc: also where the command is not root, and gets the caller's descriptors" {
	need_ns pid mount
	target -p -f
	xrun xnsenter -t "$target" "${user[@]}" -p --mount-proc probe fds
	assert_output_is "0 1 2"
	as_user || {
		xrun xnsenter -t "$target" -p --mount-proc -S 12345 -G 12345 sh -c 'cat /proc/1/comm; id -u'
		assert_output_is $'sleep\n12345'
	}
}

# bats test_tags=root
@test "--join-cgroup: says what it needs" {
	need_root
	target -u
	xrun -125 unshare -m --propagation private sh -c '
		umount -R /sys/fs/cgroup 2>/dev/null
		xnsenter -t "$1" -u -c touch "$T/ran"' - "$target"
	assert_output_has "cgroup of process $target"
	assert_output_has "cgroup2"
	assert_no_file "$T/ran"
}

# bats test_tags=root,rule:R22
@test "--join-cgroup: the command is in the target's cgroup" {
	xrun unshare -m --propagation private sh -euc '
		umount -R /sys/fs/cgroup 2>/dev/null || :
		mount -t cgroup2 xns /sys/fs/cgroup
		here=/sys/fs/cgroup/xns-test-$$
		mkdir $here
		# a part of the tree comes first, and is not taken for it
		mount --bind $here /mnt
		umount /sys/fs/cgroup
		mount -t cgroup2 xns /sys/fs/cgroup
		sleep 300 & pid=$!
		echo $pid >$here/cgroup.procs
		xnsenter -t $pid -c grep -o "xns-test-.*" /proc/self/cgroup | sed "s/$$/N/"
		xnsenter -t $pid -c probe fds
		kill $pid; wait $pid 2>/dev/null || :
		umount /mnt
		rmdir $here'
	assert_output_is $'xns-test-N\n0 1 2'
}

# ---- processes ---------------------------------------------------------------------------------

@test "a PID namespace: forks, and --no-fork does not" {
	need_ns pid
	target -m -p -f --mount-proc
	xrun xnsenter -t "$target" sh -c 'readlink /proc/self >/dev/null && echo "$$"'
	assert_true 'output > 1 && output < 50'
	xrun xnsenter -t "$target" "${user[@]}" -p -F readlink /proc/self/ns/pid_for_children
	assert_output_is "$(ns_of "$target" pid)"
}

@test "signals are passed on, stops mirrored, deaths repeated" {
	need_ns pid
	target -p -f
	background xnsenter -t "$target" sh -c 'trap "exit 7" TERM; : >"$T/up"; while :; do sleep 0.05; done'
	wait_for exists "$T/up"
	kill -TERM "$background"
	local status=0
	wait_for gone "$background"
	wait "$background" || status=$?
	assert_status 7
	background launch xnsenter -t "$target" "$XNS_BUILD/tests/helpers/siglog" -g -x sleep 300
	wait_for child_runs "$background" sleep
	kill -TSTP "$background"
	wait_for state_is "$background" T
	kill -CONT "$background"
	wait_for state_is "$child" S
	kill -KILL "$child"
	status=0
	wait_for gone "$background"
	wait "$background" || status=$?
	assert_status 137
}

# bats test_tags=rule:R19
@test "SIGCHLD: with it ignored by the caller, the exit status is right" {
	need_ns pid
	target -p -f
	xrun -9 env --ignore-signal=CHLD xnsenter -t "$target" sh -c 'exit 9'
}

# bats test_tags=rule:R13
@test "--new-session: the command has a session of its own without a terminal" {
	need_ns uts
	target -u
	xrun xnsenter -t "$target" --new-session sh -c 'read -r pid _ _ _ _ sid tty _ </proc/self/stat; echo "$((pid == sid || sid == $$)) $tty"'
	assert_output_is "1 0"
}

# bats test_tags=rule:R6,rule:R7
@test "descriptors: the command gets the caller's, or those that are kept" {
	need_ns uts
	target -u -p -f
	exec 7</dev/null 9</dev/null
	run only_7_and_9 xnsenter -t "$target" probe fds
	assert_output_is "$(only_7_and_9 probe fds)"
	run only_7_and_9 xnsenter -t "$target" --close-fds probe fds
	refute_output_has 7
	refute_output_has 9
	run only_7_and_9 xnsenter -t "$target" --keep-fd 9 probe fds
	refute_output_has 7
	assert_output_has 9
	exec 7<&- 9<&-
}
only_7_and_9() (
	for fd in "/proc/$BASHPID/fd/"*; do
		fd=${fd##*/}
		((fd <= 2 || fd == 255 || fd == 7 || fd == 9)) || exec {fd}>&-
	done
	exec timeout -k 10 "$XNS_SECONDS" "$@"
)

@test "closed standard descriptors change nothing" {
	need_ns uts
	target -u
	run bounded sh -c 'exec <&-; xnsenter -t "$1" readlink /proc/self/ns/uts' - "$target"
	assert_output_is "$(ns_of "$target" uts)"
}

@test "exit statuses: 126, 127, the command's own" {
	need_ns uts
	target -u
	xrun -127 xnsenter -t "$target" /no/such/command
	: >"$T/plain"
	chmod 644 "$T/plain"
	xrun -126 xnsenter -t "$target" "$T/plain"
	xrun -42 xnsenter -t "$target" sh -c 'exit 42'
}

# ---- the order of things -------------------------------------------------------------------------

# bats test_tags=rule:R1,rule:R3,rule:R4,rule:R5
@test "entering: pidfd, files in /proc, dumpable cleared, setns, in this order; nothing opened after" {
	need_pidfds
	need_strace
	need_ns mount
	target -m -u
	local trace=$T/trace line order
	LANG=de_DE.UTF-8 xrun strace -qq -o "$trace" xnsenter --trusted -t "$target" -a -S 0 -G 0 /bin/true
	line() { grep -n -m1 -e "$1" "$trace" | cut -d: -f1; }
	order=$(printf '%s\n' "$(line '^pidfd_open(')" "$(line "^openat.*\"/proc/$target\"")" "$(line '^poll(.*], 1, 0)')" \
		"$(line 'PR_SET_DUMPABLE, SUID_DUMP_DISABLE')" "$(line '^setns(')")
	echo "$order"
	assert_equal "$order" "$(sort -n <<<"$order")"
	assert_equal "$(grep -c '^pidfd_open(' "$trace")" 1
	# from the first setns that succeeds (before Linux 5.8, a pidfd is refused), until the
	# command's own exec
	run sed -n '/^setns(.* = 0$/,/^execve(/p' "$trace"
	assert_output_begins "setns("
	refute_output_has "open"
	# also when the exec fails
	xrun -127 strace -qq -o "$trace" xnsenter --trusted -t "$target" -a /no/such/command
	run sed -n '/^setns(.* = 0$/,$p' "$trace"
	assert_output_begins "setns("
	refute_output_has "open"
	# each descriptor is opened close-on-exec
	run grep -E '^(openat|openat2|socket|socketpair|pipe2)\(' "$trace"
	run grep -v -e CLOEXEC -e ENOENT -e 'pidfd_open' <<<"$output"
	assert_output_is ""
}

# bats test_tags=root,rule:R1
@test "dumpable: the /proc files of the waiting process belong to root" {
	target -m -p -f --mount-proc
	background xnsenter -t "$target" sleep 300
	wait_for child_of "$background"
	# an ordinary user's files in /proc belong to him, those of a non-dumpable process to root
	xrun sh -c 'grep -c . "/proc/$1/environ" >/dev/null; stat -c %u "/proc/$1/environ"' - "$background"
	assert_line_is 0
}

@test "one call enters all that a process has" {
	need_pidfds
	need_strace
	need_ns mount uts
	target -m -u
	xrun strace -f -qq -e trace=setns -o "$T/trace" xnsenter --trusted -t "$target" true
	if kernel_since 5.8; then
		assert_equal "$(grep -c 'setns(' "$T/trace")" 1
	else # refused, and then one for each
		assert_equal "$(grep -c 'setns(' "$T/trace")" 3
	fi
}

# bats test_tags=no-sanitizer
@test "a PID namespace: the child borrows the memory, unless it has to wait" {
	need_strace
	need_ns pid
	local user=() calls=(strace -f -qq -o "$T/trace" -e "trace=clone,clone3,vfork")
	as_root || user=(-U)
	target -p -f --mount-proc
	xrun -3 "${calls[@]}" xnsenter "${user[@]}" --trusted -t "$target" -p sh -c 'exit 3'
	assert_grep 'vfork(' "$T/trace"
	xrun -3 "${calls[@]}" launch -o "9=$T/status" xnsenter "${user[@]}" --trusted -t "$target" -p --status-fd 9 sh -c 'exit 3'
	run ! grep -q vfork "$T/trace"
	# an error in the child is reported once
	xrun -127 xnsenter "${user[@]}" -t "$target" -p --new-session /no/such/command
	assert_count 1 '^xnsenter: '
}

@test "old kernel: without pidfds it goes one by one" {
	need_ns mount uts
	target -m -u
	xrun enosys -- true
	xrun enosys pidfd_open -- xnsenter -t "$target" readlink /proc/self/ns/mnt /proc/self/ns/uts
	assert_output_is "$(ns_of "$target" mnt)"$'\n'"$(ns_of "$target" uts)"
}

# bats test_tags=user,rule:R11
@test "dumpable: root inside cannot open the program file of the waiting process" {
	need_ns pid
	target -m -p -f --mount-proc
	background xnsenter -t "$target" sleep 300
	wait_for child_of "$background"
	# we are the same user, and root inside: our own program is closed to us all the same
	run cat "/proc/$background/exe"
	assert_differ "$status" 0
	assert_output_has "ermission denied"
	# and what runs inside is the command's file, not ours
	refute_has "$(readlink "/proc/$child/exe")" xnsenter
}

# bats test_tags=rule:R15
@test "numbers: parsed exactly, or an error" {
	local word
	for word in "1x" "+1" " 1" "0x1" "-1" "" "1e0" "99999999999999999999"; do
		refused "" -- -t "$word" -u
		refused "setuid" -- -t $$ -u -S "$word"
		refused "setgid" -- -t $$ -u -G "$word"
		refused "net-socket" -- -t $$ -N "$word"
		refused "keep-fd" -- -t $$ -u --keep-fd "$word"
	done
	refused "" -- -t 1:x -u
	refused "uts" -- -t $$ --uts=fd:x
	refused "uts" -- -t $$ --uts=
}

# bats test_tags=root,rule:R16
@test "set-user-ID: a set-user-ID copy refuses to run" {
	need_root
	local dir
	dir=$(mktemp -d)
	chmod 755 "$dir"
	cp "$(command -v xnsenter)" "$dir/xnsenter"
	chmod 4755 "$dir/xnsenter"
	xrun -125 setpriv --reuid 4321 --regid 4321 --clear-groups "$dir/xnsenter" -t $$ -u touch "$dir/ran"
	assert_output_has "privileges"
	assert_no_file "$dir/ran"
	rm -r "$dir"
}

# bats test_tags=rule:R18
@test "arguments: an empty argument list is refused" {
	launch -w "$T/end" -n "$(command -v xnsenter)" 2>"$T/message" 3>&- 4>&-
	assert_equal "$(cat "$T/end")" "exit 125"
	assert_grep '^xnsenter: ' "$T/message"
}

# bats test_tags=no-sanitizer,rule:R21
@test "entering: between the fork and the exec, only signals and descriptors are changed" {
	need_strace
	need_ns pid
	target -m -p -f --mount-proc
	xrun strace -f -qq -o "$T/trace" xnsenter --trusted -t "$target" -S 0 -G 0 /bin/true
	# the calls of the last process up to its exec
	awk '$2 == "<..." { next } { calls[$1] = calls[$1] " " $2; last = /execve\(/ && n++ ? $1 : last }
		END { split(calls[last], c, " "); for (i = 1; c[i] !~ /^execve/; i++) print c[i] }' "$T/trace" | sed 's/(.*//' >"$T/between"
	cat "$T/between"
	xrun -1 grep -vxE 'set_robust_list|rt_sigprocmask|rt_sigaction|close|getpid|gettid' "$T/between"
}

@test "old kernel: --all skips namespaces that are shared with the process" {
	need_ns mount uts
	target -m -u
	local old
	for old in pidfd_open "-e 22 setns:1=$((0x7e020080)) setns:1=$((0x6e020080)) setns:1=$((0x04020000))"; do
		# shellcheck disable=SC2086
		xrun enosys $old -- xnsenter -t "$target" -a "${show_links[@]}"
		assert_equal "$output" "$(links "$target")"
	done
	# so it does where one type has another address
	xrun xnsenter -t "$target" -a "--uts=$target" "${show_links[@]}"
	assert_equal "$output" "$(links "$target")"
}

# ---- messages ------------------------------------------------------------------------------------

@test "errors: bad and missing targets" {
	need_ns uts
	refused "--net requires a process" "--target" -- -n
	refused "nothing to enter" --
	refused "--uts=/proc/self/ns/uts" -- -u /proc/self/ns/uts
	refused "from 1 to" -- -t 0
	refused "from 1 to 2147483647" -- -t 2147483648 -u
	refused "fd:x" "fd:N" -- -t fd:x -u
	refused "from 1 to" -- -t -1 -u
	refused "twice" -- -t $$ -t $$
	refused "is not a process" "--uts=/proc/self/ns/uts" -- -t /proc/self/ns/uts
	refused "--preserve-credentials" -- -t $$ --preserve-credentials -S 0 -U
}

@test "errors: a target that does not exist, and a zombie" {
	refused "no such process" -- -t 4194303 -u
	background bash -c 'sleep 0.5 & exec sleep 300'
	wait_for runs "$background" sleep
	zombie() { zombie=$(grep -lsE "^[0-9]+ \(.*\) Z $background " /proc/[0-9]*/stat | cut -d/ -f3) && [[ $zombie ]]; }
	wait_for zombie
	refused "it has exited" "zombie" -- -t "$zombie" -u
}

@test "errors: a target whose main thread has exited" {
	need_python
	background /usr/bin/python3 -c '
import ctypes, threading, time
threading.Thread(target=time.sleep, args=(300,)).start()
ctypes.CDLL("libc.so.6").pthread_exit(None)'
	wait_for state_is "$background" Z
	refused "no such file or directory" "main thread has exited" -- -t "$background"
	xrun -125 enosys pidfd_open -- xnsenter -t "$background" true
	check_message "no such file or directory" "main thread has exited"
	refused "uts namespace of process $background" "main thread has exited" -- -t "$background" -u
}

@test "errors: the caller's own user namespace, a file that is not a namespace, another type" {
	need_userns
	refused "the caller is already in it" -- -t $$ -U
	refused "the caller is already in it" -- "--user=/proc/$$/ns/user"
	: >"$T/file"
	refused "not a namespace" "pin" -- "--net=$T/file"
	refused "is a uts namespace, not net" -- "--net=/proc/$$/ns/uts"
	mkfifo "$T/pipe"
	refused "--net" -- "--net=$T/pipe" || refused "not a namespace" -- "--net=$T/pipe"
}

@test "errors: a user namespace without a map" {
	need_userns
	sleeper xunshare -U
	wait_for runs "$background" sleep
	refused "not mapped" "--preserve-credentials" -- -t "$background" -U
	xrun xnsenter -t "$background" -U --preserve-credentials true
}

# bats test_tags=user
@test "errors: no privilege over a namespace: the hint names its owner" {
	need_userns
	sleeper xunshare -rn
	wait_for runs "$background" sleep
	refused "net namespace" "owned by a user namespace of user ID $EUID" "--user" -- -t "$background" -n
}

# bats test_tags=root
@test "errors: another user's process: the hint names the user" {
	target -u
	xrun -125 setpriv --reuid 54321 --regid 54321 --clear-groups xnsenter -t "$target" -u true
	assert_output_has "process $target"
	assert_output_has "user ID 0"
	xrun -125 setpriv --reuid 54321 --regid 54321 --clear-groups xnsenter -t "$target" -r true
	assert_output_has "root directory of the target"
	assert_output_has "process $target belongs to user ID 0"
}

# bats test_tags=root,no-sanitizer,rule:R9
@test "fake /proc: a tmpfs on /proc or /proc/PID is refused" {
	xrun unshare -m --propagation private sh -c '
		mount -t tmpfs xns /proc; mkdir -p /proc/self/ns "/proc/$1"; : >/proc/self/ns/uts
		xnsenter -t "$1" -u touch "$T/ran"; echo "status $?"; [ ! -e "$T/ran" ] && echo safe' - $$
	assert_output_has "not on a proc filesystem"
	assert_line_is "status 125"
	assert_line_is safe
	# nor the directory of one process
	target -u
	xrun -125 unshare -m --propagation private sh -c '
		mount -t tmpfs xns "/proc/$1"; mkdir "/proc/$1/ns"; exec xnsenter -t "$1" -u touch "$T/ran"' - "$target"
	assert_output_has "use process $target as the target: not on a proc filesystem"
}

@test "what is asked together must go together" {
	need_ns uts
	target -u
	refused "--setuid" "Try 'xnsenter --help'" -- -t "$target" -u -S nosuchuser
	refused "--setgid" "Try" -- -t "$target" -u -G nosuchgroup
	refused "--join-cgroup" "--target" -- "-u/proc/$target/ns/uts" -c
	refused "--env" "--target" -- "-u/proc/$target/ns/uts" -e
	refused "--follow-context" "--target" -- "-u/proc/$target/ns/uts" -Z
	refused "--setuid=follow" "--target" -- "-u/proc/$target/ns/uts" -S follow
	refused "--setgid=follow" "--target" -- "-u/proc/$target/ns/uts" -G follow
	refused "--net-socket" "--target" -- -N 5
	refused "--net-socket cannot be combined with --net=$target" -- -t "$target" -N 5 "--net=$target"
	refused "--all" "--target" -- -a
	refused "root directory" "--target" -- -r
	refused "working directory" "--target" -- -w
	refused "--keep-caps" "--user" -- "-u/proc/$target/ns/uts" --keep-caps
	refused "--no-fork" "--new-session" -- -t "$target" -F --new-session
	refused "--no-fork" "--kill-child" -- -t "$target" -F --kill-child
	refused "not open" -- -t "$target" -u --keep-fd 77
	refused "Try" -- --no-such-option
	xrun -125 xnsenter -t
	assert_output_has "Try"
	xrun -125 xnsenter -t "$target" -W
	assert_output_has "Try"
}

@test "errors: a file that is not a namespace" {
	refused "cannot open /no/such as a net namespace: no such file" -- --net=/no/such
	refused "cannot open /etc as a net namespace: not a namespace" "/proc/PID/ns/TYPE" -- --net=/etc
	refused "cannot open /dev/null as a uts namespace: not a namespace" -- -u/dev/null
	refused "not a namespace" -- "--uts=/proc/$$/status"
}

@test "errors: a namespace of another type is named, however it is given" {
	need_ns uts ipc
	target -u -i
	run -125 bounded xnsenter "${user[@]}" -t "$target" --uts=fd:0 touch "$T/ran" <"/proc/$target/ns/ipc"
	assert_output_has "descriptor 0 is a ipc namespace, not uts"
	refused "/proc/$target/ns/net is a net namespace, not user" -- "--user=/proc/$target/ns/net"
	assert_no_file "$T/ran"
}

# bats test_tags=user
@test "a new root without the right to it" {
	need_userns
	target -r -u
	refused "root directory" "CAP_SYS_CHROOT" "--user" -- -t "$target" -r
	refute_output_has "--map-root-user"
	xrun xnsenter -t "$target" -U -r pwd
	assert_output_is /
}

# bats test_tags=user,rule:R17
@test "privilege: a sibling user namespace cannot be entered" {
	need_userns
	local one
	target -u
	one=$target
	target -u
	xrun -125 xnsenter -t "$one" xnsenter -t "$target" touch "$T/ran"
	assert_output_has "process $target"
	refute_output_has "hint: /proc"
	assert_no_file "$T/ran"
}

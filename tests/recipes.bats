#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The recipes of xns(7), executed as they are written there.

load helpers/xns
load helpers/xunshare

setup() { setup_in_tmp; }

# recipe TITLE: writes the script of that section to the file recipe
recipe() {
	awk -v title=".Ss $1" '
		/^\.S[sh]/ { here = $0 == title && seen }
		/^\.Sh RECIPES/ { seen = 1 }
		/^\.Ed/ { literal = 0 }
		here && literal { gsub(/\\e/, "\\"); gsub(/\\&/, ""); print }
		/^\.Bd -literal/ { literal = 1 }' "$XNS_SRC/man/xns.7" >recipe
	assert_equal "$(grep -c '^#!/bin/sh$' recipe)" 1
	chmod +x recipe
}

@test "recipes: all of them are tested here" {
	local titles
	titles=$(sed -n '/^\.Sh RECIPES/,/^\.Sh [^R]/s/^\.Ss //p' "$XNS_SRC/man/xns.7")
	assert_equal "$titles" "$(sed -n 's/^	recipe "\(.*\)"$/\1/p' "$BATS_TEST_FILENAME" | uniq)"
	assert_true "$(wc -l <<<"$titles") >= 15"
}

@test "sandbox: the sandbox shows itself only, as root, off the network" {
	recipe "A sandbox for an unprivileged user"
	need_programs xmountprop xpidinit
	need_ns mount
	# shellcheck disable=SC2016
	xrun ./recipe sh -c '
		echo "id $(id -u), init $(cat /proc/1/comm)"
		[ $$ -ne 1 ] && echo "not PID 1"
		tail -n +3 /proc/net/dev | cut -d: -f1 | xargs echo interfaces
		probe lo
		grep -c " shared:" /proc/self/mountinfo
		grep -vc " shared:" /proc/self/mountinfo
		readlink /proc/self/ns/pid /proc/self/ns/net'
	assert_equal "${lines[0]}" "id 0, init xpidinit"
	assert_equal "${lines[1]}" "not PID 1"
	assert_equal "${lines[2]}" "interfaces lo"
	assert_equal "${lines[3]}" "up"
	assert_true 'lines[4] > 0'
	assert_equal "${lines[5]}" 0
	assert_differ "${lines[6]}" "$(readlink /proc/self/ns/pid)"
	assert_differ "${lines[7]}" "$(readlink /proc/self/ns/net)"
	xrun -7 ./recipe sh -c 'exit 7'
}

@test "sandbox: nothing of it stays when the caller is killed" {
	recipe "A sandbox for an unprivileged user"
	need_programs xmountprop xpidinit
	need_ns mount
	# shellcheck disable=SC2016
	background sh -c './recipe sh -c "sleep 300 & echo up; wait" >out & echo $! >pid; wait'
	wait_for file_has out up
	kill -KILL "$background"
	wait_for gone "$(cat pid)"
	# the teardown of every test looks for what is left
}

@test "read-only sandbox: only /tmp can be written, and nothing of the caller is inherited" {
	recipe "A read-only sandbox"
	need_programs xpidinit
	need_ns mount net uts
	# shellcheck disable=SC2016
	SECRET=1 xrun ./recipe sh -c '
		pwd
		touch here /etc/here 2>/dev/null || echo read-only
		touch /tmp/mine && ls /tmp
		env | cut -d= -f1 | grep -vx -e PWD -e OLDPWD -e TERM -e LANG -e PATH -e _ -e SHLVL
		xargs -n1 </proc/net/dev | grep :$
		echo "$(id -u) $(cat /proc/1/comm)"
		ls /dev | xargs' 9</dev/null <>/dev/null
	assert_equal "${lines[*]}" "$T read-only mine lo: 0 xpidinit fd full null ptmx pts random shm stderr stdin stdout tty urandom zero"
	assert_no_file here
	xrun -3 ./recipe sh -c 'exit 3'
}

# with_libraries FILE DIR: copies the program and the libraries that it is linked with
with_libraries() {
	local library
	cp "$1" "$2/bin"
	ldd "$1" | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$2/${library%/*}"
		cp "$library" "$2$library"
	done
}

make_container() {
	recipe "A container"
	need_programs xpidinit
	need_cmd busybox
	need_ns mount net ipc uts
	mkdir -p rootfs/{bin,proc,sys,dev,tmp}
	cp "$(command -v busybox)" rootfs/bin/busybox
	for name in sh ls cat id hostname sleep unshare tr; do ln -s busybox "rootfs/bin/$name"; done
	with_libraries "$(command -v xpidinit)" rootfs
}

@test "container: root, processes, network, host name, devices are its own" {
	local name
	make_container
	# shellcheck disable=SC2016
	PATH=$PATH:/bin xrun ./recipe rootfs sh -c '
		echo "id $(id -u), init $(cat /proc/1/comm), host $(hostname)"
		ls / | tr "\n" " "; echo
		ls /sys/class/net
		echo /dev/*
		echo x >/dev/null && for dir in /proc/[0-9]*; do read -r name <$dir/comm; printf "%s " $name; done; echo
		unshare -U id -u'
	assert_equal "${lines[0]}" "id 0, init xpidinit, host lab"
	assert_matches "${lines[1]}" "^bin dev (lib[0-9x]* )*proc sys tmp (usr )?$"
	assert_equal "${lines[2]}" lo
	assert_has "${lines[3]}" "/dev/null /dev/ptmx /dev/pts"
	assert_equal "${lines[4]}" "xpidinit sh "
	assert_equal "${lines[5]}" 65534
	xrun -7 ./recipe rootfs sh -c 'exit 7'
	assert_equal "$(find rootfs/dev rootfs/proc rootfs/sys -mindepth 1)" ""
}

@test "container: nothing of it stays when the caller is killed" {
	local name
	make_container
	# shellcheck disable=SC2016
	background sh -c './recipe rootfs sh -c "sleep 300 & echo up; wait" >out & echo $! >pid; wait'
	wait_for file_has out up
	kill -KILL "$background"
	wait_for gone "$(cat pid)"
}

@test "owners: those of the archive become subordinate IDs" {
	recipe "A root file system with several owners"
	need_subids
	mkdir tree
	touch tree/root tree/other
	tar -C tree -cf archive.tar --owner=0 --group=0 root
	tar -C tree -rf archive.tar --owner=1000 --group=5 other
	xrun ./recipe archive.tar dir
	assert_equal "$(stat -c %u:%g dir/root)" "$(id -u):$(id -g)"
	local gid
	gid=$(sed -n "s/^$(id -un):\([0-9]*\):.*/\1/p" /etc/subgid | head -n 1)
	assert_equal "$(stat -c %u:%g dir/other)" "$((subid + 999)):$((gid + 4))"
	assert_grep -x '.Li xunshare -r --map-auto rm -r Ar dir' "$XNS_SRC/man/xns.7"
	xrun xunshare -r --map-auto rm -r dir
	assert_no_file dir
}

# engine PID: a program "engine" that answers as docker and podman do
engine() {
	mkdir -p bin
	# shellcheck disable=SC2016
	printf '#!/bin/sh\n[ "$1 $2 $3 $4" = "inspect --format {{.State.Pid}} box" ] && echo %s\n' "$1" >bin/engine
	chmod +x bin/engine
}

@test "container by name: the command runs in it" {
	recipe "A container of docker or podman"
	need_programs xnsenter
	need_ns mount uts
	sleeper xunshare -rmpu --mount-proc --hostname=inside --kill-child
	wait_for child_runs "$background" sleep
	engine "$child"
	# shellcheck disable=SC2016
	PATH=$T/bin:$PATH xrun ./recipe engine box sh -c 'uname -n; cat /proc/1/comm; echo "$1"' sh arrived
	assert_output_is $'inside\nsleep\narrived'
}

# bats test_tags=root
@test "container by name: one of podman" {
	recipe "A container of docker or podman"
	need_root
	need_programs xnsenter
	need_cmd podman crun busybox
	mkdir -p tree/bin bin
	cp "$(command -v busybox)" tree/bin/busybox
	for name in sh sleep hostname; do ln -s busybox "tree/bin/$name"; done
	cat >bin/podman <<-END
		#!/bin/sh
		exec $(command -v podman) --root $T/d1 --runroot $T/d2 --storage-driver vfs --cgroup-manager cgroupfs "\$@"
	END
	chmod +x bin/podman
	printf '[containers]\ndefault_ulimits=[]\n' >conf
	# shellcheck disable=SC2016
	CONTAINERS_CONF=$T/conf PATH=$T/bin:$PATH xrun unshare -m --propagation private sh -euc '
		umount -R /sys/fs/cgroup 2>/dev/null || :
		mount -t cgroup2 xns /sys/fs/cgroup
		tar -C tree -c . | podman import - box >/dev/null 2>&1
		podman run --rm --name box --hostname in-podman --network none --cgroups disabled \
			--ulimit host box /bin/sleep 300 >/dev/null 2>err &
		for i in $(seq $((10 * XNS_SECONDS))); do
			pid=$(podman inspect -f "{{.State.Pid}}" box 2>/dev/null || :)
			[ "${pid:-0}" -gt 0 ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = sleep ] && break
			sleep 0.1
		done
		./recipe podman box /bin/hostname || cat err
		kill -KILL "$pid"; wait || :
		podman rm -f box >/dev/null 2>&1 || :'
	assert_output_is in-podman
}

@test "several commands: the second finds what the first has mounted, and all ends" {
	recipe "Namespaces that several commands enter"
	need_programs xpidinit xnsenter
	need_ns mount net
	# shellcheck disable=SC2016
	xrun ./recipe sh -c 'stat -fc %T /mnt; cat /proc/1/comm; id -u; probe lo'
	assert_output_is $'tmpfs\nxpidinit\n0\nup'
	refute_has "$(stat -fc %T /mnt)" tmpfs
	xrun -7 ./recipe sh -c 'exit 7'
}

# The device is root's alone here: a mount namespace of our own shows another node. The shell
# runs as an unprivileged user in any case. Nothing is sent anywhere.
# bats test_tags=root
@test "slirp4netns: the command has the network, and slirp4netns ends with it" {
	recipe "A network with slirp4netns"
	need_root
	need_ns net
	need_cmd slirp4netns ip
	local dir
	dir=$(mktemp -d)
	cp recipe "$dir"
	chown 54321:54321 "$dir"
	mknod -m 666 tun c 10 200 2>why || skip_because no-tun "no device node: $(cat why)"
	[[ -c /dev/net/tun ]] || skip_because no-tun "there is no /dev/net/tun"
	# shellcheck disable=SC2016
	local as_other='mount --bind "$1" /dev/net/tun; cd "$2"; (: </dev/net/tun) || exit 77; shift 2
		exec setpriv --reuid 54321 --regid 54321 --clear-groups --inh-caps=-all "$@"'
	xrun -7 "${own_mounts[@]}" sh -euc "$as_other" sh "$T/tun" "$dir" env TMPDIR="$dir" ./recipe \
		sh -c 'ip -4 -o addr show dev tap0; ip -4 route; exit 7'
	assert_output_matches "tap0 +inet 10.0.2.100/24 "
	assert_output_has "default via 10.0.2.2 dev tap0"
	# where it cannot, its message is printed, and the command does not run
	xrun -143 "${own_mounts[@]}" sh -euc "$as_other" sh /dev/null "$dir" env TMPDIR="$dir" ./recipe touch "$dir/ran"
	assert_output_has TUNSETIFF
	assert_no_file "$dir/ran"
	rm -r "$dir"
}

# in_net COMMAND...: with a network namespace where we may do as we like
in_net() { xrun xunshare "${may[@]}" -n -- "$@"; }

@test "attached network: the command finds the interface that its parent attached" {
	recipe "A network, attached by the parent"
	need_programs xnsenter
	need_cmd ip
	need_ns net
	in_net ./recipe sh -c 'ip -4 -o address show dev right; ip -o link show dev right; echo "$1"' sh arrived
	assert_output_matches "right +inet 10.9.8.2/30 "
	assert_output_matches "right@.*[<,]UP[,>]"
	assert_line_is arrived
	xrun -7 xunshare "${may[@]}" -n -- ./recipe sh -c 'exit 7'
}

@test "attached network: the two ends are joined" {
	recipe "A network, attached by the parent"
	need_programs xnsenter
	need_cmd ip
	need_ns net
	# No packet is needed: the carrier of one end is the state of the other.
	in_net sh -c './recipe sh -c "until [ \"\$(cat /sys/class/net/right/carrier 2>/dev/null || ip -o link show dev right | grep -c LOWER_UP)\" = 1 ]; do sleep 0.05; done; echo joined"'
	assert_output_is joined
}

@test "attached network: without the right to attach, the command does not run" {
	recipe "A network, attached by the parent"
	need_programs xnsenter
	need_cmd ip
	need_ns net
	mkdir bin
	printf '#!/bin/sh\necho "ip: refused" >&2\nexit 2\n' >bin/ip
	chmod +x bin/ip
	PATH=$T/bin:$PATH run -2 bounded xunshare "${may[@]}" -n -- ./recipe touch "$T/ran"
	assert_output_has "ip: refused"
	sleep 0.3
	assert_no_file ran
}

@test "veth pair: the command has the veth pair that its parent created" {
	recipe "A veth pair between two namespaces"
	need_programs xveth
	need_ns net
	xrun ./recipe sh -c '
		traffic ping 10.9.8.1
		traffic ping 127.0.0.1
		xveth -lrn -o NAME,STATE
		echo "$1"' sh arrived
	assert_line_is "reply from 10.9.8.1 at attempt 1"
	assert_line_is "reply from 127.0.0.1 at attempt 1"
	assert_line_is "right up"
	assert_line_is arrived
	xrun -7 ./recipe sh -c 'exit 7'
}

@test "veth pair: without a veth pair the command does not run" {
	recipe "A veth pair between two namespaces"
	need_programs xveth
	need_ns net
	mkdir bin
	printf '#!/bin/sh\nexit 3\n' >bin/xveth
	chmod +x bin/xveth
	PATH=$T/bin:$PATH run -3 bounded ./recipe touch "$T/ran"
	sleep 0.3
	assert_no_file ran
}

@test "router: a host reaches the other one, and all ends with the command" {
	recipe "Two hosts and a router"
	need_programs xnspin xveth xnsenter
	need_ns mount net
	xrun ./recipe sh -c 'traffic ping 10.2.0.2; traffic ping 10.1.0.1; ls /run/netns; xveth -lrn -o NAME,STATE'
	assert_output_is "reply from 10.2.0.2 at attempt 1
reply from 10.1.0.1 at attempt 1
left
right
router
eth0 up"
	xrun -7 ./recipe sh -c 'exit 7'
	assert_true "$(xlsns -t net -rn -o PATH --persistent 2>/dev/null | grep -c /run/netns/router) == 0"
}

@test "old network: the new process has it, and the old one has ended" {
	recipe "A new process in the network of an old one"
	need_programs xnspin xnsenter
	need_ns net
	local old net
	xclone -rn --lo --detach sleep 300 >pid 3>&-
	old=$(cat pid)
	wait_for runs "$old" sleep
	net=$(ns_of "$old" net)
	# shellcheck disable=SC2016
	xrun ./recipe "$old" sh -c 'readlink /proc/self/ns/net; probe lo; echo "$1"' sh arrived
	assert_output_is "$net"$'\nup\narrived'
	wait_for gone "$old"
}

@test "every network: those with a process, and a pin" {
	recipe "A command in every network namespace"
	need_programs xlsns xnspin xnsenter
	need_ns mount net
	xrun xunshare -rmpn --mount-proc sh -c '
		mount -t tmpfs tmp /mnt
		xnspin --new --lo net=/mnt/pinned
		xunshare -n sleep 300 &
		until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
		./recipe sh -c "readlink /proc/self/ns/net" | grep -c "^net:"
		./recipe probe lo'
	assert_equal "${lines[0]}" 3
	assert_line_is "/mnt/pinned:"
	assert_count 1 '^up$'
	assert_count 2 '^down$'
}

@test "what keeps it: a mount, and a descriptor with its process" {
	recipe "What keeps a namespace alive"
	need_programs xlsns xnspin
	need_ns mount
	xrun xunshare -rmp --mount-proc sh -c '
		mount -t tmpfs tmp /mnt
		xnspin --new uts=/mnt/pinned
		sleep 300 9</mnt/pinned &
		./recipe'
	assert_matches "${lines[0]}" "^uts (/mnt/pinned|/proc/[0-9]+/fd/9):$"
	assert_count 1 '^pin .*/mnt/pinned *$'
	assert_count 1 '^fd .* 9 .*sleep 300$'
	assert_equal "${#lines[@]}" 3
}

@test "received mounts: those of the directory appear inside, and none outside" {
	recipe "Mounts that a command receives"
	need_programs xmountprop xlsprop
	need_ns mount
	mkdir dir dir/sub
	cat >inside <<-'END'
		touch ready
		until [ -e mounted ]; do sleep 0.02; done
		stat -fc %T dir/sub
		mount -t tmpfs tmp dir && touch dir/hidden
		: >done
		until [ -e seen ]; do sleep 0.02; done
	END
	xrun xunshare -rm sh -c '
		./recipe dir sh inside &
		until [ -e ready ]; do sleep 0.02; done
		echo "receivers: $(xlsprop --receivers dir -rn -o TARGET | grep -c /dir)"
		mount -t tmpfs tmp dir/sub
		: >mounted
		until [ -e done ]; do sleep 0.02; done
		ls dir
		: >seen
		wait
		umount -R dir'
	assert_output_is $'receivers: 1\ntmpfs\nsub'
}

# It needs the controllers of cgroup v2: run by "make check-vm" only.
# bats test_tags=vm
@test "limits: they hold, and the report tells" {
	recipe "Limits, and a report"
	need_programs xpidinit
	need_cmd jq
	need_ns mount
	need_programs xcgexec
	xrun -7 ./recipe sh -c 'sed -n "s/^0:://p" /proc/self/cgroup; exit 7'
	assert_output_matches "memory: [0-9]+ bytes"
	assert_output_matches "processes: [0-9]+"
	assert_output_matches "CPU: [0-9.]+ seconds"
	# shellcheck disable=SC2016
	run ! bounded ./recipe perl -e '$x .= "x" x 1048576 for 1 .. 200'
	assert_output_matches "memory: 6[0-9]{7} bytes"
}

@test "limits: jq reads the names that xcgexec writes" {
	need_cmd jq
	recipe "Limits, and a report"
	mkdir bin
	cat >bin/xcgexec <<-'END'
		#!/bin/sh
		while [ "$1" != -- ]; do [ "$1" != --report ] || report=$2; shift; done
		echo '{ "exit-code": 7, "peak-memory": 4096, "peak-processes": 3, "user": 0.25, "system": 0.5 }' >"$report"
		exit 7
	END
	chmod +x bin/xcgexec
	for name in peak-memory peak-processes user system; do
		assert_grep "\"$name\"" "$XNS_SRC/lib/cgroup/usage.c"
	done
	PATH=$T/bin:$PATH xrun -7 ./recipe true
	assert_output_is $'memory: 4096 bytes\nprocesses: 3\nCPU: 0.75 seconds'
}

@test "left behind: each orphan is listed, and none stays" {
	recipe "Processes that a command leaves behind"
	need_programs xpidinit
	need_cmd jq
	xrun -4 ./recipe sh -c 'sleep 300 & (tail -f /dev/null &) ; exit 4'
	assert_count 2 '^left: '
	assert_equal "${#lines[@]}" 2
	xrun ./recipe sh -c 'sleep 0 & wait'
	assert_output_is ""
}

@test "uptime: both clocks are set forward, the time of day is not" {
	recipe "The uptime of another day"
	need_ns time
	local before
	before=$(cut -d. -f1 /proc/uptime)
	xrun ./recipe 300 sh -c 'cut -d. -f1 /proc/uptime; date +%Y; cat /proc/self/timens_offsets'
	assert_true 'lines[0] - before >= 300 * 86400 && lines[0] - before < 301 * 86400'
	assert_equal "${lines[1]}" "$(date +%Y)"
	assert_count 2 -w 25920000
}

@test "maps: the maps are those that were made by hand" {
	recipe "Maps written by another process"
	need_subids
	local gid
	gid=$(sed -n "s/^$(id -un):\([0-9]*\):.*/\1/p" /etc/subgid | head -n 1)
	xrun ./recipe sh -c 'id -u; cat /proc/self/uid_map /proc/self/gid_map; probe ids'
	assert_equal "${lines[0]}" 0
	assert_equal "$(sed -n 2,3p <<<"$output" | tidy_map)" "0 $(id -u) 1
1 $subid 1000"
	assert_equal "$(sed -n 4,5p <<<"$output" | tidy_map)" "0 $(id -g) 1
1 $gid 1000"
	assert_output_matches "uid 0 0 0 gid 0 0 0"
	xrun -7 ./recipe sh -c 'exit 7'
}

@test "maps: where the maps are refused, the command does not run" {
	recipe "Maps written by another process"
	need_subids
	mkdir bin
	printf '#!/bin/sh\nexit 3\n' >bin/newgidmap
	chmod +x bin/newgidmap
	PATH=$T/bin:$PATH run -3 bounded ./recipe touch "$T/ran"
	sleep 0.3
	assert_no_file ran
}

started_are() { [[ $(compgen -G "started.*" | wc -l) == "$1" ]]; }
lines_are() { [[ $(grep -c "$1" out) == "$2" ]]; }

@test "supervisor: three start, one ends by itself, the others are stopped" {
	recipe "A supervisor"
	need_ns net
	# the first of them to make the directory ends at once
	background sh -c 'exec ./recipe sh -c "mkdir first 2>/dev/null && exit 3; exec sleep 300" >out 2>err'
	wait_for lines_are "runs$" 3
	wait_for lines_are "ended: 3$" 1
	lines_are ended 1
	alive "$background"
	kill -TERM "$background"
	wait "$background"
	lines_are "ended: 143$" 2
	assert_equal "$(sed -n 's/ runs$//p' out | sort | xargs)" "blue green red"
	assert_equal "$(sed -n 's/ ended.*//p' out | sort | xargs)" "blue green red"
	lines_are . 6
}

@test "supervisor: it ends when its sandboxes do" {
	recipe "A supervisor"
	need_ns net
	xrun ./recipe sh -c 'exit 5'
	assert_count 3 "ended: 5$"
}

@test "supervisor: it ends as well when the sandboxes cannot be made, or their supervisors are killed" {
	recipe "A supervisor"
	need_ns net
	mkdir bin
	# as xclone may end: without a word, or before the last one
	printf '#!/bin/sh\nexit 125\n' >bin/xclone
	chmod +x bin/xclone
	PATH=$T/bin:$PATH xrun ./recipe true
	assert_output_is ""
	# shellcheck disable=SC2016
	printf '#!/bin/sh\necho "{ child-pid: $$ }" >&8; kill -KILL $$\n' >bin/xclone
	PATH=$T/bin:$PATH xrun ./recipe true
	assert_count 3 " runs$"
}

@test "supervisor: one that begins after the order to stop is stopped too" {
	recipe "A supervisor"
	need_ns net
	mkdir bin
	# each xclone begins when it may
	# shellcheck disable=SC2016
	printf '#!/bin/sh\n: >started.$$\nuntil [ -e go ]; do sleep 0.02; done\nexec "%s" "$@"\n' \
		"$(command -v xclone)" >bin/xclone
	chmod +x bin/xclone
	# shellcheck disable=SC2016
	background env PATH="$T/bin:$PATH" sh -c 'exec ./recipe sleep 300 >out 2>err'
	wait_for started_are 3
	kill -TERM "$background"
	sleep 0.2
	: >go
	wait_for gone "$background"
	lines_are "runs$" 3
}

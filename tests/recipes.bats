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
	assert_grep '^#!/bin/sh$' recipe
	assert_grep xclone recipe
	chmod +x recipe
}

need_programs() {
	local program
	for program; do
		command -v "$program" >/dev/null ||
			skip_because "no-$program" "$program is not built here"
	done
}

@test "recipes: all of them are tested here" {
	local titles
	titles=$(sed -n '/^\.Sh RECIPES/,/^\.Sh [^R]/s/^\.Ss //p' "$XNS_SRC/man/xns.7")
	assert_equal "$titles" "$(sed -n 's/^	recipe "\(.*\)"$/\1/p' "$BATS_TEST_FILENAME" | uniq)"
	assert_equal "$(wc -l <<<"$titles")" 6
}

# ---- 1 -----------------------------------------------------------------------------------------

@test "recipe 1: the sandbox shows itself only, as root, off the network" {
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

@test "recipe 1: nothing of it stays when the caller is killed" {
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

# ---- A container -------------------------------------------------------------------------------

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

@test "recipe container: root, processes, network, host name, devices are its own" {
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

@test "recipe container: nothing of it stays when the caller is killed" {
	local name
	make_container
	# shellcheck disable=SC2016
	background sh -c './recipe rootfs sh -c "sleep 300 & echo up; wait" >out & echo $! >pid; wait'
	wait_for file_has out up
	kill -KILL "$background"
	wait_for gone "$(cat pid)"
}

# ---- 2 -----------------------------------------------------------------------------------------

# in_net COMMAND...: with a network namespace where we may do as we like
in_net() { xrun xunshare "${may[@]}" -n -- "$@"; }

@test "recipe 2: the command finds the interface that its parent attached" {
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

@test "recipe 2: the two ends are joined" {
	recipe "A network, attached by the parent"
	need_programs xnsenter
	need_cmd ip
	need_ns net
	# No packet is needed: the carrier of one end is the state of the other.
	in_net sh -c './recipe sh -c "until [ \"\$(cat /sys/class/net/right/carrier 2>/dev/null || ip -o link show dev right | grep -c LOWER_UP)\" = 1 ]; do sleep 0.05; done; echo joined"'
	assert_output_is joined
}

@test "recipe 2: without the right to attach, the command does not run" {
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

# ---- 3 -----------------------------------------------------------------------------------------

@test "recipe 3: the command has the veth pair that its parent created" {
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

@test "recipe 3: without a veth pair the command does not run" {
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

# ---- 4 -----------------------------------------------------------------------------------------

@test "recipe 4: the maps are those that were made by hand" {
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

@test "recipe 4: where the maps are refused, the command does not run" {
	recipe "Maps written by another process"
	need_subids
	mkdir bin
	printf '#!/bin/sh\nexit 3\n' >bin/newgidmap
	chmod +x bin/newgidmap
	PATH=$T/bin:$PATH run -3 bounded ./recipe touch "$T/ran"
	sleep 0.3
	assert_no_file ran
}

# ---- 5 -----------------------------------------------------------------------------------------

started_are() { [[ $(compgen -G "started.*" | wc -l) == "$1" ]]; }
lines_are() { [[ $(grep -c "$1" out) == "$2" ]]; }

@test "recipe 5: three start, one ends by itself, the others are stopped" {
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

@test "recipe 5: it is about 15 lines, and ends when its sandboxes do" {
	recipe "A supervisor"
	need_ns net
	assert_true "$(wc -l <recipe) <= 18"
	xrun ./recipe sh -c 'exit 5'
	assert_count 3 "ended: 5$"
}

@test "recipe 5: it ends as well when the sandboxes cannot be made, or their supervisors are killed" {
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

@test "recipe 5: one that begins after the order to stop is stopped too" {
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

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The pairs of command lines in xns-migration(7): both are run, and print the same. That of the
# other program is run where it is installed.

load helpers/xns
load helpers/xunshare

setup() {
	setup_in_tmp
	place=()
}

# pairs SECTION: writes N.theirs and N.ours for each pair of that section, and N.root if it is
# root's ("# "). A backslash at the end of a line continues it.
pairs() {
	page=$XNS_SRC/man/xns-migration.7
	awk -v title=".Ss From $1" '
		/^\.S[sh]/ { here = $0 == title }
		/^\.Ed/ { literal = 0 }
		here && literal && /./ {
			gsub(/\\e/, "\\"); gsub(/\\&/, "")
			if (!more) {
				file = int(n / 2) + 1 (n % 2 ? ".ours" : ".theirs")
				if (/^#/) printf "" >(int(n / 2) + 1 ".root")
				n++
				$0 = substr($0, 3)
			}
			print >file
			more = /\\$/
		}
		/^\.Bd -literal/ { literal = 1 }' "$page"
}

# can_run FILE: the programs of theirs are there; systemd-run needs a running systemd, and
# unshare of util-linux 2.38 takes the first line of /etc/subuid with a name for that of root
can_run() {
	local tool
	! as_root || ! grep -q -e --map-auto "$1" || return 1
	for tool in unshare nsenter lsns tini dumb-init catatonit bwrap cgexec cgcreate systemd-run; do
		grep -qE "(^|[ ;])$tool( |\$)" "$1" || continue
		command -v "$tool" >/dev/null || return 1
		[[ $tool != systemd-run || -d /run/systemd/system ]] || return 1
	done
}

# run_pairs [FIRST]: each pair prints the same; ours alone where theirs is not installed
run_pairs() {
	local number theirs compared=0
	for ((number = 1; ; number++)); do
		[[ -e $number.theirs ]] || break
		[[ ! -e $number.root ]] || as_root || continue
		echo "theirs: $(cat "$number.theirs")"
		echo "ours: $(cat "$number.ours")"
		assert_file "$number.ours"
		if can_run "$number.theirs"; then
			xrun --separate-stderr "${place[@]}" sh "$number.theirs"
			theirs=$output
			xrun --separate-stderr "${place[@]}" sh "$number.ours"
			assert_set "$output"
			assert_equal "$output" "$theirs"
			((++compared))
		else
			xrun --separate-stderr "${place[@]}" sh "$number.ours"
			assert_set "$output"
		fi
	done
	echo "compared: $compared"
	assert_true 'number > 2'
}

# target: sets pid, for the scripts, to a process in its own namespaces
target() {
	need_ns mount uts net
	sleeper xunshare -rmpun --lo --mount-proc --hostname=inside --kill-child
	wait_for child_runs "$background" sleep
	export pid=$child
}

# make_root: the directory root, with a busybox
make_root() {
	need_cmd busybox
	mkdir -p root/{bin,dev,proc}
	cp "$(command -v busybox)" root/bin/busybox
	ln -s busybox root/bin/ls
}

# make_lab: for root, scripts run where /run/netns is this test's own and has the namespace lab
# with a process in it
make_lab() {
	as_root || return 0
	need_cmd ip
	need_ns mount net
	sleeper unshare -mn --propagation private sh -ec '
		mount -t tmpfs tmp /run; ip netns add lab; ip -n lab link set lo up; : >ready; exec "$@"' sh
	wait_for test -e ready
	place=(nsenter -t "$background" -m -n sh -c 'cd "$T" && exec "$@"' sh)
	sleeper "${place[@]}" ip netns exec lab
	wait_for runs "$background" sleep
}

@test "migration: each section has a test" {
	local sections
	sections=$(sed -n 's/^\.Ss From //p' "$XNS_SRC/man/xns-migration.7")
	assert_equal "$sections" "$(sed -n 's/^	pairs "\(.*\)"$/\1/p' "$BATS_TEST_FILENAME")"
	assert_equal "$(wc -l <<<"$sections")" 10
}

@test "migration: from unshare" {
	pairs "unshare"
	need_programs xunshare xnspin xnsenter
	need_subids
	make_root
	run_pairs
}

@test "migration: from nsenter" {
	pairs "nsenter"
	need_programs xnsenter xunshare
	target
	make_lab
	run_pairs
}

@test "migration: from lsns" {
	pairs "lsns"
	need_programs xlsns xunshare
	target
	run_pairs
}

@test "migration: from tini" {
	pairs "tini"
	need_programs xpidinit
	run_pairs
}

@test "migration: from dumb-init" {
	pairs "dumb-init"
	need_programs xpidinit
	run_pairs
}

@test "migration: from catatonit" {
	pairs "catatonit"
	need_programs xpidinit
	run_pairs
}

@test "migration: from bwrap" {
	pairs "bwrap"
	need_programs xclone
	need_ns mount net uts
	make_root
	run_pairs
}

# bats test_tags=root
@test "migration: from ip netns" {
	pairs "ip netns"
	need_programs xnspin xnsenter xlsns xveth
	make_lab
	run_pairs
}

# bats test_tags=vm
@test "migration: from cgexec" {
	pairs "cgexec"
	need_programs xcgexec xclone
	mkdir /sys/fs/cgroup/group
	run_pairs
	rmdir /sys/fs/cgroup/group
}

# bats test_tags=vm
@test "migration: from systemd-run" {
	pairs "systemd-run"
	need_programs xcgexec xunshare xnsenter xclone
	make_lab
	run_pairs
}

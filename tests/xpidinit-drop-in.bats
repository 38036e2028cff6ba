#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xpidinit in the places where other inits are used: below other programs that make PID
# namespaces, in containers, and as one static file.

load helpers/xns
load helpers/xpidinit

setup() {
	xns_setup
	static=$XNS_BIN/xpidinit-static
	[[ -e $static ]] || static=$XNS_BUILD/xpidinit-static
}

# What is to be true wherever we are PID 1: it is us; orphans go; the status comes back.
probe='[ $$ = 2 ] || [ $PPID = 1 ] || exit 90
	read -r name </proc/1/comm; case $name in xpidinit*|podman-init|init) ;; *) exit 91 ;; esac
	(sleep 0.1 &) ; (sleep 0.2 &) ; sleep 0.5
	! grep -qs "^State:.Z" /proc/[0-9]*/status || exit 92
	exit 7'

need_static() {
	[[ -x $static ]] || skip_because no-static "xpidinit-static was not built: no static C library"
}

@test "below: xunshare -p" {
	need_pidns
	as_root || may=(-r)
	xrun -7 xunshare "${may[@]}" -p --mount-proc xpidinit sh -c "$probe"
}

@test "below: xclone -p" {
	need_pidns
	[[ " $XNS_PROGRAMS " == *" xclone "* ]] || return 0
	as_root || may=(-r)
	xrun -7 xclone "${may[@]}" -p --mount-proc xpidinit sh -c "$probe"
}

@test "below: bwrap --as-pid-1" {
	need_userns
	need_cmd bwrap
	xrun -7 bwrap --unshare-user --unshare-pid --as-pid-1 --bind / / --dev /dev --proc /proc xpidinit sh -c "$probe"
}

@test "static: needs no library" {
	need_static
	refute_has "$(ldd "$static" 2>&1)" "=>"
}

@test "static: says and does the same" {
	need_static
	mkdir "$T/bin"
	ln -s "$static" "$T/xpidinit"
	local args
	# scripts that name no interpreter, and what is found but cannot be run
	printf 'echo "$0" "$@"\n' >"$T/bin/plain"
	chmod +x "$T/bin/plain"
	: >"$T/bin/noexec"
	cd "$T/bin"
	PATH=/etc/passwd:/nonexistent:$T/bin:$PATH
	assert_equal "$("$T/xpidinit" --help)" "$(xpidinit --help)"
	assert_equal "$("$T/xpidinit" --complete)" "$(xpidinit --complete)"
	assert_equal "$("$T/xpidinit" --version)" "$(xpidinit --version)"
	for args in "--remap 1:256 true" "-r NOSUCH:TERM true" "--gra x true" "--grace=3 --wait true" "-P true" \
		"nosuch-command" "/etc/passwd" "--report /nonexistent/x true" "--status-fd 99 true" "-p=9 true" \
		"plain a b" "./plain c" "$T" "./" "noexec" \
		"-r=TERM:QUIT true" "-e3:4 sh -c exit\${IFS}3" "-ge 3:4 true" "--remap=3 true" "--pau" "-- true"; do
		# shellcheck disable=SC2086 # words
		run -124 timeout -k 1 0.5 xpidinit $args || :
		local want="$status $output"
		# shellcheck disable=SC2086
		run -124 timeout -k 1 0.5 "$T/xpidinit" $args || :
		assert_equal "$status $output" "$want"
	done
	xrun -127 xpidinit ""
	want=$output
	xrun -127 "$T/xpidinit" ""
	assert_equal "$output" "$want"
	for args in --nosuch -Z -r --report=; do
		run "$T/xpidinit" "$args"
		assert_equal "$status" 125
		assert_output_has "Try 'xpidinit --help'"
	done
}

@test "static: as PID 1, with orphans, signals and an account" {
	need_static
	need_pidns
	need_cmd python3
	xrun -7 "${pidns[@]}" "$static" sh -c "$probe"
	xrun -143 "${pidns[@]}" "$static" sh -c 'orphans 3; sleep 0.05; kill -TERM $$'
	xrun -6 "${pidns[@]}" "$static" --grace 1 --report "$T/report" sh -c 'orphans 5; setsid sleep 30 & sleep 0.2; exit 6'
	python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert len(lines) == 8 and lines[-1]["adopted"] == 6 and lines[-1]["left"] == 0, lines
assert [l["name"] for l in lines if l.get("signal") == 15] == ["sleep"], lines' "$T/report"
	xrun -6 "$static" --grace 1 sh -c 'setsid sleep 30 >/dev/null 2>&1 & exit 6'
	background "$static" sigvalue take "$T/log" 37 1
	wait_for file_has "$T/log" ready
	local sender
	sender=$(sigvalue send "$background" 37 42)
	wait "$background"
	file_has "$T/log" "37 42 from $sender"
}

# A machine without systemd has cgroups that container engines do not like; inside, they
# get a cgroup2 of their own. "|| exit 99": that this place cannot even prepare.
prepare='umount -R /sys/fs/cgroup 2>/dev/null
	mount -t cgroup2 none /sys/fs/cgroup || exit 99'

# rootfs DIR: a busybox and us
rootfs() {
	mkdir -p "$1"/{bin,proc,dev,sys,tmp,etc}
	cp "$(command -v busybox)" "$1/bin/busybox"
	local name
	for name in sh sleep grep id; do ln -s busybox "$1/bin/$name"; done
	cp "$static" "$1/bin/xpidinit"
}

need_engine() {
	need_root
	need_cmd "$@" busybox
	need_static
	[[ $(ldd "$(command -v busybox)" 2>&1) != *"=>"* ]] || skip_because no-static-busybox "busybox is not static"
	unshare --mount --propagation private sh -c "$prepare" ||
		skip_because no-cgroup2 "no cgroup2 can be mounted here"
}

# bats test_tags=root
@test "container: PID 1 of crun" {
	need_engine crun python3
	mkdir "$T/bundle"
	rootfs "$T/bundle/rootfs"
	(cd "$T/bundle" && crun spec)
	PROBE=$probe python3 - "$T/bundle/config.json" <<-'END'
		import json, os, sys
		config = json.load(open(sys.argv[1]))
		config["process"].update(args=["xpidinit", "sh", "-c", os.environ["PROBE"]], terminal=False)
		config["process"].pop("rlimits", None)
		config["linux"].pop("resources", None)
		spaces = config["linux"]["namespaces"]
		config["linux"]["namespaces"] = [s for s in spaces if s["type"] != "cgroup"]
		json.dump(config, open(sys.argv[1], "w"))
	END
	cd "$T/bundle"
	xrun -7 unshare --mount --propagation private sh -c "$prepare
		exec crun --root $T/state --cgroup-manager=disabled run xns-test-$$"
}

# bats test_tags=root
@test "container: podman run --init --init-path" {
	need_engine podman
	local dir
	dir=$(mktemp -d) # a short name: podman has sockets in it
	rootfs "$dir/rootfs"
	rm "$dir/rootfs/bin/xpidinit"
	printf '[containers]\ndefault_ulimits=[]\n' >"$dir/conf"
	cat >"$dir/run" <<-END
		$prepare
		export CONTAINERS_CONF=$dir/conf
		podman() { command podman --root $dir/root --runroot $dir/state --storage-driver vfs --cgroup-manager cgroupfs "\$@"; }
		tar -C $dir/rootfs -c . | podman import - xns-test >/dev/null || exit 98
		podman run --rm --network none --cgroups disabled --ulimit host --init --init-path $static xns-test \
			/bin/sh -c "\$PROBE"
		status=\$?
		podman rmi -f xns-test >/dev/null
		exit \$status
	END
	PROBE=$probe xrun -7 unshare --mount --propagation private sh "$dir/run" || {
		rm -rf "$dir"
		return 1
	}
	rm -rf "$dir"
}

# as NAME COMMAND...: xpidinit under another program's name, as a symbolic link
as() {
	mkdir -p "$T/names"
	ln -sf "$(command -v xpidinit)" "$T/names/$1"
	local name=$1
	shift
	xrun "${expect:--0}" "$T/names/$name" "$@"
}

@test "names: as tini" {
	expect=-3 as tini -- sh -c 'exit 3'
	expect=-3 as tini sh -c 'exit 3'
	expect=-4 as tini -p SIGTERM -- sh -c 'exit 4'
	expect=-4 as tini -pTERM sh -c 'exit 4'
	expect=-0 as tini -e 143 -e 4 sh -c 'exit 4'
	as tini -s -g -w -- sh -c 'echo run'
	assert_output_has "run"
	assert_output_has "has ended: status 0"
	expect=-1 as tini -e 256 true
	expect=-1 as tini -Z true
	expect=-1 as tini
	expect=-127 as tini "$T/nosuch"
	expect=-126 as tini /etc/passwd
	as docker-init --version
	assert_output_has "tini version"
	as tini-static -l
	assert_output_has "MIT"
}

@test "names: the variables of tini" {
	local show='ps -o pgid= -p $$ | tr -d " "; echo $$'
	as tini sh -c "$show"
	assert_differ "${lines[0]}" "${lines[1]}"
	export TINI_KILL_PROCESS_GROUP=
	as tini sh -c "$show"
	assert_equal "${lines[0]}" "${lines[1]}"
	unset TINI_KILL_PROCESS_GROUP
	TINI_VERBOSITY=1 as tini true
	assert_output_is ""
	export TINI_VERBOSITY=3
	as tini true
	assert_output_has "has ended"
}

@test "names: as dumb-init" {
	local show='ps -o sid= -p $$ | tr -d " "; echo $$'
	as dumb-init sh -c "$show"
	assert_equal "${lines[0]}" "${lines[1]}"
	for option in -c --single-child; do
		as dumb-init "$option" sh -c "$show"
		assert_differ "${lines[0]}" "${lines[1]}"
	done
	DUMB_INIT_SETSID=0 as dumb-init sh -c "$show"
	assert_differ "${lines[0]}" "${lines[1]}"
	expect=-5 as dumb-init --rewrite 15:0 -r 10:12 -- sh -c 'exit 5'
	expect=-2 as dumb-init "$T/nosuch"
	expect=-1 as dumb-init -r 15 true
	as dumb-init --version
	assert_output_has "dumb-init v"
	export DUMB_INIT_DEBUG=1
	as dumb-init true
	assert_output_has "has ended"
}

@test "names: as dumb-init, a signal is rewritten for the whole session" {
	ln -s "$(command -v xpidinit)" "$T/dumb-init"
	xrun -0 sh -euc '
		mkfifo "$2/ready"
		cd "$2"
		"$1" -r 15:10 sh -c "trap \"echo rewritten; exit 0\" USR1; echo >ready; while :; do sleep 0.1; done" &
		read -r _ <ready
		kill -TERM $!
		wait $!
	' sh "$T/dumb-init" "$T"
	assert_output_has rewritten
}

@test "names: as catatonit" {
	expect=-3 as catatonit -g -- sh -c 'exit 3'
	expect=-1 as catatonit "$T/nosuch"
	expect=-1 as catatonit
	expect=-1 as catatonit -P true
	as catatonit -V
	assert_output_has "tini version"
	as catatonit -L
	assert_output_has MIT
	export CATATONIT_DEBUG=1
	as catatonit true
	assert_output_has "has ended"
}

@test "names: XPIDINIT_OPTIONS is not read under another name" {
	export XPIDINIT_OPTIONS="--remap 3:0"
	expect=-3 as tini sh -c 'exit 3'
	xrun -0 xpidinit sh -c 'exit 3'
}

@test "names: the static program has them too" {
	need_static
	mkdir "$T/s"
	ln -s "$static" "$T/s/tini"
	ln -s "$static" "$T/s/dumb-init"
	xrun -0 "$T/s/tini" -e 4 -pTERM -- sh -c 'exit 4'
	xrun -2 "$T/s/dumb-init" "$T/nosuch"
}

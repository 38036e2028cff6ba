#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # scripts for shells inside
# xnsenter into what other programs have made: bubblewrap, crun, podman.

load helpers/xns
load helpers/xunshare
load helpers/xnsenter

# a root directory with all that a container runtime mounts on; sets tree
make_tree() {
	need_cmd busybox
	tree=$T/tree
	mkdir -p "$tree/bin" "$tree/proc" "$tree/dev" "$tree/sys" "$tree/etc" "$tree/tmp"
	cp "$(command -v busybox)" "$tree/bin/busybox"
	local name
	for name in sh ls cat id sleep hostname readlink ps; do ln -s busybox "$tree/bin/$name"; done
	echo 'root:x:0:0::/:/bin/sh' >"$tree/etc/passwd"
}

# As root a cgroup2 tree alone, which crun wants, in a mount namespace of our own.
in_cgroup2='umount -R /sys/fs/cgroup 2>/dev/null || :
	mount -t cgroup2 xns /sys/fs/cgroup'

@test "bubblewrap: its namespaces, its root, its process table" {
	need_userns
	need_cmd bwrap
	make_tree
	background bwrap --unshare-all --hostname inside --bind "$tree" / --proc /proc --dev /dev \
		--chdir /tmp --die-with-parent /bin/sleep 300
	sleeper_inside() { child_of "$background" && inside=$child && child_of "$inside" && inside=$child && runs "$inside" sleep; }
	wait_for sleeper_inside
	# as an ordinary user we are nobody but ourselves in it, so root is not there
	local ids=()
	as_root || ids=(-S follow -G follow)
	xrun xnsenter -t "$inside" "${ids[@]}" /bin/sh -c 'hostname; ls / | grep -c etc; ps -o comm | grep -c "^sleep"; id -u'
	assert_output_is $'inside\n1\n1\n'"$EUID"
	xrun xnsenter -t "$inside" "${ids[@]}" /bin/readlink /proc/self/ns/net
	assert_output_is "$(ns_of "$inside" net)"
	# nothing of ours: no directory, no descriptor, and it ends as the command ends
	run -7 bounded xnsenter -t "$inside" "${ids[@]}" --close-fds --new-session /bin/sh -c \
		'pwd; ls /proc/self/fd | wc -l; exit 7' 9</etc
	assert_output_is $'/\n4'
	xrun xnsenter -t "$inside" "${ids[@]}" -a -W /tmp /bin/sh -c 'pwd; ls -d /work /root /home 2>/dev/null || echo none'
	assert_output_is $'/tmp\nnone'
	as_user || return 0
	xrun -125 xnsenter -t "$inside" /bin/id
	assert_output_has "user ID to 0: it is not mapped"
	assert_output_has "--setuid=follow"
}

@test "bubblewrap: from one sandbox into another it is refused" {
	need_userns
	need_cmd bwrap
	make_tree
	local one
	background bwrap --unshare-user --unshare-uts --bind / / --proc /proc --die-with-parent /bin/sleep 300
	wait_for child_of "$background"
	one=$child
	wait_for runs "$one" sleep
	background bwrap --unshare-user --unshare-uts --bind / / --proc /proc --die-with-parent /bin/sleep 300
	wait_for child_runs "$background" sleep
	local ids=(-S follow -G follow)
	xrun xnsenter -t "$one" "${ids[@]}" "${show_links[@]}"
	assert_equal "$output" "$(links "$one")"
	# root of the machine, too, is nobody there
	xrun -125 xnsenter -t "$one" "${ids[@]}" "$(command -v xnsenter)" -t "$child" -u touch "$T/ran"
	assert_no_file "$T/ran"
}

# bats test_tags=root
@test "crun: a container from an OCI bundle" {
	need_root
	need_cmd crun python3
	make_tree
	mkdir "$T/bundle"
	mv "$tree" "$T/bundle/rootfs"
	xrun unshare -m --propagation private sh -euc "$in_cgroup2"'
		cd "$T/bundle"
		crun spec
		python3 -c "
import json
c = json.load(open(\"config.json\"))
c[\"process\"][\"args\"] = [\"/bin/sleep\", \"300\"]
c[\"process\"][\"terminal\"] = False
c[\"process\"].pop(\"rlimits\", None)
c[\"hostname\"] = \"in-crun\"
l = c[\"linux\"]
l.pop(\"resources\", None)
l[\"namespaces\"] = [n for n in l[\"namespaces\"] if n[\"type\"] != \"cgroup\"]
json.dump(c, open(\"config.json\", \"w\"))"
		crun --root "$T/state" --cgroup-manager=disabled run --pid-file "$T/pid" box >/dev/null 2>"$T/crun.err" &
		until [ -s "$T/pid" ]; do sleep 0.1; done
		pid=$(cat "$T/pid")
		until [ "$(cat /proc/$pid/comm)" = sleep ] || [ "$((tries = ${tries-0} + 1))" -gt $((10 * XNS_SECONDS)) ]; do sleep 0.1; done
		xnsenter -t "$pid" /bin/sh -c "hostname; id -u; ls / | grep -c rootfs || :; ps | grep -c \"[s]leep 300\"" || cat "$T/crun.err"
		kill -KILL "$pid"; wait || :
		crun --root "$T/state" --cgroup-manager=disabled delete -f box 2>/dev/null || :'
	assert_output_is $'in-crun\n0\n0\n1'
}

# bats test_tags=root
@test "podman: a container of a busybox image" {
	need_root
	need_cmd podman crun
	make_tree
	xrun unshare -m --propagation private sh -euc "$in_cgroup2"'
		printf "[containers]\ndefault_ulimits=[]\n" >"$T/conf"
		export CONTAINERS_CONF="$T/conf"
		p="podman --root $T/d1 --runroot $T/d2 --storage-driver vfs --cgroup-manager cgroupfs"
		tar -C "$T/tree" -c . | $p import - box >/dev/null 2>&1
		$p run --rm --name box --hostname in-podman --network none --cgroups disabled --ulimit host box \
			/bin/sleep 300 >/dev/null 2>"$T/podman.err" &
		runner=$!
		pid=
		for i in $(seq $((10 * XNS_SECONDS))); do
			pid=$($p inspect -f "{{.State.Pid}}" box 2>/dev/null || :)
			[ "${pid:-0}" -gt 0 ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = sleep ] && break
			sleep 0.1
		done
		xnsenter -t "$pid" /bin/sh -c "hostname; id -u; ps | grep -c \"[s]leep 300\"" || cat "$T/podman.err"
		kill -KILL "$pid"; wait "$runner" || :
		$p rm -f box >/dev/null 2>&1 || :'
	assert_output_is $'in-podman\n0\n1'
}

# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A cgroup of the test's own, for the test files of programs that create cgroups.

# in_cgroup SCRIPT: as root, in the cgroup $C of a cgroup2 mount of its own; afterwards no
# cgroup may be left below $C
in_cgroup() {
	need_root
	# shellcheck disable=SC2016
	run bounded unshare --mount --propagation private sh -c '
		while umount /sys/fs/cgroup/* /sys/fs/cgroup 2>/dev/null; do :; done
		mount -t cgroup2 none /sys/fs/cgroup || exit 77
		C=/sys/fs/cgroup/xns-test.$$
		mkdir "$C" && echo $$ >"$C/cgroup.procs" || exit 77
		export C
		until_true() {
			i=0
			until "$@"; do
				sleep 0.05; i=$((i + 1)); [ $i -lt $((10 * XNS_SECONDS)) ] || { echo "never: $*"; exit 99; }
			done
		}
		# find complains where a cgroup is removed meanwhile
		no_group() { [ "$(find "$C" -mindepth 1 -type d 2>/dev/null)" = "" ]; }
		one_group() { [ "$(find "$C" -mindepth 1 -type d 2>/dev/null | wc -l)" = 1 ]; }
		is_gone() { ! kill -0 "$1" 2>/dev/null; }
		has_line() { grep -qx "$2" "$1" 2>/dev/null; }
		remove() {
			echo $$ >/sys/fs/cgroup/cgroup.procs
			find "$C" -depth -type d -exec rmdir {} \;
		}
		trap "remove; exit 97" TERM
		(set -eu; '"$1"'); status=$?
		no_group || { echo "left: $(find "$C" -mindepth 1 -type d)"; status=98; }
		remove
		exit $status'
	[[ $status != 77 ]] || skip_because no-cgroup2 "no cgroup2: $output"
	((status == 0)) || expect "the status" "$output" "of the script is" "$status"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Many of everything at the same time: nothing is lost, and nothing is left. A twentieth to a
# hundredth of the full counts, which XNS_STORM=all runs. Each storm ends by what it counts, and
# its figures are a comment of the results.

load helpers/xns
load helpers/xunshare

setup() {
	setup_in_tmp
	start=
}
teardown() {
	[[ ! -e $T/figures ]] || sed "s/^/# $BATS_TEST_DESCRIPTION: /" "$T/figures" >&3
	xns_teardown
}

# storm ALL FEW: sets number to the count of this run, and starts the clock
storm() {
	number=$1
	[[ ${XNS_STORM-} == all ]] || number=$2
	start=$EPOCHREALTIME
}
# figures WORD...: the line of this storm
figures() {
	echo "$* in $(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }') s" >"$T/figures"
}
built() { [[ " $XNS_PROGRAMS " == *" $1 "* ]]; }

# in_ns TYPE... -- FUNCTION: in new namespaces, where an unprivileged user is root
in_ns() {
	local types=()
	while [[ $1 != -- ]]; do
		types+=("--$1")
		shift
	done
	need_ns mount
	(only_standard_fds && exec unshare "${may[@]}" "${types[@]}" bash -c "
		number=$number
		$(declare -f "$2")
		set -e -o pipefail; $2")
}

# ---- sandboxes ---------------------------------------------------------------------------

@test "storms: sandboxes, 200 at a time: each runs its command once, with its own status" {
	need_ns mount pid net uts ipc
	storm 5000 200
	# shellcheck disable=SC2016
	seq "$number" | (only_standard_fds && xargs -P 200 -n 1 sh -c '
		status=0
		xunshare -r -m -p -n -u -i --mount-proc --hostname "box$1" --kill-child \
			sh -c "echo \$\$ \$(uname -n); exit \$((\$1 % 125))" sh "$1" || status=$?
		[ "$status" = $(($1 % 125)) ] || echo "box$1 ended with $status"' sh) >out 2>&1
	assert_equal "$(grep -vx '1 box[0-9]*' out)" ""
	assert_equal "$(sort -u out | wc -l) $(wc -l <out)" "$number $number"
	figures "$number sandboxes"
}

# ---- pins --------------------------------------------------------------------------------

many_pins() {
	mkdir p
	mount -t tmpfs none p
	mount --make-private p
	seq "$number" | xargs -P 8 -n 5 sh -c 'xnspin --new net="p/$1" && xnspin --new uts="p/$2" &&
		xnspin --new ipc="p/$3" cgroup="p/$4" && xnspin --new net="p/$5"' sh
	xnspin --list --noheadings -o PATH,NS | grep "$PWD/p/" | sed 's,.*/,,' | sort -n >list
	cut -d' ' -f1 list | diff - <(seq "$number")
	[[ $(awk '{ print $2 }' list | sort -u | wc -l) == "$number" ]]
	seq "$number" | sed 's,^,p/,' | xargs xnspin --unpin
	[[ ! $(ls p) && $(grep -c "$PWD/p/" /proc/self/mountinfo) == 0 ]]
	umount p
}
@test "storms: pins: each is listed once, and all are removed" {
	built xnspin || return 0
	storm 1000 50
	in_ns mount -- many_pins
	figures "$number pins"
}

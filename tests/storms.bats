#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Many of everything at the same time: nothing is lost, and nothing is left. A twentieth to a
# hundredth of the full counts, which XNS_STORM=all runs. Each storm ends by what it counts, and
# its figures are a comment of the results.

load helpers/xns
load helpers/cgroup
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

# ---- processes ---------------------------------------------------------------------------

@test "storms: orphans: each is adopted, reaped and reported" {
	built xpidinit || return 0
	need_ns pid mount
	storm 20000 400
	xrun -6 unshare "${may[@]}" --fork --pid --mount-proc --kill-child xpidinit --report "$T/report" --wait \
		sh -c 'orphans "$1"; orphans -b "$2"; exit 6' sh $((number / 2)) $((number / 2))
	assert_equal "$(grep -c '"adopted": true' report)" "$number"
	assert_equal "$(grep -o '"adopted": [0-9]*, "left": 0' report)" "\"adopted\": $number, \"left\": 0"
	figures "$number orphans"
}

@test "storms: signals: 56 kinds, each arrives once" {
	built xpidinit || return 0
	storm 215 10
	xrun sigvalue storm "$number" xpidinit sigvalue count
	figures "$((56 * number)) signals, $output a second,"
}

# ---- veth pairs --------------------------------------------------------------------------

many_pairs() {
	seq "$number" | xargs -P 8 -I+ xveth a+ b+
	{ seq -f a%g "$number"; seq -f b%g "$number"; } | sort >wanted
	xveth --list --noheadings -o NAME | sort | diff wanted -
	seq "$number" | xargs -P 8 -I+ xveth --delete a+
	[[ ! $(xveth --list --noheadings) ]]
}

@test "storms: veth pairs: each is listed, and all are removed" {
	built xveth || return 0
	need_ns net
	storm 500 20
	in_ns net -- many_pairs
	figures "$number veth pairs"
}

# ---- supervisors that are killed ---------------------------------------------------------

# In a PID namespace of its own, where this shell is PID 1: nothing outlives the supervisor, which
# is killed in the first 50 ms.
kill_supervisors() {
	local turn limit=$((SECONDS + XNS_SECONDS))
	mkfifo pause
	exec 8<>pause
	for ((turn = 0; turn < number; turn++)); do
		"${supervised[@]}" sleep 1000 &
		read -rt "0.0$(printf '%02d' $((RANDOM % 50)))" <&8 || :
		kill -KILL $!
		wait $! || :
		until processes=(/proc/[0-9]*) && [[ ${processes[*]} == /proc/1 ]]; do
			((SECONDS < limit)) || { echo "turn $turn of ${supervised[*]}: ${processes[*]}"; exit 1; }
			read -rt 0.005 <&8 || :
		done
		limit=$((SECONDS + XNS_SECONDS))
	done 2>"$T/said"
	# an orphan says why it ends
	! grep -vE 'Killed|: the peer process has exited$' "$T/said"
}

# kills SUPERVISOR ARG...: number times; in_cgroup runs T/script, too
kills_script() {
	rm -f pause
	cat >"$T/script" <<-END
		number=$number supervised=($*)
		$(declare -f kill_supervisors)
		set -e; cd "$T"; kill_supervisors
	END
}
kills() {
	kills_script "$@"
	(only_standard_fds && exec unshare "${may[@]}" --fork --pid --mount-proc --kill-child bash "$T/script")
}

@test "storms: supervisors that are killed at a random moment leave no process" {
	need_ns pid mount
	storm 300 10
	kills xunshare -r -m -p --kill-child
	! built xclone || kills xclone -r -m -p --kill-child
	! built xpidinit || kills xpidinit
	figures "3 times $number kills"
}

# bats test_tags=root
@test "storms: xcgexec killed at a random moment leaves no process and no cgroup" {
	built xcgexec || return 0
	storm 300 10
	kills_script xcgexec
	# shellcheck disable=SC2016
	in_cgroup 'unshare --fork --pid --mount-proc --kill-child bash "$T/script" && no_group'
	figures "$number kills"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xunshare: user and group IDs.

load helpers/xns
load helpers/xunshare

setup() {
	xns_setup
	uid=$(id -u) gid=$(id -g)
	fake=$BATS_TEST_TMPDIR/fake
	mkdir "$fake"
}

# map_is LINE...: the map just printed
map_is() {
	local IFS=$'\n'
	assert_equal "$(tidy_map <<<"$output")" "$*"
}

# maps OPTION... : prints both maps and setgroups inside, so that $output has all three
maps=(sh -c 'cat /proc/self/uid_map; echo; cat /proc/self/gid_map; echo; cat /proc/self/setgroups')
# shows USERS GROUPS SETGROUPS: lines of a map joined by commas
shows() {
	local part=0 line found=("" "" "")
	while IFS= read -r line; do
		if [[ ! $line ]]; then
			((++part))
		elif ((part < 2)); then
			read -r a b c <<<"$line"
			found[part]+="${found[part]:+,}$a $b $c"
		else
			found[part]=$line
		fi
	done <<<"$output"
	assert_equal "${found[0]}" "$1" && assert_equal "${found[1]}" "$2" && assert_equal "${found[2]}" "$3"
}

# first_block FILE: "FIRST COUNT" of the caller's first line
first_block() {
	awk -F: -v n="$(id -un)" -v u="$uid" '$1 == n || $1 == u { print $2, $3; exit }' "$1"
}

# with_subids USERS GROUPS COMMAND...: with these lines as /etc/subuid and /etc/subgid (root)
with_subids() {
	local users=$BATS_TEST_TMPDIR/subuid groups=$BATS_TEST_TMPDIR/subgid
	printf '%s' "$1" >"$users"
	printf '%s' "$2" >"$groups"
	shift 2
	xrun "${own_mounts[@]}" sh -c '
		for f in /etc/subuid /etc/subgid; do
			[ -e $f ] || { mkdir -p "$3/etc" && cp -a /etc/. "$3/etc" && : >"$3$f"; }
		done
		[ ! -d "$3/etc" ] || { : >"$3/etc/subuid"; : >"$3/etc/subgid"; mount --bind "$3/etc" /etc; }
		mount --bind "$1" /etc/subuid && mount --bind "$2" /etc/subgid && shift 3 && "$@"
		echo "status $?"' sh "$users" "$groups" "$BATS_TEST_TMPDIR" "$@"
}

# ---- one ID ---------------------------------------------------------------------------------

@test "single: -r and --map-root-user map the caller to root, and deny setgroups" {
	need_userns
	local how
	for how in -r --map-root-user; do
		xrun xunshare $how "${maps[@]}"
		shows "0 $uid 1" "0 $gid 1" deny
	done
	xrun xunshare -r id -u
	assert_output_is 0
	xrun xunshare -r probe ids
	assert_output_begins "uid 0 0 0 gid 0 0 0"
	xrun -1 xunshare -r probe setgroups
}

@test "single: -c and --map-current-user keep the ids" {
	need_userns
	local how
	for how in -c --map-current-user; do
		xrun xunshare $how "${maps[@]}"
		shows "$uid $uid 1" "$gid $gid 1" deny
	done
}

@test "single: --map-user and --map-group take numbers and names" {
	need_userns
	xrun xunshare --map-user=7 --map-group=4294967294 "${maps[@]}"
	shows "7 $uid 1" "4294967294 $gid 1" deny
	xrun xunshare --map-user 77 "${maps[@]}"
	shows "77 $uid 1" "" allow
	xrun xunshare --map-user=daemon --map-group=daemon "${maps[@]}"
	shows "$(id -u daemon) $uid 1" "$(getent group daemon | cut -d: -f3) $gid 1" deny
}

@test "single: the last of -r, -c and --map-user holds" {
	need_userns
	xrun xunshare -r --map-user=5 --map-group=6 "${maps[@]}"
	shows "5 $uid 1" "6 $gid 1" deny
	xrun xunshare --map-user=5 --map-group=6 -r "${maps[@]}"
	shows "0 $uid 1" "0 $gid 1" deny
	xrun xunshare -r -c "${maps[@]}"
	shows "$uid $uid 1" "$gid $gid 1" deny
}

@test "single: without a map the ids are the overflow ids" {
	need_userns
	xrun xunshare -U "${maps[@]}"
	shows "" "" allow
	xrun xunshare -U probe ids
	assert_output_begins "uid 65534 65534 65534 gid 65534 65534 65534"
}

@test "single: an ordinary user needs no process outside for it" {
	need_strace
	need_userns
	xrun strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=process xunshare -r true
	xrun -1 grep -E '(clone|clone3|fork|vfork)\(' "$BATS_TEST_TMPDIR/trace"
}

# ---- ranges by root ----------------------------------------------------------------------------

# bats test_tags=root
@test "ranges: root writes them, in the order given" {
	need_root
	xrun xunshare --map-users=0:100000:10 --map-groups=5:200000:20 "${maps[@]}"
	shows "0 100000 10" "5 200000 20" allow
	xrun xunshare --map-users=0:100000:10 --map-users=1000:0:1 --map-users=20:300000:5 "${maps[@]}"
	shows "0 100000 10,1000 0 1,20 300000 5" "" allow
}

# bats test_tags=root
@test "ranges: root needs no newuidmap" {
	need_root
	xrun env PATH=/nonexistent "$(command -v xunshare)" --map-users=0:100000:10 --map-groups=0:100000:10 \
		/bin/cat /proc/self/uid_map
	map_is "0 100000 10"
}

# bats test_tags=root
@test "ranges: without root's own id in the map" {
	need_root
	xrun xunshare --map-users=0:100000:10 --map-groups=0:100000:10 -S 3 -G 4 probe ids
	assert_output_is "uid 3 3 3 gid 4 4 4 groups"
}

# The single map makes a hole in the ranges: rows of "range, single, what is mapped"
# bats test_tags=root
@test "holes: the single id is left out of the ranges, and nothing else is" {
	need_root
	local row
	local rows=(
		# no overlap: nothing is lost (util-linux loses one id in the first two)
		"0:100000:10|10|0 100000 10,10 0 1"
		"0:100000:10|11|0 100000 10,11 0 1"
		"5:100000:10|4|4 0 1,5 100000 10"
		# at the ends and in the middle
		"0:100000:10|9|0 100000 9,9 0 1"
		"0:100000:10|0|0 0 1,1 100000 9"
		"0:100000:10|5|0 100000 5,5 0 1,6 100005 4"
		"0:100000:1|0|0 0 1"
		"0:100000:2|1|0 100000 1,1 0 1"
		"7:100000:2|7|7 0 1,8 100000 1"
		# our outside id (0) inside the range
		"0:0:10|20|0 1 9,20 0 1"
		"100:0:10|99|99 0 1,100 1 9"
	)
	for row in "${rows[@]}"; do
		local range=${row%%|*} rest=${row#*|}
		echo "row: $row"
		xrun xunshare "--map-users=$range" "--map-user=${rest%%|*}" cat /proc/self/uid_map
		assert_equal "$(tidy_map <<<"$output" | paste -sd,)" "${rest#*|}"
		xrun xunshare "--map-groups=$range" "--map-group=${rest%%|*}" cat /proc/self/gid_map
		assert_equal "$(tidy_map <<<"$output" | paste -sd,)" "${rest#*|}"
	done
}

# bats test_tags=root
@test "holes: the caller's outside ID in the middle of a range" {
	need_root
	local caps=+setuid,+setgid,+sys_admin,+setfcap
	local as_five=(setpriv --reuid 5 --regid 5 --clear-groups --inh-caps "$caps" --ambient-caps "$caps")
	# as uid 5: the outside id 5 is left out of 0..9, so 9 ids are mapped, the inside in order
	xrun "${as_five[@]}" xunshare --map-users=100:0:10 --map-user=50 cat /proc/self/uid_map
	map_is "50 5 1" "100 0 5" "105 6 4"
	# both holes at once
	xrun "${as_five[@]}" xunshare --map-users=0:0:10 --map-user=2 cat /proc/self/uid_map
	map_is "0 0 2" "2 5 1" "3 2 3" "6 6 4"
	# the same id on both sides
	xrun "${as_five[@]}" xunshare --map-users=0:0:10 --map-current-user cat /proc/self/uid_map
	map_is "0 0 5" "5 5 1" "6 6 4"
}

# bats test_tags=root
@test "holes: several ranges keep theirs" {
	need_root
	xrun xunshare --map-users=0:100000:10 --map-users=20:200000:10 --map-user=25 cat /proc/self/uid_map
	map_is "0 100000 10" "20 200000 5" "25 0 1" "26 200005 4"
}

# bats test_tags=root
@test "words: all maps every id of the caller's namespace to itself" {
	need_root
	xrun xunshare --map-users=all --map-groups=all "${maps[@]}"
	local own
	own=$(awk '{ print $1, $1, $3 }' /proc/self/uid_map | paste -sd,)
	shows "$own" "$own" allow
	xrun xunshare --map-users=10:100000:5 --map-users=30:200000:6 --map-users=0:0:1 --map-groups=0:0:1 \
		xunshare --map-users=all cat /proc/self/uid_map
	map_is "0 0 1" "10 10 5" "30 30 6"
}

# bats test_tags=root
@test "words: auto maps the first block from 0, subids the same block to itself" {
	need_root
	local users=$'nobody:1:1\nroot:400000:100\nroot:500000:100\n' groups=$'0:600000:50\n'
	with_subids "$users" "$groups" xunshare --map-auto "${maps[@]}"
	assert_output_has "status 0"
	output=${output%$'\n'*}
	shows "0 400000 100" "0 600000 50" allow
	with_subids "$users" "$groups" xunshare --map-subids "${maps[@]}"
	output=${output%$'\n'*}
	shows "400000 400000 100" "600000 600000 50" allow
	with_subids "$users" "$groups" xunshare --map-users=subids --map-groups=auto "${maps[@]}"
	output=${output%$'\n'*}
	shows "400000 400000 100" "0 600000 50" allow
	# auto loses nothing to -r
	with_subids "$users" "$groups" xunshare -r --map-auto "${maps[@]}"
	output=${output%$'\n'*}
	shows "0 0 1,1 400000 100" "0 0 1,1 600000 50" allow
	with_subids "$users" "$groups" xunshare --map-auto --map-user=30 cat /proc/self/uid_map
	output=${output%$'\n'*}
	map_is "0 400000 30" "30 0 1" "31 400030 70"
}

# bats test_tags=root
@test "words: without a granted range the error names the file, the user and the line to add" {
	need_root
	with_subids $'someone:100000:10\n' "" xunshare --map-auto touch "$BATS_TEST_TMPDIR/ran"
	assert_output_has "status 125"
	check_message /etc/subuid root "root:100000:65536"
	assert_no_file "$BATS_TEST_TMPDIR/ran"
	refute_output_has "uccess"
	with_subids $'root:100000:10\n' $'root:x:10\nroot:100000:0\n' xunshare --map-auto touch "$BATS_TEST_TMPDIR/ran"
	assert_output_has "status 125"
	check_message /etc/subgid
}

# ---- limits ---------------------------------------------------------------------------------------

# many COUNT: as many ranges that stay below a page
many() {
	local i
	many=()
	for ((i = 0; i < $1; i++)); do many+=("--map-users=$((2 * i)):$((2 * i)):1"); done
}

# bats test_tags=root
@test "limits: 340 ranges are mapped, 341 are refused by name" {
	need_root
	local many
	many 340
	xrun xunshare "${many[@]}" cat /proc/self/uid_map
	assert_equal "$(wc -l <<<"$output")" 340
	assert_equal "$(tidy_map <<<"$output" | tail -1)" "678 678 1"
	many 341
	refused 340 -- "${many[@]}"
}

@test "limits: 341 ranges and a page of text are refused before anything changes" {
	need_strace
	local many i
	many 341
	xrun -125 strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=unshare,clone,clone3,fork,vfork \
		xunshare "${many[@]}" true
	assert_output_has 340
	assert_empty_file "$BATS_TEST_TMPDIR/trace"
	many=()
	for ((i = 0; i < 340; i++)); do many+=("--map-groups=$((2 * i)):$((100000 + 2 * i)):1"); done
	xrun -125 strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=unshare,clone,clone3,fork,vfork \
		xunshare "${many[@]}" true
	check_message 4095 group
	assert_empty_file "$BATS_TEST_TMPDIR/trace"
}

@test "limits: overlaps are named, inside and outside" {
	refused overlap inside "0:100000:10" "5:200000:10" -- --map-users=0:100000:10 --map-users=5:200000:10
	refused overlap outside "0:100000:10" "20:100009:5" -- --map-groups=0:100000:10 --map-groups=20:100009:5
	# by one ID, whichever comes first
	refused overlap inside -- --map-users=0:100000:10 --map-users=9:200000:1
	refused overlap inside -- --map-users=9:200000:1 --map-users=0:100000:10
	refused overlap outside -- --map-users=0:100009:1 --map-users=20:100000:10
	refused overlap outside -- --map-users=20:100000:10 --map-users=0:100009:1
	refused overlap inside "7:300:3" "9:400:1" -- --map-users=50:0:1 --map-users=7:300:3 --map-users=3:900:2 --map-users=9:400:1
	refused overlap outside "7:300:3" "90:302:1" -- --map-users=50:800:1 --map-users=7:300:3 --map-users=3:9:2 --map-users=90:302:1
	as_user || xrun xunshare --map-users=0:100000:10 --map-users=10:100010:10 true
}

@test "limits: numbers are read strictly" {
	local map
	for map in "" 0 0:1 0:1: :1:1 0::1 0:1:2:3 0x0:1:1 +0:1:1 " 0:1:1" 0:1:1x -1:0:1 0:-1:1 0:1:-1 \
		0:0:0 4294967295:0:1 0:4294967295:1 4294967290:0:10 0:4294967290:10 0:0:4294967296 \
		99999999999999999999:0:1 automatic Auto "all " 0.1:1:1; do
		refused "map-users" -- "--map-users=$map"
		refused "map-groups" -- "--map-groups=$map"
	done
}

@test "limits: the comma form is refused, and the hint gives the same map with colons" {
	misused_or_refused() { refused "hint" "$1" -- "$2"; }
	misused_or_refused "0:100000:10" --map-users=100000,0,10
	misused_or_refused "5:200000:3" --map-groups=200000,5,3
}

@test "limits: user and group ids are read strictly" {
	local option id
	for option in --map-user --map-group --setuid --setgid; do
		for id in "" +1 -1 " 1" "1 " 1: :1 0x1 1x 4294967295 99999999999; do
			refused "${option#--}" -- "$option=$id"
		done
		refused "nosuchname" -- "$option=nosuchname"
	done
	for id in "" 1 1: :1 1:1:1 x:1 1:x +1:1 "1: 1" 4294967295:1 1:4294967295; do
		refused "owner" -- "--owner=$id"
	done
}

@test "limits: an unknown name is called so" {
	refused "nosuchuser" "no such" -- --map-user=nosuchuser
	refused "nosuchgroup" "no such" -- -G nosuchgroup
	refused "99999999999" "range" -- --map-user=99999999999
}

# ---- by newuidmap ----------------------------------------------------------------------------------

# bats test_tags=user
@test "helper: an ordinary user's block is mapped by newuidmap and newgidmap" {
	need_subids
	local users groups
	read -ra users < <(first_block /etc/subuid)
	read -ra groups < <(first_block /etc/subgid)
	xrun xunshare --map-auto "${maps[@]}"
	shows "0 ${users[*]}" "0 ${groups[*]}" allow
	xrun xunshare -r --map-auto "${maps[@]}"
	shows "0 $uid 1,1 ${users[*]}" "0 $gid 1,1 ${groups[*]}" allow
	xrun xunshare --map-subids "${maps[@]}"
	shows "${users[0]} ${users[*]}" "${groups[0]} ${groups[*]}" allow
	xrun xunshare -c "--map-users=0:${users[0]}:10" "--map-groups=0:${groups[0]}:10" "${maps[@]}"
	shows "$uid $uid 1,0 ${users[0]} 10" "$gid $gid 1,0 ${groups[0]} 10" allow
}

# bats test_tags=user
@test "helper: a real file in there belongs to another outside id" {
	need_subids
	local users
	read -ra users < <(first_block /etc/subuid)
	mkdir -m 777 "$BATS_TEST_TMPDIR/open"
	xrun xunshare -r --map-auto sh -c "touch '$BATS_TEST_TMPDIR/open/file' && chown 5:5 '$BATS_TEST_TMPDIR/open/file'"
	assert_equal "$(stat -c %u "$BATS_TEST_TMPDIR/open/file")" "$((users[0] + 4))"
	xrun xunshare -r --map-auto rm "$BATS_TEST_TMPDIR/open/file"
}

# fakes: newuidmap and newgidmap that say what they get; SCRIPT is what they do then
fakes() {
	local name
	for name in newuidmap newgidmap; do
		printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n%s\n' "$name" "$fake" "${1-}" >"$fake/$name"
		chmod +x "$fake/$name"
	done
}

# bats test_tags=user
@test "helper: gets the PID and the map, from outside" {
	need_userns
	fakes "readlink /proc/self/ns/user /proc/\$1/ns/user >>'$fake/spaces'; grep -h . /proc/\$1/setgroups >>'$fake/spaces'"
	PATH=$fake:$PATH xrun xunshare --map-users=0:5000:10 --map-users=100:6000:1 --map-groups=0:7000:3 true
	assert_grep -E '^newgidmap [0-9]+ 0 7000 3$' "$fake/calls"
	assert_grep -E '^newuidmap [0-9]+ 0 5000 10 100 6000 1$' "$fake/calls"
	assert_equal "$(head -1 "$fake/spaces")" "$(readlink /proc/self/ns/user)"
	assert_differ "$(sed -n 2p "$fake/spaces")" "$(readlink /proc/self/ns/user)"
}

# bats test_tags=user,rule:R26
@test "helper: one that fails is status 125, and the command does not run" {
	need_userns
	fakes 'exit 3'
	PATH=$fake:$PATH refused newgidmap "status 3" -- --map-groups=0:5000:10
	PATH=$fake:$PATH refused newuidmap "status 3" -- --map-users=0:5000:10
	PATH=$fake:$PATH refused newuidmap "status 3" -- -r -p --fork --map-users=1:5000:10
}

# bats test_tags=user,rule:R26
@test "helper: one that is killed is status 125 too" {
	need_userns
	fakes 'kill -9 $$'
	PATH=$fake:$PATH refused newuidmap KILL -- --map-users=0:5000:10
	PATH=$fake:$PATH refused newgidmap KILL -- --map-groups=0:5000:10
}

# bats test_tags=user
@test "helper: one that cannot be executed is status 125" {
	need_userns
	fakes
	printf '#!/no/such/interpreter\n' >"$fake/newuidmap"
	PATH=$fake:$PATH refused newuidmap -- --map-users=0:5000:10
}

# bats test_tags=user
@test "helper: one that is missing is 125, before anything changes, with the package to install" {
	need_strace
	local name tools=(touch true strace)
	for name in "${tools[@]}"; do ln -s "$(command -v "$name")" "$fake/$name"; done
	ln -s "$(command -v xunshare)" "$fake/xunshare"
	xrun -125 env "PATH=$fake" strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=unshare,clone,clone3,fork,vfork \
		xunshare --map-users=0:5000:10 touch "$BATS_TEST_TMPDIR/ran"
	check_message newuidmap uidmap hint
	assert_empty_file "$BATS_TEST_TMPDIR/trace"
	assert_no_file "$BATS_TEST_TMPDIR/ran"
	xrun -125 env "PATH=$fake" xunshare --map-groups=0:5000:10 true
	check_message newgidmap uidmap hint
}

# bats test_tags=user
@test "helper: a range that was not granted" {
	need_subids
	xrun -125 xunshare --map-users=0:1:1000 touch "$BATS_TEST_TMPDIR/ran"
	assert_no_file "$BATS_TEST_TMPDIR/ran"
	assert_output_has "not allowed" # newuidmap says it
	assert_output_has "xunshare: cannot map user IDs: "
	assert_output_has "newuidmap exited with status 1"
}

# bats test_tags=root
@test "outside: IDs that are not mapped in the current namespace, also in a gap, are named" {
	need_userns
	local gap=(--map-users=0:0:10 --map-users=20:20:10 --map-groups=0:0:30 xunshare)
	refused "outside IDs 30 to 39 are not all mapped" uid_map -- "${gap[@]}" --map-users=0:30:10
	refused "outside IDs 5 to 24 are not all mapped" -- "${gap[@]}" --map-users=0:5:20
	refused "outside IDs 5 to 34 are not all mapped" gid_map -- "${gap[@]}" --map-groups=0:5:30
}

# bats test_tags=root
@test "outside: to map ID 0 takes CAP_SETFCAP, which is said of no other ID" {
	need_userns
	need_cmd setpriv
	local without=(setpriv --bounding-set -setfcap xunshare)
	xrun -125 "${without[@]}" --map-users=0:0:10 touch "$BATS_TEST_TMPDIR/ran"
	check_message "cannot write" hint CAP_SETFCAP
	assert_no_file "$BATS_TEST_TMPDIR/ran"
	xrun "${without[@]}" --map-users=0:1:10 true
	xrun -125 xunshare --map-users=0:0:10 --map-users=20:20:10 --map-groups=0:0:30 \
		"${without[@]}" --map-users=0:5:20 true
	check_message "outside IDs 5 to 24 are not all mapped"
}

# ---- setgroups ------------------------------------------------------------------------------------

@test "setgroups: deny and allow are what /proc says inside" {
	need_userns
	xrun xunshare -U --setgroups=deny cat /proc/self/setgroups
	assert_output_is deny
	xrun xunshare -U --setgroups=allow cat /proc/self/setgroups
	assert_output_is allow
	xrun xunshare --map-user=0 --setgroups=deny cat /proc/self/setgroups
	assert_output_is deny
	as_root || return 0
	xrun xunshare --map-groups=0:0:10 --map-users=0:0:10 --setgroups=deny "${maps[@]}"
	shows "0 0 10" "0 0 10" deny
	xrun xunshare --map-groups=0:0:10 --map-users=0:0:10 probe setgroups
	assert_output_is allowed
}

@test "setgroups: allow with only the caller's group is an error" {
	refused setgroups -- -r --setgroups=allow
	refused setgroups -- --map-group=5 --setgroups=allow
}

@test "setgroups: needs a user namespace, and one of two words" {
	misused setgroups user -- --setgroups=deny
	refused setgroups -- -U --setgroups=maybe
	refused setgroups -- -U --setgroups=
}

# ---- owner -----------------------------------------------------------------------------------------

# bats test_tags=root
@test "owner: the namespace belongs to that user" {
	need_root
	background xunshare --owner=1000:1001 sleep 30
	wait_for file_has "/proc/$background/comm" sleep
	xrun probe owner "/proc/$background/ns/user"
	assert_output_is 1000
	assert_equal "$(sed -n 's/^[UG]id:\t//p' "/proc/$background/status" | paste -sd' ')" \
		$'1000\t1000\t1000\t1000 1001\t1001\t1001\t1001'
	xrun xunshare --owner=1000:1001 --map-users=0:1000:5 --map-groups=0:1001:5 probe ids
	assert_output_begins "uid 0 0 0 gid 0 0 0"
}

# bats test_tags=root
@test "owner: the single maps are those of the owner, and the process stays dumpable to write them" {
	need_root
	xrun xunshare --owner=1000:1001 -r "${maps[@]}"
	shows "0 1000 1" "0 1001 1" deny
	xrun xunshare --owner=1000:1001 -c "${maps[@]}"
	shows "1000 1000 1" "1001 1001 1" deny
	xrun xunshare --owner=1000:1001 -r --map-users=1:100000:10 --map-groups=1:200000:10 "${maps[@]}"
	shows "0 1000 1,1 100000 10" "0 1001 1,1 200000 10" allow
}

# bats test_tags=root
@test "owner: has none of the caller's other groups" {
	need_root
	need_userns
	local program how
	for program in xunshare xclone; do
		for how in --setgroups=allow --setgroups=deny; do
			xrun setpriv --groups 4,24 "$program" --owner=1000:1001 \
				--map-users=0:1000:5 --map-groups=0:1001:5 "$how" grep Groups: /proc/self/status
			[[ $output =~ ^Groups:[[:space:]]*$ ]] || expect "the groups of $program" "$output" "should be" none
		done
	done
	# and we are with them again
	background setpriv --groups 4,24 xclone --owner=1000:1001 -r sleep 30
	wait_for child_of "$background"
	assert_equal "$(sed -n 's/^Groups:[[:space:]]*//p' "/proc/$background/status" | xargs)" "4 24"
}

# bats test_tags=root
@test "owner: together with other types, a pinned one and clocks" {
	need_root
	xrun xunshare --owner=1000:1000 -r -a --monotonic=5 --mount-proc --hostname=owned \
		sh -c 'uname -n; grep -c "monotonic *5 " /proc/self/timens_offsets; echo /proc/[0-9]*'
	assert_output_is $'owned\n1\n/proc/1'
}

# bats test_tags=user
@test "owner: another owner needs privilege" {
	refused "the owner of the user namespace" "not permitted" -- --owner=0:0
	refused "user 1 and group 2" "not permitted" -- --owner=1:2
}

# ---- -S and -G ------------------------------------------------------------------------------------

# bats test_tags=root
@test "ids: -S and -G set all three ids and drop the other groups" {
	need_root
	xrun setpriv --groups 4,5,6 xunshare -S 11 -G 12 probe ids
	assert_output_is "uid 11 11 11 gid 12 12 12 groups"
	xrun setpriv --groups 4,5,6 xunshare -S 11 probe ids
	assert_output_is "uid 11 11 11 gid 0 0 0 groups 4 5 6"
	xrun xunshare --setuid=daemon --setgid=daemon probe ids
	assert_output_is "uid $(id -u daemon) $(id -u daemon) $(id -u daemon) gid $(id -g daemon) $(id -g daemon) $(id -g daemon) groups"
}

@test "ids: -G where setgroups is denied leaves the groups alone" {
	need_userns
	xrun xunshare -r -S 0 -G 0 probe ids
	assert_output_begins "uid 0 0 0 gid 0 0 0"
}

@test "ids: -G where the current namespace denies setgroups" {
	need_userns
	xrun unshare -r xunshare -G 0 probe ids
	assert_output_begins "uid 0 0 0 gid 0 0 0"
	xrun unshare -r xunshare -r -G 0 probe ids
	assert_output_begins "uid 0 0 0 gid 0 0 0"
}

@test "ids: an id that is not mapped is refused before anything changes" {
	need_strace
	local how
	for how in "-r -S 5" "-r -G 5" "-U -S 0" "-U -G 0" "--map-user=3 -S 4" "-c -S 77 -p"; do
		echo "with: $how"
		# shellcheck disable=SC2086
		xrun -125 strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=unshare,clone,clone3,fork,vfork \
			xunshare $how touch "$BATS_TEST_TMPDIR/ran"
		check_message "not mapped"
		assert_empty_file "$BATS_TEST_TMPDIR/trace"
		assert_no_file "$BATS_TEST_TMPDIR/ran"
	done
}

# bats test_tags=user
@test "ids: a change that is not permitted fails with its step" {
	refused "user ID" "1" "not permitted" -- -S 1
	refused "group" "not permitted" -- -G 1
}

# ---- capabilities ------------------------------------------------------------------------------------

@test "caps: --keep-caps keeps them through the exec, as an ordinary user" {
	need_userns
	xrun xunshare --map-user=1000 --map-group=1000 probe caps
	assert_output_is "effective 0 inheritable 0 ambient 0"
	xrun xunshare --map-user=1000 --map-group=1000 --keep-caps probe caps
	assert_matches "$output" 'effective ([0-9a-f]+) inheritable ([0-9a-f]+) ambient ([0-9a-f]+)'
	assert_true "16#${BASH_REMATCH[1]} & 1 << 21" # CAP_SYS_ADMIN
	assert_equal "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}"
	xrun xunshare -U --keep-caps -u --hostname=kept uname -n
	assert_output_is kept
	xrun xunshare -c --keep-caps xunshare -u --hostname=later uname -n
	assert_output_is later
}

@test "caps: --keep-caps with -S and -G" {
	local ids=(--map-users=0:100000:10 --map-groups=0:100000:10)
	as_root || { need_subids && ids=(--map-auto); }
	xrun xunshare "${ids[@]}" -S 5 -G 5 --keep-caps sh -c 'probe ids; probe caps'
	assert_equal "${lines[0]}" "uid 5 5 5 gid 5 5 5 groups"
	assert_matches "${lines[1]}" 'effective ([0-9a-f]+)'
	assert_true "16#${BASH_REMATCH[1]} & 1 << 21"
	xrun xunshare "${ids[@]}" -S 5 -G 5 probe caps
	assert_output_is "effective 0 inheritable 0 ambient 0"
}

@test "caps: --keep-caps needs a user namespace" {
	misused keep-caps user -- --keep-caps
}

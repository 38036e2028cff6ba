#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The harness itself: helpers/xns.bash sees what a test leaves behind, helpers/run ends what
# hangs, and the place is as helpers/sandbox promises.

load helpers/xns

# How long our processes sleep tells them from those of a run beside us.
setup() {
	xns_setup
	nap=67.$BATS_TEST_NUMBER$EUID
}
naps() { pgrep -f "sleep ${nap/./[.]}\$"; }

# inner LINE...: runs a test file of one test with this body, as a developer would. It has
# to fail. The variables of the outer bats would mislead the inner one.
inner() {
	local file=$BATS_TEST_TMPDIR/inner.bats unset
	{
		echo "load '$XNS_SRC/tests/helpers/xns'"
		echo 'xns_patience=4'
		echo '@test "inner" {'
		printf '\t%s\n' "$@"
		echo '}'
	} >"$file"
	mapfile -t unset < <(compgen -e | sed -n 's/^BATS_/--unset=BATS_/p')
	xrun -1 env "${unset[@]}" "$BATS_ROOT/bin/bats" --tap "$file"
	assert_output_has "not ok 1 inner"
}

# low_signals FIELD [FILE]: the signals 1 to 31 in this field of /proc/PID/status; the ones
# above may come from whoever started us
low_signals() {
	local mask
	mask=$(sed -n "s/^$1:[[:space:]]*/0x/p" "${2--}")
	echo $((mask & 0x7fffffff))
}

@test "a process left behind fails the test, and is killed" {
	inner "sleep $nap 3>&- 4>&- &"
	assert_output_has "left behind: process"
	assert_output_has "sleep $nap"
	run ! naps
}

@test "so does one in a session of its own" {
	inner "setsid sleep $nap 3>&- 4>&- &" 'sleep 0.1'
	assert_output_has "sleep $nap"
}

@test "so does one with an empty environment" {
	[[ ${XNS_OWN_SESSION-} ]] || skip_because by-hand "only helpers/run makes a session"
	inner "env -i sleep $nap 3>&- 4>&- &" 'sleep 0.1'
	assert_output_has "sleep $nap"
}

@test "the namespaces of a process left behind are named" {
	need_userns
	inner "unshare --user --uts sleep $nap 3>&- 4>&- &" 'wait_for other_ns $! uts'
	assert_output_has "keeps the namespace uts:["
	assert_output_has "keeps the namespace user:["
}

# bats test_tags=root
@test "a mount left behind fails the test" {
	need_root
	inner "mount -t tmpfs none '$BATS_TEST_TMPDIR'"
	umount "$BATS_TEST_TMPDIR"
	assert_output_has "left behind: mounts"
	assert_output_has "tmpfs none"
}

# bats test_tags=root
@test "a network interface left behind fails the test" {
	need_root
	need_cmd ip
	inner "ip link add xns0 type veth peer name xns1"
	ip link del xns0
	assert_output_has "left behind: network interfaces"
	assert_output_has "> xns0"
}

@test "a background process is stopped, with what it wraps" {
	background sh -c 'trap "kill \$!; exit" TERM; sleep "$1" & wait' - "$nap"
	wait_for naps
	xns_stop
	run ! naps
}

@test "a background process does not ignore INT and QUIT" {
	ignores_nothing() { [[ $(low_signals SigIgn "/proc/$background/status") == 0 ]]; }
	local background
	sleeper
	wait_for ignores_nothing
}

@test "xrun hands over descriptors 0, 1 and 2 only" {
	exec {extra}</dev/null
	xrun sh -c 'ls /proc/$$/fd; true'
	exec {extra}<&-
	assert_output_is $'0\n1\n2'
}

@test "xrun checks the status, 0 unless said otherwise" {
	xrun true
	xrun -3 sh -c 'exit 3'
	run ! xrun false
	run ! xrun -3 sh -c 'exit 4'
	xrun --separate-stderr -1 sh -c 'echo out; echo err >&2; exit 1'
	assert_output_is out
	assert_stderr_is err
}

@test "xrun hands over neither ignored nor blocked signals" {
	xrun cat /proc/self/status
	assert_equal "$(low_signals SigBlk <<<"$output")" 0
	assert_equal "$(low_signals SigIgn <<<"$output")" 0
}

@test "assertions fail" {
	xrun printf 'one\ntwo words\n'
	assert_output_has "e
two"
	assert_line_is "two words"
	assert_output_matches 'o w'
	run ! assert_output_has three
	run ! assert_line_is two
	xrun echo one
	run ! refute_line_is one
	run ! assert_equal 1 2
	run ! assert_differ 1 1
	run ! assert_set ""
	run ! assert_matches abc '^b'
	run ! assert_begins abc b
	run ! assert_file "$BATS_TEST_TMPDIR/none"
	run ! assert_no_file "$BATS_TEST_TMPDIR"
	run ! assert_true "1 > 2"
	run ! assert_grep -x none "$BATS_TEST_FILENAME"
	run -0 assert_grep -x '@test "assertions fail" {' "$BATS_TEST_FILENAME"
	xrun printf 'one\ntwo\n'
	run ! assert_count 1 -e one -e two
}

@test "assertions print what was wanted and what came" {
	run ! assert_equal came wanted
	assert_output_is "the value should be: (- wanted, + came)
-wanted
+came"
	run ! assert_equal $'one\nthree\nfour' $'one\ntwo\nfour'
	assert_output_is "the value should be: (- wanted, + came)
 one
-two
+three
 four"
	xrun echo came
	run ! assert_output_has wanted
	assert_output_is "the output should have: (- wanted, + came)
-wanted
+came"
	local low=7 list=(1 9)
	run ! assert_true 'low < list[0]'
	assert_output_is "the expression should be true: (- wanted, + came)
-low < list[0]
+list[0]=1
+low=7"
	: >"$BATS_TEST_TMPDIR/file"
	echo text >"$BATS_TEST_TMPDIR/text"
	run -0 assert_empty_file "$BATS_TEST_TMPDIR/file"
	run ! assert_empty_file "$BATS_TEST_TMPDIR/text"
	assert_output_has "+text"
	xrun -3 sh -c 'echo why; exit 3'
	run ! assert_status 2
	assert_output_has "-2"
}

@test "a file that hangs is ended, and what it left is killed" {
	echo "@test 'hang' { (trap '' TERM; setsid sleep $nap) 3>&- 4>&-; }" \
		>"$BATS_TEST_TMPDIR/hang.bats"
	as_root && sandboxed=root || sandboxed=user
	xrun env PATH="$BATS_ROOT/bin:$PATH" XNS_SANDBOX="$sandboxed" XNS_FILE_SECONDS=1 XNS_LIMIT=1 XNS_PROGRAMS= \
		sh "$XNS_SRC/tests/helpers/run" --here "$BATS_TEST_TMPDIR/hang.bats"
	assert_output_has "Bail out! no end after 1 seconds"
	assert_output_has "make check XNS_LIMIT=4"
	run ! naps
}

@test "the runner prints the user and the directory" {
	[[ ${XNS_SANDBOX-} ]] || skip_because no-sandbox "only root can make the sandbox"
	assert_equal "$(id -un)" "$(as_root && echo root || echo xnstest)"
	assert_equal "$(stat -c %u "$TMPDIR")" "$EUID"
	assert_grep "^$(id -un):.*:65536$" /etc/subuid
}

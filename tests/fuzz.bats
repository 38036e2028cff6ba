#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each file of tests/fuzz/corpus is given to its parser: no crash, and what must hold of any
# text holds (see fuzz/targets.c). The fuzzers themselves: fuzz/run.

load helpers/xns

replay() { xrun "$XNS_BUILD/tests/fuzz/replay" "$@"; }

@test "fuzz: the corpus of each parser" {
	[[ " $XNS_PROGRAMS " == *" xveth "* ]] || return 0 # what it is linked with
	local dir targets=0
	for dir in "$XNS_SRC"/tests/fuzz/corpus/*; do
		replay "${dir##*/}" "$dir"/*
		((++targets))
	done
	# each target has a directory
	xrun -2 "$XNS_BUILD/tests/fuzz/replay" none
	assert_equal "$targets" "$(wc -w <<<"${output#*there are: }")"
}

@test "fuzz: a parser that fails is seen" {
	[[ " $XNS_PROGRAMS " == *" xveth "* ]] || return 0
	xrun -2 "$XNS_BUILD/tests/fuzz/replay" numbers "$BATS_TEST_TMPDIR/none"
	assert_output_has "none: No such file"
	replay numbers "$XNS_SRC"/tests/fuzz/corpus/numbers/*
	assert_output_matches '^numbers: [0-9]+ files$'
}

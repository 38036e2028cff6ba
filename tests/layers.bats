#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What CONTRIBUTING.md says about the sources, as far as a program can see it.

load helpers/xns

setup() {
	xns_setup
	cd "$XNS_SRC"
}

# includes FILE: the names in its #include "..." lines
includes() { sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\(.*\)".*/\1/p' "$1"; }

# read_layers: layer[MODULE], and beside[MODULE]: " what it may include of its own layer "
read_layers() {
	local number module rest
	declare -gA layer=() beside=()
	while read -r number module rest; do
		[[ $number == [0-9]* ]] || continue
		layer[$module]=$number
		beside[$module]=" $rest "
	done <tests/helpers/layers
}

# may_include FILE MODULE HEADER: says why not
may_include() {
	local other=${3%.h}
	case $3 in
	config.h | "$2.h") return 0 ;;
	*/* | *.c) echo "$1 includes $3: only headers of lib/, by their names" ;;
	*) if [[ ! ${layer[$other]-} ]]; then
		echo "$1 includes $3, which is no module of tests/helpers/layers"
	elif ((layer[$other] < layer[$2])) || [[ ${beside[$2]-} == *" $other "* ]]; then
		return 0
	else
		echo "$1 (layer ${layer[$2]}) includes $3 (layer ${layer[$other]})"
	fi ;;
	esac
	return 1
}

# check_layers FILE...: all that is wrong
check_layers() {
	local file module header wrong=0
	read_layers
	for file; do
		module=$(basename "${file%.[ch]}")
		[[ $file != src/* ]] || layer[$module]=3
		if [[ ! ${layer[$module]-} ]]; then
			echo "$file: not in tests/helpers/layers"
			wrong=1
			continue
		fi
		while read -r header; do
			may_include "$file" "$module" "$header" || wrong=1
		done < <(includes "$file")
	done
	return "$wrong"
}

@test "layers: modules include only what lies below them" {
	check_layers lib/*.[ch] src/*.c
}

@test "layers: the check sees what is wrong" {
	mkdir -p "$BATS_TEST_TMPDIR/lib"
	local file=$BATS_TEST_TMPDIR/lib/fd.c
	for header in ns.h opt.h die.h nothing.h ../src/xunshare.h xunshare.c; do
		echo "#include \"$header\"" >"$file"
		run ! check_layers "$file"
	done
	echo '#include "fd.h"' >"$BATS_TEST_TMPDIR/lib/stranger.c"
	run ! check_layers "$BATS_TEST_TMPDIR/lib/stranger.c"
	echo '#include "ns.h"' >"$BATS_TEST_TMPDIR/lib/why.c"
	run -0 check_layers "$BATS_TEST_TMPDIR/lib/why.c"
}

@test "layers: libcap belongs to cred" {
	xrun -1 grep -lr '<sys/capability.h>' --include='*.[ch]' --exclude='cred.[ch]' lib src
}

@test "headers: a comment says what each function promises" {
	# A declaration starts in column 0, its further lines do not. A comment holds for
	# all that follows up to an empty line. opt.h says what an opt_NOUN_store() does.
	run awk '
		FNR == 1 || /^$/ { said = 0 }
		/\*\/$/ { said = 1 }
		/^[a-zA-Z_].*[a-z0-9_]\(/ && !/^(typedef|_Static_assert)|_store\(/ && !said {
			print FILENAME ":" FNR ": " $0
		}
	' lib/*.h
	assert_output_is ""
}

# longer_than LINES FILE...: functions with more lines between their braces
longer_than() {
	awk -v most="$1" '
		/^\{/ { start = FNR }
		/^\}/ && start {
			if (FNR - start - 1 > most)
				print FILENAME ":" start ": " FNR - start - 1 " lines"
			start = 0
		}
	' "${@:2}"
}

@test "size: no function has more than 60 lines" {
	run -0 longer_than 60 lib/*.c src/*.c
	assert_output_is ""
	run -0 longer_than 5 src/xunshare.c
	assert_output_has " lines" # it sees functions
}

@test "size: no program has more than 350 lines" {
	run -0 awk 'FNR == 351 { print FILENAME }' src/*.c
	assert_output_is ""
}

@test "comments: one of several lines opens and closes on lines of their own" {
	run awk '
		/^[ \t]*\/\* / && !/\*\// { print FILENAME ":" FNR ": " $0 }
		/^[ \t]*\*.+\*\/$/ { print FILENAME ":" FNR ": " $0 }
	' lib/*.[ch] src/*.c tests/helpers/*.c bench/*.c
	assert_output_is ""
}

@test "messages: a long word of the caller does not push out what is wrong with it" {
	run grep -nE '^[^/]*\\"%s\\"' lib/opt*.c src/*.c lib/linkend.c lib/nspick.c lib/nssame.c lib/pinset.c
	assert_output_is ""
}

@test "files: each one names its licence" {
	local file
	for file in bootstrap configure.ac Makefile.am LICENSE .clang-format .editorconfig \
		lib/*.[ch] src/*.c man/*.[17] bash-completion/* tests/*.bats tests/helpers/*; do
		head -n 5 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file"
	done >"$BATS_TEST_TMPDIR/without"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/without")" ""
}

@test "files: Makefile.am knows every source, test file and helper" {
	local file
	for file in lib/*.[ch] src/*.c man/*.[17] tests/*.bats tests/helpers/*; do
		case $file in
		man/*.1) continue ;; # by the program's name
		esac
		grep -qF "$file" Makefile.am || echo "$file"
	done >"$BATS_TEST_TMPDIR/unknown"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/unknown")" ""
}

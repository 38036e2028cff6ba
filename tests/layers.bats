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

# read_layers: rank[FOLDER] and kind[FOLDER], from tests/helpers/layers
read_layers() {
	local folder what count=0
	declare -gA rank=() kind=()
	while read -r folder what; do
		[[ $folder && $folder != "#" ]] || continue
		rank[$folder]=$((++count))
		kind[$folder]=$what
	done < <(grep -v '^#' tests/helpers/layers)
}

# may_include FOLDER HEADER: FOLDER is "src" for a program; returns false if it must not
may_include() {
	local other=${2%%/*}
	case $2 in
	config.h) return 0 ;;
	*/*/* | *.c) return 1 ;;
	*/*.h) ;;
	*) return 1 ;;
	esac
	[[ ${rank[$other]-} && ${kind[$other]} != alone ]] || return 1
	[[ $1 != src && $1 != "$other" ]] || return 0
	[[ ${kind[$other]} == shared && ${kind[$1]} != alone ]] && ((rank[$other] < rank[$1]))
}

# check_layers FILE...: prints each include that tests/helpers/layers does not allow
check_layers() {
	local file folder header wrong=0
	read_layers
	for file; do
		folder=src
		[[ $file != */lib/* && $file != lib/* ]] || folder=$(basename "$(dirname "$file")")
		if [[ $folder != src && ! ${rank[$folder]-} ]]; then
			echo "$file: its folder is not in tests/helpers/layers"
			wrong=1
			continue
		fi
		while read -r header; do
			may_include "$folder" "$header" && continue
			echo "$file includes $header"
			wrong=1
		done < <(includes "$file")
	done
	return "$wrong"
}

@test "layers: a folder includes only itself and the shared folders below it" {
	check_layers lib/*/*.[ch] src/*.c
}

@test "layers: the check finds what is not allowed" {
	local dir=$BATS_TEST_TMPDIR/lib header
	mkdir -p "$dir"/{base,net,minilibc,strange}
	for header in ns/ns.h cli/opt.h net/veth.h fd.h nothing/fd.h base/fd.c; do
		echo "#include \"$header\"" >"$dir/base/fd.c"
		run ! check_layers "$dir/base/fd.c"
	done
	echo '#include "list/ns_set.h"' >"$dir/net/veth.c"
	run ! check_layers "$dir/net/veth.c"
	echo '#include "base/fd.h"' | tee "$dir/minilibc/io.c" "$dir/strange/io.c"
	run ! check_layers "$dir/minilibc/io.c"
	run ! check_layers "$dir/strange/io.c"
	echo '#include "minilibc/io.h"' >"$dir/net/veth.c"
	run ! check_layers "$dir/net/veth.c"
	printf '#include "%s"\n' base/fd.h net/rtnl.h config.h >"$dir/net/veth.c"
	run -0 check_layers "$dir/net/veth.c"
}

@test "layers: libcap belongs to cred" {
	xrun -1 grep -lr '<sys/capability.h>' --include='*.[ch]' --exclude='cred.[ch]' lib src
}

@test "headers: a comment says what each function promises" {
	# A declaration starts in column 0, its further lines do not. A comment holds for
	# all that follows up to an empty line.
	run awk '
		FNR == 1 || /^$/ { said = 0 }
		/\*\/$/ { said = 1 }
		/^[a-zA-Z_].*[a-z0-9_]\(/ && !/^(typedef|_Static_assert)/ && !said {
			print FILENAME ":" FNR ": " $0
		}
	' lib/*/*.h
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
	run -0 longer_than 60 lib/*/*.c src/*.c
	assert_output_is ""
	run -0 longer_than 5 src/xunshare.c
	assert_output_has " lines" # it sees functions
}

@test "errors: the result of a function that returns an error must be used" {
	unused() {
		awk 'BEGIN { RS = "" } /^\/\*/ && /-errno|-FAULT_/ && /\nint [a-z_0-9]+\(/ && !/warn_unused_result/' "$@"
	}
	run -0 unused lib/*/*.h
	assert_output_is ""
	sed 's/__attribute__((warn_unused_result))//' lib/ns/process.h >"$BATS_TEST_TMPDIR/process.h"
	run -0 unused "$BATS_TEST_TMPDIR/process.h"
	assert_output_has "int process_numbers_differ(void)"
}

@test "size: no program has more than 220 lines" {
	run -0 awk 'FNR == 221 { print FILENAME }' src/*.c
	assert_output_is ""
}

@test "comments: one of several lines opens and closes on lines of their own" {
	run awk '
		/^[ \t]*\/\* / && !/\*\// { print FILENAME ":" FNR ": " $0 }
		/^[ \t]*\*.+\*\/$/ { print FILENAME ":" FNR ": " $0 }
	' lib/*/*.[ch] src/*.c tests/helpers/*.c bench/*.c
	assert_output_is ""
}

@test "messages: a long word of the caller does not push out what is wrong with it" {
	run grep -nsE '^[^/]*\\"%s\\"' lib/opt*.c src/*.c lib/net/endpoint.c lib/list/select.c lib/list/compare.c lib/pins/pin_set.c
	assert_output_is ""
}

@test "test names: none begins with the number of a rule or row" {
	run grep -nE '^@test "(R|F|rows? )[0-9]' tests/*.bats
	assert_output_is ""
}

# made FILE: make has made it, in a tree that is its own build directory
made() { [[ $1 == *.o || $1 == */static-tried || -e $1.c ]]; }

@test "files: each one names its licence" {
	local file
	for file in bootstrap bootstrap-packages bootstrap-static configure.ac Makefile.am lib/local.mk lib/minilibc/* LICENSE .clang-format .editorconfig \
		lib/*/*.[ch] src/*.c man/*.[17] man/join man/shared/* bash-completion/* completion/* tests/local.mk tests/*.bats tests/helpers/*; do
		made "$file" || head -n 5 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file"
	done >"$BATS_TEST_TMPDIR/without"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/without")" ""
}

@test "files: the makefiles name every source, test file and helper" {
	local file makefiles=(Makefile.am ./*/local.mk lib/minilibc/local.mk)
	for file in lib/*/*.[ch] src/*.c man/*.7 man/join man/shared/* completion/* tests/*.bats tests/helpers/*; do
		made "$file" || grep -qE "(^|[[:space:]])${file//./[.]}([[:space:]]|\$)" "${makefiles[@]}" || echo "$file"
	done >"$BATS_TEST_TMPDIR/unknown"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/unknown")" ""
}

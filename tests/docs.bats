#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What is written about the programs is true: the options in --help, in the man page and in
# the completion are the same, and the examples do what they say. For every program.

load helpers/xns
load helpers/completion

setup() {
	setup_in_tmp
}

# ---- options -------------------------------------------------------------------------------

# Each of these prints "OPTION KIND", KIND being whether it takes an argument: no, must, may.
# A letter stands for itself, with the kind of its long name.

from_help() {
	"$1" --help | awk '
		match($0, /^ +(-[A-Za-z], )?--[a-z-]+/) {
			word = substr($0, RSTART, RLENGTH); rest = substr($0, RLENGTH + 1)
			kind = rest ~ /^\[=[A-Z:]+\](  |$)/ ? "may" : rest ~ /^ [A-Za-z:|]+(  |$)/ ? "must" : "no"
			gsub(/,/, "", word)
			n = split(word, names, " ")
			for (i = 1; i <= n; i++) print names[i], kind
		}' | sort
}

# page NAME: the man page NAME, whole
page() {
	sh "$XNS_SRC/man/join" "$1"
}

from_page() {
	page "$1.1" | awk '
		/^\.It Fl / {
			kind = /Ns Op = Ns Ar/ ? "may" : /Ns = Ns|(Fl [^ ]+ Ar)/ ? "must" : "no"
			n = split($0, words, " ")
			for (i = 1; i < n; i++)
				if (words[i] == "Fl") print "-" words[i + 1], kind
		}' | sort
}

from_complete() {
	"$1" --complete | awk -F '\t' '{
		kind = $3 == "" ? "no" : $3 ~ /^\[/ ? "may" : "must"
		print $2, kind
		if ($1 != "") print "-" $1, kind
	}' | sort
}

@test "options: --help, the man page and the completion have the same" {
	local program help
	for program in $XNS_PROGRAMS; do
		help=$(from_help "$program")
		assert_true "$(wc -l <<<"$help") > 2"
		same "$program --help" "$program.1" "$help" "$(from_page "$program")"
		same "$program --help" "$program --complete" "$help" "$(from_complete "$program")"
		same "$program --help" "offered" "$(cut -d' ' -f1 <<<"$help")" "$(offered "$program" - | sort)"
	done
}

@test "options: each has one meaning, and its groups come in the page's order" {
	local program
	for program in $XNS_PROGRAMS; do
		assert_equal "$(from_help "$program" | cut -d' ' -f1 | uniq -d)" ""
		same help page "$("$program" --complete | cut -f2 | grep -v -e --color -e --help -e --version)" \
			"$(page "$program.1" |
				sed -n 's/^\.It \(Fl [A-Za-z] , \)\{0,1\}Fl -\([^ ]*\).*/--\2/p' |
				grep -vx -e --color -e --help -e --version)"
	done
}

# item PROGRAM OPTION: the text of that option in the man page, and what comes before its list
item() {
	page "$1.1" | awk -v option="-$2" '
		/^\.S[sh] / { before = ""; listed = inside = 0 }
		/^\.It Fl / {
			listed = 1; inside = 0
			for (i = 1; i <= NF; i++) if ($i == option) inside = 1
			if (inside) printf "%s", before
		}
		/^\.El/ { inside = 0 }
		!listed { before = before $0 "\n" }
		inside'
}

@test "options: a rule names options of the program, and the page says what each requires" {
	local program options relation others option rules=0
	for program in $XNS_PROGRAMS; do
		"$program" --complete | cut -f2 >known
		"$program" --rules >rules
		while IFS=$'\t' read -r options relation others; do
			for option in $options $others; do
				assert_grep -x -e "--$option" known
			done
			for option in $options; do
				[[ $relation == needs ]] || continue
				item "$program" "$option" >text
				assert_grep -E "Fl -${others%% *}( |$)" text
				((++rules))
			done
		done <rules
	done
	assert_true 'rules > 20'
}

@test "options: --help goes to standard output and ends with the page" {
	local program
	for program in $XNS_PROGRAMS; do
		xrun --separate-stderr "$program" --help
		assert_stderr_is ""
		assert_matches "$output" "^Usage:.* $program "
		assert_has "${lines[-1]}" "$program(1)"
		assert_equal "$output" "$("$program" -h)"
		assert_equal "$(awk 'length > 80' <<<"$output")" ""
	done
}

# on_terminal COMMAND...: sets shown to its output there
on_terminal() {
	echo "on a terminal: $*"
	shown=$(bounded "$XNS_BUILD/tests/helpers/pty" -- env "$@") || :
}
# colored COMMAND..., plain COMMAND...: --help on a terminal has escape sequences, or none
colored() {
	on_terminal "$@" && assert_has "$shown" $'\e[1mUsage:\e[0m'
}
plain() {
	on_terminal "$@" && assert_has "$shown" Usage: && refute_has "$shown" $'\e'
}

@test "color: headings of --help on a terminal, unless the environment or --color says otherwise" {
	local program shown
	for program in $XNS_PROGRAMS; do
		colored TERM=xterm "$program" --help
		plain TERM=dumb "$program" --help
		plain TERM=xterm NO_COLOR=1 "$program" --help
		colored TERM=xterm NO_COLOR= "$program" --help
		plain TERM=xterm "$program" --color=never --help
		colored TERM=dumb NO_COLOR=1 "$program" --color=always --help
		# in a pipe
		refute_has "$(TERM=xterm "$program" --color=auto --help)" $'\e'
		assert_has "$("$program" --color --help)" $'\e[1mUsage:\e[0m'
		assert_equal "$("$program" --color --help | sed 's/\x1b\[[0-9;]*m//g')" "$("$program" --help)"
		run "$program" --color=often
		assert_true 'status > 0'
		assert_output_has "--color: \"often\" is not auto, always or never"
	done
}

@test "color: hints and warnings on a terminal, and nothing that a name has brought along" {
	[[ " $XNS_PROGRAMS " == *" xunshare "* ]] || return 0
	local shown name=$'in\e[31mred'
	printf '#!/bin/sh\r\n' >"$name"
	chmod +x "$name"
	xrun -127 env TERM=xterm xunshare "./$name"
	assert_output_has "xunshare: hint: the first line"
	refute_output_has $'\e'
	xrun -127 xunshare --color "./$name"
	assert_output_has $'xunshare: \e[1;36mhint:\e[0m the first line'
	refute_output_has $'\e[31m'
	on_terminal TERM=xterm xunshare "./$name"
	assert_has "$shown" $'xunshare: \e[1;36mhint:\e[0m the first line'
	refute_has "$shown" $'\e[31m'
}

@test "color: headings of tables, not of raw lines and JSON" {
	[[ " $XNS_PROGRAMS " == *" xlsprop "* ]] || return 0
	assert_has "$(xlsprop --color)" $'\e[1mPROPAGATION'
	refute_has "$(xlsprop --color --raw)" $'\e'
	refute_has "$(xlsprop --color --json)" $'\e'
	refute_has "$(xlsprop --color --noheadings)" $'\e'
	refute_has "$(TERM=xterm xlsprop)" $'\e'
}

@test "tables: cut to the width of a terminal, and nowhere else" {
	[[ " $XNS_PROGRAMS " == *" xlsns "* && " $XNS_PROGRAMS " == *" xunshare "* ]] || return 0
	need_userns
	local shown long
	long=$(printf 'x%.0s' {1..200})
	background xunshare -r bash -c 'exec -a "$1" sleep 300' bash "$long"
	wait_for grep -qz "$long" "/proc/$background/cmdline"
	on_terminal COLUMNS=60 xlsns -p "$background" -t user -o NS,COMMAND
	assert_equal "$(printf '%s' "$shown" | sed 's/\x1b\[[0-9;]*m//g' | tr -d '\r' | awk 'length > 60')" ""
	refute_has "$shown" "$long"
	on_terminal COLUMNS=60 xlsns -u -p "$background" -t user -o PID,COMMAND
	assert_has "$shown" "$long"
	on_terminal COLUMNS=60 xlsns --raw -p "$background" -t user -o PID,COMMAND
	assert_has "$shown" "$long"
	on_terminal COLUMNS=60 xlsns --json -p "$background" -t user -o PID,COMMAND
	assert_has "$shown" "$long"
	assert_has "$(COLUMNS=60 xlsns -p "$background" -t user -o PID,COMMAND)" "$long"
}

@test "version: PROGRAM (xns-utils) X.Y.Z" {
	local program
	for program in $XNS_PROGRAMS; do
		xrun --separate-stderr "$program" --version
		assert_stderr_is ""
		assert_output_matches "^$program \(xns-utils\) [0-9]+\.[0-9]+\.[0-9]+$"
		[[ ! ${XNS_VERSION-} ]] || assert_output_is "$program (xns-utils) $XNS_VERSION"
		assert_equal "$output" "$("$program" -V)"
	done
}

@test "bootstrap: what it does not know is refused, before anything is installed" {
	local word
	for word in "" "build nosuch" b; do
		# shellcheck disable=SC2086 # words
		xrun -1 "$XNS_SRC/bootstrap" install $word
		assert_output_has 'bootstrap: install: '
	done
	xrun -2 "$XNS_SRC/bootstrap" nosuch
	assert_output_has "Usage: ./bootstrap"
}

# only_with TOOL...: PATH has nothing but what bootstrap itself needs, and these, which print
# what they are asked for
only_with() {
	local tool
	mkdir "$T/bin"
	for tool in sh awk cat dirname env grep id sort tr; do
		ln -s "$(command -v "$tool")" "$T/bin/$tool"
	done
	# shellcheck disable=SC2016
	for tool; do printf '#!/bin/sh\necho "asked: ${0##*/} $*"\n' >"$T/bin/$tool"; done
	printf '#!/bin/sh\nexec "$@"\n' >"$T/bin/sudo"
	(cd "$T/bin" && chmod +x sudo "$@")
}

@test "bootstrap: each package manager is asked for its own names, and an unverified list is said to be" {
	local sh tool
	sh=$(command -v sh)
	for tool in "apt-get libsmartcols-dev" "dnf libsmartcols-devel" "apk util-linux-dev" "pacman util-linux"; do
		rm -rf "${T:?}/bin"
		only_with "${tool% *}"
		xrun -1 env PATH="$T/bin" "$sh" "$XNS_SRC/bootstrap" install build
		assert_output_matches "asked: ${tool% *} .* gcc "
		assert_output_matches "asked: .* ${tool#* }( |"$'\n'")"
		assert_output_has "still missing: "
		case $tool in
		apt-get*) refute_output_has "not verified" ;;
		*) assert_output_has "these names are not verified" ;;
		esac
	done
	# without a package manager, Debian's names are shown
	rm -rf "${T:?}/bin"
	only_with
	xrun -1 env PATH="$T/bin" "$sh" "$XNS_SRC/bootstrap" install build
	assert_output_has "install these packages first (Debian's names): "
}

@test "bootstrap: each line of the table has a package for each package manager" {
	run awk '!/^#/ && (NF != 7 || ($1 != "state" && $2 !~ /^(have|lib|file|deb|fuzzer|signals)$/))' "$XNS_SRC/bootstrap-packages"
	assert_output_is ""
	assert_equal "$(awk '$1 == "state" { print $4 }' "$XNS_SRC/bootstrap-packages")" ci
}

@test "bootstrap: says what it does, and still does after a while" {
	sed -n '/^say()/p; /^# step TEXT/,/^}/p' "$XNS_SRC/bootstrap" | sed 's/sleep 15/sleep 0.1/' >step
	# until it has been said
	xrun -7 sh -c '. ./step
		step "waiting" sh -c "until grep -qs still said; do sleep 0.1; done" 2>said
		cat said >&2
		step "failing" sh -c "exit 7"
		echo "not here"'
	assert_line_is "bootstrap: waiting"
	assert_line_is "bootstrap: still busy: waiting"
	assert_line_is "bootstrap: failing"
	refute_output_has "not here"
}

# bats test_tags=user
@test "bootstrap: check in a tree that another user has built is refused, with what to do" {
	mkdir -p tree/build
	cp "$XNS_SRC/bootstrap" tree
	grep '^state' "$XNS_SRC/bootstrap-packages" >tree/bootstrap-packages
	printf '#!/bin/sh\n' >tree/build/xunshare
	chmod +x tree/build/xunshare
	echo "an earlier run" >tree/build/test-suite.log
	chmod a-w tree/build
	xrun -1 tree/bootstrap check
	assert_output_has "bootstrap: build/ belongs to "
	assert_output_has "cannot write the results of the tests there."
	assert_output_has "DIR/bootstrap check"
	refute_output_has "Permission denied"
	refute_output_has "an earlier run"
	chmod u+w tree/build
	# make fails before it tests: an earlier run is not taken for this one
	touch tree/configure tree/Makefile.in tree/build/config.status
	printf 'all:\ncheck:\n\t@false\n' >tree/build/Makefile
	xrun -2 tree/bootstrap check
	refute_output_has "an earlier run"
	refute_output_has "passed"
}

@test "make check: a suite without results says which test runs, and its lines are passed on" {
	{
		printf 'ok 1 one\nnot ok 2 t'
		until [[ -s $T/beats ]]; do sleep 0.1; done
		printf 'wo\n# end'
	} | "$XNS_SRC/tests/helpers/heartbeat" tests/x.bats 1 >copy 9>beats
	assert_equal "$(cat copy)" $'ok 1 one\nnot ok 2 two\n# end'
	assert_matches "$(head -n 1 beats)" '^tests/x.bats: test 2 has been running for [0-9]+ s$'
}

@test "make check: the summary lists the failures of the last run, and counts" {
	mkdir -p b/tests/user
	echo "not ok 1 of an earlier run" >b/tests/old.log
	touch -d "1 hour ago" b/tests/machine
	touch -d "2 hours ago" b/tests/old.log
	printf '1..3\nok 1 a\nnot ok 2 b c\nok 3 d # SKIP [x] y\n' >b/tests/one.log
	printf ':test-result: PASS\n:test-result: FAIL\n' >b/tests/one.trs
	printf '1..2\nok 1 a\n' >b/tests/user/two.log
	printf ':test-result: PASS\n:test-result: ERROR\n' >b/tests/user/two.trs
	printf '1..0 # SKIP [no] no\n' >b/tests/none.log
	printf 'Bail out! no end\n' >b/tests/user/three.log
	printf ':test-result: ERROR\n' >b/tests/user/three.trs
	xrun sh "$XNS_SRC/tests/helpers/summary" b
	assert_output_is "failed: tests/one: 2 b c
failed: tests/user/three: Bail out! no end
failed: tests/user/two: ended early, see tests/user/two.log
check: 2 passed, 3 failed, 2 skipped"
}

@test "pages: every program has one, and it is listed in the README" {
	local program section
	for program in $XNS_PROGRAMS; do
		for section in NAME SYNOPSIS DESCRIPTION "EXIT STATUS" EXAMPLES "SEE ALSO"; do
			page "$program.1" >whole
			assert_grep -ix "\.Sh $section" whole
		done
		assert_grep "^| \[$program\](man/$program.1)" "$XNS_SRC/README.md"
		assert_grep "^\.Xr $program 1" "$XNS_SRC/man/xns.7"
	done
}

@test "pages: each shared file is in a page, and the built pages contain its text" {
	local file name built
	for file in "$XNS_SRC"/man/shared/*; do
		grep -qx ".so man/shared/${file##*/}" "$XNS_SRC"/man/*.[17]
	done
	for file in "$XNS_SRC"/man/*.[17]; do
		name=${file##*/}
		page "$name" >joined
		! grep '^[.]so' joined
		built=$XNS_BUILD/man/man${name##*.}/$name
		[[ ! -e $built ]] || diff -u joined "$built"
	done
	assert_file "$XNS_BUILD/man/man7/xns.7"
}

@test "pages: they fit on 80 columns, and no argument was lost before punctuation" {
	need_cmd mandoc
	local page
	for page in "$XNS_SRC"/man/*.[17]; do
		page "${page##*/}" | mandoc -T ascii -O width=80 | sed 's/.\x08//g' | expand >rendered
		assert_true "$(wc -l <rendered) > 100"
		assert_equal "$(awk 'length > 80' rendered)" ""
		# mdoc prints this for .Ar without an argument, as in ".Ar : Ns Ar status"
		assert_equal "$(sed '1,/^DESCRIPTION/d' rendered | grep -F 'file ...')" ""
	done
}

@test "pages: man xns-utils shows xns(7), before the installation too" {
	# soelim(1) and man(1) read this name from the directory above man7
	assert_equal "$(cat "$XNS_BUILD/man/man7/xns-utils.7")" ".so man7/xns.7"
	assert_file "$XNS_BUILD/man/man7/xns.7"
	command -v man >/dev/null || return 0
	xrun man -M "$XNS_BUILD/man" xns-utils
	assert_output_has "concepts of the xns-utils"
}

# ---- empty lists ---------------------------------------------------------------------------

# empty NOUN COMMAND...: prints nothing in a pipe, and on a terminal that there are none
empty() {
	local noun=$1
	shift
	[[ " $XNS_PROGRAMS " == *" $1 "* ]] || return 0
	echo "empty: $*"
	xrun --separate-stderr "$@"
	assert_output_is ""
	refute_has "$stderr" found
	xrun "$XNS_BUILD/tests/helpers/pty" -- "$@"
	assert_output_matches "^[a-z]+: no $noun found"$'\r?'"\$"
}

@test "lists: an empty one says so on a terminal, and prints nothing in a pipe" {
	need_userns
	empty pins xnspin --list
	empty pins xnspin --list --raw --noheadings
	empty mounts xlsprop --type unbindable
	empty veths xunshare -rn xveth --list
	empty veths xunshare -rn xveth --list --raw --noheadings
	empty receivers xunshare -rmp --mount-proc xlsprop --receivers /
	empty namespaces xunshare -rp --mount-proc xlsns --persistent
	[[ " $XNS_PROGRAMS " == *" xnspin "* ]] || return 0
	xrun "$XNS_BUILD/tests/helpers/pty" -- xnspin --list --json
	assert_output_has '"pins": ['
	refute_output_has found
}

# ---- examples ------------------------------------------------------------------------------

# examples PAGE: writes N.cmd and N.out for each command in a literal block, N.root if it is
# root's ("# "). A backslash at the end of a line continues it.
examples() {
	awk '
		function text(s) {
			gsub(/\\\(aq/, "\047", s); gsub(/\\e/, "\\", s); gsub(/\\-/, "-", s); gsub(/\\&/, "", s)
			return s
		}
		/^\.Bd -literal/ { literal = 1; next }
		/^\.Ed/ { literal = more = 0; open = ""; next }
		!literal { next }
		{ line = text($0) }
		more { print line >open; more = line ~ /\\$/; next }
		line ~ /^[$#] / {
			n++
			open = n ".cmd"
			printf "" >(n ".out")
			if (line ~ /^#/) printf "" >(n ".root")
			print substr(line, 3) >open
			more = line ~ /\\$/
			next
		}
		open { print line >(n ".out") }' <(page "$1")
}

# run_examples PAGE: each gives the output that stands below it, when there is any
run_examples() {
	local number ran=0
	examples "$1"
	for ((number = 1; ; number++)); do
		[[ -e $number.cmd ]] || break
		[[ ! -e $number.root ]] || as_root || continue
		echo "example $number: $(cat "$number.cmd")"
		xrun sh "$number.cmd"
		[[ ! -s $number.out ]] || same "$1" "what it is" "$(cat "$number.out")" "$output"
		((++ran))
	done
	echo "ran $ran examples"
	assert_true "ran > 0"
}

@test "examples: those of the man pages do what they say" {
	need_userns
	local program
	for program in $XNS_PROGRAMS; do
		mkdir "$program"
		(cd "$program" && run_examples "$program.1")
	done
}

# sleeping_child_of PID: sets child
sleeping_child_of() { child=$(pgrep -P "$1" -x sleep); }

@test "examples: xnsenter -t 1234, with the PID of a test process" {
	need_userns
	[[ " $XNS_PROGRAMS " == *" xnsenter "* && " $XNS_PROGRAMS " == *" xunshare "* ]] || return 0
	local child line lines
	mapfile -t lines < <(page xnsenter.1 | sed -n 's/^[.]Dl # \(xnsenter -t\) 1234/\1 $child/p')
	assert_equal "${#lines[@]}" 2
	sleeper xunshare -rpn --lo --mount-proc --kill-child
	wait_for sleeping_child_of "$background"
	for line in "${lines[@]}"; do
		[[ $line != *" -n "* ]] || as_root || continue # -n alone: no user namespace is entered
		xrun sh -c "child=$child; $line"
		echo "$line: $output"
		case $line in
		*" ps") [[ $output == *" 1 "*sleep* && $output != *bats* ]] ;;
		*) [[ $output == *"inet 127.0.0.1"* ]] ;;
		esac
	done
}

@test "examples: those of xns(7) do what they say" {
	need_userns
	run_examples xns.7
}

# readme_commands: the second cell of each row of "I want to"
readme_commands() {
	sed -n '/^## I want to/,/^### /s/^| [^|]* | `\(.*\)` | .*/\1/p' "$XNS_SRC/README.md"
}

# Where /run/netns is that of this command, with left and right
readme_hosts='mount -t tmpfs tmp /run; for n in left right; do xnspin --new net=/run/netns/$n; done; eval "$0"'

@test "README: each command of the table runs" {
	need_subids
	[[ " $XNS_PROGRAMS " == *" xclone "*" xveth "* || " $XNS_PROGRAMS " == *" xveth "* ]] || return 0
	local command number=0
	readme_commands >commands
	assert_equal "$(wc -l <commands)" "$(sed -n '/^## I want to/,/^### /{/^| [a-z]/p}' "$XNS_SRC/README.md" | grep -vc '^| I want to |')"
	sleeper xunshare -rmpu --mount-proc --kill-child
	wait_for child_runs "$background" sleep
	export pid=$child
	while IFS= read -r command; do
		echo "command: $command"
		((++number))
		case $command in
		"xcgexec "*) # its limits act in a virtual machine: vm/xcgexec.bats
			command=${command/ -v / --dry-run }
			run bounded sh -c "$command" </dev/null
			((status == 0)) || assert_output_has controller
			continue
			;;
		*/run/netns/* | "xveth "*) xrun xunshare -rmn sh -c "$readme_hosts" "$command" </dev/null ;;
		"xlsprop --receivers"*)
			xrun xunshare -rmp --mount-proc --propagation=shared sh -c '
				xunshare -m --propagation=unchanged sleep 300 &
				until [ "$(readlink /proc/$!/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ]; do sleep 0.02; done
				eval "$0"' "$command" </dev/null
			;;
		*) xrun sh -c "$command" </dev/null ;;
		esac
		case $command in
		"xnspin --new "* | "xveth --up "* | *"ls -A /tmp'") assert_output_is "" ;;
		"xunshare -r id") assert_output_has "uid=0(root)" ;;
		*) assert_set "$output" ;;
		esac
	done <commands
	assert_true 'number >= 12'
}

@test "README: each line of the other command blocks is run by CI" {
	local line
	sed -n '/^```sh$/,/^```$/{/^```/!p}' "$XNS_SRC/README.md" >lines
	assert_equal "$(cat lines)" "./bootstrap demo
./bootstrap check
autoreconf -fi && ./configure && make
make install
make uninstall"
	[[ -e $XNS_SRC/.ci/run ]] || return 0 # it is not in the tarball
	for line in "./bootstrap demo" "./bootstrap check" "autoreconf -fi" "install install-xpidinit-static" uninstall; do
		assert_grep -F "$line" "$XNS_SRC/.ci/run"
	done
}

@test "README: every file that it links to is in the tree, and each program with --dry-run has it" {
	local file program have
	while IFS= read -r file; do
		[[ $file != http* ]] || continue
		assert_file "$XNS_SRC/$file"
	done < <(grep -oE '\]\([^)#]+\)|src(set)?="[^"]+"' "$XNS_SRC/README.md" | sed 's/^](\(.*\))$/\1/; s/.*="\(.*\)"/\1/')
	have=$(grep 'have `--dry-run`' "$XNS_SRC/README.md")
	for program in $XNS_PROGRAMS; do
		if "$program" --help | grep -q -- --dry-run; then
			assert_has "$have" "\`$program\`"
		else
			refute_has "$have" "\`$program\`"
		fi
	done
}

@test "pictures: drawn by the programs as they are; the text of the terminal is up to date" {
	need_ns mount net uts
	need_cmd dot ip
	local name theme
	xrun sh "$XNS_SRC/docs/pictures" "$T"
	for name in namespaces propagation demo; do
		for theme in light dark; do
			assert_grep "</svg>" "$name-$theme.svg"
			assert_grep "</svg>" "$XNS_SRC/docs/$name-$theme.svg"
		done
	done
	assert_grep ">/mnt/media<" propagation-dark.svg
	assert_grep ">pin<" namespaces-dark.svg
	assert_equal "$(grep -c ">/mnt/media<" propagation-dark.svg)" 3
	# The recording is that of a user whose ID is 12345; the words of ps and ip may differ.
	local same="s/\"0 $EUID 1/\"0 12345 1/; s/  */ /g; /^lo /d"
	assert_equal "$(sed "$same" demo.txt)" "$(sed "$same" "$XNS_SRC/docs/demo.txt")"
}

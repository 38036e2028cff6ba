#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# SECURITY.md: each rule and each vulnerability in it names tests that exist, and tests of the
# kinds of vulnerability that no other suite tries.

load helpers/xns
load helpers/xunshare

setup() {
	setup_in_tmp
	document=$XNS_SRC/SECURITY.md
}

# ---- the document ------------------------------------------------------------------------------

# tagged_tests FILE...: "RULE FILE: NAME" for each rule:RULE tag of a test, in order
tagged_tests() {
	awk '
		/^# bats test_tags=/ { tags = substr($0, length("# bats test_tags=") + 1) }
		/^@test "/ {
			name = $0
			sub(/^@test "/, "", name)
			sub(/" \{$/, "", name)
			file = FILENAME
			sub(/.*\//, "", file)
			n = split(tags, tag, ",")
			for (i = 1; i <= n; i++)
				if (sub(/^rule:/, "", tag[i]))
					print tag[i] " " file ": " name
			tags = ""
		}
	' "$@" | LC_ALL=C sort
}

# listed_tests DOCUMENT: the same from SECURITY.md; a rule without a test is "RULE nothing"
listed_tests() {
	awk '
		function end() { if (rule && !n) print rule " nothing" }
		/^##+ / { end(); rule = "" }
		/^### R[0-9]+: / { rule = substr($2, 1, length($2) - 1); n = 0 }
		/^- / && rule { n++; print rule " " substr($0, 3) }
		END { end() }
	' "$1" | LC_ALL=C sort
}

# vulnerabilities DOCUMENT: "IDENTIFIER RULES" for each row of the table
vulnerabilities() {
	awk -F ' *[|] *' '/^[|] \[?CVE-/ { sub(/^\[/, "", $2); sub(/\].*/, "", $2); print $2, $6 }' "$1"
}

# without_rule DOCUMENT: the vulnerabilities that name no rule, or one that there is not
without_rule() {
	local identifier rules rule
	while read -r identifier rules; do
		[[ $rules ]] || echo "$identifier nothing"
		for rule in ${rules//,/ }; do
			grep -q "^### $rule: " "$1" || echo "$identifier $rule"
		done
	done < <(vulnerabilities "$1")
}

@test "document: each rule is held by tests, and its list names them" {
	assert_equal "$(listed_tests "$document")" "$(tagged_tests "$XNS_SRC"/tests/*.bats)"
	# a rule without a test, and a renamed test, are found
	printf '# bats test_tags=root,rule:R1\n@test "one" {\n@test "two" {\n' >a.bats
	assert_equal "$(tagged_tests a.bats)" "R1 a.bats: one"
	printf '## Rules\n- none\n### R1: text\n- a.bats: one\n### R2: text\n## More\n- none\n' >rules.md
	assert_equal "$(listed_tests rules.md)" $'R1 a.bats: one\nR2 nothing'
}

@test "document: each vulnerability names a rule that is in it" {
	assert_equal "$(without_rule "$document")" ""
	assert_equal "$(vulnerabilities "$document" | cut -d' ' -f1 | sort | uniq -d)" ""
	local program
	for program in runc crun bubblewrap util-linux lxc podman flatpak systemd; do
		assert_grep "^| CVE-[0-9-]* | $program" "$document"
	done
	# an unknown rule, and none, are found
	printf '### R1: text\n| CVE-1 | a | b | c | R1, R9 |\n| CVE-2 | a | b | c | |\n' >rules.md
	assert_equal "$(without_rule rules.md)" $'CVE-1 R9\nCVE-2 nothing'
}

@test "document: it is in the tarball, and the README and CONTRIBUTING link to it" {
	local file
	assert_grep -w SECURITY.md "$XNS_SRC/Makefile.am"
	for file in README.md CONTRIBUTING.md; do
		assert_grep -F 'SECURITY.md' "$XNS_SRC/$file"
	done
}

# ---- a root directory that others wrote ----------------------------------------------------

# image: a root directory R that an attacker has filled, and a directory outside of it
image() {
	need_cmd busybox
	need_ns mount pid net
	R=$T/image outside=$T/outside
	mkdir -p "$R"/{bin,dev,proc,sys} "$outside/dev/pts" "$outside/shm"
	cp "$(command -v busybox)" "$R/bin/busybox"
	ln -s busybox "$R/bin/ls"
	: >"$outside/dev/null"
	before=$(find "$outside" -printf '%p %y %s %m %U:%G %T@\n' | sort)
}

# nothing_outside: nothing in the directory outside was created, removed or changed
nothing_outside() {
	assert_equal "$(find "$outside" -printf '%p %y %s %m %U:%G %T@\n' | sort)" "$before"
}

# leads_out PROGRAM LINK DIR: a symbolic link in the place of a directory of the image
leads_out() {
	rm -rf "${R:?}/$3"
	ln -s "$2" "$R/$3"
	xrun -125 "$1" "${may[@]}" -m -p -n --new-root "$R" --mount-proc --mount-sys --mount-dev ls /
	assert_output_matches "^$1: cannot mount .* on /$3: (no such file or directory|too many levels of symbolic links)"
	nothing_outside
	rm "$R/$3"
	mkdir "$R/$3"
}

# bats test_tags=rule:R10
@test "new root: a symbolic link in the place of /dev, /proc or /sys leads nowhere" {
	local program link dir
	image
	for program in xunshare xclone; do
		for dir in dev proc sys; do
			for link in "$outside" ../outside "../../../../../..$outside" "/proc/$$/root$outside"; do
				leads_out "$program" "$link" "$dir"
			done
		done
	done
}

# bats test_tags=rule:R10
@test "new root: a directory that is exchanged with a symbolic link all the time leads nowhere" {
	image
	local turn swapping
	ln -s ../outside/dev "$R/other"
	background swap 100000000 "$R/dev" "$R/other"
	swapping=$background
	for ((turn = 0; turn < $(fewer 60); turn++)); do
		# what is mounted is on the directory of the image or nowhere
		run bounded xunshare "${may[@]}" -m -p --new-root "$R" --mount-proc --mount-dev ls /
		((status == 0)) || assert_output_begins "xunshare: cannot "
		nothing_outside
	done
	kill "$swapping" # it was running all the time
}

# bats test_tags=rule:R10
@test "devices: a symbolic link or file in the place of a device is not mounted" {
	need_ns mount
	local what
	export secret=$T/secret
	echo text >"$secret"
	for what in 'ln -s "$secret"' 'ln -s /proc/sys/kernel/core_pattern' 'ln -s /proc/self/mem' 'cp "$secret"' 'ln -s zero'; do
		xrun "${own_mounts[@]}" sh -c '
			mount -t tmpfs xns /dev; '"$what"' /dev/null
			xunshare -m --mount-dev true || echo "status $?"'
		assert_output_matches "^xunshare: cannot use the device /dev/null: no such (device|file or directory)"$'\nstatus 125$'
	done
	assert_equal "$(cat "$secret")" text
}

# bats test_tags=rule:R5
@test "helper: newuidmap of the new root is not executed" {
	image
	local dir
	for dir in bin usr/bin sbin usr/sbin usr/local/bin; do
		mkdir -p "$R/$dir"
		printf '#!/bin/busybox sh\n/bin/busybox touch "%s/ran"\n' "$outside" >"$R/$dir/newuidmap"
		chmod +x "$R/$dir/newuidmap"
		cp "$R/$dir/newuidmap" "$R/$dir/newgidmap"
	done
	run bounded xunshare --map-auto -m --new-root "$R" ls /
	nothing_outside
}

# bats test_tags=rule:R16
@test "configuration: no file of the image or the working directory is read" {
	image
	need_strace
	xrun strace -f -qq -o "$T/trace" -e trace=open,openat,openat2 \
		xunshare "${may[@]}" -m -p --new-root "$R" --mount-proc ls /
	# directories, files of /proc, and the libraries
	grep -vE 'O_PATH|O_DIRECTORY|"/proc/|"/etc/ld.so.cache"|"[^"]*\.so[.0-9]*"|"(uid_map|gid_map|setgroups)"' \
		"$T/trace" >"$T/left" || :
	assert_empty_file "$T/left"
}

# ---- /proc -------------------------------------------------------------------------------------

# bats test_tags=rule:R9
@test "fake /proc: a file of proc that is mounted over another is not written" {
	need_ns user mount
	local file
	for file in uid_map gid_map setgroups; do
		xrun -125 "${own_mounts[@]}" sh -c '
			mount --bind /proc/self/comm "/proc/$$/$1"; exec xunshare -r true' sh "$file"
		assert_output_matches '^xunshare: cannot .*: not on a proc filesystem'
	done
}

# ---- words that are no options -------------------------------------------------------------

# bats test_tags=rule:R28
@test "operands: what follows the command or -- is never an option" {
	need_ns uts user
	local program
	sleeper xunshare "${may[@]}" -u
	wait_for other_ns "$background" uts
	for program in "xunshare ${may[*]} -u" "xclone ${may[*]} -u" xpidinit "xnsenter -t $background -a"; do
		# shellcheck disable=SC2086 # words
		xrun $program sh -c 'echo "$@"' sh --mount --root=/nowhere -x -- --help
		assert_output_is "--mount --root=/nowhere -x -- --help"
		# shellcheck disable=SC2086
		xrun -127 $program -- --mount --help
		assert_output_has "cannot execute --mount: no such file or directory"
	done
	xrun "${own_mounts[@]}" xmountprop private / sh -c 'echo "$@"' sh --mount -r -- --help
	assert_output_is "--mount -r -- --help"
}

# bats test_tags=rule:R15
@test "names: one that is too long for any table is no name" {
	local long length program
	printf -v long '%*s' 70000 ''
	long=${long// /a}
	for program in xunshare xclone; do
		xrun -125 "$program" --setuid="$long" true
		assert_output_has "no such name"
		xrun -125 "$program" --map-users="$long" true
		assert_output_has "invalid map"
		xrun -125 "$program" --propagation="private,$long" true
		assert_output_has "propagation"
		length=${#output}
		assert_true 'length < 1000'
	done
}

# bats test_tags=rule:R23
@test "environment: with --clear-env no variable of the caller reaches the command" {
	need_ns uts user
	local program
	for program in xunshare xclone; do
		SECRET=1 xrun "$program" "${may[@]}" -u --clear-env "$(command -v env)"
		refute_output_has SECRET
		SECRET=1 KEPT=2 xrun "$program" "${may[@]}" -u --clear-env --whitelist-env=KEPT "$(command -v env)"
		refute_output_has SECRET
		assert_line_is KEPT=2
	done
}

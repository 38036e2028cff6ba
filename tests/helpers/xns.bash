# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What every test file loads: load helpers/xns
#
# A file with a setup or teardown of its own calls xns_setup first and xns_teardown last.
# Tests that only root can pass carry "# bats test_tags=root", those that only an ordinary
# user can pass "# bats test_tags=user", those that a sanitizer spoils (it needs /proc)
# "# bats test_tags=no-sanitizer": they are no skips, they are not part of that run.

bats_require_minimum_version 1.5.0
IFS=$' \t\n' # bats 1.8 --filter-tags leaves a comma (bats-core issue 812)
umask 022

# For bats called by hand, after a build in build/
: "${XNS_SRC:=${BATS_TEST_DIRNAME%/tests*}}"
: "${XNS_BUILD:=$XNS_SRC/build}"
: "${XNS_BIN:=$XNS_BUILD}" "${XNS_PROGRAMS:=xunshare}"
export XNS_SRC XNS_BUILD XNS_BIN XNS_PROGRAMS
case :$PATH: in
":$XNS_BIN:"*) ;;
*) PATH=$XNS_BIN:$PATH ;;
esac

setup() { xns_setup; }
teardown() { xns_teardown; }

# ---- time limits ---------------------------------------------------------------------------

# Limits only end what hangs: no test waits for a time where an event tells. XNS_LIMIT
# multiplies every limit of every test and helper; see also helpers/run.
: "${XNS_LIMIT:=1}"
export XNS_LIMIT
# Seconds for one command, or for one event
export XNS_SECONDS=$((120 * XNS_LIMIT))

# over_limit WHAT: the message of a limit that was hit
over_limit() {
	echo "no end after $XNS_SECONDS seconds: $1
On a slow or busy machine, raise the limits: make check XNS_LIMIT=$((4 * XNS_LIMIT))" >&2
}

# ---- running programs -------------------------------------------------------------------

# xrun [--separate-stderr] [-STATUS | !] PROGRAM ARG...
# As bats' run, but the status is 0 unless said otherwise, nothing runs longer than
# XNS_SECONDS, and the program gets the descriptors 0, 1 and 2 only.
xrun() {
	local want=-0 flags=()
	while :; do
		case $1 in
		--separate-stderr) flags+=("$1") ;;
		-[0-9]* | !) want=$1 ;;
		*) break ;;
		esac
		shift
	done
	run "$want" "${flags[@]}" bounded "$@"
}

# -k, because an init or a program that forwards TERM outlives plain timeout
bounded() {
	local status=0 start=$SECONDS
	(only_standard_fds && exec timeout -k 10 "$XNS_SECONDS" "$@") || status=$?
	((SECONDS - start < XNS_SECONDS)) || over_limit "$*"
	return "$status"
}

# Closes what bats and its callers left open. bats waits for all that hold its descriptors.
only_standard_fds() {
	local fd
	for fd in "/proc/$BASHPID/fd/"*; do
		fd=${fd##*/}
		((fd <= 2 || fd == 255)) || exec {fd}>&-
	done
}

# background PROGRAM ARG...: starts it, sets background to its process id. It is stopped
# at the end of the test. bash ignores INT and QUIT for background jobs; that is undone.
background() {
	(only_standard_fds && exec env --default-signal=INT,QUIT "$@") &
	background=$!
	xns_started+=("$background")
}

# sleeper [PROGRAM ARG...]: a background process that stays, e.g. sleeper xunshare --uts
sleeper() { background "$@" sleep 300; }

# fewer N: N, or a tenth of it in an emulated machine, where each process takes 20 to 50 ms
fewer() { echo $((${XNS_EMULATED:-0} ? $1 / 10 : $1)); }

# wait_for COMMAND ARG...: until it succeeds, at most XNS_SECONDS
wait_for() {
	wait_within "$XNS_SECONDS" "$@" || {
		over_limit "waiting for: $*"
		return 1
	}
}

# wait_within SECONDS COMMAND ARG...: until it succeeds, at most so long
wait_within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.02
	done
}

# alive PID: it exists and is no zombie
alive() { grep -qsE '^[0-9]+ \(.*\) [^ZX]' "/proc/$1/stat"; }
gone() { ! alive "$1"; }

# children PID: its children that are no zombies; its watcher (lib/run/lifetime) is not counted
children() {
	grep -lsE "^[0-9]+ \(.*\) [^ZX] $1 " /proc/[0-9]*/stat | cut -d/ -f3 | while read -r child; do
		is_watcher "$child" || echo "$child"
	done
}
is_watcher() { [[ $(cat "/proc/$1/comm" 2>/dev/null) == xns-watcher ]]; }
# child_of PID: it has one child; sets child
child_of() {
	child=$(children "$1")
	[[ $child =~ ^[0-9]+$ ]]
}
# runs PID NAME: it has become that program
runs() { [[ $(cat "/proc/$1/comm" 2>/dev/null) == "$2" ]]; }
# child_runs PID NAME: its one child has, whatever children it had before; sets child
child_runs() { child_of "$1" && runs "$child" "$2"; }

state_of() { sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null; }
state_is() { [[ $(state_of "$1") == "$2" ]]; }
file_has() { grep -qsF -e "$2" "$1"; }

# ns_of PID TYPE: the namespace as the kernel names it, e.g. net:[4026531840]
ns_of() { readlink "/proc/$1/ns/$2"; }

# other_ns PID TYPE: it is not in ours. In the middle of an exec the kernel does not say.
other_ns() {
	local ns
	ns=$(ns_of "$1" "$2") && [[ $ns != "$(ns_of self "$2")" ]]
}

# ---- assertions --------------------------------------------------------------------------

# An assertion that fails prints what was wanted and what came, as a diff does:
#   the output should be: (- wanted, + came)
#   -one
#   +two
# Texts of several lines that should be equal are compared line by line.

# expect WHAT CAME RELATION WANTED: prints that, and fails
expect() {
	echo "$1 $3: (- wanted, + came)"
	if [[ $3 == "should be" && "$2$4" == *$'\n'* ]]; then
		diff -U 1000000 <(printf '%s\n' "$4") <(printf '%s\n' "$2") | tail -n +4
	else
		echo "-${4//$'\n'/$'\n'-}"
		echo "+${2//$'\n'/$'\n'+}"
	fi
	return 1
}

has() { [[ $1 == *"$2"* ]]; }
has_line() {
	local line
	while IFS= read -r line; do
		[[ $line != "$2" ]] || return 0
	done <<<"$1"
	return 1
}

# assert_equal CAME WANTED, assert_differ CAME UNWANTED
assert_equal() { [[ $1 == "$2" ]] || expect "the value" "$1" "should be" "$2"; }
assert_differ() { [[ $1 != "$2" ]] || expect "the value" "$1" "should not be" "$2"; }
# assert_set CAME: it is not empty
assert_set() { [[ $1 ]] || expect "the value" "" "should be" "set"; }
# assert_has CAME TEXT, refute_has CAME TEXT: TEXT is, or is not, a part of it
assert_has() { has "$1" "$2" || expect "the value" "$1" "should have" "$2"; }
refute_has() { ! has "$1" "$2" || expect "the value" "$1" "should not have" "$2"; }
assert_has_line() { has_line "$1" "$2" || expect "a line" "$1" "should be" "$2"; }
# assert_begins CAME TEXT
assert_begins() { [[ $1 == "$2"* ]] || expect "the value" "$1" "should begin with" "$2"; }
# assert_matches CAME REGEX: sets BASH_REMATCH
assert_matches() { [[ $1 =~ $2 ]] || expect "the value" "$1" "should match" "$2"; }
# assert_true EXPRESSION: of arithmetic, over variables whose values are printed
assert_true() {
	(($1)) && return
	expect "the expression" "$(
		grep -oE '[a-zA-Z_]+(\[[^]]*\])?' <<<"$1" | sort -u |
			while IFS= read -r name; do echo "$name=${!name-}"; done
	)" "should be true" "$1"
}
# assert_file FILE, assert_no_file FILE, assert_empty_file FILE (or none)
assert_file() { [[ -e $1 ]] || expect "the file $1" "none" "should be" "there"; }
assert_no_file() { [[ ! -e $1 ]] || expect "the file $1" "$(ls -ld "$1")" "should not be" "there"; }
assert_empty_file() { [[ ! -s $1 ]] || expect "the file $1" "$(cat "$1")" "should be" ""; }
# assert_grep GREP-ARG... FILE: a line of FILE matches
assert_grep() {
	grep -q "$@" ||
		expect "the file ${!#}" "$(cat "${!#}")" "should have a line that matches" "${*:1:$#-1}"
}

# shellcheck disable=SC2154 # output, stderr and status are set by run
{
	assert_status() { ((status == $1)) || expect "the status" "$status: $output" "should be" "$1"; }
	assert_output_is() { [[ $output == "$1" ]] || expect "the output" "$output" "should be" "$1"; }
	assert_output_has() { has "$output" "$1" || expect "the output" "$output" "should have" "$1"; }
	assert_output_begins() {
		[[ $output == "$1"* ]] || expect "the output" "$output" "should begin with" "$1"
	}
	assert_output_matches() {
		[[ $output =~ $1 ]] || expect "the output" "$output" "should match" "$1"
	}
	refute_output_has() {
		! has "$output" "$1" || expect "the output" "$output" "should not have" "$1"
	}
	assert_line_is() { has_line "$output" "$1" || expect "a line" "$output" "should be" "$1"; }
	refute_line_is() { ! has_line "$output" "$1" || expect "a line" "$output" "should not be" "$1"; }
	# assert_count NUMBER GREP-ARG...: so many lines of the output match
	assert_count() {
		local number
		number=$(grep -c "${@:2}" <<<"$output" || :)
		[[ $number == "$1" ]] ||
			expect "the number of lines that match ${*:2}" "$number, of these:"$'\n'"$output" "should be" "$1"
	}
	assert_stderr_is() { [[ $stderr == "$1" ]] || expect "stderr" "$stderr" "should be" "$1"; }
	assert_stderr_has() { has "$stderr" "$1" || expect "stderr" "$stderr" "should have" "$1"; }
}

# Whose messages these are; the suite of another program says so after it has loaded all.
program=xunshare

# check_message WORD...: the output is the program's own message, and has every word
check_message() {
	local word
	[[ $output == "$program: "* ]] ||
		expect "the message" "$output" "should begin with" "$program: " || return 1
	for word; do assert_output_has "$word" || return 1; done
}
# assert_message WORD...: the output has a message of the program, and every word
assert_message() {
	local word
	assert_output_matches "(^|"$'\n'")$program: " || return 1
	for word; do assert_output_has "$word" || return 1; done
}
is_usage_error() {
	[[ ${#lines[@]} == 2 && ${lines[1]} == "Try '$program --help' for more information." ]] ||
		expect "a usage error" "$output" "should have" "two lines, the second about --help"
}

# fails STATUS WORD... -- ARG...: the program with ARG... ends so, and says these words
fails() {
	local words=() status=$1
	shift
	while [[ $1 != -- ]]; do
		words+=("$1")
		shift
	done
	shift
	echo "should be refused: $program $*"
	xrun "-$status" "$program" "$@" || return 1
	check_message "${words[@]}"
}

# refused WORD... -- ARG...: it fails by itself with these words, and its command does not run
refused() {
	local ran=$BATS_TEST_TMPDIR/ran
	fails 125 "$@" touch "$ran" || return 1
	assert_no_file "$ran"
}

# misused WORD... -- ARG...: it is a usage error: two lines, and nothing happens. Programs that
# only act on their operands end with 2, and have no command to run; that of xpidinit is in ARG.
misused() {
	case $program in
	xlsns | xlsprop | xnspin | xveth) fails 2 "$@" ;;
	xpidinit) fails 125 "$@" ;;
	*) refused "$@" ;;
	esac && is_usage_error
}

# ---- what this place can do --------------------------------------------------------------

as_root() { ((EUID == 0)); }
as_user() { ((EUID != 0)); }

# skip_because CODE REASON: the only way to skip. CI compares the codes with the list in
# allowed-skips.
skip_because() { skip "[$1] $2"; }

need_cmd() {
	local cmd
	for cmd in "$@"; do
		command -v "$cmd" >/dev/null || skip_because "no-$cmd" "$cmd is not installed"
	done
}

# those of this suite, which configure can leave out
need_programs() {
	local program
	for program; do
		command -v "$program" >/dev/null ||
			skip_because "no-$program" "$program is not built here"
	done
}

# Tried, not read from a sysctl; and not only made but used, because AppArmor lets anyone
# make a user namespace in which no capability works.
need_userns() {
	local why
	why=$(unshare --user true 2>&1) || case $why in
	*"No space left"*) skip_because userns-limit "no user namespaces: $why" ;;
	*) skip_because userns-refused "no user namespaces: $why" ;;
	esac
	why=$(unshare --user --map-root-user --mount mount -t tmpfs none "$BATS_TEST_TMPDIR" 2>&1) ||
		skip_because userns-powerless "user namespaces without capabilities: $why"
}

# Root of the machine's kind, who may mount; root of a container often may not.
need_root() {
	local why
	as_root || skip_because not-root "runs as uid $EUID"
	why=$(unshare --mount mount -t tmpfs none "$BATS_TEST_TMPDIR" 2>&1) ||
		skip_because powerless-root "root cannot mount: $why"
}

# kernel_since VERSION: the kernel is of this version or newer, and not forced to be older
# (helpers/forced)
kernel_since() {
	local release
	case ${XNS_FORCED-} in
	5.6 | gvisor*) release=5.6 ;;
	*) release=$(uname -r) ;;
	esac
	printf '%s\n' "$1" "$release" | sort -V -C
}

# What opens a PID namespace that has no process yet
need_pid_ioctl() {
	kernel_since 6.11 ||
		skip_because old-kernel "a PID namespace without a process requires Linux 6.11"
}

# Linux 6.18 may refuse to pin a mount namespace by the numbers of both, and has an ioctl that shows
# them. A filter takes away the ioctl, and not the refusal.
need_namespace_ids() {
	kernel_since 6.18 || [[ ! ${XNS_FORCED-} ]] ||
		skip_because forced-kernel "the ioctl that shows the numbers of namespaces is refused"
}

# What reaches a mount that others hide, or is refused by a test
need_mount_calls() {
	[[ ${XNS_FORCED-} != gvisor ]] ||
		skip_because forced-kernel "open_tree(2) and move_mount(2) are refused"
}

need_pidfds() {
	[[ ${XNS_FORCED-} != gvisor ]] ||
		skip_because forced-kernel "pidfd_open(2) and pidfd_getfd(2) are refused"
}

# need_ns TYPE...: namespaces of these types, as unshare(1) names them
need_ns() {
	local type why
	as_root || need_userns
	for type in "$@"; do
		if as_root; then
			why=$(unshare "--$type" true 2>&1)
		else
			why=$(unshare --user --map-root-user "--$type" true 2>&1)
		fi || skip_because "no-$type-ns" "no $type namespaces: $why"
	done
}

# Subordinate ids, and helpers that can hand them out. Sets subid to the first of them.
need_subids() {
	local why
	need_userns
	need_cmd newuidmap newgidmap
	subid=$(sed -n "s/^$(id -un):\([0-9]*\):.*/\1/p" /etc/subuid | head -n 1)
	[[ $subid ]] || skip_because no-subids "/etc/subuid has no line for $(id -un)"
	sleeper unshare --user
	wait_for other_ns "$background" user
	why=$(newuidmap "$background" 0 "$subid" 1 2>&1) ||
		skip_because no-subids "newuidmap does not work: $why"
}

need_strace() {
	local why
	need_cmd strace
	why=$(strace -o /dev/null true 2>&1) || skip_because no-ptrace "strace cannot trace: $why"
}

# ---- nothing is left behind --------------------------------------------------------------

# In a mount namespace of our own every change is ours; elsewhere only what is below TMPDIR.
xns_mounts() {
	if [[ ${XNS_SANDBOX-} ]]; then
		echo "$(</proc/self/mountinfo)"
	else
		grep -F " ${TMPDIR:-/tmp}" /proc/self/mountinfo || :
	fi
}

xns_interfaces() {
	local name _
	while IFS=' :' read -r name _; do echo "$name"; done </proc/self/net/dev
}

# Sets xns_pids to the number of each process that is seen here: one read of a directory. What
# they are is read only of those that are new when the test has ended.
xns_processes() {
	local dir
	xns_pids=()
	for dir in /proc/[0-9]*; do
		xns_pids["${dir#/proc/}"]=1
	done
}

# xns_own PID: it belongs to this test. In a sandbox of this file, which is a PID namespace, all
# new ones do; elsewhere those of this session, and those that carry the mark of this test.
xns_own() {
	local stat session
	[[ ! ${XNS_OWN_SANDBOX-} ]] || return 0
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	read -r _ _ _ session _ <<<"${stat##*)}"
	[[ ${XNS_OWN_SESSION-} && $session == "$xns_session" ]] ||
		grep -qsz "^XNS_MARK=$XNS_MARK\$" "/proc/$1/environ"
}

# xns_setup: T is the test's own directory. bats' tracing makes each command slow; set +T keeps
# it out of the functions called here.
xns_setup() {
	export T=$BATS_TEST_TMPDIR
	set +T
	xns_record
	set -T
}

# setup_in_tmp: xns_setup, and the working directory is T
setup_in_tmp() {
	xns_setup
	cd "$T" || return
}

# setup_with_mount_point: xns_setup, and M is a directory in T for mounts
setup_with_mount_point() {
	xns_setup
	export M=$T/m
	mkdir "$M"
}

xns_record() {
	local stat
	export XNS_MARK=$$.$RANDOM$RANDOM
	xns_started=()
	read -r stat <"/proc/$$/stat"
	read -r _ _ _ xns_session _ <<<"${stat##*)}"
	xns_processes
	xns_pids_before=("${!xns_pids[@]}")
	xns_mounts_before=$(xns_mounts)
	xns_interfaces_before=$(xns_interfaces)
}

# TERM first, so that a program which wraps another takes it along
xns_stop() {
	local pid
	for pid in "${xns_started[@]}"; do
		kill -TERM "$pid" 2>/dev/null || continue
		kill -CONT "$pid" 2>/dev/null || :
		wait_within $((10 * XNS_LIMIT)) gone "$pid" || kill -KILL "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
}

# Sets xns_found to the new processes that stay. Some are only about to end, so they have ten
# seconds.
xns_patience=$((200 * XNS_LIMIT))
xns_left_processes() {
	local pid tries
	xns_processes
	xns_found=()
	for pid in "${xns_pids_before[@]}"; do
		unset "xns_pids[$pid]"
	done
	for pid in "${!xns_pids[@]}"; do
		! xns_own "$pid" || xns_found["$pid"]=1
	done
	for ((tries = 0; tries < xns_patience; tries++)); do
		for pid in "${!xns_found[@]}"; do
			alive "$pid" || unset "xns_found[$pid]"
		done
		((${#xns_found[@]})) || break
		sleep 0.05
	done
}

# xns_tell PID: what it is and which namespaces it keeps
xns_tell() {
	local link words
	mapfile -d '' words 2>/dev/null <"/proc/$1/cmdline"
	echo "left behind: process $1: ${words[*]}"
	for link in "/proc/$1/ns/"*; do
		[[ $link == *_for_children || $(readlink "$link") == $(readlink "/proc/self/ns/${link##*/}") ]] ||
			echo "  which keeps the namespace $(readlink "$link")"
	done 2>/dev/null
}

xns_teardown() {
	local left=0
	set +T
	xns_stop
	xns_compare || left=1
	set -T
	return "$left"
}

xns_compare() {
	local pid left=0 now
	xns_left_processes
	for pid in "${!xns_found[@]}"; do
		xns_tell "$pid"
		kill -KILL "$pid"
		left=1
	done
	now=$(xns_mounts)
	if [[ $now != "$xns_mounts_before" ]]; then
		echo "left behind: mounts (> new, < gone):"
		diff <(echo "$xns_mounts_before") <(echo "$now")
		left=1
	fi
	now=$(xns_interfaces)
	if [[ $now != "$xns_interfaces_before" && (${XNS_SANDBOX-} || $EUID == 0) ]]; then
		echo "left behind: network interfaces (> new, < gone):"
		diff <(echo "$xns_interfaces_before") <(echo "$now")
		left=1
	fi
	return "$left"
}

# For sh: makes the working directory a root directory, T/tree, with those of the machine in it.
# shellcheck disable=SC2016
bind_tree='
	mkdir "$T/tree"; cd "$T/tree"
	for d in /*; do
		case $d in /tmp | /root | /mnt | /home) continue ;; esac
		if [ -L "$d" ]; then cp -P "$d" .; elif [ -d "$d" ]; then mkdir ".$d"; mount --rbind "$d" ".$d"; fi
	done'

# ways_out TREE: scripts in TREE, which has a /proc, whose interpreter is looked for behind
# each descriptor of who executes them; /way9 is run by a file of ours if 9 is a directory
ways_out() {
	need_cmd busybox
	mkdir -p "$T/outside"
	cp "$(command -v busybox)" "$T/outside/busybox"
	local number
	for number in {3..25}; do
		printf '#!/proc/self/fd/%d/%s%s true\n' "$number" ../../../../../../../../.. "$T/outside/busybox" >"$1/way$number"
	done
	chmod +x "$1"/way*
}

# no_way_out COMMAND...: none of the scripts runs by COMMAND... /wayN, but for that which the
# caller has opened
no_way_out() {
	local number
	# shellcheck disable=SC2016
	bounded sh -c 'exec "$@" 9</' sh "$@" /way9
	for number in {3..25}; do
		! bounded "$@" "/way$number" 2>/dev/null || expect "/way$number" ran "should not" run
	done
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Completion in bash, zsh and fish: the words come from the programs' own lists, and the programs
# accept them.

load helpers/xns
load helpers/completion

setup() {
	setup_in_tmp
}

# ---- bash ----------------------------------------------------------------------------------

xunshare_only() { [[ " $XNS_PROGRAMS " == *" xunshare "* ]]; }

@test "bash: options by their beginning" {
	xunshare_only || return 0
	offers --map-user --map-users -- xunshare --map-user
	offers --mount --mount-proc --mount-binfmt --mount-sys --mount-dev --monotonic -- xunshare -r --mo
	offers "" -- xunshare --xyz
}

@test "bash: arguments by their name" {
	xunshare_only || return 0
	local slice=(private shared slave shared+slave unchanged)
	offers "${slice[@]}" -- xunshare -m --propagation ""
	offers slave -- xunshare -m --propagation sl
	offers auto all -- xunshare --map-users a
	offers deny -- xunshare --setgroups d
	offers root -- xunshare --map-user roo
	offers daemon -- xunshare -G daemo
	mkdir one two
	: >onefile
	offers one -- xunshare --root on
	offers one -- xunshare -rw on
	XNS_ONE=1 XNS_TWO=2 offers XNS_ONE,XNS_TWO -- xunshare --whitelist-env XNS_ONE,XNS_T
}

@test "bash: modes, mount points and addresses" {
	[[ " $XNS_PROGRAMS " == *" xmountprop "* ]] || return 0
	offers unbindable unchanged -- xmountprop un
	local points # of the mounts below /proc: the sandbox has some
	points=$(awk '$5 ~ "^/proc" { print $5 }' /proc/self/mountinfo | sort)
	offers "$points" -- xmountprop -r slave /pro
	offers "$points" -- xlsprop /pro
	offers "$points" -- xmountprop --peer-of /pro
	offers shared,slave -- xlsprop --type shared,sl
	offers unbindable -- xlsprop --type=u
	[[ " $XNS_PROGRAMS " == *" xnsenter "* ]] || return 0
	: >pinned
	offers pinned -- xnsenter --net=pinn
}

# program_is_there NAME
program_is_there() { [[ " $XNS_PROGRAMS " == *" $1 "* ]]; }

@test "bash: xlsns: types, trees, what to compare, columns of every table" {
	program_is_there xlsns || return 0
	offers uts user -- xlsns --type u
	offers net,uts net,user -- xlsns -t net,u
	offers parent process -- xlsns --tree=p
	offers uts user -- xlsns --same 1 2 u
	offers --task --type --tree -- xlsns "$$" --t
	offers NPROCS NETNSID NSFS NS -- xlsns -o n
	offers NS,TYPE,PATH NS,TYPE,PID NS,TYPE,PPID NS,TYPE,PNS -- xlsns -o NS,TYPE,P
	offers +HELD -- xlsns --output +H
	offers TID TYPE -- xlsns --why 1 -o T
	local program
	for program in xlsns xlsprop xnspin xveth; do
		program_is_there "$program" || continue
		same "$program -H" offered "$("$program" -H | cut -d' ' -f1 | sort)" "$(offered "$program" --output "" | sort)"
	done
}

@test "bash: PIDs, with their command where they are only shown" {
	program_is_there xlsns || return 0
	offered xlsns "" >list
	assert_grep -x "$$" list
	offers "$$" -- xlsns "${$}"
	offers "$$" -- xlsns --task "$$"
	sleeper
	wait_for grep -qz sleep "/proc/$background/cmdline"
	# 63: readline shows what there is; 37: it inserts one after the other
	assert_has_line "$(COMP_TYPE=63 offered xlsns "")" "$background (sleep 300)"
	assert_has_line "$(COMP_TYPE=37 offered xlsns "")" "$background"
	COMP_TYPE=63 offers "$background" -- xlsns "$background"
	: >pin
	offers pin -- xlsns pi
}

@test "bash: xnspin: a target, types, files; what is pinned; a command" {
	program_is_there xnspin || return 0
	: >onefile
	assert_has_line "$(offered xnspin "")" "$$"
	offers uts= user= -- xnspin "$$" u
	offers uts= user= -- xnspin --new -r u
	offers uts= user= -- xnspin --hold "$$" u
	offers onefile -- xnspin "$$" uts=on
	offers "" -- xnspin --hold "$$" uts=on
	offers --hostname -- xnspin --new --hos
	assert_has_line "$(offered xnspin --hold "$$" uts=9 -- mktem)" mktemp
	mkdir one
	offers one -- xnspin --prune on
}

# bats test_tags=root
@test "bash: xnspin --unpin: what is pinned, from here or by its path" {
	program_is_there xnspin || return 0
	need_root
	mkdir d
	cd d
	xnspin --new uts="a b" net=c
	: >file
	offers "a b" c -- xnspin --unpin ""
	offers "$PWD/a b" "$PWD/c" -- xnspin -d "$PWD/"
	offers "a b" -- xlsns a
	xnspin --unpin "a b" c
}

@test "bash: xveth: namespaces and interfaces" {
	program_is_there xveth || return 0
	assert_has_line "$(offered xveth "$$")" "$$:"
	assert_has_line "$(offered xveth --move eth0 "$$")" "$$"
	offers "" -- xveth --delete lo
	local name
	while IFS=$' \t:' read -r name _; do
		[[ $name != lo ]] || continue
		assert_has_line "$(offered xveth --delete "")" "$name"
		assert_has_line "$(offered xveth --move "")" "$name"
	done < <(tail -n +3 /proc/net/dev)
}

@test "bash: xpidinit: signals, in pairs too, and the command" {
	program_is_there xpidinit || return 0
	offers TERM: -- xpidinit --rewrite TER
	offers KILL -- xpidinit -p=KIL
	offers none -- xpidinit --rewrite TERM:no
	offers INT -- xpidinit --rewrite TERM:IN
	assert_has_line "$(offered xpidinit -g mktem)" mktemp
}

@test "bash: behind an equals sign, which readline cuts off" {
	xunshare_only || return 0
	: >onefile
	mkdir one
	# readline gives three words; the line has no spaces there
	offered_line() {
		bash --norc -c '
			source "$1"; line=$2; shift 2
			[[ $1 != none ]] || COMP_WORDBREAKS=${COMP_WORDBREAKS//=} && shift
			COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE=$line COMP_POINT=${#line}
			_xns_utils "$1" && printf "%s\n" "${COMPREPLY[@]}"' bash "$completion" "$@"
	}
	same wanted offered $'one\nonefile' "$(offered_line "xunshare --net=on" none xunshare --net = on | sed 's/^--net=//' | sort)"
	same wanted offered $'one\nonefile' "$(offered_line "xunshare --net=on" usual xunshare --net = on | sort)"
	same wanted offered $'one\nonefile' "$(offered_line "xunshare -rn=on" usual xunshare -rn = on | sort)"
	same wanted offered $'one\nonefile' "$(offered_line "xunshare --net=" usual xunshare --net = "" | sort | grep '^one')"
	same wanted offered $'one\nonefile' "$(offered_line "xunshare --net=" usual xunshare --net = | sort | grep '^one')"
	same wanted offered $'--net=one\n--net=onefile' "$(offered_line "xunshare --net=on" none xunshare --net=on | sort)"
	same wanted offered $'KILL' "$(offered_line "xunshare --kill-child=KI" usual xunshare --kill-child = KI)"
	same wanted offered $'SIGKILL' "$(offered_line "xunshare --kill-child=SIGKI" usual xunshare --kill-child = SIGKI)"
	# the argument is over, and so is one with colons
	same wanted offered $'--lo\n--load-interp' "$(offered_line "xunshare --net=one --lo" usual xunshare --net = one --lo | sort)"
	same wanted offered $'--lo\n--load-interp' "$(offered_line "xunshare --map-users=0:1:2 --lo" usual xunshare --map-users = 0 : 1 : 2 --lo | sort)"
	same wanted offered $'--lo\n--load-interp' "$(offered_line "xunshare --map-users 0:1:2 --lo" usual xunshare --map-users 0 : 1 : 2 --lo | sort)"
}

@test "bash: the command behind the options" {
	xunshare_only || return 0
	assert_has_line "$(offered xunshare -r mktem)" mktemp
	assert_has_line "$(offered xunshare -S root --net -- mktem)" mktemp
	offers "" -- xunshare true --mou
}

@test "bash: the command's own words, by what bash-completion has" {
	xunshare_only || return 0
	local name
	for name in _command_offset _comp_command_offset; do
		run bash --norc -c "
			$name() { COMPREPLY=(\"$name \$1\"); }"'
			source "$1"
			COMP_WORDS=(xunshare -R / --map-users 5 ls --co) COMP_CWORD=6
			COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
			_xns_utils xunshare; echo "${COMPREPLY[@]}"' bash "$completion"
		assert_output_is "$name 5"
	done
}

@test "bash: the real bash-completion completes a wrapped command" {
	xunshare_only || return 0
	local real=/usr/share/bash-completion/bash_completion
	[[ -e $real ]] || skip_because no-bash-completion "bash-completion is not installed"
	xrun bash --norc -c '
		source "$2"; source "$1"
		_inner() { COMPREPLY=(one-of-its-own); }; complete -F _inner innercommand
		COMP_WORDS=(xunshare -r --net innercommand o) COMP_CWORD=4
		COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
		_xns_utils xunshare; echo "${COMPREPLY[@]}"' bash "$completion" "$real"
	assert_output_is one-of-its-own
}

@test "bash: a program that is not there offers nothing, silently" {
	xrun bash --norc -c 'source "$1"; COMP_WORDS=(/no/such/xunshare -) COMP_CWORD=1
		COMP_LINE="/no/such/xunshare -" COMP_POINT=${#COMP_LINE}
		_xns_utils /no/such/xunshare; echo "${#COMPREPLY[@]}"' bash "$completion"
	assert_output_is 0
}

# ---- what is offered -----------------------------------------------------------------------

@test "words: what an option takes is accepted by the program" {
	local program option argument word count=0
	for program in $XNS_PROGRAMS; do
		while IFS=$'\t' read -r option argument; do
			while IFS= read -r word; do
				xrun -0 "$program" "$option=$word" --version
				((++count))
			done < <(sh "$XNS_SRC/completion/words" "$program" "$option=" |
				awk -F '\t' '$1 == "word" { print substr($2, index($2, "=") + 1) }' |
				awk 'NR <= 40')
		done < <("$program" --complete | awk -F '\t' '$3 != "" { print $2 "\t" $3 }')
	done
	assert_true 'count > 10'
}

@test "words: options that exclude one another are not offered together" {
	program_is_there xlsns || return 0
	offers --list-columns -- xlsns --dot --lis
	offers --output-all -- xlsns --output-
	offers "" -- xlsns --output TYPE --output-
	offers --noheadings -- xlsns -J --noh
	offers "" -- xlsns -J --ra
	program_is_there xnspin || return 0
	# --mount needs --new
	offers --mount --mount-sys --mount-dev -- xnspin --mou
	offers "" -- xnspin --list --mou
}

@test "words: letters, arguments in the same word, and the beginnings of long names" {
	program_is_there xnsenter || return 0
	assert_equal "$(offered_by_words xnsenter -S=roo)" -S=root
	assert_equal "$(offered_by_words xnsenter -nSroo)" -nSroot
	offers root -- xnsenter -nS roo
	offers root -- xnsenter --setu roo
	offers follow -- xnsenter -S foll
	assert_has_line "$(offered_by_words xnsenter -t "")" "$$"
	# -n takes no word of its own, -mupn are four options
	assert_equal "$(sh "$XNS_SRC/completion/words" xnsenter -mupn x)" $'command\t2'
	assert_equal "$(sh "$XNS_SRC/completion/words" xnsenter -m/x x)" $'command\t2'
	assert_equal "$(sh "$XNS_SRC/completion/words" xnsenter -t 5 -- -)" $'command\t4'
}

@test "words: processes: those whose namespaces can be read, not those that have ended" {
	program_is_there xnsenter || return 0
	local zombie
	sleeper sh -c 'sleep 0 & exec sleep 300'
	zombie_of() { zombie=$(pgrep -P "$1" -r Z); }
	wait_for zombie_of "$background"
	sh "$XNS_SRC/completion/words" xnsenter --target "" >answer
	cut -f2 answer >list
	assert_grep -x "$background" list
	run grep -x "$zombie" list
	assert_output_is ""
	# neither the script itself nor what it has started
	run sh -c 'for pid in $(cat list); do [ -e "/proc/$pid" ] || echo "$pid"; done'
	assert_output_is ""
	as_user || return 0
	run stat -L /proc/1/ns/mnt
	((status == 0)) || offers "" -- xnsenter --target=1:
}

# bats test_tags=root
@test "words: pins by their type, and names of ip netns" {
	program_is_there xnspin && program_is_there xnsenter && program_is_there xunshare || return 0
	need_root
	export -f offered_by_words
	xrun -0 xunshare --mount bash -euc '
		mkdir -p /run/netns; mount -t tmpfs xns /run/netns
		mkdir d; cd d
		xnspin --new uts=one net=two user=12
		xnspin --new net=/run/netns/lab
		echo "net: $(offered_by_words xnsenter --net=l | tr "\n" " ")"
		echo "net here: $(offered_by_words xnsenter --net=t | tr "\n" " ")"
		echo "uts: $(offered_by_words xnsenter --uts=o | tr "\n" " ")"
		echo "not net: $(offered_by_words xnsenter --net=o | tr "\n" " ")"
		echo "user: $(offered_by_words xnsenter --user=./ | tr "\n" " ")"
		echo "path: $(offered_by_words xlsns /run/netns/ | tr "\n" " ")"
		xnsenter --net=lab true; xnsenter --preserve-credentials --user=./12 true; xnsenter --uts=one true
		xnspin --unpin one two ./12 /run/netns/lab'
	assert_output_is "net: --net=lab 
net here: --net=two 
uts: --uts=one 
not net: 
user: --user=./12 
path: /run/netns/lab "
}

# bats test_tags=root
@test "words: xveth: veth interfaces to delete, the interfaces of a process to move" {
	program_is_there xveth || return 0
	need_root
	need_ns net
	sleeper xunshare --net
	wait_for other_ns "$background" net
	xveth "v0" "$background:v1"
	offers v0 -- xveth --delete v
	offers v1 -- xveth --move "$background:"
	offers "" -- xveth --delete "$background:"
	xveth --delete v0
}

@test "words: cgroups are directories of cgroup v2, one level at a time" {
	program_is_there xcgexec || return 0
	local top name
	top=$(awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo)
	[[ $top ]] || skip_because no-cgroup2 "no cgroup2 file system is mounted"
	assert_has_line "$(offered_by_words xcgexec --parent "")" "$top/"
	offered_by_words xcgexec --parent "$top/" >list
	while IFS= read -r name; do
		assert_file "$name/cgroup.procs"
		assert_equal "${name%/}" "$top/$(basename "$name")"
	done <list
}

@test "words: signals: those that the option accepts" {
	program_is_there xpidinit || return 0
	offers KILL -- xpidinit -p=KI
	offers "" -- xpidinit --rewrite KI
	offers "" -- xpidinit --rewrite STO
	offers KILL -- xpidinit --rewrite TERM:KI
	offers "" -- xpidinit -p=JUN
	offers SIGUSR1 SIGUSR2 -- xpidinit -p=SIGUS
}

@test "words: a list is not offered what it has" {
	program_is_there xlsns || return 0
	offers net,uts -- xlsns -t net,u -t net,ut
	offers user,uts -- xlsns --type user,u
	offers "" -- xlsns -o NS,TYPE,NPROCS,NPR
}

@test "words: a value of this format is not cut by what a name contains" {
	program_is_there xunshare || return 0
	: >$'a\tb'
	: >'c d'
	offers "c d" -- xunshare --net=c
	offered xunshare --whitelist-env "" >list
	run grep -v '^[A-Za-z_][A-Za-z0-9_]*$' list
	assert_output_is ""
}

# ---- zsh and fish --------------------------------------------------------------------------

# The words behind each of these lines are the same in every shell.
lines=(
	"xunshare --mo" "xunshare -" "xunshare --map-users a" "xunshare --setgroups "
	"xunshare --kill-child=SIGUS" "xunshare -S roo" "xpidinit --rewrite TER" "xpidinit --rewrite TERM:no"
	"xlsns -t net,u" "xlsns --tree=p" "xlsns -o NS,TYPE,P" "xlsns --same 1 2 u" "xlsprop --type shared,sl"
	"xmountprop un" "xnspin 1 u" "xnspin --list --m" "xcgexec --memory-max m" "xveth --delete --m"
)

# words_of LINE: the words behind it by the script, sorted; false if the program is not there
words_of() {
	local words
	read -ra words <<<"$1"
	[[ $1 != *" " ]] || words+=("")
	program_is_there "${words[0]}" || return 1
	offered_by_words "${words[@]}" | sort
}

@test "fish: offers the same words" {
	need_cmd fish
	local line wanted
	for line in "${lines[@]}"; do
		wanted=$(words_of "$line") || continue
		same "words: $line" "fish: $line" "$wanted" "$(in_fish "$line" | sort)"
	done
}

@test "zsh: offers the same words" {
	need_cmd zsh
	local line wanted
	for line in "${lines[@]}"; do
		wanted=$(words_of "$line") || continue
		same "words: $line" "zsh: $line" "$wanted" "$(in_zsh "$line" | sed -n 's/^match //p' | sort -u)"
	done
}

@test "fish: processes with their commands" {
	need_cmd fish
	program_is_there xnsenter || return 0
	sleeper
	wait_for grep -qz sleep "/proc/$background/cmdline"
	HOME=$T XDG_RUNTIME_DIR=$T xrun fish -c "source $XNS_SRC/completion/xns-utils.fish; complete -C 'xnsenter -t $background'"
	assert_output_is "$background"$'\t'"sleep 300"
}

@test "fish: files behind an option, and the words of the command that is run" {
	need_cmd fish
	program_is_there xunshare || return 0
	mkdir one
	: >onefile
	: >"s p"
	assert_equal "$(in_fish "xunshare --net=on")" $'--net=one/\n--net=onefile'
	assert_equal "$(in_fish "xunshare -rn=on")" $'-rn=one/\n-rn=onefile'
	assert_equal "$(in_fish "xunshare --root on")" one/
	assert_equal "$(in_fish "xunshare --net='s ")" "--net=s p"
	assert_equal "$(in_fish "xunshare --net=s")" "--net=s p"
	assert_has_line "$(in_fish "xunshare -r mktem")" mktemp
	assert_has_line "$(in_fish "xunshare -S root -- ls --al")" --all
	program_is_there xpidinit || return 0
	assert_equal "$(in_fish "xunshare -p xpidinit --rewrite TER")" TERM:
}

@test "zsh: what is inserted: a space behind a word, none behind a part" {
	need_cmd zsh
	program_is_there xpidinit && program_is_there xlsns || return 0
	assert_has_line "$(in_zsh "xpidinit -p=KI")" "line xpidinit -p=KILL "
	assert_has_line "$(in_zsh "xpidinit --rewrite TER")" "line xpidinit --rewrite TERM:"
	assert_has_line "$(in_zsh "xlsns -o nsf")" "line xlsns -o NSFS"
}

@test "zsh: files behind an option, and the words of the command that is run" {
	need_cmd zsh
	program_is_there xunshare || return 0
	mkdir one
	: >onefile
	: >"s p"
	assert_has_line "$(in_zsh "xunshare --net=onef")" "line xunshare --net=onefile "
	assert_has_line "$(in_zsh "xunshare -rn=onef")" "line xunshare -rn=onefile "
	assert_has_line "$(in_zsh "xunshare --root on")" "line xunshare --root one/"
	assert_has_line "$(in_zsh "xunshare --net='s ")" "line xunshare --net=s\\ p "
	assert_has_line "$(in_zsh "xunshare -r mktem")" "line xunshare -r mktemp "
	assert_has_line "$(in_zsh "xunshare -S root -- ls --almost")" "line xunshare -S root -- ls --almost-all "
	program_is_there xpidinit || return 0
	assert_has_line "$(in_zsh "xunshare -p xpidinit --rewrite TER")" "line xunshare -p xpidinit --rewrite TERM:"
}

@test "installed: each file names the installed script, and works with it" {
	local file
	cd "$XNS_BUILD/installed"
	for file in bash-completion/xns-utils completion/_xns-utils completion/xns-utils.fish; do
		assert_equal "$(grep -c '_xns_engine[= ]/.*/xns-utils/words$' "$file")" 1
		assert_equal "$(sed 's|\(_xns_engine[= ]\).*/words$|\1|' "$file")" \
			"$(sed 's|\(_xns_engine[= ]\).*/words$|\1|' "$XNS_SRC/$file")"
	done
	for file in $XNS_PROGRAMS; do
		head -n 1 completion/_xns-utils | grep -qw "$file"
		grep -qw "for program in.*$file" completion/xns-utils.fish
	done
}

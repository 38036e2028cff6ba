#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xlsprop: lists, trees, JSON, names, receivers and senders, the drawing.

load helpers/xns
load helpers/prop

setup() { prop_setup; }

# no_controls TEXT: nothing in it that a terminal would obey, but newlines
no_controls() { ! grep -aqP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]' <<<"$1"; }

# one mount of each type, in $M
all_types='
	for d in a b c; do mount -t tmpfs xns "$M/$d"; done
	xmountprop shared "$M/a"; mkdir "$M/d" "$M/e"
	for d in d e; do mount --bind "$M/a" "$M/$d"; done
	xmountprop slave "$M/d" xmountprop shared+slave "$M/e" xmountprop unbindable "$M/b"'

# a name with everything that could break a line, a field, a terminal or a string
odd='odd=$(printf "a b\tc\n_\033[31me\\\\040f\303\251g\377h\302\233i\"j\342\200\256k")'
odd_shown='a\x20b\x09c\x0a_\x1b[31me\x5c040f'$'\303\251''g\xffh\xc2\x9bi"j\xe2\x80\xaek'

# ---- lists ---------------------------------------------------------------------------------

@test "list: every type, group and master, as mountinfo has them" {
	in_mounts "$all_types"'
		xlsprop -rn -R "$M" | sed "s|$M|M|"
		echo "a $(tag shared "$M/a") d $(tag master "$M/d") e $(tag shared "$M/e")"'
	assert_matches "${lines[-1]}" '^a ([0-9]+) d ([0-9]+) e ([0-9]+)$'
	local a=${BASH_REMATCH[1]} e=${BASH_REMATCH[3]}
	assert_equal "${BASH_REMATCH[2]}" "$a"
	assert_differ "$a" "$e"
	assert_equal "$(head -n -1 <<<"$output")" "M private - - -
M/a shared $a - -
M/b unbindable - - -
M/c private - - -
M/d slave - $a -
M/e shared+slave $e $a -"
}

@test "list: all mounts, each once, in order, in raw lines of as many cells as headings" {
	in_mounts '
		xlsprop -rn -o ID,PARENT,DEVICE >"$T/ours"; cut -d" " -f1-3 /proc/self/mountinfo | diff - "$T/ours"
		xlsprop -n -o TARGET | wc -l; wc -l </proc/self/mountinfo
		xlsprop -r -o TARGET,FSTYPE,ROOT,SOURCE,OPTIONS,GROUP,FROM | awk "{ print NF }" | sort -u'
	assert_equal "${#lines[@]}" 3
	assert_equal "${lines[0]}" "${lines[1]}"
	assert_equal "${lines[2]}" 7
}

@test "list: a long list is whole" {
	in_mounts '
		n=$(printf %0150d 1); mkdir "$M/a/$n" "$M/b/many"; mount -t tmpfs xns "$M/a/$n"
		for i in $(seq 9); do mkdir "$M/a/$n/$i"; mount -t tmpfs xns "$M/a/$n/$i"; done
		for i in $(seq 80); do mkdir "$M/b/$i"; mount --rbind "$M/a/$n" "$M/b/$i"; done
		for o in -rn -nl; do xlsprop $o -o ID,TARGET,FSTYPE | tr -s " " | sed "s/^ //" >"$T/ours"; awk "{ print \$1, \$5, \$(NF - 2) }" /proc/self/mountinfo >"$T/all"; diff "$T/all" "$T/ours"; done
		wc -l <"$T/all"; wc -c </proc/self/mountinfo'
	assert_true 'lines[0] > 600 && lines[1] > 65536'
}

@test "list: the columns hold what mountinfo says" {
	in_mounts '
		mount -t tmpfs -o noexec,ro "a source" "$M/a"; mkdir "$M/c/sub"; mount --bind "$M/c/sub" "$M/b"
		xlsprop -rn -o SOURCE,FSTYPE,ROOT,OPTIONS "$M/a"; xlsprop -rn -o ROOT,PROPAGATION "$M/b"
		mount -t tmpfs "" "$M/c"; xlsprop -rn -o TARGET,SOURCE,FSTYPE "$M/c"; mount -t tmpfs - "$M/c"; xlsprop -rn -o SOURCE "$M/c"'
	assert_equal "${lines[0]}" 'a\x20source tmpfs / ro,noexec,relatime'
	assert_equal "${lines[1]}" '/c/sub private'
	assert_output_matches $'\n'"$M/c (-|none) tmpfs"$'\n'
	assert_equal "${lines[-1]}" '\x2d'
}

@test "list: --list-columns, --output, --noheadings" {
	xrun xlsprop --list-columns
	local column
	for column in TARGET PROPAGATION GROUP MASTER FROM FSTYPE ROOT ID PARENT DEVICE SOURCE OPTIONS WAY EVENT APPEARS NS PID; do
		assert_output_matches "(^|"$'\n'")$column +[A-Za-z]"
	done
	assert_equal "${#lines[@]}" 17
	xrun xlsprop -r /
	assert_equal "${lines[0]}" "TARGET PROPAGATION GROUP MASTER FROM"
	xrun xlsprop -r -o +fstype,Id /
	assert_equal "${lines[0]}" "TARGET PROPAGATION GROUP MASTER FROM FSTYPE ID"
	xrun xlsprop -rn -o target /
	assert_output_is /
	xrun xlsprop --list --noheadings --output TARGET /
	assert_output_is /
}

@test "list: a directory means its mount; --submounts adds the submounts" {
	in_mounts '
		mkdir "$M/a/x"; mount -t tmpfs xns "$M/a/x"; mkdir "$M/a/x/deep"; ln -s a/x/deep "$M/link"
		for d in "$M/a" "$M/a/x" "$M/a/x/deep" "$M/link"; do xlsprop -rn -o TARGET "$d"; done
		xlsprop -rn -o TARGET -R "$M/b"; cd "$M/a/x/deep"; xlsprop -rn -o TARGET .'
	assert_output_is "$M
$M/a/x
$M/a/x
$M/a/x
$M
$M/a/x
$M/a/x"
}

@test "list: one mount by its descriptor is the same as out of the list" {
	need_strace
	in_mounts "$all_types"'
		for d in "" /a /b /c /d /e; do
			xlsprop -r -o TARGET,PROPAGATION,GROUP,MASTER,FROM,FSTYPE,ROOT,ID,PARENT,DEVICE "$M$d" >"$T/one"
			enosys 457 -- xlsprop -r -o TARGET,PROPAGATION,GROUP,MASTER,FROM,FSTYPE,ROOT,ID,PARENT,DEVICE "$M$d" | diff "$T/one" -
			xlsprop -rn -R "$M$d" | head -n 1 >"$T/row"; xlsprop -rn "$M$d" | diff "$T/row" -
		done
		strace -o "$T/few" xlsprop -r "$M" >"$T/null"
		for i in $(seq 50); do mkdir "$M/c/$i"; mount -t tmpfs xns "$M/c/$i"; done
		strace -o "$T/many" xlsprop -r "$M" >"$T/null"
		echo $(($(wc -l <"$T/few") - $(wc -l <"$T/many"))); grep -c mountinfo "$T/many" || :'
	# an older kernel has no statmount(2), and reads the list
	assert_matches "$output" $'^0\n0$|\n1$'
}

@test "list: --type, in a list and in a tree" {
	in_mounts "$all_types"'
		mkdir "$M/c/x"; mount -t tmpfs xns "$M/c/x"; xmountprop shared "$M/c/x"
		for t in shared slave,shared+slave unbindable; do echo "$(xlsprop -rn --type=$t -R "$M" | cut -d" " -f1 | sed "s|$M||" | tr "\n" " ")"; done
		xlsprop -rn --type=shared "$M"; xlsprop -rn -o ID --type=shared >"$T/ours"; awk "/ shared:/ && !/ master:/{ print \$1 }" /proc/self/mountinfo | diff - "$T/ours"
		xlsprop -n -R --type=shared -o TARGET "$M" | sed "s|$M||"'
	assert_equal "${lines[0]}" "/a /c/x "
	assert_equal "${lines[1]}" "/d /e "
	assert_equal "${lines[2]}" "/b "
	assert_equal "${lines[3]}" "/a"
	assert_equal "${lines[4]}" "/c/x"
}

@test "tree: each mount is below its parent mount" {
	in_mounts '
		mkdir "$M/a/x" "$M/b/y"; mount -t tmpfs xns "$M/b"; mount -t tmpfs xns "$M/a"; mkdir "$M/a/x"; mount -t tmpfs xns "$M/a/x"
		LC_ALL=C xlsprop -n -R -o TARGET "$M"; LC_ALL=C.UTF-8 xlsprop -n -R -o TARGET "$M"'
	assert_output_is "$M
|-$M/b
\`-$M/a
  \`-$M/a/x
$M
├─$M/b
└─$M/a
  └─$M/a/x"
}

@test "tree: on a column of numbers too" {
	in_mounts '
		mount -t tmpfs xns "$M/a"; mkdir "$M/a/x"; mount -t tmpfs xns "$M/a/x"; mount -t tmpfs xns "$M/b"
		LC_ALL=C xlsprop -n -R -o ID,TARGET "$M" | sed -E "s/[0-9]+ +/N /; s|$M|M|"
		xlsprop -J -R -o ID "$M" | grep -c "\"id\": [0-9]"; xlsprop -nl -R -o GROUP "$M" | grep -c " " || :'
	assert_output_is "N M
|-N M/a
| \`-N M/a/x
\`-N M/b
4
0"
}

@test "tree: a deep stack, and mounts that were moved" {
	in_mounts '
		for i in $(seq 60); do mount -t tmpfs xns "$M/a"; done
		xlsprop -n -R "$M" | wc -l; xlsprop -J -R "$M" | grep -c target
		mount --move "$M/a" "$M/b" 2>/dev/null || :; mkdir "$M/b/in"; mount -t tmpfs xns "$M/c"; mount --move "$M/c" "$M/b/in" 2>/dev/null || :
		xlsprop -n -o TARGET -R "$M" | grep -c "$M/b/in"'
	assert_output_is $'61\n61\n1'
}

@test "json: the schema is frozen" {
	in_mounts "$all_types"'
		a=$(tag shared "$M/a") e=$(tag shared "$M/e")
		xlsprop --json -R "$M" | sed "s|$M|M|; s/: $a\b/: A/; s/: $e\b/: E/" | tr -d "\n " ; echo
		xlsprop -Jl -R -o TARGET,FSTYPE,ROOT,ID,PARENT,DEVICE,SOURCE,OPTIONS "$M/c" | tr -d "\n " | sed -E "s|$M|M|; s/[0-9]+/N/g"; echo
		xlsprop -J --receivers="$M/a" | tr -d "\n " | sed -E "s|$M|M|g; s/[0-9]+/N/g"; echo
		xlsprop -J -o +GROUP --senders="$M/d/" | tr -d "\n " | sed -E "s|$M|M|g; s/[0-9]+/N/g"; echo'
	assert_equal "${lines[0]}" '{"mounts":[{"target":"M","propagation":"private","group":null,"master":null,"from":null,"children":[{"target":"M/a","propagation":"shared","group":A,"master":null,"from":null},{"target":"M/b","propagation":"unbindable","group":null,"master":null,"from":null},{"target":"M/c","propagation":"private","group":null,"master":null,"from":null},{"target":"M/d","propagation":"slave","group":null,"master":A,"from":null},{"target":"M/e","propagation":"shared+slave","group":E,"master":A,"from":null}]}]}'
	assert_equal "${lines[1]}" '{"mounts":[{"target":"M/c","fstype":"tmpfs","root":"/","id":N,"parent":N,"device":"N:N","source":"xns","options":"rw,relatime"}]}'
	assert_equal "${lines[2]}" '{"receivers":[{"way":"slave","event":"M/a","appears":"M/d","ns":N,"pid":N},{"way":"slave","event":"M/a","appears":"M/e","ns":N,"pid":N}]}'
	assert_equal "${lines[3]}" '{"senders":[{"way":"master","event":"M/a","appears":"M/d","ns":N,"pid":N,"group":N}]}'
}

# ---- names ---------------------------------------------------------------------------------

# bats test_tags=rule:R27
@test "names: odd bytes survive everywhere, and none reaches a terminal" {
	in_mounts "$odd"'
		mkdir "$M/a/$odd"; mount -t tmpfs "$odd" "$M/a/$odd"; xmountprop shared "$M/a/$odd"
		xlsprop -rn -R -o TARGET,SOURCE "$M/a/$odd"
		raw=$(xlsprop -rn -o TARGET "$M/a/$odd"); [ "$(env printf "%b" "$raw")" = "$M/a/$odd" ]
		for l in C C.UTF-8; do for o in "-n" "-nl" "-rn" -J -Jl; do LC_ALL=$l xlsprop $o -R "$M/a/$odd"; done; LC_ALL=$l xlsprop; LC_ALL=$l xlsprop --dot | sed "s/^\t*//"; done >"$T/shown"
		xlsprop -J -R "$M/a/$odd" | grep -a target'
	assert_equal "${lines[0]}" "$M/a/$odd_shown $odd_shown"
	# JSON has escapes of its own for all but the byte that is not UTF-8
	assert_output_has "\"target\": \"$M/a/"'a b\tc\n_\u001b[31me\\040f'$'\303\251''g\\xffh\u009bi\"j\u202ek"'
	no_controls "$(cat "$T/shown")"
	run ! no_controls $'a\tb'
	run ! no_controls $'a\302\233b'
}

@test "names: a byte is escaped or not, wherever it stands in the name" {
	in_mounts '
		before=
		for i in 0 1 2 3 4 5 6 7 8; do
			n=0
			for pair in "\\040 \\x20" "\\041 !" "\\133 [" "\\134 \\x5c" "\\135 ]" "\\176 ~" "\\177 \\x7f" "\\200 \\x80" "\\037 \\x1f" "\\334 \\xdc"; do
				n=$((n + 1)); mkdir "$M/a/$i.$n"
				mount -t tmpfs "x$before$(printf "${pair% *}")=yyyyyyyyy" "$M/a/$i.$n"; printf "%s\n" "x$before${pair#* }=yyyyyyyyy" >>"$T/expected"
			done
			before=${before}b
		done
		xlsprop -rn -R "$M" -o SOURCE | tail -n +2 | diff "$T/expected" - && wc -l <"$T/expected"'
	assert_output_is 90
}

@test "names: very long ones are whole" {
	in_mounts '
		n=$(printf %0250d 7); d=$M
		for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do d=$d/$n; done
		mkdir -p "$d"; mount -t tmpfs xns "$d"
		# sh cannot be where no path leads
		N=$n bash -euc "cd \"$d\"; mkdir -p \$N/\$N/\$N; cd \$N/\$N/\$N; mkdir last; mount --no-canonicalize -t tmpfs xns last
			xlsprop -rn -o TARGET last" | awk "{ print length }"
		xlsprop -rn -o TARGET -R "$M" | awk "{ print length }" | sort -n | tail -n 2; xlsprop -n -o TARGET -R "$M" | grep -c "$n/last"'
	local length=$((${#M} + 14 * 251))
	assert_output_is "$((length + 3 * 251 + 5))
$length
$((length + 3 * 251 + 5))
1"
}

# ---- another process -----------------------------------------------------------------------

@test "target: another process's mounts, by its own names" {
	in_mounts '
		mkdir "$M/jail"; mount -t tmpfs xns "$M/jail"; mkdir "$M/jail/in" "$M/jail/bin"
		new unshare -m --propagation private; mount -t tmpfs xns "$M/b"
		xlsprop -t $new -rn -o TARGET -R "$M" | sed "s|$M|M|"; xlsprop -rn -o TARGET -t $new "$M/b" | sed "s|$M|M|"
		xlsprop -J -t $new "$M/jail" | grep -c jail; cd "$M/jail"; xlsprop -rn -o TARGET -t $new "${M#/}/jail" | sed "s|$M|M|"'
	assert_output_is $'M\nM/jail\nM\n1\nM/jail'
}

@test "target: a directory of a process in a chroot" {
	in_mounts '
		mkdir "$T/jail"; xmountprop shared "$M"; mount --rbind / "$T/jail"; new chroot "$T/jail"
		xlsprop -t $new -rn -o WAY,EVENT,APPEARS --receivers="$M/a" | sed "s|$M|M|g"
		xlsprop -rn -o WAY,EVENT,APPEARS --receivers="$M/a" | sed "s|$T/jail$M|T/jail/M|; s|$M|M|"'
	assert_output_is $'peer M/a M/a\npeer M/a T/jail/M/a'
}

@test "target: the list of any process can be read, and its directories by whom it lets" {
	need_userns
	in_mounts '
		for how in -l -n "-R /"; do unshare --user xlsprop $how -rn -o TARGET -t $$ | grep -cx "$M" || :; done'
	assert_count 2 -x 1
	assert_output_has "xlsprop: cannot open the root directory of process "
}

@test "target: a process that is not there, or no process" {
	xrun -1 xlsprop -t 2147483647
	assert_output_has "xlsprop: cannot use process 2147483647 as the target: no such process"
	local word
	for word in "" x -1 /tmp fd:3; do
		xrun -2 xlsprop --target="$word"
		assert_equal "${#lines[@]}" 2
	done
}

# ---- receivers and senders -----------------------------------------------------------------

# Five namespaces: ours, a peer, a slave, a slave with a peer group, a slave of that one; and
# in ours, the directory a bound elsewhere (narrow), and the whole bound below (wide)
family='
	mkdir "$M/a/sub" "$T/narrow" "$T/wide" "$T/apart"
	xmountprop shared "$M"
	mount --bind "$M/a" "$T/narrow"; mount --bind "$M" "$T/wide"; mount --bind "$M" "$T/apart"; xmountprop private "$T/apart"
	new unshare -m --propagation unchanged; peer=$new
	new unshare -m --propagation slave; slave=$new
	new unshare -m --propagation slave xmountprop -r shared "$M" 2>/dev/null; both=$new
	new nsenter -m -t $both unshare -m --propagation slave; second=$new
	new unshare -m --propagation private
	all="$$ $peer $slave $both $second $new"
	ns() { readlink "/proc/$1/ns/mnt" | tr -dc 0-9; }
	# where PATH...: "NS TARGET" of the topmost mounts named xns-event in all these namespaces
	where() {
		for p in $all; do
			awk -v n="$(ns $p)" "/ - tmpfs xns-event /{ print n, \$5 }" /proc/$p/mountinfo
		done | sort
	}
'

@test "receivers: what is listed is what appears, in all namespaces and by all ways" {
	in_mounts "$family"'
		for d in "$M/a/sub" "$M/c" "$T/narrow/sub" "$T/wide/b" "$T/apart/a" "$M/a"; do
			xlsprop -rn -o NS,APPEARS --receivers="$d" >"$T/said"
			echo "$(ns self) $d" | sed "s/^ /$(ns $$) /" >>"$T/said"; sort -o "$T/said" "$T/said"
			mount -t tmpfs xns-event "$d"; where >"$T/is"; umount "$d"
			wc -l <"$T/is"; diff "$T/said" "$T/is"
		done'
	# five namespaces have peers or slaves, each with three mounts; without narrow two
	assert_output_is $'15\n10\n15\n10\n1\n15'
}

@test "receivers: the way, the place of the event, and the columns of the mount" {
	in_mounts "$family"'
		xlsprop -rn -o NS,WAY,EVENT,APPEARS,TARGET,PROPAGATION --receivers="$M" >"$T/all"
		for p in $$ $peer $slave $both $second; do grep "^$(ns $p) .* $M " "$T/all" | cut -d" " -f2- | sed "s|$M|M|g"; echo; done
		grep -c "$T/narrow" "$T/all"; grep "$T/narrow" "$T/all" | cut -d" " -f3,4 | sort -u | sed "s|$T|T|g"
		xlsprop -rn -o WAY --receivers="$M" | uniq -c | tr -s " "'
	assert_output_has "peer M M M shared"
	assert_output_has "slave M M M slave"
	assert_output_has "slave M M M shared+slave"
	assert_output_has 'slave\x20of\x20slave M M M slave'
	# narrow receives what happens in a
	assert_line_is "T/m/a T/narrow"
}

@test "senders: each of them really sends, and the others do not" {
	in_mounts "$family"'
		for p in $second $both $slave; do
			xlsprop -t $p -rn -o NS,PID,EVENT,APPEARS,WAY --senders="$M/c" >"$T/said"
			cut -d" " -f5 "$T/said" | sort | uniq -c | tr -s " " | tr "\n" ,; echo
			while read -r n pid event appears way; do
				nsenter -m -t $pid mount -t tmpfs xns-event "$event"
				[ "$(awk -v a="$appears" "\$5 == a && / xns-event /" /proc/$p/mountinfo | wc -l)" = 1 ] || echo "$event of $pid does not reach $appears of $p"
				nsenter -m -t $pid umount "$event"
			done <"$T/said"
			for other in $all; do
				[ $other != $p ] || continue
				grep -q "^$(ns $other) .* $M/c $M/c " "$T/said" && continue
				nsenter -m -t $other mount -t tmpfs xns-event "$M/c"
				! grep " $M/c .* xns-event " /proc/$p/mountinfo || echo "$other sends unseen to $p"
				nsenter -m -t $other umount "$M/c"
			done
		done'
	# seen from the slave of a slave: itself two hands up
	refute_output_has "reach"
	refute_output_has "unseen"
	assert_equal "${lines[0]}" ' 2 master, 4 master\x20of\x20master,' ||
		assert_output_matches 'master\\x20of\\x20master'
	assert_equal "${#lines[@]}" 3
}

# kept HOW [COMMAND...]: the namespace of the process $new outlives it, by the descriptor 7 of
# this shell or by a pin; sets ns to its number and to to a name of it. A pin of a namespace
# made on another CPU may be refused, see xnspin(1).
kept='
	kept() {
		: >"$T/pin"
		for cpu in $(seq 0 $(($(nproc) - 1))); do
			new taskset -c $cpu unshare -m --propagation slave "$@"
			ns=$(readlink /proc/$new/ns/mnt | tr -dc 0-9)
			if [ $how = fd ]; then
				exec 7</proc/$new/ns/mnt
				to=/proc/$$/fd/7
			else
				to=$T/pin
				mount --bind /proc/$new/ns/mnt "$to" 2>/dev/null || to=
			fi
			kill $new; wait $new 2>/dev/null || :; pids=
			[ -z "$to" ] || return 0
		done
		echo "cannot pin"; return 1
	}
	inside() { nsenter --mount="$to" cat /proc/self/mountinfo | grep -c "$1" || :; }
'

@test "receivers: a namespace that a descriptor or a pin keeps, without a process" {
	local how
	for how in fd pin; do
		in_mounts "how=$how; $kept"'
			xmountprop shared "$M"; kept
			xlsprop -rn -o WAY,EVENT,APPEARS,NS,PID --receivers="$M/a" | sed "s|$M|M|g; s|$ns|NS|"
			xlsprop -J -o NS,PID,FSTYPE,SOURCE --receivers="$M/a" | tr -d "\n " | sed "s|$ns|NS|"; echo
			xlsprop -rn --receivers="$M/b" | wc -l; mount -t tmpfs xns-event "$M/a"; inside "$M/a .* xns-event"
			xlsprop --dot "$M/a" | grep -c "\[label=.*m/a\|mount namespace $ns (no process)"
			exec 7<&-; umount -l "$T/pin" 2>/dev/null || :
			# whoever looks at all of /proc may hold it for a moment
			for i in $(seq $((50 * XNS_SECONDS))); do left=$(xlsprop -rn --receivers="$M/b"); [ "$left" ] || break; sleep 0.02; done; echo "left: $left"'
		assert_output_is 'slave M/a M/a NS -
{"receivers":[{"ns":NS,"pid":null,"fstype":"tmpfs","source":"xns"}]}
1
1
3
left: '
	done
}

@test "receivers: a kept namespace in which there is no /proc" {
	in_mounts "how=fd; $kept"'
		xmountprop shared "$M"; kept sh -c "mount -t tmpfs none /proc; exec \"\$@\"" sh
		xlsprop -rn -o APPEARS,NS --receivers="$M/a" | sed "s|$M|M|g; s|$ns|NS|"'
	assert_output_is "M/a NS"
}

@test "receivers: from a kept namespace on to those that have processes" {
	in_mounts "how=fd; $kept"'
		xmountprop shared "$M"; kept xmountprop shared+slave "$M"
		new nsenter --mount="$to" unshare -m --propagation slave
		xlsprop -rn -o WAY,NS,PID --receivers="$M/a" | sed "s|$ns|NS|; s| [0-9]* $new$| NEW PID|"
		xlsprop -t $new -rn -o WAY,NS --senders="$M/a" | sed "s|$ns|NS|" | head -n 1'
	assert_output_is 'slave NS -
slave\x20of\x20slave NEW PID
master NS'
}

@test "receivers: one that the caller may not enter is left out, and that is no error" {
	in_mounts "how=fd; $kept"'
		xmountprop shared "$M"; kept
		enosys -e 1 308 -- xlsprop -rn --receivers="$M/a"; echo "status $?"
		(trap "" CHLD; exec xlsprop -rn -o APPEARS --receivers="$M/a")'
	assert_output_is "status 0
$M/a"
}

@test "receivers: a namespace whose number cannot be read is found nevertheless" {
	need_userns
	in_mounts '
		xmountprop shared "$M"; new unshare -m --propagation slave
		unshare --user xlsprop -rn -o WAY,APPEARS,NS --receivers="$M/a" | sed "s|$M|M|"'
	assert_output_is "slave M/a -"
}

@test "receivers: the owner of a user namespace sees what it keeps" {
	need_userns
	sleeper unshare -r -m --propagation private sh -c 'mount --make-shared /; exec "$@"' sh
	wait_for other_ns "$background" mnt
	local ns
	ns=$(ns_of "$background" mnt | tr -dc 0-9)
	# the root directory may be a part of its file system
	wait_for grep -qE '^[0-9]+ [0-9]+ [0-9:]+ [^ ]+ / .* shared:' "/proc/$background/mountinfo"
	exec {kept}<"/proc/$background/ns/mnt"
	kill "$background"
	wait_for gone "$background"
	xrun xlsprop --dot
	exec {kept}<&-
	assert_output_has "mount namespace $ns (no process)"
}

@test "receivers: a directory that has been removed is said to be" {
	in_mounts '
		xmountprop shared "$M"; new unshare -m --propagation slave; mkdir "$M/x"; cd "$M/x"; rmdir "$M/x"
		for o in receivers senders; do xlsprop -rn --$o=. || echo "status $?"; done
		mkdir "$M/y (deleted)"; xlsprop -rn -o APPEARS --receivers="$M/y (deleted)" | sed "s|$M|M|"'
	assert_output_is "xlsprop: . has been removed: nothing can be mounted there
status 1
xlsprop: . has been removed: nothing can be mounted there
status 1
M/y\x20(deleted)"
}

@test "receivers: a mount of a directory that has been removed is none, nor a sender" {
	in_mounts '
		mkdir "$M/a/x" "$M/a/deleted" "$T/x" "$T/y"; xmountprop shared "$M"; mount --bind "$M/a/x" "$T/x"; mount --bind "$M/a/deleted" "$T/y"
		rmdir "$M/a/x"; mount -t tmpfs xns "$T/x" 2>/dev/null || echo "no mount"
		for o in receivers senders; do xlsprop -rn -o TARGET --$o="$M" | sed "s|$T|T|"; done'
	assert_output_is $'no mount\nT/y\nT/y'
}

@test "receivers: none for private mounts, and that is no error" {
	in_mounts 'xlsprop --receivers="$M"; xlsprop -rn --senders="$M"; xlsprop -J --receivers "$M" | tr -d "\n "; xmountprop shared "$M"; xlsprop -rn --receivers="$M"'
	assert_output_is '{"receivers":[]}'
}

@test "senders: past a group that cannot be seen, by propagate-from" {
	in_mounts '
		mkdir "$T/jail" "$T/mid" "$T/top" "$T/low"; mount --rbind / "$T/jail"
		xmountprop shared "$M"; mount --bind "$M" "$T/mid"; xmountprop shared+slave "$T/mid"
		# in the chroot there are the first and the last of three, and not what is between
		mount --bind "$M" "$T/jail$T/top"; mount --bind "$T/mid" "$T/jail$T/low"; xmountprop slave "$T/jail$T/low"
		in="chroot $T/jail $(command -v xlsprop)"; echo "$(tag shared "$T/mid") $(tag shared "$M")"
		$in -rn -o MASTER,FROM "$T/low"; enosys 457 -- $in -rn -o MASTER,FROM "$T/low"; $in -rn -o MASTER,FROM,SOURCE "$T/low"
		$in -rn -o WAY,TARGET --senders="$T/low"; $in -rn -o WAY,TARGET --receivers="$T/top"; xlsprop -rn -o WAY --senders="$T/jail$T/low"
		$in --dot "$T/low" | grep -c dashed; $in --dot "$T/top" | grep -c dashed || :'
	assert_equal "${lines[1]}" "${lines[0]}"
	assert_equal "${lines[2]}" "${lines[0]}"
	assert_equal "${lines[3]}" "${lines[0]} xns"
	assert_equal "${lines[4]}" "master\\x20of\\x20master $T/top"
	assert_equal "${lines[5]}" "slave\\x20of\\x20slave $T/low"
	assert_equal "${lines[6]}" master
	assert_equal "${lines[-2]} ${lines[-1]}" "1 1"
}

# bats test_tags=user
@test "receivers: an ordinary user sees other users' namespaces too" {
	in_mounts 'xmountprop shared "$M"; new unshare -m --propagation slave
		xlsprop -rn -o APPEARS --receivers="$M"'
	assert_output_is "$M"
	xrun xlsprop --dot
	assert_output_has "digraph"
}

# ---- the drawing ---------------------------------------------------------------------------

@test "dot: boxes, arrows from masters to slaves, a cluster for each namespace" {
	in_mounts "$all_types"'
		mount -t tmpfs xns "$M/c"; xmountprop shared "$M/c"
		new unshare -m --propagation slave
		xlsprop --dot "$M/a" >"$T/dot"; cp "$T/dot" "$T/keep.dot"
		a=$(tag shared "$M/a") e=$(tag shared "$M/e"); id() { awk -v p="$2" "\$5 == p { n = \$1 } END { print n }" /proc/$1/mountinfo; }
		grep -q "^	g$a \[shape=box, label=\"peer group $a\"\];" "$T/dot"
		grep -q "^	m$(id self "$M/a") -> g$a \[dir=none\];" "$T/dot"
		grep -q "^	g$a -> m$(id self "$M/d");" "$T/dot"
		grep -q "^	g$a -> m$(id $new "$M/a");" "$T/dot"
		[ "$(grep -c "^	g$a \[" "$T/dot")" = 1 ]; xlsprop --dot "$M/d" | grep -q "\[label=.*/m/a\"\]"
		grep -c "subgraph cluster_" "$T/dot"; grep -c "$M/c" "$T/dot" || :
		xlsprop --dot | grep -c "$M/c"; xlsprop --dot "$M" | grep -c label || :'
	assert_output_is $'2\n0\n2\n0'
	draws "$T/keep.dot"
}

# draws FILE: Graphviz takes it without a word and finds boxes in it. Call it last: without
# Graphviz the rest of the test is skipped.
draws() {
	need_cmd dot
	xrun --separate-stderr dot -Tplain "$1"
	assert_stderr_is ""
	assert_output_has " box "
}

@test "dot: odd names are drawn" {
	in_mounts "$odd"'
		mkdir "$M/a/$odd"; mount -t tmpfs xns "$M/a/$odd"; xmountprop shared "$M/a/$odd"; xlsprop --dot "$M/a/$odd" >"$T/odd.dot"; cat "$T/odd.dot"'
	assert_output_has '_\\x1b[31me\\x5c040f'
	draws "$T/odd.dot"
}

# ---- errors --------------------------------------------------------------------------------

@test "errors: usage is 2, and failure 1" {
	local words
	for words in "--bogus" "/ /" "-o" "-o x" "-o ''" "-o TARGET,,ID" "-o WAY" "-rJ" "-R" "-R --dot /" "--type=x" "--type=" \
		"--type=shared --dot" "--dot --receivers=/" "--receivers=/ --senders=/" "--receivers=/ /" "--dot -J" "--dot -o ID" "--type=unchanged"; do
		echo "arguments: $words"
		eval "xrun -2 xlsprop $words"
		assert_equal "${lines[-1]}" "Try 'xlsprop --help' for more information."
		assert_equal "${#lines[@]}" 2
	done
	xrun -2 xlsprop / -n /
	assert_equal "${lines[0]}" 'xlsprop: unexpected operand "/"'
	for words in "/no/such/dir" "-R /no/such/dir" "--receivers=/no/such/dir" "--senders=" "--dot /no/such/dir"; do
		echo "arguments: $words"
		# shellcheck disable=SC2086
		xrun -1 xlsprop $words
		assert_output_has "xlsprop: cannot open "
	done
}

@test "errors: output that cannot be written is a failure" {
	local how
	for how in "" -r -J --dot -H --help; do
		echo "with: $how"
		# shellcheck disable=SC2086
		run -1 bounded sh -c 'xlsprop $1 >/dev/full' sh "$how"
		assert_output_has "xlsprop: "
	done
}

@test "errors: a /proc that is not procfs is not used" {
	in_mounts '
		mount -t tmpfs xns /proc; mkdir /proc/self; echo "1 1 0:1 / /lie rw - t t rw" >/proc/self/mountinfo
		xlsprop -r || echo "status $?"; xlsprop --dot || echo "status $?"; xlsprop -t $$ || echo "status $?"'
	refute_output_has /lie
	assert_count 3 'status 1$'
	refute_output_has "no such process"
}

@test "full: the reason is reported for a list of any length" {
	[[ -e /dev/full ]] || return 0
	in_mounts 'cd "$M"; mkdir $(seq 300); for i in $(seq 300); do mount -t tmpfs xns $i; done
		for how in -l -J "" -r --dot; do xlsprop $how >/dev/full || echo "status $?"; done'
	assert_output_is "$(for how in 1 2 3 4 5; do
		echo "xlsprop: cannot write to standard output: no space left on device"
		echo "status 1"
	done)"
}

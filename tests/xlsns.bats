#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xlsns: lists, trees, JSON, what keeps a namespace, comparisons, the drawing.

load helpers/xns
load helpers/xunshare

setup() {
	setup_with_mount_point
	need_cmd taskset nsenter
}

# in_namespaces [xrun's flags --] SCRIPT: in new namespaces, where only the processes of the
# script exist: mount, UTS, network and PID namespaces
in_namespaces() {
	local flags=()
	while (($# > 1)); do
		[[ $1 == -- ]] || flags+=("$1")
		shift
	done
	need_ns mount pid net
	xrun "${flags[@]}" "${own_mounts[@]}" --uts --net --pid --fork --kill-child --mount-proc sh -euc '
		mount -t tmpfs -o mode=755 xns "$M"; cd "$M"
		ino() { stat -Lc %i "$1"; }
		# ready FILE: waits for it
		ready() { until [ -s "$1" ]; do sleep 0.02; done; }
		# start COMMAND...: a process that stays and is there, in pid
		start() {
			rm -f "$M/pid"
			"$@" probe hold "$M/pid" & job=$!
			ready "$M/pid"; pid=$job
		}
		list() { xlsns -rn "$@"; }
		# same TITLE: prints the difference where ours is not what theirs is, or both are empty
		same() {
			[ -s theirs ] || echo "nothing for: $1"
			diff -U 1000 --label "wanted: $1" --label "came: $1" theirs ours || :
		}
		'"$1"
}

# ---- as lsns -------------------------------------------------------------------------------

@test "lsns: the same rows, types, counts, processes and users" {
	need_cmd lsns
	in_namespaces '
		start xunshare -uin; uts=$(ino /proc/$pid/ns/uts); start xunshare -r --no-fork; start
		for options in "" "-t net -t uts" "-p $pid" "-p $$ -t mnt" "-u -W" "-l -t user"; do
			lsns $options -rn -o NS,TYPE,NPROCS,PID,UID,USER >theirs # no pipe: it would be counted
			list $options -o NS,TYPE,NPROCS,PID,UID,USER >ours
			same "$options"
		done
		lsns -rn -t uts -o PPID,PATH >theirs; list -t uts -o PPID,PATH >ours; same "PPID,PATH"
		lsns -rn -t mnt -o ONS >theirs; list -t mnt -o ONS >ours; sed -i s/-/0/ ours; same ONS
		for i in "" -n; do lsns $i -o TYPE,NPROCS -t ipc >theirs; xlsns $i -o TYPE,NPROCS -t ipc >ours; same "ipc $i"; done
		lsns -rn -o PID,PPID,USER $uts | tr -s " " >theirs
		xlsns -rn -o PID,PPID,USER $uts | tr -s " " >ours; same "one namespace"'
	assert_output_is ""
}

# bats test_tags=root
@test "lsns: byte for byte what the lsns of this system prints" {
	need_cmd lsns ip
	need_root
	in_namespaces '
		mkdir -p /run/netns; mount -t tmpfs xns /run/netns; cd /run/netns; : >one; : >two
		cat >kids <<-"END" # no backslash: lsns does not escape each of them
			sleep 300 & sleep 300 & exec "$@"
		END
		start xunshare -u sh kids; uts=$(ino /proc/$pid/ns/uts) inner=$pid
		start xunshare -r --no-fork; user=$(ino /proc/$pid/ns/user); start xunshare -p --kill-child
		start xunshare -n; net=$(ino /proc/$pid/ns/net)
		mount --bind /proc/$pid/ns/net one; mount --bind /proc/$pid/ns/net two; mount --bind /proc/$pid/ns/net two
		while read -r options; do
			eval set -- "$options"
			LC_ALL=C.UTF-8 lsns "$@" >theirs; LC_ALL=C.UTF-8 xlsns "$@" >ours
			same "$options"
		done <<-END

			-t net
			-t net -o NS,PID -n
			-t net -W
			-J -t net -o NS,NSFS
			-J -o NS,NSFS,PID -W -t net
			-p $$
			-p $inner -o NS,TYPE -n -r
			-J -t uts
			-J -l -t uts
			-l
			-t user -o NS,PID,UID,USER
			-o NS,TYPE,PNS,ONS
			-t pid -t user -n -o PNS,ONS,NS
			-n -o TYPE,NPROCS
			-n -t ipc -o TYPE,NPROCS
			-o +PATH,PPID
			-u -W -o COMMAND
			-r -o NS,PID,PNS,ONS
			$uts
			-J $uts
			-l $uts
			-n -o PID $uts
			-J -o PID,NPROCS $uts
			-o PID,NS,TYPE,NPROCS,NETNSID,NSFS,PNS,ONS,COMMAND $net
			-t user -n -o NS,PNS,ONS $user
			-T
			-T -o TYPE,NS
			-T=owner -t user
			-T=parent
			--tree=parent -J
		END'
	assert_output_is ""
}

@test "lsns: the processes of a namespace: each column, all columns, an operand that is a file" {
	need_cmd jq
	in_namespaces '
		start xunshare -u sh -c "sleep 300 & exec \"\$@\"" sh; uts=$(ino /proc/$pid/ns/uts)
		xlsns -n -o PID $uts >pids; grep -c "^ *[0-9]*\$" pids
		for pid in $(cat pids); do [ "$(ino /proc/$pid/ns/uts)" = $uts ] && echo in; done
		list -o NS,TYPE,NPROCS,HELD $uts; list -o NS,NPROCS /proc/$pid/ns/uts | sort -u
		xlsns --output-all $uts | wc -l; xlsns -J --output-all $uts | jq -c "[.. | objects | select(.pid) | .nprocs, .type, (.pid | type)]"
		xlsns -J -o PID $uts | jq -c "[paths | length] | max"; echo $uts'
	local uts=${lines[-1]}
	assert_output_is "2
in
in
$uts uts 2 process
$uts uts 2 process
$uts 2
3
[2,\"uts\",\"number\",2,\"uts\",\"number\"]
3
$uts"
}

@test "lsns: owners and parents of the namespaces of a child, row for row" {
	need_userns
	in_namespaces '
		start unshare --user --pid --fork --kill-child; child=$(cat /proc/$pid/task/$pid/children); child=${child% }
		user=$(ino /proc/$child/ns/user) pids=$(ino /proc/$child/ns/pid)
		own=$(ino /proc/self/ns/user) own_pids=$(ino /proc/self/ns/pid)
		xlsns --type user --noheadings --output NS,PNS,ONS $user 2>/dev/null | uniq; echo "$user $own $own"
		xlsns -t pid -n -o NS,PNS,ONS $pids 2>/dev/null | uniq; echo "$pids $own_pids $user"'
	assert_equal "${lines[0]}" "${lines[1]}"
	assert_equal "${lines[2]}" "${lines[3]}"
	assert_equal "${#lines[@]}" 4
	assert_matches "${lines[0]}" '^[0-9]+ [0-9]+ [0-9]+$'
}

@test "filter: rows for which an expression is true, with columns that are not shown" {
	if ! xlsns -Q 'NS == 1' >/dev/null 2>&1; then
		xrun -2 xlsns -Q 'NS == 1'
		assert_output_has "requires libsmartcols 2.40 or later"
		return
	fi
	in_namespaces '
		start xunshare -u; uts=$(ino /proc/$pid/ns/uts)
		for how in -n -rn; do
			xlsns $how -o PID -Q "NS == $uts && NPROCS == 1" | tr -d " "; xlsns $how -o TYPE --filter "TYPE == \"uts\" && PID != 1"
		done
		xlsns -J -T -o NS -Q "TYPE == \"uts\"" | grep -c ns.:; xlsns -n -Q "NPROCS > 4000"; echo $pid'
	local pid=${lines[-1]}
	assert_output_is "$(printf '%s\n' "$pid" uts "$pid" uts 2 "$pid")"
	xrun -2 xlsns -Q 'NS =='
	xrun -2 xlsns -Q 'NONE == 1'
	assert_output_has 'invalid column "NONE"'
}

@test "lsns: the default columns, and those of network namespaces" {
	in_namespaces '
		xlsns | head -n 1 | tr -s " " | sed "s/^ //"
		xlsns -t net | head -n 1 | tr -s " " | sed "s/^ //"
		xlsns --held | head -n 1 | tr -s " " | sed "s/^ //"
		xlsns "$(ino /proc/self/ns/uts)" | head -n 1 | tr -s " " | sed "s/^ //"
		xlsns --why "$(ino /proc/self/ns/uts)" | head -n 1 | tr -s " "
		xlsns -n -t uts | wc -l
		xlsns -H | cut -d" " -f1 | tr "\n" " "; echo
		xlsns --why 1 --list-columns | cut -d" " -f1 | tr "\n" " "'
	assert_equal "${lines[0]}" "NS TYPE NPROCS PID USER COMMAND"
	assert_equal "${lines[1]}" "NS TYPE NPROCS PID USER NETNSID NSFS COMMAND"
	assert_equal "${lines[2]}" "NS TYPE NPROCS PID USER HELD COMMAND"
	assert_equal "${lines[3]}" "PID PPID USER COMMAND"
	assert_equal "${lines[4]}" "HOW PID FD NS PATH COMMAND"
	assert_equal "${lines[5]}" 1
	assert_equal "${lines[6]}" "NS TYPE PATH NPROCS PID PPID COMMAND UID USER NETNSID NSFS PNS ONS HELD ID "
	assert_equal "${lines[7]}" "HOW PID FD TID NS TYPE PATH USER COMMAND "
}

# bats test_tags=root
@test "lsns: NETNSID and NSFS" {
	need_root
	need_cmd ip
	in_namespaces '
		mkdir -p /run/netns; mount -t tmpfs xns /run/netns
		ip netns add one; ip netns add two; ip netns set one 7; : >pin; mount --bind /run/netns/two pin
		list -t net -o NS,NPROCS,NETNSID,NSFS,PATH
		echo "$(ino /run/netns/one) 0 7 /run/netns/one /run/netns/one"
		echo "$(ino pin) 0 unassigned /run/netns/two,$M/pin $M/pin"
		echo "$(ino pin) 0 unassigned /run/netns/two,$M/pin /run/netns/two"' # in the order of mountinfo
	assert_count 2 -xF -e "${lines[-3]}"
	assert_count 3 -xF -e "${lines[-2]}" -e "${lines[-1]}"
}

@test "lsns: a process without a command line goes by its name" {
	in_namespaces '
		cp "$(command -v cat)" "x\\y"; mkfifo fifo
		xunshare -u bash -c "exec -a \"\" \"./x\\y\" <>fifo" & pid=$!
		until grep -qs "x.y" /proc/$pid/comm; do sleep 0.02; done
		list -o COMMAND /proc/$pid/ns/uts'
	assert_output_is 'x\x5cy'
}

# bats test_tags=root
@test "lsns: the user is the effective one" {
	need_root
	in_namespaces '
		xunshare -u setpriv --euid 12345 sleep 300 & pid=$!
		until grep -qsE "^Uid:\s0\s12345\s" /proc/$pid/status; do sleep 0.02; done
		list -o UID /proc/$pid/ns/uts'
	assert_output_is 12345
}

# ---- JSON ------------------------------------------------------------------------------------

@test "json: the schema is frozen" {
	need_cmd jq
	in_namespaces '
		xnspin --new net=pin
		xlsns -J --output-all >json
		jq -c keys json; jq -c ".namespaces[0] | keys_unsorted" json
		for key in $(jq -r ".namespaces[0] | keys_unsorted[]" json); do
			echo "$key $(jq -r "[.namespaces[].$key | type] | unique | join(\" \")" json)"
		done
		exec 8<pin
		xlsns -J --why fd:8 --output-all >json; exec 8<&-
		jq -c "keys, (.holders[0] | keys_unsorted)" json
		xlsns -J -T -o NS,TYPE >json; jq -r "[.. | .ns? // empty | type] | unique[]" json'
	local number=number
	assert_line_is '["namespaces"]'
	assert_line_is '["ns","type","path","nprocs","pid","ppid","command","uid","user","netnsid","nsfs","pns","ons","held","id"]'
	local line
	for line in "ns number" "type string" "nprocs number" "pid null number" "ppid null number" "uid null number" \
		"user null string" "command null string" "path string" "nsfs null string" "held string"; do
		assert_line_is "$line"
	done
	assert_output_matches $'\nnetnsid null( number)?\n'
	assert_output_matches $'\npns (null( number)?|number)\n'
	assert_output_matches $'\nons (null( number)?|number)\n'
	assert_output_matches $'\nid (null( number)?|number)\n'
	assert_line_is '["holders"]'
	assert_line_is '["how","pid","fd","tid","ns","type","path","user","command"]'
	assert_equal "${lines[-1]}" number
}

@test "json: the types of the columns of --why are frozen" {
	need_cmd jq
	in_namespaces '
		thread >tid & thread=$!
		ready tid; xnspin --new net=pin; sleep 300 9<pin & fd=$!
		until grep -qs sleep /proc/$fd/comm; do sleep 0.02; done
		uts=$(list --held -t uts -P -o NS)
		for ns in $uts "$(ino pin)"; do
			xlsns -J --why $ns --output-all
		done >json
		jq -rs "[.[].holders[]] | . as \$all | (.[0] | keys_unsorted[]) as \$key | \"\(\$key) \([\$all[][\$key] | type] | unique | join(\" \"))\"" json
		kill $thread'
	assert_output_is "how string
pid null number
fd null number
tid null number
ns null number
type null string
path string
user null string
command null string"
}

@test "json: NETNSID is a number" {
	need_cmd jq
	in_namespaces '
		start xunshare -n --lo; xveth "$pid:inner" outer; xveth --list >links
		xlsns -J -t net -o NS,NETNSID | jq -c ".namespaces[] | select(.ns == $(ino /proc/$pid/ns/net)) | .netnsid | type"'
	assert_output_is '"number"'
}

# bats test_tags=rule:R27
@test "json and raw: any command line stays one cell, and does not drive a terminal" {
	need_cmd jq
	in_namespaces '
		cat >odd <<-"END"
			exec -a $'\''a "b"\n\e[31m\\ c'\'' sleep 300
		END
		bash odd & pid=$!
		until grep -q 31m /proc/$pid/cmdline; do sleep 0.02; done
		list "$(ino /proc/$pid/ns/uts)" -o COMMAND,TYPE
		xlsns -J "$(ino /proc/$pid/ns/uts)" >json; cat json
		jq -c "[.. | .command? // empty | select(startswith(\"a \")) | contains(\"\\u001b[31m\")] | unique" json
		xlsns --dot >dot; grep -c "31m" dot'
	refute_output_has $'\e'
	assert_line_is "[true]"
	assert_output_has '\n\u001b[31m\\ c 300"'
	assert_line_is 'a\x20"b"\x0a\x1b[31m\x5c\x20c\x20300 uts'
}

@test "json: names are escaped once, by the rules of JSON; bytes that are not UTF-8 are text" {
	need_cmd jq
	in_namespaces '
		mkdir pins
		names="new
line|back\\slash|quote\"|tab	|esc"$(printf "\033")"[31m|bidi"$(printf "\342\200\256")"|c1"$(printf "\302\233")"|bad"$(printf "\377\303")"x|del"$(printf "\177")
		IFS="|"; for name in $names; do
			: >"$M/pins/$name"; mount --bind /proc/self/ns/uts "$M/pins/$name"
			printf "$M/pins/%s\n" "$name" >wanted
			xlsns -J -W -o NSFS -t uts >json
			jq -r ".namespaces[0].nsfs" json >got; cmp wanted got >/dev/null && echo same || cat got
			LC_ALL=C grep -c "[^ -~]" json || :
			list -t uts -o NSFS; xlsns -n -t uts -o NSFS
			umount "$M/pins/$name"
		done'
	local utf8 line names=('new\x0aline' 'back\x5cslash' 'quote"' 'tab\x09' 'esc\x1b[31m' 'bidi\xe2\x80\xae' 'c1\xc2\x9b' 'bad\xff\xc3x' 'del\x7f')
	for utf8 in "${!names[@]}"; do
		line=$((utf8 * 4))
		if [[ ${names[utf8]} == bad* ]]; then
			assert_equal "${lines[line]}" "$M/pins/bad\\xff\\xc3x"
		else
			assert_equal "${lines[line]}" same
		fi
		assert_equal "${lines[line + 1]}" 0
		assert_equal "${lines[line + 2]}" "$M/pins/${names[utf8]}"
		assert_equal "${lines[line + 3]}" "$M/pins/${names[utf8]}"
	done
}

# ---- what keeps them ---------------------------------------------------------------------------

@test "held: an open descriptor, named by process and number" {
	in_namespaces '
		start xunshare -n; net=$(ino /proc/$pid/ns/net)
		sleep 300 9</proc/$pid/ns/net & holder=$!
		until [ "$(cat /proc/$holder/comm)" = sleep ]; do sleep 0.02; done
		kill -KILL $pid; wait $pid || :
		list | grep -q "^$net " || echo "not by default"
		list --held -t net -o NS,NPROCS,PID,HELD,PATH | sed "s/$net/NET/; s,/proc/$holder/,/proc/HOLDER/,"
		list --persistent -t net -o NS | grep -cx $net
		list --why $net -o HOW,PID,FD,PATH,COMMAND | sed "s/ $holder / HOLDER /; s,/proc/$holder/,/proc/HOLDER/,"
		xlsns $net >/dev/null && echo "found when asked for"'
	assert_line_is "not by default"
	assert_line_is "NET 0 - fd /proc/HOLDER/fd/9"
	assert_line_is 1
	assert_line_is 'fd HOLDER 9 /proc/HOLDER/fd/9 sleep\x20300'
	assert_line_is "found when asked for"
}

@test "held: a descriptor that was opened through a pin, also when the pin is unmounted" {
	in_namespaces '
		xnspin --new net=pin; net=$(ino pin)
		sleep 300 9<pin & holder=$!
		until grep -qs sleep /proc/$holder/comm; do sleep 0.02; done
		list --why $net -o HOW,PID,FD | sed "s/ $holder / HOLDER /"
		xnspin --unpin pin
		list --why $net -o HOW,PID,FD | sed "s/ $holder / HOLDER /"
		list --held -t uts -o HELD | grep -c fd || :'
	assert_output_is $'fd HOLDER 9\npin - -\nfd HOLDER 9\n0'
}

@test "held: a pin, in the current mount namespace and in another one" {
	in_namespaces '
		xnspin --new uts=pin; here=$(ino pin)
		start xunshare -m --propagation=private; mnt=$(ino /proc/$pid/ns/mnt)
		umount pin # to remove the file would unmount it there too
		list | grep "^$here" || echo "not by default"
		list --why $here -o HOW,PID,NS,TYPE,PATH | sed "s/ $pid / PID /; s/ $mnt / MNT /; s|$M|M|"
		xnspin --new ipc=own; own=$(ino own)
		list -o NS,NPROCS,PATH | grep "^$own " | sed "s/$own/OWN/; s|$M|M|"
		list --why $own -o HOW,PID,NS,PATH | sed "s/$(ino /proc/self/ns/mnt)/MNT/; s|$M|M|"'
	assert_line_is "not by default"
	assert_line_is "pin PID MNT mnt M/pin"
	assert_line_is "OWN 0 M/own"
	assert_line_is "pin - MNT M/own"
}

@test "held: a pin that is hidden by another mount" {
	in_namespaces '
		mkdir d; xnspin --new uts=d/pin; inode=$(ino d/pin); mount -t tmpfs over d
		list --why $inode -o HOW,PATH | sed "s|$M|M|"
		list -t uts -o NS,HELD,NPROCS | grep "^$inode" | cut -d" " -f2-
		# who opens a FIFO waits
		xnspin --new ipc=pin; inode=$(ino pin); mkfifo fifo; mount --bind fifo pin
		list --why $inode -o HOW,PATH | sed "s|$M|M|"'
	assert_output_is $'pin M/d/pin\npin 0\npin M/pin'
}

@test "held: a pin in a mount namespace that no process is in" {
	in_namespaces '
		xnspin --new uts=pin; xnspin --new mnt=mnt; uts=$(ino pin)
		# as it would be without us: to remove the file would unmount it there too
		umount pin
		list --why $uts -o HOW,PID,NS,PATH | sed "s|$M|M|; s|$(ino mnt)|MNT|"
		list -t uts --held -o NS,HELD,NSFS | grep "^$uts " | cut -d" " -f2-
		list | grep -c "^$uts " || :
		xnspin --unpin mnt; list --why $uts || echo "status $?"'
	assert_equal "${lines[0]}" "pin - MNT M/pin"
	assert_equal "${lines[1]}" "pin -"
	assert_equal "${lines[2]}" 0
	assert_output_has "no visible namespace has the inode number"
	assert_equal "${lines[-1]}" "status 1"
}

@test "held: a holder that is found twice is listed once" {
	in_namespaces '
		xnspin --new uts=pin; xnspin --new uts=far
		far=$(ino far); sleep 300 9<far &
		until grep -qs sleep /proc/$!/comm; do sleep 0.02; done
		xnspin --unpin far
		list -o NSFS "$(ino pin)" $far | sed "s|$M|M|" | sort'
	assert_output_is $'-\nM/pin'
}

@test "held: a pin that is hidden by another pin, of a namespace of the same type" {
	in_namespaces '
		xnspin --new uts=a; xnspin --new uts=b; mount --bind b a
		lower=$(list -P -o NS | grep -v "$(ino b)")
		list --why $lower -o HOW,PATH | sed "s|$M|M|"; list --why b -o HOW,PATH | sed "s|$M|M|"'
	assert_output_is $'pin M/a\npin M/a\npin M/b'
}

@test "held: children to come, of a PID namespace without a process too" {
	need_pid_ioctl
	in_namespaces '
		start xunshare --pid --no-fork
		list --held -t pid -o TYPE,NPROCS,HELD
		for_children=$(list --held -t pid -P -o NS)
		list --why $for_children -o HOW,PID,PATH | sed "s/ $pid / PID /; s,/proc/$pid/,/proc/PID/,"'
	assert_line_is "pid 0 for_children"
	assert_line_is "for_children PID /proc/PID/ns/pid_for_children"
}

@test "held: a PID namespace without a process that cannot be opened is counted" {
	# Without the ioctl of Linux 6.11; the link is there since Linux 7.3
	in_namespaces '
		start xunshare --pid --no-fork
		readlink /proc/$pid/ns/pid_for_children | sed "s/.*/linked/"
		for types in pid uts; do
			enosys -e 25 ioctl:1=0xff06 -- xlsns --held -n -t $types -o NPROCS,HELD 2>&1
		done'
	if [[ ${lines[0]} == linked ]]; then
		refute_output_has "warning: "
		assert_output_has for_children
	else
		assert_count 1 "warning: 1 PID namespaces that have no process yet are missing: opening them requires an ioctl of Linux 6.11"
		refute_output_has for_children
	fi
}

@test "held: children to come, of a time namespace" {
	need_ns time
	in_namespaces '
		# the one who made it stays outside
		xunshare --time sleep 300 & pid=$!
		child() { child=$(cat /proc/$pid/task/$pid/children) && child=${child% } && [ "$child" ] && [ "$(ino /proc/$child/ns/time)" != "$(ino /proc/self/ns/time)" ]; }
		until child 2>/dev/null; do sleep 0.02; done
		time=$(ino /proc/$child/ns/time)
		kill -STOP $pid; kill -KILL $child
		while [ -e /proc/$child/ns/time ]; do sleep 0.02; done
		list --held -t time -P -o NS,NPROCS,HELD | sed "s/$time/TIME/"
		list --why $time -o HOW,PID,PATH | sed "s/ $pid / PID /; s,/proc/$pid/,/proc/PID/,"
		kill -KILL $pid'
	assert_output_is $'TIME 0 for_children\nfor_children PID /proc/PID/ns/time_for_children'
}

@test "held: a child namespace, and namespaces that it owns" {
	need_userns
	in_namespaces '
		start xunshare -ru --no-fork xunshare -r
		user=$(list -t user --held -P -o NS | head -n 1)
		list -o NS,NPROCS | grep "^$user " | cut -d" " -f2
		list --held -o NS,HELD | grep "^$user " | cut -d" " -f2
		list --why $user -o HOW,TYPE,PID | sed "s/ $pid\$/ PID/"
		start xunshare -r --no-fork xunshare -r
		list --held -o HELD | grep -cx child'
	assert_equal "${lines[-1]}" 1
	assert_line_is 0
	assert_line_is child,owned
	assert_line_is "child user PID"
	assert_line_is "owned uts PID"
}

@test "held: a socket of a network namespace that its process has left" {
	in_namespaces '
		exec 8</proc/self/ns/net
		start xunshare -n --lo bash -c "exec 9<>/dev/udp/127.0.0.1/9; exec nsenter --net=/proc/self/fd/8 \"\$@\"" bash
		list --held -t net -o NPROCS,HELD | sort
		net=$(list --held -P -t net -o NS)
		list --why $net -o HOW,PID,FD | sed "s/ $pid / PID /"'
	assert_line_is "0 socket"
	assert_line_is "socket PID 9"
}

@test "held: sockets that may not be copied are counted, and the reason of the first is given" {
	in_namespaces '
		start xunshare -n --lo bash -c "exec 9<>/dev/udp/127.0.0.1/9; exec \"\$@\"" bash
		xlsns --held -t net >list
		enosys -e 1 pidfd_getfd -- xlsns --held -t net >list
		enosys -e 1 pidfd_getfd -- xlsns --held -t uts >list'
	assert_output_is "xlsns: warning: the network namespace of 1 sockets could not be queried: a seccomp filter in this process refuses pidfd_getfd(2)"
}

@test "held: a socket is of no interest where its process is" {
	in_namespaces '
		start xunshare -n --lo bash -c "exec 9<>/dev/udp/127.0.0.1/9; exec \"\$@\"" bash
		list --held -t net -o NS,HELD | grep "^$(ino /proc/$pid/ns/net) " | cut -d" " -f2
		ls -l /proc/$pid/fd | grep -c "9 -> socket"'
	assert_output_is $'process\n1'
}

@test "held: a thread that lives apart" {
	in_namespaces '
		thread >tid & pid=$!
		ready tid
		list --held -t uts -P -o NPROCS,HELD
		list --why "$(list --held -t uts -P -o NS)" -o HOW,PID,TID | sed "s/ $pid / PID /; s/ $(cat tid)\$/ TID/"
		kill $pid'
	assert_output_is $'0 thread\nthread PID TID'
}

@test "held: a process, and xlsns itself is not listed" {
	in_namespaces '
		start xunshare -u; uts=$(ino /proc/$pid/ns/uts)
		list --why $uts -o HOW,PID,COMMAND | sed "s/ $pid / PID /"
		list --why /proc/$pid/ns/uts -o HOW | wc -l
		list --why $pid -t uts -o HOW | wc -l
		list --why "$(ino /proc/self/ns/uts)" -o COMMAND | grep -c "^xlsns" || :'
	assert_equal "${lines[0]}" 'process PID probe\x20hold\x20'"$M/pid"
	assert_equal "${lines[1]} ${lines[2]} ${lines[3]}" "1 1 0"
}

@test "held: listns is tried" {
	need_strace
	need_ns pid
	xrun strace -o "$T/trace" xlsns --held
	assert_grep -E '^(listns|syscall_0x1d6|syscall_470)\(' "$T/trace"
	# not where the operands name all that is asked for; a number that is not found requires it
	xrun strace -o "$T/trace" xlsns "$$"
	xrun -1 grep -E '^(listns|syscall_0x1d6|syscall_470)\(' "$T/trace"
	xrun -1 strace -o "$T/trace" xlsns 4294967295
	assert_grep -E '^(listns|syscall_0x1d6|syscall_470)\(' "$T/trace"
	xrun strace -o "$T/trace" xlsns
	assert_grep -E '^(listns|syscall_0x1d6|syscall_470)\(' "$T/trace"
}

# ---- operands -----------------------------------------------------------------------------------

@test "operands: a PID, several, a file, a descriptor" {
	in_namespaces '
		start xunshare -u; uts=$(ino /proc/$pid/ns/uts) own=$(ino /proc/self/ns/uts)
		list -o TYPE $pid | sort | tr "\n" " "; echo
		list -t uts -o NS $pid; list -t uts -o NS $pid $$ | sort | tr "\n" " "; echo
		list -o PID /proc/$pid/ns/uts; list -o PID fd:9 9</proc/$pid/ns/uts; list -o PID $uts
		list -o NS,TYPE $uts /proc/self/ns/net
		echo "$uts"; { echo $uts; echo $own; } | sort | tr "\n" " "; echo; echo $pid; echo "$uts uts"'
	assert_equal "${lines[0]}" "cgroup ipc mnt net pid time user uts "
	assert_equal "${lines[1]}" "${lines[-4]}"
	assert_equal "${lines[2]}" "${lines[-3]}"
	assert_equal "${lines[3]} ${lines[4]} ${lines[5]}" "${lines[-2]} ${lines[-2]} ${lines[-2]}"
	assert_line_is "${lines[-1]}"
	assert_equal "${#lines[@]}" 12
}

@test "operands: a namespace without processes is shown itself, as is one with --held" {
	in_namespaces '
		xnspin --new uts=pin; start xunshare -u; uts=$(ino /proc/$pid/ns/uts)
		list pin; list -o NS,NPROCS "$(ino pin)"; list --held -o NS,HELD pin; list -P -o NS pin
		list -o NS,HELD $uts; list --held -o NPROCS,HELD $uts; list -P -o NS $uts; list -o PID $uts
		echo "$(ino pin) $uts $pid"'
	local pin uts pid
	read -r pin uts pid <<<"${lines[-1]}"
	assert_equal "$(printf '%s\n' "${lines[@]:0:${#lines[@]}-1}")" "$pin uts 0 - - -
$pin 0
$pin pin
$pin
$uts process
1 process
$pid"
}

@test "operands: a missing, unknown or unsuitable one is named, with status 1" {
	local pid
	sleeper
	pid=$background
	kill "$pid"
	wait "$pid" || :
	: >"$T/file"
	xrun -1 --separate-stderr xlsns "$pid"
	assert_stderr_has "xlsns: cannot look up process $pid: no such process"
	assert_output_is ""
	xrun -1 xlsns --task "$pid"
	xrun -1 xlsns 4294967295
	assert_output_has "no visible namespace has the inode number 4294967295"
	xrun -1 xlsns --why 4294967295
	xrun -1 xlsns "$T/file"
	assert_output_has "cannot open $T/file: not a namespace"
	xrun -1 xlsns "$T/missing"
	assert_output_has "no such file or directory"
	xrun -1 xlsns fd:77
	xrun -1 xlsns -t net /proc/self/ns/uts
	assert_output_has "a namespace of another type"
	local uts
	uts=$(stat -Lc %i /proc/self/ns/uts)
	xrun -1 xlsns -t net,pid "$uts"
	assert_output_has "no visible namespace has the inode number $uts, of a type given by --type"
	xrun -1 xlsns --why "$uts" -t net
	assert_output_has "$uts is a namespace of type uts"
}

@test "operands: a zombie is reported" {
	background sh -c 'true & exec sleep 300'
	zombie=
	find_zombie() { zombie=$(grep -lsE "^[0-9]+ \(.*\) Z $background " /proc/[0-9]*/stat | cut -d/ -f3) && [[ $zombie ]]; }
	wait_for find_zombie
	xrun -1 xlsns "$zombie"
	assert_output_has "cannot look up process $zombie: it has exited"
	xrun xlsns
}

# bats test_tags=root
@test "operands: what may not be read is refused, or counted on standard error" {
	need_root
	sleeper
	local lesser=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	xrun -1 "${lesser[@]}" xlsns "$background"
	assert_output_has "namespace of process $background: permission denied"
	xrun --separate-stderr "${lesser[@]}" xlsns
	assert_matches "$stderr" '^xlsns: warning: ([0-9]+) of ([0-9]+) processes could not be read: they are not counted'
	assert_true 'BASH_REMATCH[1] > 0 && BASH_REMATCH[1] < BASH_REMATCH[2]'
	assert_true "${#lines[@]} > 1"
	xrun --separate-stderr "${lesser[@]}" xlsns -J
	assert_begins "$output" "{"
	assert_begins "$stderr" "xlsns: warning: "
	# who is in a namespace, and whether nobody is, depends on those as well
	local what
	for what in "/proc/self/ns/uts" "-P /proc/self/ns/uts" "-T=process /proc/self/ns/uts" "-t uts" "-P"; do
		# shellcheck disable=SC2086
		xrun --separate-stderr "${lesser[@]}" xlsns $what
		assert_stderr_has "could not be read: they are not counted"
	done
	# what was asked for by its name is there
	# shellcheck disable=SC2016
	for what in '-p $$' '$$' '$$ /proc/self/ns/uts' '-T /proc/self/ns/uts' '-r -n -o NS,TYPE,PNS -p $$' '-J $$'; do
		xrun --separate-stderr "${lesser[@]}" sh -c "xlsns $what; :"
		assert_stderr_is ""
		assert_set "$output"
	done
	# the links of a process are a matter of tracing, its descriptors of a directory
	xrun --separate-stderr "${lesser[@]}" --inh-caps=+sys_ptrace --ambient-caps=+sys_ptrace xlsns --held -p "$background"
	assert_matches "$stderr" 'xlsns: warning: the descriptors or threads of [1-9][0-9]* processes could not be read'
}

# bats test_tags=no-sanitizer
@test "a list that could not be read to its end is a failure" {
	need_strace
	local nth
	for nth in 1 2; do
		xrun -1 --separate-stderr strace -o "$T/trace" -e trace=getdents64 -e "inject=getdents64:error=EIO:when=$nth" xlsns
		assert_stderr_has "xlsns: cannot read the list of processes: input/output error"
	done
	xrun -1 strace -o "$T/trace" -e trace=getdents64 -e inject=getdents64:error=EIO:when=1 xlsprop --receivers /
	assert_output_has "input/output error"
	# standard descriptors, the list of /proc, and not one for a mount namespace
	xrun -1 prlimit --nofile=5:5 xlsprop --receivers /
	assert_output_has "too many open files"
}

@test "no warning where everything can be read; a zombie has nothing to read" {
	in_namespaces --separate-stderr -- '
		sh -c "true & exec sleep 300" & pid=$!
		zombie() { grep -qsE "^[0-9]+ \(.*\) Z $pid " /proc/[0-9]*/stat; }
		until zombie; do sleep 0.02; done
		start xunshare -n; xlsns; xlsns -T; xlsns --held; xlsns --dot'
	assert_stderr_is ""
}

# ---- processes that come and go -----------------------------------------------------------------

# bats test_tags=rule:R24
@test "a process that dies during the scan is no error, and numbers are never mixed up" {
	in_namespaces '
		(while [ ! -e done ]; do xunshare -u true; xunshare -i true & xunshare -n true; wait; done) & churn=$!
		end=$(($(date +%s) + 5)); while [ "$(date +%s)" -lt "$end" ]; do
			list -o NS,TYPE,NPROCS >plain || echo "status $?"
			list --held -o NS,TYPE,ID >held || echo "status $?"
			# within one list a number is one namespace
			for f in plain held; do cut -d" " -f1 $f | sort | uniq -d; done
			cut -d" " -f3 held | grep -v "^-" | sort | uniq -d
		done
		: >done; wait $churn; echo end'
	# an ordinary user may not look at a process that is about to change its capabilities
	assert_equal "$(as_root && echo "$output" || grep -v "^xlsns: warning: 1 of .* could not be read" <<<"$output")" end
}

# bats test_tags=no-sanitizer
@test "a process that ends while it is looked at is not counted as unreadable" {
	need_strace
	# Each look is refused, and stops the program, which has the list of processes then.
	in_namespaces '
		refused() {
			exec strace -D -qq -o "$T/trace" -e trace=readlinkat \
				-e inject=readlinkat:error=EACCES:signal=SIGSTOP:when=2+ xlsns >out 2>err
		}
		finish() { while kill -CONT $lister 2>trash; do sleep 0.02; done; wait $lister || :; cat err; }
		for victim in one none; do
			rm -f "$T/trace"
			[ $victim = none ] || start xunshare -u
			refused & lister=$!
			until grep -q "stopped by SIGSTOP" "$T/trace" 2>trash; do sleep 0.02; done
			[ $victim = none ] || { kill -KILL $pid; wait $pid || :; }
			finish
		done'
	assert_count 2 "processes could not be read"
	assert_equal "${lines[-1]}" "${lines[-2]}"
}

# bats test_tags=no-sanitizer
@test "few descriptors: a warning also counts what was found in other ways" {
	in_namespaces '
		for i in 1 2 3 4 5 6; do start xunshare -uin; done
		xnspin --new net=pin ipc=other
		all=$(list | wc -l)
		for n in 8 16 24 28 32 36 40 44 48; do
			prlimit --nofile=$n:$n xlsns -rn >out 2>err || echo "status $?"
			[ "$(wc -l <out)" = $all ] || [ -s err ] || echo "$n: silent"
			prlimit --nofile=$n:$n xlsns --held -rn >out 2>err || cat err
			[ "$(wc -l <out)" -ge $all ] || [ -s err ] || echo "$n: silent"
		done; echo end'
	echo "$output"
	refute_output_has silent
	assert_line_is end
}

# bats test_tags=no-sanitizer
@test "few descriptors: the receivers in a pinned mount namespace are listed, or it is an error" {
	in_namespaces '
		mkdir shared pins; mount -t tmpfs pins pins; mount --make-private pins
		mount -t tmpfs shared shared; mount --make-shared shared
		for i in 1 2 3; do : >pins/$i; xunshare --mount=pins/$i --propagation=slave true; done
		xlsprop --receivers shared >all
		for n in $(seq 6 60); do
			if prlimit --nofile=$n:$n xlsprop --receivers shared >out 2>err; then
				cmp all out || echo "$n: incomplete"
				echo complete
			else
				grep -o "too many open files" err || { echo "$n: $(cat err)"; }
			fi
		done; wc -l <all; echo end'
	echo "$output"
	refute_output_has incomplete
	assert_line_is complete
	assert_line_is "too many open files"
	assert_line_is end
}

@test "few descriptors: the list is complete, and a warning names what is missing" {
	in_namespaces '
		start xunshare -uin; start xunshare -uin; start xunshare -uin
		list | wc -l
		(ulimit -n 40; list 2>err | wc -l; cat err)'
	assert_equal "${lines[0]}" "${lines[1]}"
	assert_output_matches "xlsns: warning: out of file descriptors: [0-9]+ namespaces"
}

# ---- trees --------------------------------------------------------------------------------------

@test "tree: on a column of numbers it stands at the left" {
	LC_ALL=C xrun --separate-stderr xlsns -n -T -o NS
	assert_matches "${lines[0]}" '^[0-9]+$'
	assert_matches "$output" $'\n[|`]-[0-9]'
}

@test "tree: by owner, by parent, by process" {
	need_cmd jq
	need_userns
	in_namespaces '
		start xunshare -ru --no-fork; uts=$(ino /proc/$pid/ns/uts)
		start xunshare -p --kill-child; inner=$(cat /proc/$pid/task/$pid/children); inner=${inner% }; inner=${inner##* }
		path() { jq -c --argjson ns "$1" "[paths(.ns? == \$ns)] | map(map(select(. == \"children\")) | length)"; }
		xlsns -J -T | path $uts
		xlsns -J --tree=owner -t uts | path $uts
		xlsns -J --tree=parent -t pid | path "$(ino /proc/$inner/ns/pid)"
		xlsns -J --tree=parent -t pid | path "$(ino /proc/$pid/ns/pid)"
		xlsns -J -T=process -t uts -o NS,PID | jq -c --argjson p $pid "[paths(.pid? == \$p)] | map(length)"
		xlsns -J "$(ino /proc/$pid/ns/uts)" | jq -c --argjson p $pid "[paths(.pid? == \$p)] | map(length)"
		xlsns -T -l -t uts -o TYPE | sort -u | tr "\n" " "'
	# the user namespace is below the one that it was made in, and that one is not ours to see
	assert_equal "${lines[0]}" "[2]"
	assert_equal "${lines[1]}" "[0]"
	assert_equal "${lines[2]}" "[1]"
	assert_equal "${lines[3]}" "[0]"
	assert_equal "${lines[4]}" "[6]" # below its namespace and the shell
	assert_equal "${lines[5]}" "[4]" # below the shell
	assert_equal "${lines[6]}" "TYPE uts "
}

# ---- comparisons --------------------------------------------------------------------------------

@test "same: all types, those that are named, one of a file" {
	in_namespaces '
		start; one=$pid; start xunshare -un; two=$pid
		status() { xlsns --same "$@" && echo "same" || echo "status $?"; }
		status $$ $one; status $$ $two; status $$ $two mnt ipc pid; status $$ $two net
		status $one $two mount uts
		status $two /proc/$two/ns/uts; status /proc/$one/ns/uts $two; status /proc/$$/ns/net /proc/$one/ns/net
		status /proc/$$/ns/net /proc/$one/ns/uts
		echo "uts $(ino /proc/$$/ns/uts) $(ino /proc/$two/ns/uts)"; echo "net $(ino /proc/$$/ns/net) $(ino /proc/$two/ns/net)"'
	local uts=${lines[-2]} net=${lines[-1]}
	local expected=("same" "$uts" "$net" "status 1" "same" "$net" "status 1" "$uts" "status 1" "same" "$uts" "status 1" "same")
	assert_equal "$(printf '%s\n' "${lines[@]:0:13}")" "$(printf '%s\n' "${expected[@]}")"
	assert_output_has "are namespaces of different types"
	assert_equal "${lines[-3]}" "status 1"
}

@test "same: targets that cannot be looked at" {
	sleeper
	xrun -1 xlsns --same "$background" 999999999
	assert_output_has "cannot look up process 999999999: no such process"
	xrun -1 xlsns --same "$background" "$T/missing"
	xrun -1 xlsns --same "$background" /proc/self/ns/uts net
	assert_output_has "a namespace of another type"
	xrun -2 xlsns --same "$background"
	xrun -2 xlsns --same "$background" "$background" nett
	xrun -2 xlsns --same "" ""
}

# ---- the drawing --------------------------------------------------------------------------------

@test "dot: it renders, with clusters, what they own, processes and pins" {
	need_cmd dot
	need_userns
	in_namespaces '
		start xunshare -ru --no-fork; inner=$(ino /proc/$pid/ns/user)
		start xunshare -p --kill-child; xnspin --new ipc=pin
		xlsns --dot >graph; dot -Tsvg graph >svg; grep -c "<title>cluster_" svg
		grep -c "label=\"user namespace $inner\"" graph
		grep -c "ipc\\\\n$(ino pin)\\\\npin\", style=dashed" graph
		grep -c "> n[0-9]* \[style=dashed, constraint=false\]" graph
		grep -c "probe hold" svg'
	assert_true 'lines[0] >= 2'
	assert_equal "${lines[1]} ${lines[2]}" "1 1"
	assert_true 'lines[3] >= 1 && lines[4] >= 2'
}

# ---- cost ---------------------------------------------------------------------------------------

# bats test_tags=no-sanitizer
@test "cost: one readlink for each process and type, one open for each namespace, linear" {
	need_strace
	in_namespaces '
		links() { grep -cE "^readlinkat\(.*\"[0-9]+/ns/$1\"" trace || :; }
		count() {
			strace -o trace xlsns ${1-} >/dev/null
			echo "$(links "[a-z]*") $(links net) $(grep -cE "^openat\(.*\"[0-9]+/ns/" trace || :) $(wc -l <trace)"
		}
		for i in $(seq 40); do sleep 300 & done
		count; count "-t net"
		for i in $(seq 40); do sleep 300 & done
		count'
	local links net opens all links2 net2 opens2 all2
	read -r links net opens all <<<"${lines[0]}"
	# beside the forty: the shell, strace and we
	assert_true 'links == 8 * 43 && net == 43 && opens == 8 && all < 500'
	read -r links2 net2 opens2 all2 <<<"${lines[1]}"
	assert_true 'links2 == net && net2 == net && opens2 == 1 && all2 < all / 2'
	read -r links2 net2 opens2 all2 <<<"${lines[2]}"
	assert_true 'links2 == links + 320 && opens2 == 8 && all2 <= all + 322'
}

# ---- what it stands on ----------------------------------------------------------------------------

@test "without: what the kernel may lack" {
	in_namespaces --separate-stderr -- '
		start xunshare -n
		columns="-rn -o NS,TYPE,NPROCS"
		xlsns $columns >all
		same() { "$@" >some; diff all some && echo same; }
		same enosys pidfd_open -- xlsns $columns
		same enosys pidfd_open 470 438 -- xlsns --held $columns
		same enosys -e 25 ioctl:1=0xb701 ioctl:1=0xb702 ioctl:1=0x8008b70d -- xlsns $columns
		enosys -e 25 ioctl:1=0x8008b70d -- xlsns -rn -o ID | sort -u'
	assert_output_is $'same\nsame\nsame\n-'
}

# bats test_tags=no-sanitizer
@test "without: netlink; one warning that NETNSID is missing" {
	need_strace
	in_namespaces --separate-stderr -- '
		start xunshare -n
		strace -o trace -e trace=socket -e inject=socket:error=EPERM xlsns -rn -t net -o NS,NPROCS,NETNSID >some
		cut -d" " -f3 some; wc -l <some'
	assert_output_is $'-\n-\n2'
	assert_stderr_is "xlsns: warning: cannot query NETNSID: operation not permitted"
}

# bats test_tags=no-sanitizer,rule:R9
@test "without: a /proc that is not procfs is not used" {
	need_ns mount
	xrun -1 "${own_mounts[@]}" sh -euc 'mount -t tmpfs xns /proc; mkdir -p /proc/5/ns; exec xlsns'
	assert_output_has "cannot use /proc: not on a proc filesystem"
}

# bats test_tags=rule:R24
@test "a /proc of another PID namespace: a PID is the number in that of the caller" {
	need_ns pid net
	in_namespaces '
		start xunshare -u
		export pid
		# inside, the same number is another process, in another UTS namespace
		xunshare --pid --kill-child -u bash -euc '\''
			until (("$(bash -c "echo \$\$")" >= pid - 1)); do :; done
			xunshare -u sleep 300 & other=$!
			((other == pid)) || { xunshare -u sleep 300 & other=$!; }
			((other >= pid)) && kill -0 $pid
			until [ "$(xnsenter -t $other -u readlink /proc/self/ns/uts)" != "$(readlink /proc/self/ns/uts)" ]; do :; done
			there=$(xnsenter -t $other -u stat -Lc %i /proc/self/ns/uts)
			xlsns -rn -t uts -o NS $other
			xnspin $other uts=pin; stat -Lc %i pin
			echo $there
			xlsns --same $other pin && echo same
			xnspin --new -r --hostname=x uts=new; stat -fc %T new
			xunshare -r --status-fd 3 true 3>status
			xlsprop -rn -o TARGET -t $other / | head -n 1
			xnspin --unpin pin new
			enosys pidfd_open -- xnsenter -t $other -u true 2>&1 || echo $?
			enosys -e 1 pidfd_open -- xlsns $other 2>&1 || echo $?'\'''
	echo "$output"
	local there=${lines[2]}
	assert_equal "${lines[0]}" "$there"
	assert_equal "${lines[1]}" "$there"
	assert_line_is same
	assert_line_is nsfs
	assert_count 2 "/proc belongs to another PID namespace"
	assert_line_is 125
}

@test "full: a listing that cannot be written is a failure" {
	[[ -e /dev/full ]] || return 0
	local how
	for how in "" -J -r --dot "--why /proc/self/ns/uts"; do
		# shellcheck disable=SC2086
		run -1 sh -c "xlsns $how 2>&1 >/dev/full"
		assert_output_has "no space left on device"
	done
}

# ---- usage ----------------------------------------------------------------------------------------

@test "usage: what cannot be meant is refused with status 2" {
	local bad
	for bad in "-t nett" "-t net,nett" "-t" "--tree=up" "-o NONE" "-J -r" "--why 5 --dot" "--same" "--same 5" \
		"--same --dot" "--dot -J" "--dot x" "-p 5 6" "-p x" "-p 5 -p 6" "--why 5 --tree" "--why 5 x" "-- -5" "0" \
		"--output-all -o NS" "--no-such-option" "--same 5 6 --json" "--why $$"; do
		echo "with: $bad"
		# shellcheck disable=SC2086
		xrun -2 xlsns $bad
		assert_output_has "Try 'xlsns --help' for more information."
	done
}

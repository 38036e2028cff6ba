#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # scripts for shells inside
# xveth: pairs of interfaces between network namespaces that the tests make. What counts is
# that packets pass.

load helpers/xns
load helpers/xunshare
program=xveth

setup() {
	setup_in_tmp
	need_ns net
}

# ---- places --------------------------------------------------------------------------------

# The user namespace in which all places are: root's own, or one that an ordinary user makes
# with his first place.
base=

# place NAME: a process in a network namespace of its own, its PID in the variable NAME
place() {
	if as_root; then
		sleeper unshare --net
	elif [[ $base ]]; then
		sleeper nsenter -t "$base" -U --preserve-credentials unshare --net
	else
		sleeper unshare --user --map-root-user --net
		base=$background
	fi
	wait_for runs "$background" sleep
	printf -v "$1" %s "$background"
}

# child_place PLACE NAME: the same, owned by a new user namespace below that of PLACE
child_place() {
	if as_root; then
		sleeper unshare --user --map-root-user --net
	else
		sleeper nsenter -t "$1" -U --preserve-credentials unshare --user --map-root-user --net
	fi
	wait_for runs "$background" sleep
	printf -v "$2" %s "$background"
}

# at PLACE COMMAND...: as root there
at() {
	enter "$1"
	"${entered[@]}" "${@:2}"
}
# enter PLACE: sets entered to the command that does it
enter() {
	entered=(nsenter -t "$1" -n)
	[[ $(ns_of "$1" user) == "$(ns_of self user)" ]] || entered+=(-U --preserve-credentials)
	entered+=(--)
}

# interfaces PLACE: their names but lo
interfaces() { tail -n +3 "/proc/$1/net/dev" | sed 's/^ *//; s/:.*//' | grep -vx lo | sort | xargs; }
interfaces_are() { [[ $(interfaces "$1") == "$2" ]]; }

# none PLACE...: there is nothing but lo, nor is there anything new here
none() {
	local place
	for place; do assert_equal "$(interfaces "$place")" ""; done
	assert_equal "$(xns_interfaces)" "$xns_interfaces_before"
}

ping_from() { at "$1" traffic ping "$2"; }


# column TABLE NAME: the values of a JSON key in order
column() { sed -n "s/^ *\"$2\": \(.*[^,]\),*\$/\1/p" <<<"$1" | xargs; }

# ---- a pair ----------------------------------------------------------------------------------

@test "bare: both ends are there, down, and nowhere else" {
	place a
	place b
	xrun xveth "$a:eth0" "$b:other"
	assert_output_is ""
	assert_equal "$(interfaces "$a")" eth0
	assert_equal "$(interfaces "$b")" other
	assert_equal "$(at "$a" cat /proc/net/if_inet6)" ""
	assert_equal "$(xns_interfaces)" "$xns_interfaces_before"
}

@test "one request, one answer" {
	need_strace
	need_cmd ip
	place a
	place b
	xrun strace -f -qq -e trace=sendto,recvmsg,recvfrom,socket,setns,fork,vfork,clone,clone3 -o trace xveth "$a:eth0" "$b:eth0"
	assert_equal "$(grep -c 'sendto(' trace)" 1
	assert_equal "$(grep -cE 'recv(msg|from)\(' trace)" 1
	assert_equal "$(grep -cE 'fork|clone3?\(' trace)" 0
	assert_equal "$(grep -c 'socket(' trace)" 1
}

# bats test_tags=no-sanitizer
@test "a bare pair takes no more system calls than it has to" {
	need_strace
	place a
	enter "$a"
	# what its start takes; and the five calls that print the line
	run -0 "${entered[@]}" strace -qq -o start xveth --version
	run -0 "${entered[@]}" strace -qq -o pair xveth eth0 eth1
	local calls=$(($(grep -c '(' pair) - $(grep -c '(' start)))
	((calls <= 4)) || expect "calls more than --version takes" "$calls" "at most" 4
}

@test "neither end is ever in the caller's namespace" {
	need_cmd ip
	place here
	place a
	place b
	enter "$here"
	background "${entered[@]}" ip monitor link >seen
	sleep 0.3
	at "$here" xveth "$a:eth0" "$b:eth0" --up --addr-a 10.0.0.1/24
	at "$here" xveth mark1 mark2
	wait_for file_has seen mark1
	run ! grep eth0 seen
}

@test "addresses: IPv4 and IPv6 work immediately, both ways" {
	place a
	place b
	xrun xveth --up "$a:eth0" "$b:eth0" --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24 \
		--addr-a fd00::1/64 --addr-b fd00::2/64 --addr-a 192.0.2.1/30 --addr-b 192.0.2.2/30
	run -0 ping_from "$a" fd00::2
	assert_output_is "reply from fd00::2 at attempt 1"
	run -0 ping_from "$b" fd00::1
	run -0 ping_from "$a" 10.0.0.2
	assert_output_is "reply from 10.0.0.2 at attempt 1"
	run -0 ping_from "$b" 10.0.0.1
	run -0 ping_from "$b" 192.0.2.1
	run ! ping_from "$b" 10.0.0.9
	# and none is tentative (0x40 of the flags)
	run -0 at "$a" grep ^fd00 /proc/net/if_inet6
	assert_output_matches " 8[0-9a-f] +eth0$"
}

@test "--up: no success before both ends have a carrier" {
	need_strace
	need_cmd ip
	place a
	place b
	# stopped with both ends up, until we have pulled one of them down again
	strace -qq -o trace -e inject=sendto:signal=STOP:when=5 xveth "$a:eth0" "$b:eth0" --up 2>said 3>&- 4>&- &
	local tracer=$! status=0
	xns_started+=("$tracer")
	wait_for file_has trace "stopped by SIGSTOP"
	at "$a" ip -o link show up eth0 | grep -q UP
	at "$b" ip -o link show up eth0 | grep -q UP
	at "$b" ip link set eth0 down
	kill -CONT "$(children "$tracer")"
	wait "$tracer" || status=$?
	assert_equal "$status $(cat said)" "1 xveth: cannot wait for a carrier on eth0 of process $a: connection timed out"
	none "$a" "$b"
}

@test "TCP: 100 MB arrive as they were, over IPv4 and IPv6" {
	place a
	place b
	xveth --up "$a:eth0" "$b:eth0" --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24 \
		--addr-a fd00::1/64 --addr-b fd00::2/64
	local address
	seq 1 20000000 | head -c 104857600 | sha256sum >sent
	for address in 10.0.0.2 fd00::2; do
		rm -f listens
		(at "$b" traffic take 7000 listens | tee >(wc -c >size) | sha256sum >got) 3>&- 4>&- &
		xns_started+=("$!")
		wait_for exists listens
		seq 1 20000000 | head -c 104857600 | at "$a" traffic send "$address" 7000
		wait "$!"
		cmp sent got
		wait_for file_has size 104857600
	done
}

@test "--gateway: the chain host <-> A <-> B" {
	place host
	place a
	place b
	xveth "$host:down" "$a:up" --addr-a 10.1.0.1/24 --addr-b 10.1.0.2/24 \
		--addr-a fd01::1/64 --addr-b fd01::2/64 --gateway-a
	xveth "$a:down" "$b:up" --addr-a 10.2.0.1/24 --addr-b 10.2.0.2/24 \
		--addr-a fd02::1/64 --addr-b fd02::2/64 --gateway-b=10.2.0.1 --mtu 1400
	run ! ping_from "$b" 10.1.0.1
	at "$a" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
	run -0 ping_from "$host" 10.2.0.2
	run -0 ping_from "$b" 10.1.0.1
	run ! ping_from "$b" fd01::1 # --gateway-b has named the IPv4 one only
	xveth -d "$b:up"
	xveth "$a:down" "$b:up" --addr-a 10.2.0.1/24 --addr-b 10.2.0.2/24 \
		--addr-a fd02::1/64 --addr-b fd02::2/64 --gateway-b
	run -0 ping_from "$b" fd01::1
	run -0 ping_from "$host" fd02::2
	run -0 ping_from "$host" 10.2.0.2
}

@test "--gateway: through a neighbour in another network" {
	place a
	place b
	xveth "$a:eth0" "$b:eth0" --addr-a 10.1.0.1/32 --addr-b 10.9.0.1/32 --gateway-a --gateway-b
	run -0 ping_from "$a" 10.9.0.1
}

@test "--lo: up at both sides; without it, down" {
	place a
	place b
	xveth "$a:eth0" "$b:eth0"
	assert_equal "$(at "$a" probe lo)" down
	xveth --lo "$a:eth1" "$b:eth1"
	assert_equal "$(at "$a" probe lo) $(at "$b" probe lo)" "up up"
}

@test "--mac and --mtu" {
	place a
	place b
	xrun xveth "$a:eth0" "$b:eth0" --mac-a 02:00:00:00:00:0A --mac-b 02:00:00:00:00:0b --mtu 1400 \
		--json -o NAME,MAC,MTU,STATE
	assert_equal "$(column "$output" mac)" "02:00:00:00:00:0a 02:00:00:00:00:0b"
	assert_equal "$(column "$output" mtu)" "1400 1400"
	assert_equal "$(column "$output" state)" "down down"
	xrun xveth "$a:eth1" "$b:eth1" --json -o MTU
	assert_equal "$(column "$output" mtu)" "1500 1500"
}

@test "killing one side removes the whole pair" {
	place a
	place b
	xveth --up "$a:eth0" "$b:eth0" --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24
	kill -KILL "$b"
	wait_for interfaces_are "$a" ""
}

# ---- addresses of namespaces -----------------------------------------------------------------

@test "every kind of address, and the current namespace" {
	place here
	place a
	at "$here" xveth "/proc/$a/ns/net:path" one
	at "$here" xveth .:two "$a:pid"
	at "$here" xveth :three "$a:colon"
	run -0 at "$here" xveth four fd:0:fd <"/proc/$a/ns/net"
	at "$here" xveth "$here:five" "./a:b:odd" 2>/dev/null && return 1
	assert_equal "$(interfaces "$here")" "four one three two"
	assert_equal "$(interfaces "$a")" "colon fd path pid"
}

# bats test_tags=rule:R24
@test "PID:INODE, and another process by that number" {
	[[ -x /usr/bin/python3 ]] || skip_because no-python3 "python3 is not installed"
	place a
	place b
	local inode
	inode=$(/usr/bin/python3 -c 'import os, sys; print(os.fstat(os.pidfd_open(int(sys.argv[1]))).st_ino)' "$a")
	xveth "$a:$inode:eth0" "$b:eth0"
	assert_equal "$(interfaces "$a")" eth0
	fails 1 "process $a" -- "$a:12:eth1" "$b:eth1"
	assert_equal "$(interfaces "$b")" eth0
}

@test "both ends in one namespace" {
	place a
	xrun xveth "$a:eth0" "/proc/$a/ns/net:eth1" --up
	assert_equal "$(interfaces "$a")" "eth0 eth1"
	fails 1 "both ends would have the name eth2" -- "$a:eth2" "/proc/$a/ns/net:eth2"
	assert_equal "$(interfaces "$a")" "eth0 eth1"
}

# ---- rights ----------------------------------------------------------------------------------

@test "rights: a parent and a child user namespace" {
	place a
	child_place "$a" b
	assert_differ "$(ns_of "$a" user)" "$(ns_of "$b" user)"
	xveth --up "$a:eth0" "$b:eth0" --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24
	run -0 ping_from "$a" 10.0.0.2
	xveth --up "$b:eth1" "$a:eth1" --addr-a fd00::1/64 --addr-b fd00::2/64
	run -0 ping_from "$b" fd00::2
	xveth -d "$b:eth0"
	xveth --move "$a:eth1" "$b:moved"
	assert_equal "$(interfaces "$b")" "eth1 moved"
}

# bats test_tags=user,rule:R17
@test "rights: siblings cannot, and the message names the user namespace that can" {
	sleeper unshare --user --map-root-user --net
	local one=$background two inode
	sleeper unshare --user --map-root-user --net
	two=$background
	wait_for runs "$one" sleep
	wait_for runs "$two" sleep
	inode=$(ns_of self user | tr -dc 0-9)
	fails 1 "process $one" "process $two" "operation not permitted" "user namespace $inode, the caller's" \
		"$(ns_of "$one" user | tr -dc 0-9)" "$(ns_of "$two" user | tr -dc 0-9)" CAP_NET_ADMIN -- "$one:eth0" "$two:eth0"
	none "$one" "$two"
	# from inside one of them, the other is not even to be seen
	run ! at "$one" xveth eth0 "$two:eth0"
	none "$one" "$two"
}

# bats test_tags=user
@test "rights: siblings can, from the user namespace above both" {
	place a
	child_place "$a" b
	child_place "$a" c
	xveth --up "$b:eth0" "$c:eth0" --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24
	run -0 ping_from "$b" 10.0.0.2
}

# bats test_tags=user
@test "rights: no capability in the current namespace" {
	place a
	fails 1 "the caller's net namespace" "operation not permitted" "their common ancestor" -- eth0 "$a:eth0"
	fails 1 "operation not permitted" CAP_NET_ADMIN "which owns both" -- eth0 eth1
	fails 1 "operation not permitted" -- --move "$a:lo" .
	fails 1 "is not a veth interface" -- -d lo
	none "$a"
}

# bats test_tags=user
@test "rights: a namespace above the current one" {
	place a
	run -1 at "$a" xveth eth0 "$$:eth0"
	none "$a"
	exec {fd}</proc/self/ns/net
	run -1 bash -c 'exec nsenter -t "$1" -U --preserve-credentials -n xveth eth0 "fd:$2:eth0" 2>&1' bash "$a" "$fd"
	assert_output_has "owned by an ancestor of the caller's user namespace"
	exec {fd}<&-
	none "$a"
}

# bats test_tags=root
@test "rights: root without capabilities" {
	place a
	place b
	local one two
	xrun -1 setpriv --bounding-set=-all --inh-caps=-all xveth "$a:eth0" "$b:eth0"
	assert_output_has "permission denied"
	exec {one}<"/proc/$a/ns/net" {two}<"/proc/$b/ns/net"
	run -1 setpriv --bounding-set=-all --inh-caps=-all xveth "fd:$one:eth0" "fd:$two:eth0"
	exec {one}<&- {two}<&-
	assert_output_has "operation not permitted"
	assert_output_has "user namespace $(ns_of self user | tr -dc 0-9), the caller's"
	none "$a" "$b"
}

@test "rights: CAP_NET_ADMIN alone, from the current namespace to a descriptor" {
	need_cmd ip
	place here
	place a
	enter "$here"
	local fd admin=(setpriv "--bounding-set=-all,+net_admin" --inh-caps=-all)
	exec {fd}<"/proc/$a/ns/net"
	run -0 "${entered[@]}" "${admin[@]}" xveth eth0 "fd:$fd:eth1"
	run -0 "${entered[@]}" "${admin[@]}" xveth "fd:$fd:eth2" eth3 --mtu 1400
	assert_equal "$(interfaces "$here")/$(interfaces "$a")" "eth0 eth3/eth1 eth2"
	# to bring the other end up, one has to go there
	run -1 "${entered[@]}" "${admin[@]}" xveth eth5 "fd:$fd:eth5" --up
	assert_output_has "enter the net namespace of descriptor $fd: operation not permitted"
	exec {fd}<&-
	assert_equal "$(interfaces "$here")/$(interfaces "$a")" "eth0 eth3/eth1 eth2"
}

@test "rights: the process that enters is not dumpable before it enters" {
	need_strace
	place a
	place b
	xrun strace -o trace -e trace=prctl,setns xveth "$a:eth0" "$b:eth0"
	assert_equal "$(grep -m1 -oE 'PR_SET_DUMPABLE|setns' trace)" PR_SET_DUMPABLE
	assert_grep setns trace
}

# ---- what cannot be --------------------------------------------------------------------------

@test "a name that is taken: nothing is left at either side" {
	place a
	place b
	xveth "$a:eth0" "$b:eth1"
	fails 1 "file exists" "the network namespace of process $a already has an interface eth0" -- "$a:eth0" "$b:new"
	fails 1 "file exists" "the network namespace of process $b already has an interface eth1" -- "$a:new" "$b:eth1" --up
	fails 1 "file exists" "process $a already has an interface lo" -- "$a:lo" "$b:new"
	assert_equal "$(interfaces "$a") $(interfaces "$b")" "eth0 eth1"
}

@test "a later failure takes the pair away, and the kernel's words are shown" {
	place a
	place b
	fails 1 "add the address 10.0.0.2/24 to eth0 of process $b" "the kernel says: " -- \
		"$a:eth0" "$b:eth0" --up --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24 --addr-b 10.0.0.2/24
	none "$a" "$b"
	fails 1 "default route to eth0 of process $a through 10.0.0.1" "the kernel says: Nexthop has invalid gateway" -- \
		"$a:eth0" "$b:eth0" --addr-a 10.0.0.1/24 --gateway-a=10.0.0.1
	none "$a" "$b"
	xveth "$a:eth0" "$b:eth0" --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24 --gateway-a
	fails 1 ": file exists" "a default route via 10.0.0.2 on eth0" "--gateway-a" -- \
		"$a:eth1" "$b:eth1" --addr-b 10.0.1.2/24 --gateway-a
	xveth "$a:eth6" "$b:eth6" --addr-b fd00::2/64 --gateway-a
	fails 1 ": file exists" "a default route via fd00::2 on eth6" -- \
		"$a:eth1" "$b:eth1" --addr-b fd00:1::2/64 --gateway-a
	xveth --delete "$a:eth6"
	assert_equal "$(interfaces "$a") $(interfaces "$b")" "eth0 eth0"
}

@test "output that cannot be written takes the pair away" {
	[[ -c /dev/full ]] || skip_because no-dev-full "there is no /dev/full"
	place a
	place b
	run -1 bash -c 'xveth "$@" --json 2>&1 >/dev/full' bash "$a:eth0" "$b:eth0"
	assert_output_has "no space left"
	none "$a" "$b"
}

@test "each request fails once: nothing is left, and the error is reported" {
	need_strace
	place a
	place b
	local n=0 ok=0
	while ((++n < 30)); do
		run bounded strace -qq -o /dev/null -e "inject=sendto:error=ENOBUFS:when=$n" xveth "$a:eth0" "$b:eth0" \
			--up --lo --json --addr-a 10.0.0.1/24 --addr-b fd00::2/64 --gateway-b --addr-b 10.0.0.2/24
		((status != 0)) || { ok=1 && break; }
		assert_status 1
		assert_output_matches "^xveth: cannot .*no buffer space available"
		none "$a" "$b"
	done
	assert_true 'ok && n > 12'
}

@test "the way to the other side, or an answer, is lost when the pair is there" {
	need_strace
	place a
	place b
	local what
	for what in setns:error=EPERM:when=$(as_root && echo 2 || echo 3) socket:error=EMFILE:when=2 \
		recvfrom:error=ENOMEM:when={2,3,5,8}; do
		echo "$what"
		run -1 bounded strace -qq -o /dev/null -e "inject=$what" xveth "$a:eth0" "$b:eth0" --up --addr-b 10.0.0.2/24
		assert_output_matches "^xveth: cannot "
		none "$a" "$b"
	done
}

# lost N ARG...: xveth ARG..., and the kernel has no memory for its Nth answer
lost() { bounded strace -qq -o /dev/null -e "inject=recvfrom:error=ENOBUFS:when=$1" xveth "${@:2}"; }

@test "an answer that is lost: what was asked for is looked at, and is there" {
	need_strace
	place a
	place b
	run -0 lost 1 "$a:eth0" "$b:eth1"
	assert_output_is ""
	assert_equal "$(interfaces "$a")/$(interfaces "$b")" eth0/eth1
	run -0 lost 3 --move "$a:eth0" "$b:moved"
	assert_equal "$(interfaces "$a")/$(interfaces "$b")" "/eth1 moved"
	run -0 lost 2 -d "$b:moved"
	none "$a" "$b"
	run -0 lost 1 "$a:eth0" "$a:eth1"
	assert_equal "$(interfaces "$a")" "eth0 eth1"
	run -0 at "$a" xveth -d eth0
	run -0 lost 1 "$a:eth0" "$b:eth1" --up --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24
	run -0 ping_from "$a" 10.0.0.2
}

@test "a lost reply: the pair of another process is not deleted" {
	need_strace
	place a
	place b
	place c
	local other
	xveth "$a:up" "$b:up" --up
	xveth "$a:named" "$b:otherwise"
	xveth "$a:elsewhere" "$c:far"
	xveth "$a:alone" "$a:far"
	for other in up:up named:new elsewhere:far alone:far; do
		run -1 lost 1 "$a:${other%:*}" "$b:${other#*:}"
		assert_output_has "no buffer space available"
	done
	run -1 lost 1 "$a:lo" "$b:new"
	# of another kind, but with a link to the other name
	if command -v ip && at "$a" ip link add link alone name far-away type macvlan; then
		run -1 lost 1 "$a:far-away" "$a:alone"
		at "$a" ip link del far-away
	fi
	assert_equal "$(interfaces "$a")/$(interfaces "$b")/$(interfaces "$c")" \
		"alone elsewhere far named up/otherwise up/far"
}

@test "a pair that another process deletes in the meantime: one message" {
	need_strace
	place a
	place b
	# stopped between bringing up the one and the other
	strace -qq -o trace -e inject=sendto:signal=STOP:when=4 xveth "$a:eth0" "$b:eth0" --up 2>said 3>&- 4>&- &
	local tracer=$! status=0
	xns_started+=("$tracer")
	wait_for file_has trace "stopped by SIGSTOP"
	xveth -d "$a:eth0"
	kill -CONT "$(children "$tracer")"
	wait "$tracer" || status=$?
	assert_equal "$status $(cat said)" "1 xveth: cannot bring up eth0 of process $b: no such device"
}

@test "a pair of which another process moves one end is deleted by the other end" {
	need_strace
	place a
	place b
	place c
	strace -qq -o trace -e inject=sendto:signal=STOP:when=4 xveth "$a:eth0" "$b:eth0" --up 2>said 3>&- 4>&- &
	local tracer=$! status=0
	xns_started+=("$tracer")
	wait_for file_has trace "stopped by SIGSTOP"
	xveth --move "$a:eth0" "$c"
	kill -CONT "$(children "$tracer")"
	wait "$tracer" || status=$?
	assert_equal "$status $(cat said)" "1 xveth: cannot wait for a carrier on eth0 of process $a: no such device"
	none "$a" "$b" "$c"
}

@test "a signal in the middle: all is done first" {
	need_strace
	place a
	place b
	strace -qq -o trace -e inject=sendto:delay_enter=300000 xveth "$a:eth0" "$b:eth0" --up --addr-a 10.0.0.1/24 3>&- 4>&- &
	local tracer=$!
	xns_started+=("$tracer")
	wait_for interfaces_are "$a" eth0
	kill -TERM "$(children "$tracer")"
	local status=0
	wait "$tracer" || status=$?
	assert_status 143
	run -0 at "$a" grep -q eth0 /proc/net/dev
	at "$a" cat /proc/net/fib_trie | grep -q 10.0.0.1
}

@test "a kernel without veth has its own hint" {
	need_strace
	place a
	place b
	xrun -1 strace -qq -o /dev/null -e inject=sendto:error=EOPNOTSUPP:when=1 xveth "$a:eth0" "$b:eth0"
	assert_output_has "this kernel does not provide veth"
	assert_output_has "modprobe veth"
}

@test "bad names" {
	place a
	place b
	local name
	for name in "" sixteen.bytes.xx a/b "a b" $'a\tb' . .. 'veth%d' $'a\nb' all default; do
		misused "cannot be the name of an interface" -- "$a:$name" "$b:eth0"
		misused "cannot be the name of an interface" -- "$a:eth0" "$b:$name"
	done
	misused "longer than 15 bytes" -- "$a:sixteen.bytes.xx" "$b:eth0"
	misused "à" "0xa0" -- "$a:à" "$b:eth0"
	xveth "$a:fifteen.bytes.x" "$b:type"
	xveth "$a:é" "$b:-"
	assert_equal "$(interfaces "$a") $(interfaces "$b")" "fifteen.bytes.x é - type"
}

@test "bad addresses, numbers and combinations" {
	local address
	for address in "" 10.0.0.1 10.0.0.1/ 10.0.0.1/33 10.0.0.1/0 10.0.0.1/x 10.0.0/24 10.0.0.01/24 fd00::1 \
		fd00::1/129 fd00:::1/64 "fe80::1%eth0/64" 0.0.0.0/8 ::/0 224.0.0.1/24 ff02::1/64 "10.0.0.1/24 " \
		255.255.255.255/32 10.0.0.1/+24 10.0.0.1/024000000000000000000; do
		misused --addr-a "\"$address\"" -- a b --addr-a "$address"
		misused --addr-b -- a b --addr-b "$address"
	done
	for address in "" 2:0:0:0:0:1 02:00:00:00:00 02:00:00:00:00:01:02 02-00-00-00-00-01 0x:00:00:00:00:01 \
		01:00:00:00:00:01 00:00:00:00:00:00 "02:00:00:00:00:01 "; do
		misused --mac-b "\"$address\"" -- a b --mac-b "$address"
	done
	for address in "" 0 67 65536 -1 1e3 0x600 4294967296; do
		misused --mtu -- a b --mtu "$address"
	done
	misused "--mtu: IPv6 requires at least 1280" -- a b --addr-a 10.0.0.1/24 --addr-b fd00::1/64 --mtu 1279
	misused "--mtu: IPv6 requires at least 1280" -- a b --gateway-b=fe80::1 --mtu 1279
	misused "--gateway-b" -- a b --gateway-b=10.0.0.1/24
	misused "--gateway-b: the other end has no address" -- a b --gateway-b
	misused "addresses must differ" -- a b --mac-a 02:00:00:00:00:01 --mac-b 02:00:00:00:00:01
	misused "--delete cannot be combined with --list" -- -l -d a
	misused "--up cannot be combined with --delete" -- -d a --up
	misused "--json cannot be combined with --delete" -- -d a --json
	misused "--noheadings: no table is printed" -- a b -n
	misused "--noheadings cannot be combined with --delete" -- -d a --noheadings
	misused "two ends are required" --
	misused "two ends are required" -- a
	misused "two ends are required" -- a b c
	misused "no operand" -- -l a
	misused "requires one end" -- -d a b
	misused "--move requires" -- --move a
	misused "is not an address" -- 0:a b
	misused "is not an address" -- -- -1:a b
	misused "is not an address" -- fd:x:a b
	none
}

@test "namespaces that are none" {
	place a
	fails 1 "another type" -- "$a:eth0" "/proc/$a/ns/uts:eth0"
	: >file
	fails 1 "not a namespace" -- "$a:eth0" "$T/file:eth0"
	fails 1 "no such file" -- "$a:eth0" "$T/nothing:eth0"
	fails 1 "bad file descriptor" -- "$a:eth0" "fd:77:eth0"
	sleeper
	local gone=$background
	kill -KILL "$gone"
	wait "$gone" || :
	fails 1 "process $gone" -- "$a:eth0" "$gone:eth0"
	none "$a"
}

# ---- --delete, --move ------------------------------------------------------------------------

@test "--delete: by either end, here and there; nothing but pairs" {
	place a
	place b
	xveth "$a:eth0" "$b:eth1"
	xrun xveth --delete "$b:eth1"
	assert_output_is ""
	none "$a" "$b"
	xveth "$a:eth0" "$b:eth1"
	at "$a" xveth -d eth0
	none "$a" "$b"
	fails 1 "no such device" -- -d "$a:eth0"
	fails 1 "lo of process $a is not a veth interface" -- -d "$a:lo"
}

@test "--move: there and back, with and without a new name" {
	place a
	place b
	place c
	xveth "$a:eth0" "$b:eth0"
	xrun xveth --move "$a:eth0" "$c"
	assert_output_is ""
	assert_equal "$(interfaces "$a")/$(interfaces "$c")" /eth0
	xveth --move "$c:eth0" "/proc/$a/ns/net:back"
	assert_equal "$(interfaces "$a")/$(interfaces "$c")" back/
	run -0 at "$a" xveth --move back fd:0 <"/proc/$c/ns/net"
	assert_equal "$(interfaces "$a")/$(interfaces "$c")" /back
	at "$c" xveth --move back "$a:eth0"
	at "$a" xveth --move "$b:eth0" .:eth1
	assert_equal "$(interfaces "$a")/$(interfaces "$b")" "eth0 eth1/"
}

@test "alternative names: they find an interface, and are not for another" {
	need_cmd ip
	place a
	place b
	xveth "$a:eth0" "$b:eth0"
	xveth "$a:eth1" "$b:eth1"
	at "$a" ip link property add dev eth0 altname second altname longer.than.fifteen.bytes ||
		skip_because no-altname "the kernel has no alternative names"
	fails 1 "file exists" "already has an interface second" -- "$a:second" "$b:new"
	fails 1 "file exists" "already has an interface second" -- --move "$b:eth1" "$a:second"
	# the name is free, an alternative one that would come along is not: the kernel knows which
	xveth "$a:x" "$b:second"
	run ! at "$a" ip link set eth0 netns "$b" name new
	local words=
	[[ $output != Error:* ]] || words="the kernel says: $(sed 's/^Error: //; s/\.$//' <<<"$output")"
	fails 1 "file exists" "$words" -- --move "$a:eth0" "$b:new"
	xveth -d "$b:second"
	# it keeps its name where no new one is given
	xveth --move "$a:longer.than.fifteen.bytes" "$b:back"
	xveth --move "$b:back" "$a:eth0"
	at "$a" ip link property add dev eth0 altname third
	place c
	xveth --move "$a:third" "$c"
	assert_equal "$(interfaces "$a")/$(interfaces "$b")/$(interfaces "$c")" "eth1/eth0 eth1/eth0"
	at "$c" ip link property add dev eth0 altname fourth.of.more.than.15.bytes
	xveth -d "$c:fourth.of.more.than.15.bytes"
	assert_equal "$(interfaces "$a")/$(interfaces "$b")/$(interfaces "$c")" "eth1/eth1/"
}

@test "--move: a name that is taken leaves it as it was" {
	place a
	place b
	place c
	xveth "$a:eth0" "$b:eth0" --addr-a 10.0.0.1/24 --addr-b 10.0.0.2/24 --up
	xveth "$c:taken" "$b:eth1"
	fails 1 "file exists" "process $c already has an interface taken" -- --move "$a:eth0" "$c:taken"
	assert_equal "$(interfaces "$a")" eth0
	assert_equal "$(interfaces "$c")" taken
	fails 1 "is already in that namespace" -- --move "$a:eth0" "/proc/$a/ns/net"
	run -1 at "$c" xveth --move "$a:eth0" .:taken
	assert_output_has "the caller's network namespace already has an interface taken"
	run -0 ping_from "$a" 10.0.0.2
}

@test "--move: a name that is taken a moment too late: it comes back" {
	need_strace
	place a
	place b
	place c
	xveth "$a:eth0" "$b:eth0"
	# stopped with the answer in hand that the name is free
	strace -qq -o trace -e inject=sendto:signal=STOP:when=2 xveth --move "$a:eth0" "$c:taken" 2>said 3>&- 4>&- &
	local tracer=$! status=0
	xns_started+=("$tracer")
	wait_for file_has trace "stopped by SIGSTOP"
	xveth "$c:taken" "$b:eth1"
	kill -CONT "$(children "$tracer")"
	wait "$tracer" || status=$?
	assert_status 1
	run -0 grep "process $c already has an interface taken" said
	assert_equal "$(interfaces "$a")/$(interfaces "$c")" eth0/taken
}

@test "--move: says why lo and what is immutable stay" {
	place a
	place b
	fails 1 "move lo of process $a to the net namespace of process $b: invalid argument" \
		"the loopback interface cannot leave" -- --move "$a:lo" "$b"
	fails 1 "no such device" -- --move "$a:eth0" "$b"
	need_cmd ip
	at "$a" ip link add br0 type bridge || skip_because no-bridge "the kernel has no bridges"
	fails 1 "move br0 of process $a" "invalid argument" -- --move "$a:br0" "$b"
	assert_output_matches "kind bridge cannot leave|immutable"
	assert_equal "$(interfaces "$a")/$(interfaces "$b")" br0/
	# Linux 6.15 tells: then that is the reason, and not that the name is taken too
	if [[ $output == *"cannot leave"* ]]; then
		xveth "$b:br0" "$b:br1"
		fails 1 "invalid argument" "kind bridge cannot leave" -- --move "$a:br0" "$b"
	fi
}

@test "--move: NS2 with a colon of its own" {
	place a
	place b
	xveth "$a:eth0" "$b:other"
	misused "cannot be the name" -- --move "$a:eth0" "$b:a/b"
	fails 1 "process 999999" -- --move "$a:eth0" 999999:34
	fails 1 "namespace id 34" -- --move "$a:eth0" :34
	ln -s "/proc/$b/ns/net" "with:colon"
	at "$a" xveth --move eth0 "$T/with:colon:"
	assert_equal "$(interfaces "$b")" "eth0 other"
}

# ---- --list, --json --------------------------------------------------------------------------

@test "--json: what was made, with numbers as numbers" {
	place a
	place b
	xrun --separate-stderr xveth "$a:eth0" "$b:eth1" --json --up
	assert_stderr_is ""
	assert_equal "$(column "$output" name)" "eth0 eth1"
	assert_equal "$(column "$output" peer)" "eth1 eth0"
	assert_equal "$(column "$output" ns)" "$(ns_of "$a" net | tr -dc 0-9) $(ns_of "$b" net | tr -dc 0-9)"
	assert_equal "$(column "$output" peerns)" "$(ns_of "$b" net | tr -dc 0-9) $(ns_of "$a" net | tr -dc 0-9)"
	assert_equal "$(column "$output" peerpid)" "$b $a"
	assert_equal "$(column "$output" state)" "up up"
	run ! grep -E '"(index|ns|peerindex|peerns|peerpid)": "' <<<"$output"
	xrun xveth "$a:eth2" "/proc/$b/ns/net:eth3" -rn -o NAME,PEERPID,PEERFILE
	assert_output_is "eth2 - -"$'\n'"eth3 $a -"
}

@test "--list: every end here, and where the other is" {
	place a
	place b
	place c
	xveth "$a:eth0" "$b:one" --up
	xveth "$a:eth1" "$c:two"
	xveth "$a:x" "$a:y"
	run -0 at "$a" xveth --list --raw -n -o NAME,PEER,PEERNS,PEERPID,STATE
	assert_line_is "eth0 one $(ns_of "$b" net | tr -dc 0-9) $b up"
	assert_line_is "eth1 two $(ns_of "$c" net | tr -dc 0-9) $c down"
	assert_equal "$(grep -c "^[xy] [xy] $(ns_of "$a" net | tr -dc 0-9) [0-9]* down$" <<<"$output")" 2
	assert_equal "${#lines[@]}" 4
	run -0 at "$b" xveth -lJ
	assert_equal "$(column "$output" name) $(column "$output" peer)" "one eth0"
	assert_equal "$(column "$output" peerns) $(column "$output" peerpid)" "$(ns_of "$a" net | tr -dc 0-9) $a"
	local index
	index=$(column "$output" peerindex)
	run -0 at "$a" xveth -lrn -o INDEX,NAME
	assert_line_is "$index eth0"
}

@test "--list: a peer that may not be seen has an index and no more" {
	place a
	child_place "$a" b
	xveth "$a:eth0" "$b:secret"
	run -0 at "$b" xveth -lrn -o NAME,PEER
	assert_output_is "secret -"
	run -0 at "$a" xveth -lrn -o NAME,PEER
	assert_output_is "eth0 secret"
}

# bats test_tags=no-sanitizer
@test "--list: what cannot be looked up for lack of memory is a warning" {
	need_strace
	local n
	place a
	child_place "$a" b
	xveth "$a:eth0" "$b:eth0"
	run -0 at "$a" xveth -lrn -o NAME,PEER,PEERPID
	assert_output_is "eth0 eth0 $b"
	for n in 2 3; do
		run -0 --separate-stderr at "$a" strace -qq -o /dev/null -e "inject=sendto:error=ENOBUFS:when=$n" \
			xveth -lrn -o NAME,PEER,PEERPID
		assert_stderr_has "xveth: warning: cannot look up "
	done
	# it may not be seen: nothing is wrong
	run -0 --separate-stderr at "$b" xveth -lrn -o NAME,PEER
	assert_stderr_is ""
}

# bats test_tags=root
@test "--list: a namespace without a process, by the file that holds it" {
	place a
	mkdir pins
	: >pins/net
	run -0 "${own_mounts[@]}" sh -ec '
		xunshare --net=pins/net true
		xveth "$1:eth0" pins/net:inner
		nsenter -t "$1" --net xveth -lrn -o NAME,PEER,PEERPID,PEERFILE
		umount pins/net' sh "$a"
	assert_output_is "eth0 inner - $T/pins/net"
	wait_for interfaces_are "$a" ""
}

@test "--list: of many, while they come and go" {
	need_strace
	need_cmd ip
	place a
	enter "$a"
	seq 120 | sed 's/.*/link add a& type veth peer name b&/' >many
	run -0 "${entered[@]}" ip -batch many
	# stopped with the first part of the list in hand
	"${entered[@]}" strace -qq -o trace -e trace=recvfrom -e inject=recvfrom:signal=STOP:when=1 \
		xveth -lrn -o NAME,PEER >list 2>said 3>&- 4>&- &
	local tracer=$! status=0
	xns_started+=("$tracer")
	wait_for file_has trace "stopped by SIGSTOP"
	at "$a" xveth -d a3 # of that part
	at "$a" xveth -d a60
	at "$a" xveth eth0 eth1
	kill -CONT "$(children "$tracer")"
	wait "$tracer" || status=$?
	assert_equal "$status $(cat said)" "0 "
	{
		seq 120 | grep -vxE '3|60' | sed 's/.*/a& b&\nb& a&/'
		printf '%s\n' "eth0 eth1" "eth1 eth0"
	} | sort >wanted
	sort list | diff wanted -
}

@test "--list: nothing to list, and bad columns" {
	place a
	run -0 at "$a" xveth -l
	assert_output_is ""
	misused "invalid column" -- -l -o NOTHING
	xrun xveth --list-columns
	assert_output_matches "PEERNS +inode number"
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xlsns with listns(2), which lists everything only to root of the initial user and PID
# namespaces: run by "make check-vm" only. Before Linux 6.19 the same namespaces are found
# without it, or are not there.

load ../helpers/xns
load ../helpers/xunshare

setup() {
	[[ ${XNS_VM-} ]] || skip_because no-vm "this requires the initial namespaces: make check-vm"
	xns_setup
}
teardown() {
	[[ ${XNS_VM-} ]] || return 0
	xns_teardown
}

# hold SCRIPT: python3 in the background, with functions of namespaces; kept are inode numbers for
# the test, and done() writes them to the file ready and waits
hold() {
	rm -f "$T/ready"
	background python3 -c 'import ctypes, os, socket, sys, time
libc = ctypes.CDLL(None, use_errno=True)
kept = []
def check(result):
    if result < 0: sys.exit(os.strerror(ctypes.get_errno()))
def unshare(flags): check(libc.unshare(flags))
def enter(fd): check(libc.setns(fd, 0))
def open_ns(name): return os.open("/proc/self/ns/" + name, os.O_RDONLY)
def done():
    open(sys.argv[1] + ".new", "w").write(" ".join(map(str, kept)) + "\n")
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    time.sleep(100000)
'"$1" "$T/ready"
	wait_for test -e "$T/ready"
}
# has_listns: this kernel lists namespaces
has_listns() {
	python3 -c 'import ctypes, sys
request = ctypes.create_string_buffer(b"\x20", 32)
ids = (ctypes.c_uint64 * 4)()
sys.exit(ctypes.CDLL(None).syscall(470, request, ids, 4, 0) < 1)'
}
# list OPTIONS...: the inode numbers
list() { xlsns -rn -o NS "$@" 2>"$T/err"; }

# calls COMMAND...: how many system calls it makes
calls() {
	strace -o "$T/trace" "$@" >"$T/list" || return 1
	wc -l <"$T/trace"
}

# bats test_tags=vm
@test "listns: namespaces that no process is in are listed, whatever keeps them" {
	# a descriptor, one that is sent and not received, one for children, and a socket
	hold '
own = open_ns("uts"); net = open_ns("net")
for way in "held", "sent":
    unshare(0x04000000)
    fd = open_ns("uts")
    kept.append(os.fstat(fd).st_ino)
    enter(own)
    if way == "sent":
        pair = socket.socketpair()
        socket.send_fds(pair[0], [b"x"], [fd])
        os.close(fd)
unshare(0x40000000)
kept.append(os.stat("/proc/self/ns/net").st_ino)
socket_of = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
enter(net)
unshare(0x20000000)
done()'
	local held sent socket pids
	read -r held sent socket <"$T/ready"
	pids=$(xlsns -rn -o NPROCS -t pid | grep -c '^0$' || :)
	list -P -t uts >"$T/uts"
	list -P >"$T/all"
	list -P -t net >"$T/net"
	# in all ways to list what no process is in, a socket alone too
	assert_grep "^$held\$" "$T/uts" && assert_grep "^$held\$" "$T/all"
	assert_grep "^$socket\$" "$T/net" && assert_grep "^$socket\$" "$T/all"
	assert_equal "$(xlsns -rn -P -t pid -o NPROCS)" 0
	assert_equal "$(xlsns -rn --held -P -t uts -o NS,HELD | grep "^$held ")" "$held fd"
	assert_equal "$(xlsns -rn -P -t uts -o NS,PATH | grep "^$held ")" "$held /proc/$background/fd/$(
		find "/proc/$background/fd" -lname "uts:\[$held\]" -printf '%f\n')"
	assert_equal "$(xlsns -rn -o NS,NPROCS "$held")" "$held 0"
	if has_listns; then
		# nothing but the kernel leads to this one
		assert_grep "^$sent\$" "$T/uts" && assert_grep "^$sent\$" "$T/all"
		assert_equal "$(xlsns -rn --held -t uts -o NS,NPROCS,HELD | grep "^$sent ")" "$sent 0 -"
		# a list without options has them too
		list >"$T/plain"
		assert_grep "^$held\$" "$T/plain" && assert_grep "^$sent\$" "$T/plain"
		assert_equal "$pids" 1
	else
		xrun -1 grep "^$sent\$" "$T/all"
	fi
}

# bats test_tags=vm
@test "listns: with and without it the same namespaces, processes, owners and parents" {
	hold '
unshare(0x10000000); unshare(0x02000000 | 0x08000000 | 0x04000000)
kept.append(os.stat("/proc/self/ns/user").st_ino)
done()'
	# kernel threads begin and end: the processes of the initial namespaces are not counted
	comparable() { sed -E '/xlsns/d; s/^([a-z]+ [0-9]+) [0-9]+ 1 /\1 - 1 /'; }
	local columns=TYPE,NS,NPROCS,PID,ONS,PNS,NETNSID,NSFS,COMMAND options
	for options in "" "-t user" "-t pid,net" -P "-T"; do
		# shellcheck disable=SC2086 # words
		xlsns -rn $options -o $columns | comparable >"$T/with"
		# shellcheck disable=SC2086 # words
		enosys 470 -- xlsns -rn $options -o $columns | comparable >"$T/without"
		xrun diff "$T/with" "$T/without"
	done
}

# bats test_tags=vm
@test "listns: refused or incomplete, everything is looked for" {
	# a filter, another PID namespace, no CAP_SYS_ADMIN
	local as
	hold '
own = open_ns("uts"); unshare(0x04000000); kept.append(os.stat("/proc/self/ns/uts").st_ino)
fd = open_ns("uts"); enter(own)
done()'
	for as in "enosys 470 --" "enosys -e 1 470 --" "xunshare -p" \
		"setpriv --inh-caps=-sys_admin --bounding-set=-sys_admin"; do
		# shellcheck disable=SC2086 # words
		strace -f -o "$T/trace" $as xlsns -rn -P -t uts -o NS >"$T/list" 2>&1 || assert_equal "$as" ""
		assert_grep -E '"[0-9]+/fd/[0-9]+"' "$T/trace"
	done
	strace -o "$T/trace" xlsns -rn -P -t uts -o NS >"$T/list"
	assert_grep "^$(cat "$T/ready")\$" "$T/list"
	if has_listns; then
		xrun -1 grep -E '"[0-9]+/fd/[0-9]+"' "$T/trace"
	fi
}

# bats test_tags=vm
@test "listns: at most two system calls for each namespace, and many are listed" {
	has_listns || skip_because old-kernel "listns(2) came with Linux 6.19"
	local before after many='
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))
def make(count):
    for i in range(count):
        unshare(0x04000000)
        open_ns("uts")
    done()
'
	ulimit -n 20000
	before=$(calls xlsns -rn -o TYPE,NS,NPROCS,ID)
	hold "$many"'make(500)' # strace takes long here
	after=$(calls xlsns -rn -o TYPE,NS,NPROCS,ID)
	echo "# $before system calls, $after with 500 namespaces" >&3
	# the process that holds them adds some
	assert_true 'after - before >= 500 && after - before <= 1000 + 60'
	hold "$many"'make(2000)'
	assert_equal "$(xlsns -rn -o TYPE,NPROCS | grep -c "^uts 0$")" 2498 # each process is in its last one
}

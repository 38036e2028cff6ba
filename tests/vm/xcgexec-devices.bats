#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xcgexec: limits of a disk, of swap and of huge pages. It uses the two disks of the virtual
# machine: run by "make check-vm" only.

load ../helpers/xns
program=xcgexec
C=/sys/fs/cgroup
# MIB: uses so much memory. Of zeros, Linux 6.12 may free a page.
# shellcheck disable=SC2016
fill=(perl -e '$x .= "x" x 1048576 for 1 .. shift')

setup() {
	[[ ${XNS_VM-} ]] || skip_because no-vm "this changes the machine: make check-vm"
	setup_in_tmp
	vda=$(cat /sys/block/vda/dev)
}

# Disks, swap and pages are as the test found them.
teardown() {
	[[ ${XNS_VM-} ]] || return 0
	! mountpoint -q mnt || umount mnt
	[[ ! -e /dev/vda1 ]] || delpart /dev/vda 1
	swapoff -a
	echo none >/sys/block/vda/queue/scheduler
	echo 0 >/proc/sys/vm/nr_hugepages
	xns_teardown
}

# own FILE...: a script that prints these files of its cgroup
own() {
	# shellcheck disable=SC2016
	printf '%s\n' "cd $C"'/$(sed -n s/^0::.//p /proc/self/cgroup)' "grep -H . $*" >own
}

report() { jq -r "$1" report; }

# written FILE: the bytes and operations written to vda, of a file like io.stat or of the report
written() { sed -n "s/^\(io.stat:\)\?$vda .*wbytes=\([0-9]*\) .*wios=\([0-9]*\) .*/\2 \3/p" "$1"; }

# ---- disks ---------------------------------------------------------------------------------

# bats test_tags=vm
@test "io.max: a disk is named by its device, its number, a partition, a file on it" {
	local name
	addpart /dev/vda 1 2048 65536
	wait_for test -b /dev/vda1
	mkfs.minix /dev/vda1 >/dev/null
	mkdir mnt
	mount -t minix /dev/vda1 mnt
	: >mnt/file
	own io.max
	for name in /dev/vda "$vda" /dev/vda1 "$(cat /sys/block/vda/vda1/dev)" mnt mnt/file; do
		xrun xcgexec --io-max "$name,rbps=1M,wiops=50" sh own
		assert_output_is "io.max:$vda rbps=1048576 wbps=max riops=max wiops=50"
	done
	# the later option counts, whatever the names; another key of the same disk is kept
	xrun xcgexec --io-max mnt,rbps=1M --io-max /dev/vda,rbps=2M --io-max /dev/vdb,wbps=3M sh own
	assert_line_is "io.max:$vda rbps=2097152 wbps=max riops=max wiops=max"
	assert_line_is "io.max:$(cat /sys/block/vdb/dev) rbps=max wbps=3145728 riops=max wiops=max"
	run -125 bounded xcgexec --io-max /proc,rbps=1M touch ran
	assert_output_has "/proc,rbps=1M"
	assert_no_file ran
}

# bats test_tags=vm
@test "io.max: the command is slowed down, and the report has what it wrote" {
	own io.stat
	xrun xcgexec --io-max /dev/vda,wbps=1M --report report sh -c \
		'dd if=/dev/zero of=/dev/vda bs=64K count=48 oflag=direct && sh own >truth'
	assert_equal "$(written truth)" "3145728 48"
	assert_equal "$(report ".io[] | select(.device == \"$vda\") | \"\(.\"written-bytes\") \(.writes)\"")" "3145728 48"
	# 3 MiB at 1 MiB/s; the first slice is not waited for
	assert_equal "$(report '.wall >= 2')" true
	xrun xcgexec --io-max /dev/vda,wiops=20 --report operations dd if=/dev/zero of=/dev/vda bs=4K count=60 oflag=direct
	assert_equal "$(jq '.wall >= 2' operations)" true
}

# bats test_tags=vm
@test "report: CPU time, memory and output are those of getrusage" {
	cat >work.py <<-'END'
		import json, resource, subprocess
		block = bytearray(40 << 20)
		for i in range(0, len(block), 4096): block[i] = 1
		subprocess.run("dd if=/dev/zero of=/dev/vda bs=64K count=32 oflag=direct".split(), check=True)
		own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
		json.dump({"user": own.ru_utime + children.ru_utime, "system": own.ru_stime + children.ru_stime,
			"memory": own.ru_maxrss * 1024, "written": 512 * (own.ru_oublock + children.ru_oublock)},
			open("truth", "w"))
	END
	xrun xcgexec --report report python3 work.py
	cat report truth
	jq -e --slurpfile truth truth --arg vda "$vda" '$truth[0] as $t | (.user + .system) as $cpu |
		($t.user + $t.system) as $sum | $cpu >= 0.95 * $sum and $cpu <= 1.2 * $sum + 1 and
		.user <= .wall and .wall >= 0.9 * $sum and
		."peak-memory" as $peak | $peak == null or $peak >= 41943040 and $peak <= $t.memory + 67108864' report
	assert_equal "$(report ".io[] | select(.device == \"$vda\") | .\"written-bytes\"")" 2097152
	assert_equal "$(jq .written truth)" 2097152
}

# bats test_tags=vm
@test "io.weight: the default, and of a disk where BFQ or io.cost is in use" {
	own 'io*.weight'
	# the default is for whatever disk has weights
	echo none >/sys/block/vda/queue/scheduler
	xrun xcgexec --io-weight 550 sh own
	assert_line_is "io.weight:default 550"
	assert_line_is "io.bfq.weight:default 140"
	refused "cannot set io.weight to \"$vda 550\": operation not supported" \
		"hint: this disk has no weights: its I/O scheduler is not bfq, and io.cost is not enabled for it" \
		-- --io-weight /dev/vda,550
	refused "cannot set io.weight to \"8:250 550\": no such device" -- --io-weight 8:250,550
	refute_output_has hint
	echo bfq >/sys/block/vda/queue/scheduler
	xrun xcgexec --io-weight 50 --io-weight /dev/vda,550 sh own
	assert_line_is "io.bfq.weight:default 50"
	assert_line_is "io.bfq.weight:$vda 140"
	assert_line_is "io.weight:default 50"
	# another disk, as a weight of it is accepted from now on
	local vdb
	vdb=$(cat /sys/block/vdb/dev)
	echo "$vdb enable=1" >"$C/io.cost.qos"
	xrun xcgexec --io-weight /dev/vdb,550 sh own
	assert_line_is "io.weight:$vdb 550"
	refute_line_is "io.bfq.weight:$vdb 140"
	echo "$vdb enable=0" >"$C/io.cost.qos"
}

# ---- swap ----------------------------------------------------------------------------------

# bats test_tags=vm
@test "swap: with memory.max it is not used, or up to --memory-swap-max" {
	mkswap /dev/vdb >/dev/null
	swapon /dev/vdb
	local touch=("${fill[@]}" 40)
	xrun -137 xcgexec --memory-max 20M --report none "${touch[@]}"
	assert_line_is "xcgexec: the command was killed by the 20 MiB memory limit"
	xrun xcgexec --memory-max 20M --memory-swap-max 50M --report some "${touch[@]}"
	xrun -137 xcgexec --memory-max 20M --memory-swap-max 4M --report few "${touch[@]}"
	assert_line_is "xcgexec: the command was killed by the 20 MiB memory limit"
	own memory.swap.max
	xrun xcgexec --memory-max 20M --memory-swap-max 50% sh own
	assert_output_is "memory.swap.max:$(awk '$1 == "SwapTotal:" { print int($2 * 1024 / 2 / 4096) * 4096 }' /proc/meminfo)"
	if [[ $(jq '."peak-swap"' some) != null ]]; then
		assert_equal "$(jq '."peak-swap"' none)" 0
		assert_equal "$(jq '."peak-swap" >= 20000000 and ."peak-swap" <= 52428800' some)" true
		assert_equal "$(jq '."peak-swap" > 0 and ."peak-swap" <= 4194304' few)" true
	else
		# Linux 6.5 is the first to count it
		own memory.swap.peak
		xrun -2 xcgexec sh own
	fi
	assert_equal "$(jq '."peak-memory" <= 20971520' some)" true
}

# ---- huge pages ----------------------------------------------------------------------------

# bats test_tags=vm
@test "hugetlb: the limit of huge pages and that of reservations are kept" {
	echo 4 >/proc/sys/vm/nr_hugepages
	assert_equal "$(cat /proc/sys/vm/nr_hugepages)" 4
	mkdir mnt
	mount -t hugetlbfs -o pagesize=2M none mnt
	xrun xcgexec --hugetlb-max 2MB=4M fallocate -l 4M mnt/two
	rm mnt/two
	xrun -1 xcgexec --hugetlb-max 2MB=2M fallocate -l 4M mnt/two
	assert_output_has "No space left on device"
	rm mnt/two
	xrun xcgexec --hugetlb-max 2MB=2M fallocate -l 2M mnt/one
	# a mapping reserves what it may touch
	local map='import mmap, sys; mmap.mmap(-1, int(sys.argv[1]), mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)'
	xrun xcgexec --hugetlb-rsvd-max 2MB=4M python3 -c "$map" 4194304
	xrun -1 xcgexec --hugetlb-rsvd-max 2MB=2M python3 -c "$map" 4194304
	assert_output_has "OSError: [Errno 12]"
	# there is no such size here
	run -125 bounded xcgexec --hugetlb-max 3MB=3M touch ran
	assert_output_has "cannot set hugetlb.3MB.max to \"3145728\": no such file or directory"
	assert_no_file ran
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# xunshare: propagation, proc, root and working directory, binfmt_misc.

load helpers/xns
load helpers/xunshare

setup() { setup_with_mount_point; }

# in_mounts SCRIPT: in a mount namespace of its own, where $M is a shared mount
in_mounts() {
	need_ns mount
	xrun "${own_mounts[@]}" sh -euc '
		mount -t tmpfs -o mode=755 xns "$M"; mount --make-shared "$M"; mkdir "$M/sub"
		# state POINT: the tags of the topmost mount there
		state() {
			awk -v p="$1" '\''$5 == p { $1=$2=$3=$4=$5=$6=""; sub(/ - .*/, ""); gsub(/ +/, " "); s = $0 }
				END { print p s }'\'' "${2-/proc/self/mountinfo}" | sed "s/^[^ ]* *//"
		}
		'"$1"
}

# a root file system made of the parts of ours, in $T/jail, as part of a script
make_root='
	mkdir "$T/jail"; mount -t tmpfs -o mode=755 xns "$T/jail"; mount --make-private "$T/jail"
	cd "$T/jail"; mkdir proc tmp helpers dir; ln -s proc proclink
	mount --bind "${XNS_BUILD}/tests/helpers" helpers
	for d in bin sbin usr lib lib32 lib64 libx32; do
		if [ -L /$d ]; then ln -s "$(readlink /$d)" $d
		elif [ -d /$d ]; then mkdir $d; mount --rbind /$d $d; fi
	done
	cd /
'

# ---- propagation ---------------------------------------------------------------------------

@test "propagation: each value, as mountinfo shows it inside" {
	in_mounts '
		own=$(state "$M"); echo "$own" | grep -q "^shared:[0-9]*$"; group=${own#shared:}
		for p in default private slave shared unchanged shared+slave; do
			[ $p = default ] && o= || o=--propagation=$p
			s=$(xunshare -m $o cat /proc/self/mountinfo >"$T/info"; state "$M" "$T/info")
			echo "$p: $s" | sed "s/\b$group\b/OWN/"
		done'
	assert_equal "${lines[0]}" "default: "
	assert_equal "${lines[1]}" "private: "
	assert_equal "${lines[2]}" "slave: master:OWN"
	assert_equal "${lines[3]}" "shared: shared:OWN"
	assert_equal "${lines[4]}" "unchanged: shared:OWN"
	assert_output_matches 'shared\+slave: shared:[0-9]+ master:OWN$'
}

@test "propagation: it is recursive, and / has it too" {
	in_mounts '
		mkdir "$M/sub/deep"; mount -t tmpfs xns "$M/sub"; mount --make-private "$M/sub"
		xunshare -m --propagation=shared cat /proc/self/mountinfo >"$T/info"
		state / "$T/info"; state "$M" "$T/info"; state "$M/sub" "$T/info"'
	assert_count 3 '^shared:'
}

@test "propagation: what it does: private keeps mounts in, shared lets them out" {
	in_mounts '
		xunshare -m mount -t tmpfs xns "$M/sub"; echo "default $(grep -c " $M/sub " /proc/self/mountinfo)"' ||:
	assert_equal "${lines[0]}" "default 0"
	in_mounts '
		xunshare -m --propagation=slave mount -t tmpfs xns "$M/sub"
		echo "slave $(grep -c " $M/sub " /proc/self/mountinfo)"
		xunshare -m --propagation=shared mount -t tmpfs xns "$M/sub"
		echo "shared $(grep -c " $M/sub " /proc/self/mountinfo)"
		umount "$M/sub"
		xunshare -m --propagation=shared+slave mount -t tmpfs xns "$M/sub"
		echo "both $(grep -c " $M/sub " /proc/self/mountinfo)"' ||:
	assert_equal "${lines[0]}" "slave 0"
	assert_equal "${lines[1]}" "shared 1"
	assert_equal "${lines[2]}" "both 0"
}

@test "propagation: a slave receives" {
	in_mounts '
		mkfifo "$T/go" "$T/done"
		xunshare -m --propagation=slave sh -c "echo up >\"$T/done\"; read x <\"$T/go\"; grep -c \" $M/sub \" /proc/self/mountinfo" >"$T/out" &
		read x <"$T/done"
		mount -t tmpfs xns "$M/sub"
		echo >"$T/go"; wait $!; cat "$T/out"'
	assert_output_is 1
}

@test "propagation: needs --mount, and one of its words" {
	misused propagation mount -- --propagation=slave
	local word
	for word in "" unbindable rprivat Private slave+shared; do
		refused propagation -- --mount "--propagation=$word"
	done
}

@test "propagation: in a chroot that is no mount point the failure is explained" {
	need_root_or_userns
	in_mounts "$make_root"'
		mkdir "$T/jail/plain"; cd "$T/jail/plain"
		for d in ../*; do d=${d#../}; [ $d = plain ] || if [ -L ../$d ]; then cp -P ../$d $d; else mkdir $d; mount --rbind ../$d $d; fi; done
		mount --rbind /proc proc; mkdir xns; mount --bind "$XNS_BIN" xns
		chroot . /xns/xunshare -m /bin/touch /tmp/ran && echo "ran, and $?" || echo "status $?"
		chroot . /xns/xunshare -m --propagation=unchanged /bin/echo fine'
	assert_output_has "status 125"
	assert_output_has "xunshare: cannot make all mounts private: "
	assert_output_has "not a mount point"
	assert_output_has "--propagation=unchanged"
	assert_output_has "fine"
}
need_root_or_userns() { as_root || need_userns; }

# ---- proc --------------------------------------------------------------------------------------

@test "proc: nosuid, nodev, noexec and private, also among shared mounts" {
	need_ns mount
	xrun xunshare "${may[@]}" --pid --mount-proc cat /proc/self/mountinfo
	local line
	line=$(grep ' /proc rw' <<<"$output" | tail -1)
	assert_has "$line" nosuid,nodev,noexec
	in_mounts '
		xunshare -p --propagation=shared -m --mount-proc="$M/sub" cat /proc/self/mountinfo >"$T/info"
		echo "state: $(state "$M/sub" "$T/info")"'
	assert_output_is "state: "
}

@test "proc: its parent mounts propagate it to no peer" {
	in_mounts '
		mount -t tmpfs xns "$M/sub"; mount --make-shared "$M/sub"
		for how in shared unchanged; do
			xunshare -p -m --propagation=$how --mount-proc="$M/sub" true
			grep -c " $M/sub " /proc/self/mountinfo
		done'
	assert_output_is $'1\n1'
}

@test "proc: implies a mount namespace, and does not change the current one" {
	need_ns pid
	xrun xunshare "${may[@]}" --pid --mount-proc "${show_links[@]}"
	assert_has " $(new_types "$output") " " mnt "
	in_mounts 'xunshare -p --mount-proc="$M/sub" true; grep -c " $M/sub " /proc/self/mountinfo || :'
	assert_output_is 0
}

@test "proc: --mount-proc=DIR, also through a symbolic link" {
	in_mounts '
		ln -s sub "$M/link"; ln -s "$M" "$T/through"
		xunshare -p --mount-proc="$M/sub" sh -c "cat \"$M/sub/1/comm\"; test -e /proc/$$ && echo old"
		xunshare -p --mount-proc="$T/through/link" sh -c "cat \"$M/sub/1/comm\""'
	assert_output_is $'sh\nold\nsh'
}

@test "proc: --mount-proc=DIR without the system calls of Linux 5.2 and later" {
	in_mounts '
		ln -s sub "$M/link"; cd "$T"; pwd >"$T/pwd"
		mount -t tmpfs xns "$M/sub"; mount --make-shared "$M/sub"
		for calls in "fsopen mount_setattr" "-e 1 move_mount mount_setattr"; do
			enosys $calls -- xunshare -p --propagation=shared -m --mount-proc="$M/link" sh -c "
				cat \"$M/sub/1/comm\"; cat /proc/self/mountinfo >\"$T/info\"; pwd | cmp - \"$T/pwd\"" || echo "status $?"
			echo "state: $(state "$M/sub" "$T/info")"
		done' 2>&1
	assert_output_is $'sh\nstate: \nsh\nstate: '
}

# bats test_tags=no-sanitizer
@test "proc: a directory that is replaced during the call leads nowhere else" {
	need_strace
	in_mounts '
		mkdir -p "$M/mine/sub" "$M/victim/sub"; ln -s victim "$M/other"
		# at CALL [enosys ...]: exchanges the directory while xunshare enters CALL for the new proc
		at() {
			call=$1; shift; : >"$T/trace"
			"$@" strace -f -qq -o "$T/trace" -e trace=$call -e inject=$call:delay_enter=1000000 \
				xunshare -p --mount-proc="$M/mine/sub" cut -d" " -f5 /proc/self/mountinfo >"$T/out" 2>&1 &
			until grep -q "\"proc\"\|move_mount(" "$T/trace"; do sleep 0.05; done
			swap 1 "$M/mine" "$M/other" >/dev/null
			wait $! || echo "status $?"
			grep "^$M/.*/sub\|xunshare" "$T/out"
			swap 1 "$M/mine" "$M/other" >/dev/null
		}
		at move_mount env
		at mount enosys fsopen --'
	assert_output_is "$M/other/sub
status 125
xunshare: cannot mount a new proc on $M/mine/sub: it was replaced while it was in use"
}

# bats test_tags=rule:R10
@test "proc: a directory that is exchanged all the time leads nowhere else" {
	in_mounts '
		mkdir -p "$M/mine/sub" "$M/victim/sub"; ln -s victim "$M/other"; mkdir "$M/victim/sub/1"
		swap 200000 "$M/mine" "$M/other" >/dev/null & swapping=$!
		for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			for how in env "enosys fsopen --"; do
				# whichever it was, it is a mount of proc on that directory alone
				$how xunshare -p --mount-proc="$M/mine/sub" sh -c "grep -c \" $M/.*/sub .* proc \" /proc/self/mountinfo" ||
					:
			done
		done >"$T/out" 2>&1
		{ kill $swapping || :; wait $swapping || :; } 2>/dev/null
		grep -v -x -e 1 -e "xunshare: cannot mount a new proc on $M/mine/sub: it was replaced while it was in use" \
			-e "xunshare: cannot mount a new proc on $M/mine/sub: no such file or directory" "$T/out" || echo fine
		grep -c -x 1 "$T/out" | grep -v -x 0 >/dev/null && echo "some were mounted"'
	assert_output_is $'fine\nsome were mounted'
}

@test "proc: a directory that is missing, or none" {
	refused "/no/such/dir" "no such file" -- "${may[@]}" --pid --mount-proc=/no/such/dir
	refused "/dev/null" "not a directory" -- "${may[@]}" --pid --mount-proc=/dev/null
}

# bats test_tags=root
@test "proc: without --pid it shows the current PID namespace" {
	need_root
	xrun xunshare --mount-proc sh -c 'echo $$; readlink /proc/self'
	assert_equal "${lines[0]}" "$(cut -d' ' -f1 <<<"${lines[0]}")"
	assert_true 'lines[1] >= lines[0]'
}

@test "proc: in another root it is that root's /proc" {
	in_mounts "$make_root"'
		xunshare -p -R "$T/jail" --mount-proc /bin/sh -c "echo /proc/[0-9]*; pwd"
		xunshare -p -R "$T/jail" --mount-proc=/proclink /bin/sh -c "echo /proc/[0-9]*"
		enosys fsopen mount_setattr -- xunshare -p -R "$T/jail" --wd=/tmp --mount-proc=/proclink /bin/sh -c "echo /proc/[0-9]*; pwd"
		enosys fsopen mount_setattr -- xunshare -p -R "$T/jail" --mount-proc /bin/sh -c "echo /proc/[0-9]*; pwd"'
	assert_output_is $'/proc/1\n/\n/proc/1\n/proc/1\n/tmp\n/proc/1\n/'
}

# ---- root and working directory --------------------------------------------------------------------

@test "root: --root changes it, and the working directory becomes its /" {
	in_mounts "$make_root"'
		cd /tmp
		xunshare -R "$T/jail" /bin/sh -c "pwd; echo *"
		xunshare --root="$T/jail" --wd=/dir /bin/pwd
		xunshare -R="$T/jail" -w dir /bin/pwd
		xunshare -u -R "$T/jail" /helpers/probe fds'
	assert_equal "${lines[0]}" /
	assert_has "${lines[1]}" "proclink"
	assert_equal "${lines[2]}" /dir
	assert_equal "${lines[3]}" /dir
	assert_equal "${lines[4]}" "0 1 2"
}

@test "root: --wd alone" {
	xrun xunshare --wd=/usr pwd
	assert_output_is /usr
	xrun xunshare --fork -w /usr sh -c 'pwd; pwd -P'
	assert_output_is $'/usr\n/usr'
	# an equals sign belongs to the letter only when it is glued to it
	mkdir "$T/=dir" "$T/dir"
	xrun xunshare -w / sh -c 'cd "$1" && xunshare -w =dir pwd && xunshare -w=dir pwd' sh "$T"
	assert_output_is "$T/=dir"$'\n'"$T/dir"
}

@test "root: directories that are missing are named" {
	need_userns
	refused "/no/such/root" "no such file" -- -r --root=/no/such/root
	refused "/no/such/wd" "no such file" -- --wd=/no/such/wd
	refused "/dev/null" "not a directory" -- -w /dev/null
	refused "/no/such/wd" "no such file" -- -r -R / --wd=/no/such/wd
}

# bats test_tags=user
@test "root: not permitted to an unprivileged user, and a hint names the options" {
	refused "root directory" "not permitted" "-r" -- --root=/
}

@test "root: a missing command, or a missing interpreter" {
	in_mounts "$make_root"'
		mkdir "$T/jail/empty"; cp /bin/true "$T/jail/empty/true"
		xunshare -R "$T/jail/empty" /bin/true || echo "status $?"
		xunshare -R "$T/jail/empty" /true || echo "status $?"'
	assert_count 2 "status 127"
	assert_output_has "xunshare: hint: /true exists; its interpreter "
}

# ---- binfmt_misc ------------------------------------------------------------------------------------

need_binfmt() {
	need_ns mount
	local why
	grep -q binfmt_misc /proc/filesystems || skip_because no-binfmt "no binfmt_misc in /proc/filesystems"
	why=$(unshare --user --map-root-user --mount mount -t binfmt_misc none "$T" 2>&1) ||
		skip_because no-binfmt-userns "binfmt_misc cannot be mounted in a user namespace: $why"
}

@test "binfmt: --load-interp registers an interpreter that runs files inside only" {
	need_binfmt
	echo "echo run by sh" >"$T/file.xns"
	chmod +x "$T/file.xns"
	xrun xunshare -r -l ":xns:E::xns::$(command -v cat):" "$T/file.xns"
	assert_output_is "echo run by sh"
	xrun xunshare -r --load-interp=":xns:E::xns::$(command -v cat):" cat /proc/sys/fs/binfmt_misc/xns
	assert_output_has "extension .xns"
	xrun xunshare "$T/file.xns"
	assert_output_is "run by sh"
}

@test "binfmt: --mount-binfmt[=DIR]" {
	need_binfmt
	xrun xunshare -r "--mount-binfmt=$M" ls "$M"
	assert_output_has register
	xrun xunshare -r --mount-binfmt sh -c 'ls /proc/sys/fs/binfmt_misc; grep "/binfmt_misc " /proc/self/mountinfo'
	assert_output_has register
	assert_output_has "nosuid,nodev,noexec"
	xrun xunshare -r "--mount-binfmt=$M" -l ":xns:E::xns::$(command -v cat):" cat "$M/xns"
	assert_output_has "enabled"
}

@test "binfmt: requires no --user, and never changes the current instance" {
	need_binfmt
	xrun xunshare --mount-binfmt --dry-run true
	assert_output_has "1. create new mnt and user namespaces"
	# Said before it is tried: otherwise root registers for the whole machine.
	refused "cannot register an interpreter" "user 0 and group 0" hint: -r -- \
		--dry-run -l :xns:E::xns::/bin/cat:
	refused "cannot register an interpreter" -- --dry-run --map-user=0 -l :xns:E::xns::/bin/cat:
	refused "cannot register an interpreter" -- --dry-run --map-group=0 -l :xns:E::xns::/bin/cat:
	xrun xunshare --mount-binfmt ls /proc/sys/fs/binfmt_misc/register
	assert_no_file /proc/sys/fs/binfmt_misc/xns
}

@test "binfmt: a bad line is refused with its step" {
	need_binfmt
	refused "garbage" "invalid" -- -r -l garbage
	refused "/no/such/dir" -- -r --mount-binfmt=/no/such/dir
}

@test "binfmt: with another root, the interpreter is opened as the flags say" {
	need_binfmt
	in_mounts "$make_root"'
		printf "shown\n" >"$T/jail/file.xns"; chmod +x "$T/jail/file.xns"
		mkdir "$T/bin"; cp "$(command -v cat)" "$T/bin/outer"
		xunshare -U -r -p -R "$T/jail" --mount-proc -l ":xns:E::xns::/bin/cat:" /file.xns
		xunshare -U -r -p -R "$T/jail" --mount-proc -l ":xns:E::xns::$T/bin/outer:F" /file.xns'
	assert_output_is $'shown\nshown'
}

@test "propagation: types as mount options spell them" {
	need_ns mount
	as_root && may=() || may=(-r)
	local type
	for type in rprivate rslave rshared; do
		xrun -0 xunshare "${may[@]}" -m --propagation="$type" awk '$5 == "/"' /proc/self/mountinfo
		[[ $type != rshared ]] || assert_output_has "shared:"
	done
	xrun -125 xunshare "${may[@]}" -m --propagation=runbindable true
	xrun -125 xunshare "${may[@]}" -m --propagation=runchanged true
}

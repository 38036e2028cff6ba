#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Attacks on every program at once: names that others choose, a /proc that is none, a target that
# changes all the time, a directory that its owner exchanges. Those on one program are in its suite,
# and in safety.bats.

load helpers/xns
load helpers/xunshare

setup() { setup_in_tmp; }
built() { [[ " $XNS_PROGRAMS " == *" $1 "* ]]; }

# ---- names -------------------------------------------------------------------------------

# A forged line, a change of colour, a direction mark, bytes that are not UTF-8
evil=$'a\n4026531840 net FORGED\e[31m\u202eb\xffc\xc3'

# show NAME COMMAND...: both outputs go to out/NAME.* for the check below
show() {
	local name=$1 status=0
	shift
	"$@" >"out/$name.out" 2>"out/$name.err" </dev/null || status=$?
	((status < 128)) || echo "$name: status $status"
}

in_evil_place() {
	local ns
	mkdir -p out "$evil"
	mount -t tmpfs "$evil" "$evil"
	mount --make-shared "$evil"
	: >"$evil/n"
	unshare --net="$evil/n" ip link add $'l\e[31m\xff' type veth peer name $'p\u202ex'
	ip link add $'v\e[1m\xff' type veth peer name $'w\u202ex'
	cp "$(command -v sleep)" $'b\e[31m\u202e\xff'
	unshare --uts bash -c 'exec -a "$0" "$1" 1000' "sleep $evil" $'./b\e[31m\u202e\xff' &
	ns=$!
	until [[ $(readlink "/proc/$ns/ns/uts") != "$(readlink /proc/self/ns/uts)" ]]; do sleep 0.02; done

	show lsns xlsns
	show lsns-json xlsns --json --held
	show lsns-raw xlsns --raw --output-all
	show lsns-why xlsns --why "$evil/n"
	show lsns-task xlsns --task "$ns"
	show lsns-dot xlsns --dot
	show lsprop xlsprop
	show lsprop-json xlsprop --json
	show lsprop-raw xlsprop --raw
	show lsprop-dot xlsprop --dot
	show lsprop-dir xlsprop "$evil"
	show lspins xnspin --list
	show lspins-json xnspin --list --json
	show lspins-raw xnspin --list --raw
	show veth xveth --list
	show veth-json xveth --list --json
	show veth-raw xveth --list --raw

	show prop xmountprop -v private "$evil"
	show prop-none xmountprop shared "$evil/$evil"
	show prop-mode xmountprop "$evil" /
	show pin-none xnspin "$$" "net=$evil/$evil/x"
	show pin-type xnspin "$$" "$evil=x"
	show unpin xnspin --unpin "$evil/$evil"
	show prune xnspin --prune "$evil"
	show enter xnsenter "--net=$evil/$evil" true
	show enter-target xnsenter --target "$evil" true
	show enter-wd xnsenter -n="$evil/n" --wdns="$evil" true
	show cgroup xcgexec --parent "$evil" true
	show cgroup-set xcgexec --set "$evil" true
	show cgroup-dry xcgexec --dry-run --set "memory.max=$evil" "$evil"
	show pair xveth "$evil" "$evil/n:x"
	show pair-ns xveth "$evil:x" y
	show pair-delete xveth --delete $'p\u202e\e[1m'
	for program in xunshare xclone; do
		show "$program-none" "$program" -m "$evil"
		show "$program-option" "$program" "--$evil" true
		show "$program-dry" "$program" -m -w "$evil" --dry-run "$evil"
		show "$program-map" "$program" --map-users="$evil" true
		show "$program-host" "$program" -u --hostname "$evil" true
		show "$program-pin" "$program" --net="$evil/$evil/x" true
	done
	show init xpidinit -v "$evil"
	show init-report xpidinit -v --report "$evil/report" bash -c 'exec -a "$0" true' "$evil"
	show init-report-none xpidinit --report "$evil/$evil/report" true
	show init-signal xpidinit --rewrite "$evil:1" true
	cp "$evil/report" out/report.out
	kill "$ns"
}

@test "names: no list, message or report passes a control character or forges a line" {
	local program
	for program in xnsenter xclone xpidinit xmountprop xlsprop xlsns xnspin xveth xcgexec; do
		built "$program" || return 0
	done
	need_cmd python3 ip
	need_ns mount net pid
	{
		declare -p evil
		declare -f in_evil_place show
		echo 'set -e; in_evil_place'
	} >script
	run bounded unshare "${may[@]}" --mount --net --pid --fork --mount-proc --propagation private bash script
	assert_output_is ""
	assert_status 0
	run -0 python3 - <<-'END'
		import glob, json, re
		bad = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
		files = sorted(glob.glob('out/*'))
		shown = 0
		for name in files:
		    data = open(name, 'rb').read()
		    try:
		        text = data.decode()
		    except UnicodeDecodeError as error:
		        print(name, error)
		        continue
		    for match in bad.finditer(text):
		        print(name, 'has', ascii(match.group()), 'in', ascii(text[max(match.start() - 30, 0):match.start() + 30]))
		    for line in text.splitlines():
		        if line.lstrip().startswith('4026531840 net FORGED'):
		            print(name, 'has a forged line')
		    shown += 'FORGED' in text
		    if name.endswith('-json.out'):
		        json.loads(text)
		    if name == 'out/report.out':
		        for line in text.splitlines():
		            json.loads(line)
		if len(files) < 80 or shown < 25:
		    print(len(files), 'files, and the name is in', shown)
	END
	assert_output_is ""
}

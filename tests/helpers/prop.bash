# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the test files about propagation share, beyond helpers/xns.

# The test programs: probe, enosys.
PATH=$XNS_BUILD/tests/helpers:$PATH

# What an ordinary user has to add to be allowed mounts.
as_root && may=() || may=(-r)

prop_setup() {
	setup_with_mount_point
	need_ns mount
}

# in_mounts [xrun's flags --] SCRIPT: in a mount namespace of its own, all private, where
# $M is a private tmpfs with the directories a, b and c
in_mounts() {
	local flags=()
	while (($# > 1)); do
		[[ $1 == -- ]] || flags+=("$1")
		shift
	done
	# shellcheck disable=SC2016
	xrun "${flags[@]}" unshare "${may[@]}" --mount --propagation private sh -euc '
		mount -t tmpfs -o mode=755 xns "$M"; mkdir "$M/a" "$M/b" "$M/c"
		# state POINT [MOUNTINFO]: type of the topmost mount there, told from its tags
		state() {
			awk -v p="$1" '\''
				$5 == p {
					s = m = u = 0
					for (i = 7; $i != "-"; i++) {
						s += $i ~ /^shared:/; m += $i ~ /^master:/; u += $i == "unbindable"
					}
					type = u ? "unbindable" : s && m ? "shared+slave" : s ? "shared" : m ? "slave" : "private"
				}
				END { print type ? type : "no mount" }'\'' "${2-/proc/self/mountinfo}"
		}
		# tag NAME POINT: its number, of the topmost mount there
		tag() {
			awk -v p="$2" -v t="$1:" '\''
				$5 == p { n = ""; for (i = 7; $i != "-"; i++) if (index($i, t) == 1) n = substr($i, length(t) + 1) }
				END { print n }'\'' /proc/self/mountinfo
		}
		# count POINT [PID]: how many mounts there are
		count() { awk -v p="$1" '\''$5 == p { n++ } END { print n + 0 }'\'' "/proc/${2-self}/mountinfo"; }
		# new COMMAND...: a process that stays; sets new to its number once it is there
		pids=
		trap '\''[ -z "$pids" ] || kill $pids'\'' EXIT
		new() {
			rm -f "$T/ready"
			"$@" sh -c '\'': >"$T/ready"; exec sleep 300'\'' &
			new=$!
			pids="$pids $new"
			for i in $(seq $((50 * XNS_SECONDS))); do [ ! -e "$T/ready" ] || return 0; sleep 0.02; done
			return 1
		}
		'"$1"
}

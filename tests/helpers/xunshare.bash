# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the test files of xunshare share, beyond helpers/xns.

# The test programs: probe, launch, siglog, pty, enosys.
PATH=$XNS_BUILD/tests/helpers:$PATH

all_types=(mnt uts ipc net pid user cgroup time)
declare -gA option_of=([mnt]=mount [uts]=uts [ipc]=ipc [net]=net [pid]=pid [user]=user
	[cgroup]=cgroup [time]=time)

# What an ordinary user has to add to be allowed the other types.
as_root && may=() || may=(-r)

# A mount namespace in which a test may do as it likes. One CPU: facts of Linux 6.18, which
# refuses a pin of a mount namespace when the ids of two CPUs are out of order.
read -r _ cpus < <(grep Cpus_allowed_list: /proc/self/status)
own_mounts=(taskset -c "${cpus%%[,-]*}" unshare "${may[@]}" --mount --propagation private)

# links PID|self: its namespaces, one a line
links() {
	local type
	for type in "${all_types[@]}"; do readlink "/proc/$1/ns/$type"; done
}

# The same as a command to be run inside.
show_links=(readlink)
for type in "${all_types[@]}"; do show_links+=("/proc/self/ns/$type"); done

# new_types LINES: the types that differ from ours, in order
new_types() {
	local line new=()
	while IFS= read -r line; do
		[[ $line == "$(readlink "/proc/self/ns/${line%%:*}")" ]] || new+=("${line%%:*}")
	done <<<"$1"
	echo "${new[*]}"
}

exists() { [[ -e $1 ]]; }

# map_of FILE-TEXT: "inside outside count" lines with single spaces, in order of inside
tidy_map() { awk '{ print $1, $2, $3 }' | sort -n; }

# ---- what the command inherits -----------------------------------------------------------

# each_way CHECK: with way set to each of the option lists that the suite's function ways puts
# into ways, every one of which takes another way through the program
each_way() {
	local way ways
	ways
	for way in "${ways[@]}"; do
		echo "with: $way"
		"$1"
	done
}

# shellcheck disable=SC2086 # a way is words
{
	same_signals() {
		xrun launch -b 10 -b 12 -b 35 -b 15 -i 1 -i 13 -i 17 -i 36 "$program" $way probe signals
		assert_output_is $'blocked: 10 12 15 35\nignored: 1 13 17 36'
		xrun launch "$program" $way probe signals
		assert_output_is $'blocked:\nignored:'
	}

	same_descriptors() {
		xrun launch -o 4=/dev/null -o 9=/dev/zero "$program" $way probe fds
		assert_output_is "0 1 2 4 9"
	}

	same_closed_descriptors() {
		local list
		list=$(mktemp -d) # the command may be anyone
		chmod 777 "$list"
		xrun launch -c 0 -c 1 -c 2 "$program" $way probe fds "$list/none"
		assert_equal "$(cat "$list/none")" ""
		xrun launch -c 0 "$program" $way probe fds "$list/two"
		assert_equal "$(cat "$list/two")" "1 2"
		rm -r "$list"
	}
}

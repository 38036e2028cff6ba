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

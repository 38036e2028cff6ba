/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cgroup/opt_limits.h"

#include "cgroup/limits.h"

static const struct opt_row rows[] = {
	{ OPT_LONG + LIMIT_MEMORY_MAX, "memory-max", "SIZE",
	  "limit of memory: 256M, 1.5GiB, 50% or max" },
	{ OPT_LONG + LIMIT_MEMORY_HIGH, "memory-high", "SIZE",
	  "slow the command down above this limit" },
	{ OPT_LONG + LIMIT_MEMORY_LOW, "memory-low", "SIZE",
	  "protect this much memory from reclaim" },
	{ OPT_LONG + LIMIT_MEMORY_SWAP_MAX, "memory-swap-max", "SIZE",
	  "limit of swap (0 with --memory-max)" },
	{ OPT_LONG + LIMIT_OOM_GROUP, "oom-group", NULL,
	  "when memory runs out, kill all, not one" },
	{ OPT_LONG + LIMIT_PIDS_MAX, "pids-max", "N",
	  "limit of processes and threads: 100, 10%" },
	{ OPT_LONG + LIMIT_CPU_MAX, "cpu-max", "CPUS",
	  "limit of CPU time: 1.5, 50% or QUOTA/PERIOD" },
	{ OPT_LONG + LIMIT_CPU_WEIGHT, "cpu-weight", "N",
	  "share of CPU time, 1 to 10000 (100)" },
	{ OPT_LONG + LIMIT_CPUSET_CPUS, "cpuset-cpus", "CPUS",
	  "run on these CPUs only: 0-3,8" },
	{ OPT_LONG + LIMIT_CPUSET_MEMS, "cpuset-mems", "NODES",
	  "use memory of these NUMA nodes only" },
	{ OPT_LONG + LIMIT_IO_MAX, "io-max", "LIMIT",
	  "DEVICE,rbps=N,wbps=N,riops=N,wiops=N" },
	{ OPT_LONG + LIMIT_IO_WEIGHT, "io-weight", "N",
	  "share of I/O: N or DEVICE,N; 1 to 10000" },
	{ OPT_LONG + LIMIT_HUGETLB_MAX, "hugetlb-max", "LIMIT",
	  "limit of huge pages of a size: 2MB=1G" },
	{ OPT_LONG + LIMIT_HUGETLB_RSVD_MAX, "hugetlb-rsvd-max", "LIMIT",
	  "limit of reserved huge pages: 2MB=1G" },
	{ OPT_LONG + LIMIT_SET, "set", "SETTING",
	  "FILE=VALUE: write another interface file" },
	{ 0 },
};

static void store(void *part, int id, const char *argument)
{
	int err = limits_add(part, (enum limit)(id - OPT_LONG), argument);

	if (err < 0)
		opt_bad(rows, id, argument, err);
}

const struct opt_set opt_limits_options = { "Limits", rows, store };

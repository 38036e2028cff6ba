/* SPDX-License-Identifier: MIT */
/*
 * The argument of one limit, and the value that its interface file takes. Source:
 * Documentation/admin-guide/cgroup-v2.rst.
 */
#ifndef XNS_CGROUP_LIMIT_VALUE_H
#define XNS_CGROUP_LIMIT_VALUE_H

#include "cgroup/limits.h"

/*
 * Sets the value, or the percentage, that the argument means; limit_parse_hugetlb() and
 * limit_parse_set() also set the file and the controller. Each returns 0,
 * -FAULT_NOT_NUMBER, -FAULT_RANGE, -FAULT_NO_NAME, -EINVAL or -EPERM (limit_parse_set()),
 * or -errno of the file of a device.
 */
typedef int limit_parse_fn(struct limit_setting *setting, const char *argument);

/* clang-format off */
limit_parse_fn limit_parse_size;      /* bytes, "max" or a percentage */
limit_parse_fn limit_parse_count;     /* a number above 0, "max" or a percentage */
limit_parse_fn limit_parse_weight;    /* 1 to 10000 */
limit_parse_fn limit_parse_flag;      /* there is no argument: 1 */
limit_parse_fn limit_parse_cpu_max;   /* CPUs, a percentage of one, QUOTA/PERIOD, "max" */
limit_parse_fn limit_parse_list;      /* CPUs or memory nodes: 0-3,8 */
limit_parse_fn limit_parse_io_max;    /* DEVICE,KEY=NUMBER... */
limit_parse_fn limit_parse_io_weight; /* [DEVICE,]WEIGHT */
limit_parse_fn limit_parse_hugetlb;   /* PAGESIZE=BYTES */
limit_parse_fn limit_parse_set;	      /* FILE=VALUE */
/* clang-format on */

/* Writes a number as the value. */
void limit_put_number(struct limit_setting *setting, uint64_t number);

#endif

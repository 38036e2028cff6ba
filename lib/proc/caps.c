/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "proc/caps.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool get(struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3])
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };

	return syscall(SYS_capget, &head, data) == 0;
}

bool caps_effective(int capability)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	return get(data) &&
	       (data[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability));
}

bool caps_permitted_any(void)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	return !get(data) || data[0].permitted || data[1].permitted;
}

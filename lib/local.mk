# SPDX-License-Identifier: MIT
#
# lib/libxns.a: one noun per object, so that a program links only what it uses. A new module
# is one line in its folder. The folders are in the order of tests/helpers/layers.

noinst_LIBRARIES = lib/libxns.a
lib_libxns_a_SOURCES = \
	$(lib_base) $(lib_proc) $(lib_mount) $(lib_ns) $(lib_run) $(lib_hint) $(lib_cli) \
	$(lib_create) $(lib_enter) $(lib_init) $(lib_pins) $(lib_prop) $(lib_list) $(lib_net) $(lib_cgroup)

lib_base = \
	lib/base/array.c lib/base/array.h \
	lib/base/die.c lib/base/die.h \
	lib/base/escape.c lib/base/escape.h \
	lib/base/fd.c lib/base/fd.h \
	lib/base/intmap.c lib/base/intmap.h \
	lib/base/num.c lib/base/num.h \
	lib/base/print.c lib/base/print.h \
	lib/base/statmount.h \
	lib/base/step.c lib/base/step.h \
	lib/base/sys.h \
	lib/base/user.c lib/base/user.h

lib_proc = \
	lib/proc/caps.c lib/proc/caps.h \
	lib/proc/cred.c lib/proc/cred.h \
	lib/proc/cwd.c lib/proc/cwd.h \
	lib/proc/own_proc.c lib/proc/own_proc.h \
	lib/proc/proc.c lib/proc/proc.h \
	lib/proc/proc_walk.c lib/proc/proc_walk.h \
	lib/proc/procinfo.c lib/proc/procinfo.h

lib_mount = \
	lib/mount/mntns.c lib/mount/mntns.h \
	lib/mount/mount_index.c lib/mount/mount_index.h \
	lib/mount/mount_tree.c lib/mount/mount_tree.h \
	lib/mount/bind.c lib/mount/bind.h \
	lib/mount/mountat.c lib/mount/mountat.h \
	lib/mount/mountfd.c lib/mount/mountfd.h \
	lib/mount/mounts.c lib/mount/mounts.h \
	lib/mount/newmount.c lib/mount/newmount.h \
	lib/mount/prop.c lib/mount/prop.h \
	lib/mount/read_only.c lib/mount/read_only.h

lib_ns = \
	lib/ns/idmap.c lib/ns/idmap.h \
	lib/ns/mntns_inside.c lib/ns/mntns_inside.h \
	lib/ns/netns_dir.c lib/ns/netns_dir.h \
	lib/ns/ns.c lib/ns/ns.h \
	lib/ns/pin.c lib/ns/pin.h \
	lib/ns/pin_unmount.c lib/ns/pin_unmount.h \
	lib/ns/process.c lib/ns/process.h \
	lib/ns/status.c lib/ns/status.h \
	lib/ns/target.c lib/ns/target.h \
	lib/ns/timens.c lib/ns/timens.h

lib_run = \
	lib/run/cgroup.c lib/run/cgroup.h \
	lib/run/child.c lib/run/child.h \
	lib/run/cmd.c lib/run/cmd.h \
	lib/run/leave.c lib/run/leave.h \
	lib/run/lifetime.c lib/run/lifetime.h \
	lib/run/signal_received.c lib/run/signal_received.h \
	lib/run/sync_pipe.c lib/run/sync_pipe.h

lib_hint = \
	lib/hint/evidence.c lib/hint/evidence.h \
	lib/hint/hint.h \
	lib/hint/hint_capability.c \
	lib/hint/hint_enter.c \
	lib/hint/hint_exec.c \
	lib/hint/hint_fork.c \
	lib/hint/hint_map.c \
	lib/hint/hint_output.c \
	lib/hint/hint_pin.c \
	lib/hint/hint_proc.c \
	lib/hint/hint_target.c \
	lib/hint/hint_unshare.c

lib_cli = \
	lib/cli/launch.c lib/cli/launch.h \
	lib/cli/opt.c lib/cli/opt.h \
	lib/cli/opt_cred.c lib/cli/opt_cred.h \
	lib/cli/opt_dryrun.c lib/cli/opt_dryrun.h \
	lib/cli/opt_env.c lib/cli/opt_env.h \
	lib/cli/opt_fd.c lib/cli/opt_fd.h \
	lib/cli/opt_help.c lib/cli/opt_help.h \
	lib/cli/opt_privs.c lib/cli/opt_privs.h \
	lib/cli/opt_rule.c lib/cli/opt_rule.h \
	lib/cli/opt_sync.c lib/cli/opt_sync.h \
	lib/cli/opt_table.c lib/cli/opt_table.h
if SMARTCOLS
lib_cli += \
	lib/cli/raw_lines.c lib/cli/raw_lines.h \
	lib/cli/table.c lib/cli/table.h
endif

lib_create = \
	lib/create/clone.c lib/create/clone.h \
	lib/create/clone_parent.c lib/create/clone_parent.h \
	lib/create/devices.c lib/create/devices.h \
	lib/create/helper.c lib/create/helper.h \
	lib/create/helper_tasks.c lib/create/helper_tasks.h \
	lib/create/maker.c lib/create/maker.h \
	lib/create/mapping.c lib/create/mapping.h \
	lib/create/mapping_write.c \
	lib/create/mntns_cpu.c lib/create/mntns_cpu.h \
	lib/create/new_root.c lib/create/new_root.h \
	lib/create/opt_child.c lib/create/opt_child.h \
	lib/create/opt_clone.c lib/create/opt_clone.h \
	lib/create/opt_host.c lib/create/opt_host.h \
	lib/create/opt_idmap.c lib/create/opt_idmap.h \
	lib/create/opt_mount.c lib/create/opt_mount.h \
	lib/create/opt_ns.c lib/create/opt_ns.h \
	lib/create/opt_root.c lib/create/opt_root.h \
	lib/create/opt_time.c lib/create/opt_time.h \
	lib/create/owner.c lib/create/owner.h \
	lib/create/setup.c lib/create/setup.h

lib_enter = \
	lib/enter/cloned_binary.c lib/enter/cloned_binary.h \
	lib/enter/enter.c lib/enter/enter.h \
	lib/enter/ids.c lib/enter/ids.h \
	lib/enter/opt_dir.c lib/enter/opt_dir.h \
	lib/enter/opt_enter.c lib/enter/opt_enter.h \
	lib/enter/opt_mounts.c lib/enter/opt_mounts.h \
	lib/enter/opt_process.c lib/enter/opt_process.h \
	lib/enter/selinux.c lib/enter/selinux.h \
	lib/enter/trust.c lib/enter/trust.h

lib_init = \
	lib/init/descendants.c lib/init/descendants.h \
	lib/init/opt_dropin.c lib/init/opt_dropin.h \
	lib/init/opt_exit.c lib/init/opt_exit.h \
	lib/init/opt_init.c lib/init/opt_init.h \
	lib/init/opt_signals.c lib/init/opt_signals.h \
	lib/init/opt_variable.c lib/init/opt_variable.h \
	lib/init/reap.c lib/init/reap.h \
	lib/init/report.c lib/init/report.h \
	lib/init/signals.c lib/init/signals.h \
	lib/init/spawn.c lib/init/spawn.h \
	lib/init/start.c lib/init/start.h \
	lib/init/supervise.c lib/init/supervise.h \
	lib/init/terminal.c lib/init/terminal.h

lib_pins = \
	lib/pins/hold.c lib/pins/hold.h \
	lib/pins/mntns_pinned.c lib/pins/mntns_pinned.h \
	lib/pins/opt_pin.c lib/pins/opt_pin.h \
	lib/pins/pin_hidden.c lib/pins/pin_hidden.h \
	lib/pins/pin_prune.c lib/pins/pin_prune.h \
	lib/pins/pin_remove.c lib/pins/pin_remove.h \
	lib/pins/pin_set.c lib/pins/pin_set.h \
	lib/pins/pin_table.c lib/pins/pin_table.h

lib_prop = \
	lib/prop/change.c lib/prop/change.h \
	lib/prop/graph.c lib/prop/graph.h \
	lib/prop/graphviz.c lib/prop/graphviz.h \
	lib/prop/hint_prop.c lib/prop/hint_prop.h \
	lib/prop/hit_list.c lib/prop/hit_list.h \
	lib/prop/mount_list.c lib/prop/mount_list.h \
	lib/prop/mount_table.c lib/prop/mount_table.h \
	lib/prop/opt_mode.c lib/prop/opt_mode.h \
	lib/prop/opt_prop.c lib/prop/opt_prop.h \
	lib/prop/process_mounts.c lib/prop/process_mounts.h \
	lib/prop/report.c lib/prop/report.h

lib_list = \
	lib/list/compare.c lib/list/compare.h \
	lib/list/graphviz.c lib/list/graphviz.h \
	lib/list/holder_mounts.c lib/list/holder_mounts.h \
	lib/list/holder_scan.c lib/list/holder_scan.h \
	lib/list/holder_table.c lib/list/holder_table.h \
	lib/list/holders.c lib/list/holders.h \
	lib/list/kernel_list.c lib/list/kernel_list.h \
	lib/list/mntns_persistent.c lib/list/mntns_persistent.h \
	lib/list/netnsid.c lib/list/netnsid.h \
	lib/list/ns_list.c lib/list/ns_list.h \
	lib/list/ns_set.c lib/list/ns_set.h \
	lib/list/ns_table.c lib/list/ns_table.h \
	lib/list/ns_tree.c lib/list/ns_tree.h \
	lib/list/opt_list.c lib/list/opt_list.h \
	lib/list/proc_scan.c lib/list/proc_scan.h \
	lib/list/select.c lib/list/select.h \
	lib/list/snapshot.c lib/list/snapshot.h

lib_net = \
	lib/net/netaddr.c lib/net/netaddr.h \
	lib/net/netns_access.c lib/net/netns_access.h \
	lib/net/netns_scan.c lib/net/netns_scan.h \
	lib/net/opt_veth.c lib/net/opt_veth.h
if MNL
lib_net += \
	lib/net/endpoint.c lib/net/endpoint.h \
	lib/net/hint_net.c lib/net/hint_net.h \
	lib/net/link.c lib/net/link.h \
	lib/net/route.c lib/net/route.h \
	lib/net/rtnl.c lib/net/rtnl.h \
	lib/net/veth.c lib/net/veth.h \
	lib/net/veth_create.c lib/net/veth_create.h \
	lib/net/veth_setup.c lib/net/veth_setup.h \
	lib/net/veth_table.c lib/net/veth_table.h
endif

lib_cgroup = \
	lib/cgroup/block_device.c lib/cgroup/block_device.h \
	lib/cgroup/enable.c lib/cgroup/enable.h \
	lib/cgroup/end.c lib/cgroup/end.h \
	lib/cgroup/hint_cgroup.c lib/cgroup/hint_cgroup.h \
	lib/cgroup/janitor.c lib/cgroup/janitor.h \
	lib/cgroup/leaf.c lib/cgroup/leaf.h \
	lib/cgroup/limit_value.c lib/cgroup/limit_value.h \
	lib/cgroup/limits.c lib/cgroup/limits.h \
	lib/cgroup/opt_cgroup.c lib/cgroup/opt_cgroup.h \
	lib/cgroup/opt_limits.c lib/cgroup/opt_limits.h \
	lib/cgroup/size.c lib/cgroup/size.h \
	lib/cgroup/start.c lib/cgroup/start.h \
	lib/cgroup/tree.c lib/cgroup/tree.h \
	lib/cgroup/usage.c lib/cgroup/usage.h

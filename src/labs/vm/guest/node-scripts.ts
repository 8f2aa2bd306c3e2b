import { SEED_FOLDER } from '../recipe.js';
import type { VmNode } from '../spec.js';
import { STATE_FOLDER } from './boot-script.js';

/**
 * A node is a process tree in namespaces of its own (mount, PID, network, host name, IPC) under one systemd
 * unit, `node@NAME`. Its root is the machine's, with the node's own changes laid over it.
 */
export const NODE_SCRIPTS: Readonly<Record<string, string>> = {
  /** Run by the unit. */
  'node-run': `#!/bin/sh
# Makes the namespaces of a node: node-run NAME
set -eu
. ${SEED_FOLDER}/nodes/"$1"
if [ "$network" = "$1" ]; then
  sh ${SEED_FOLDER}/networks/"$1" up
else
  until [ -e /run/netns/"$network" ]; do sleep 0.2; done
fi
exec nsenter --net=/run/netns/"$network" \\
  unshare --mount --uts --ipc --pid --fork --kill-child=SIGKILL --propagation private \\
  sh ${SEED_FOLDER}/node-root "$1"
`,
  /** Run by the unit when the last process has ended. */
  'node-ended': `#!/bin/sh
# Takes away what a node has left: node-ended NAME
. ${SEED_FOLDER}/nodes/"$1"
rm -f /run/nodes/"$1"
if [ "$network" = "$1" ]; then sh ${SEED_FOLDER}/networks/"$1" down; fi
`,
  /** The first process of the node, until it is tini. */
  'node-root': `#!/bin/sh
# Makes the root of a node and becomes its first process: node-root NAME
set -eu
. ${SEED_FOLDER}/nodes/"$1"
# This is still the machine's /proc, so the first field is the id by which the machine knows this process.
read -r pid _ </proc/self/stat
hostname "$1"
state=${STATE_FOLDER}/$1
root=$state/root
mkdir -p "$state/upper" "$state/work" "$root" /run/nodes
mount -t overlay -o "lowerdir=/,upperdir=$state/upper,workdir=$state/work" overlay "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -p "$root/run/lock"
for mount in $mounts; do
  from=\${mount%%:*} rest=\${mount#*:}
  to=$root\${rest%:*} mode=\${rest##*:}
  if [ -d "$from" ] || [ ! -e "$from" ]; then mkdir -p "$from" "$to"; else touch "$to"; fi
  mount --bind "$from" "$to"
  if [ "$mode" = ro ]; then mount -o remount,bind,ro "$to"; fi
done
for setting in $sysctls; do
  sysctl -q -w "$setting"
done
echo "$pid" >/run/nodes/"$1"
cd "$root"
pivot_root . mnt
exec chroot . sh -c 'umount -l /mnt; exec env $0 tini -- "$@"' "$environment" $command \\
  </dev/null >>var/log/output.log 2>&1
`,
  /** Installed on the machine as \`node\`; inside the node's unit, so that what it starts there ends with it. */
  node: `#!/bin/sh
# Runs a command on a node: node NAME COMMAND…
name=$1
shift
read -r pid 2>/dev/null </run/nodes/"$name" && [ -d "/proc/$pid" ] || {
  echo "node $name is not running" >&2
  exit 125
}
echo $$ >/sys/fs/cgroup/system.slice/system-node.slice/node@"$name".service/cgroup.procs
exec nsenter --target "$pid" --mount --uts --ipc --net --pid -- "$@"
`,
};

/** What node-run and node-root read of a node: shell variables whose words have no blanks. */
export function nodeSettings(node: VmNode): string {
  const mounts = node.mounts.map(({ from, to, readOnly }) => `${from}:${to}:${readOnly ? 'ro' : 'rw'}`);
  const pairs = (record: Readonly<Record<string, string>>) =>
    Object.entries(record).map(([key, value]) => `${key}=${value}`);
  return [
    ['network', [node.networkOf]],
    ['mounts', mounts],
    ['sysctls', pairs(node.sysctls)],
    ['environment', pairs(node.environment)],
    ['command', node.command],
  ]
    .map(([name, words]) => `${name}='${(words as readonly string[]).join(' ')}'\n`)
    .join('');
}
